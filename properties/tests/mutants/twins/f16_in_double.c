/* twin: the stable formulas in double, rounded once to f16
 * check: sigmoid f16 forward; sigmoid f16 backward; tanh f16 forward; tanh f16 backward; gelu f16 forward; gelu f16 backward; silu f16 forward; silu f16 backward; softsign f16 forward; softsign f16 backward
 */
#include "../subject.h"

SMOOTH_IN_DOUBLE(f16)
