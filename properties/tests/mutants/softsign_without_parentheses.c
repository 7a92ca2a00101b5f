/* mutant: x/1 + |x| where x/(1 + |x|) was meant: twice relu
 * check: softsign f64 forward
 * caught-by: range
 * source: carrot https://github.com/liquidcarrot/carrot/pull/210 (B160)
 */
#include "subject.h"

FORWARD(softsign, f64, isinf(x) ? copysign(1, x) : x / 1 + fabs(x))
