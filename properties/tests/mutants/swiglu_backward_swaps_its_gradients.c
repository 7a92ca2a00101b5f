/* mutant: the gradients of the two inputs change places
 * check: swiglu f32 backward
 * caught-by: gated_values
 * source: classic
 */
#include "subject.h"

GATED_BACKWARD(swiglu, f32, dy * silu_value(a), dy * b * silu_slope(a))
