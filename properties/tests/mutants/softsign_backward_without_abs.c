/* mutant: 1/(1 + x)^2 where 1/(1 + |x|)^2 was meant: right for positive x only
 * check: softsign f32 backward
 * caught-by: derivative
 * source: classic
 */
#include "subject.h"

FORWARD(softsign, f32, softsign_value(x))
BACKWARD(softsign, f32, dy / ((1.0 + x) * (1.0 + x)))
