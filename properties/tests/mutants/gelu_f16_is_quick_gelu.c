/* mutant: gelu is computed as x * sigmoid(1.702 x), which is up to 0.02 away, five times the tolerance of f16
 * check: gelu f16 forward
 * caught-by: accuracy
 * source: classic
 */
#include "subject.h"

FORWARD(gelu, f16, x < -40 ? -0.0 : x * sigmoid_value(1.702 * x))
