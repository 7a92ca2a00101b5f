/* twin: subnormal results become zeros, in forward from x = -87.34 on and in backward on both sides: a convention
 * check: sigmoid f32 forward; sigmoid f32 backward
 */
#include "../subject.h"

static double flush(double v) { return fabs(v) < 0x1p-126 ? copysign(0, v) : v; }

FORWARD(sigmoid, f32, flush(sigmoid_value(x)))
BACKWARD(sigmoid, f32, flush(dy * sigmoid_slope(x)))
