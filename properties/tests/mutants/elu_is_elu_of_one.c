/* mutant: alpha is taken to be 1 whatever was passed
 * check: elu f32 forward
 * caught-by: parameters
 * source: classic (B022, there leaky_relu)
 */
#include "subject.h"

FORWARD(elu, f32, x > 0 ? x : expm1f(x))
