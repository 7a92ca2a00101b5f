/* mutant: from 4 on, -e^-x takes the place of -log(1 + e^-x), and a constant is added below: the two do not meet
 * check: log_sigmoid f32 forward
 * caught-by: continuity
 * source: tt-metal (B140)
 */
#include "subject.h"

FORWARD(log_sigmoid, f32, x > 4 ? -exp(-x) : fmin(x, 0) - log1p(exp(-fabs(x))) + 7e-4)
