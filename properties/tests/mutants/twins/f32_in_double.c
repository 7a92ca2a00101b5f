/* twin: the stable formulas in double, rounded once to f32
 * check: sigmoid f32 forward; sigmoid f32 backward; tanh f32 forward; tanh f32 backward; gelu f32 forward; gelu f32 backward; silu f32 forward; silu f32 backward; softsign f32 forward; softsign f32 backward
 */
#include "../subject.h"

SMOOTH_IN_DOUBLE(f32)
