/* twin: tanhf, and sech^2 by coshf, in float throughout
 * check: tanh f32 forward; tanh f32 backward
 */
#include "../subject.h"

static float sech(float x) { return 1 / coshf(x); }

FORWARD(tanh, f32, tanhf(x))
BACKWARD(tanh, f32, dy * sech(x) * sech(x))
