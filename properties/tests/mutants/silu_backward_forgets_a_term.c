/* mutant: the product rule is cut short: s(x) without x*s'(x)
 * check: silu f32 backward
 * caught-by: derivative
 * source: classic
 */
#include "subject.h"

FORWARD(silu, f32, silu_value(x))
BACKWARD(silu, f32, dy * sigmoid_value(x))
