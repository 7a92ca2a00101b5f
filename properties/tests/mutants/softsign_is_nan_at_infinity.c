/* mutant: x/(1 + |x|) is inf/inf = NaN at the infinities, where the limits are 1 and -1
 * check: softsign f32 forward
 * caught-by: special_values
 * source: classic
 */
#include "subject.h"

FORWARD(softsign, f32, x / (1 + fabs(x)))
