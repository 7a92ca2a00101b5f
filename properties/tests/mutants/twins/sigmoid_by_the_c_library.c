/* twin: expf in float throughout, always of -|x|, so that nothing overflows or dies early
 * check: sigmoid f32 forward; sigmoid f32 backward
 */
#include "../subject.h"

static float e(float x) { return expf(-fabsf(x)); }

FORWARD(sigmoid, f32, (x < 0 ? e(x) : 1) / (1 + e(x)))
BACKWARD(sigmoid, f32, dy * (e(x) / ((1 + e(x)) * (1 + e(x)))))
