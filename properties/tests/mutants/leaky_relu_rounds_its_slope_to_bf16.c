/* mutant: the slope is rounded to bf16 before f32 arithmetic uses it: 0.01 becomes 0.010009765625
 * check: leaky_relu f32 forward
 * caught-by: accuracy
 * source: classic
 */
#include "subject.h"

FORWARD(leaky_relu, f32, leaky_value(x, round_bf16(p[0])))
