/* twin: subnormal inputs are taken for zeros, in forward and backward, as hardware in its fast mode does: a convention
 * check: relu f32 forward; relu f32 backward
 */
#include "../subject.h"

static float flush(float x) { return fabsf(x) < 0x1p-126f ? copysignf(0, x) : x; }

FORWARD(relu, f32, leaky_value(flush(x), 0))
BACKWARD(relu, f32, flush(x) > 0 ? flush(dy) : 0)
