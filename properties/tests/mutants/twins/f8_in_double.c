/* twin: the stable formulas in double, rounded once to the 8-bit formats; overflow is infinity, and NaN where there is none
 * check: sigmoid f8e4m3fn forward; sigmoid f8e4m3fn backward; tanh f8e4m3fn forward; tanh f8e4m3fn backward; gelu f8e4m3fn forward; gelu f8e4m3fn backward; silu f8e4m3fn forward; silu f8e4m3fn backward; softsign f8e4m3fn forward; softsign f8e4m3fn backward; sigmoid f8e5m2 forward; sigmoid f8e5m2 backward; tanh f8e5m2 forward; tanh f8e5m2 backward; gelu f8e5m2 forward; gelu f8e5m2 backward; silu f8e5m2 forward; silu f8e5m2 backward; softsign f8e5m2 forward; softsign f8e5m2 backward
 */
#include "../subject.h"

SMOOTH_IN_DOUBLE(f8e4m3fn)
SMOOTH_IN_DOUBLE(f8e5m2)
