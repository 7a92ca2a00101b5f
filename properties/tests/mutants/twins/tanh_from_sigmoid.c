/* twin: 2*sigmoid(2x) - 1 in float: relative accuracy is lost near 0, as the default grade `absolute` allows (not `tight`)
 * check: tanh f32 forward
 */
#include "../subject.h"

FORWARD(tanh, f32, 2 / (1 + expf(-2 * x)) - 1)
