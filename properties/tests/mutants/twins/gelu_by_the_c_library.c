/* twin: erfcf and expf, in float throughout: some ulps in the negative tail, nowhere near the tolerance
 * check: gelu f32 forward; gelu f32 backward
 */
#include "../subject.h"

static float cdf(float x) { return 0.5f * erfcf(-x * (float)INV_SQRT_2); }
static float pdf(float x) { return (float)INV_SQRT_2PI * expf(-0.5f * x * x); }

FORWARD(gelu, f32, x < -40 ? 0 : x * cdf(x))
BACKWARD(gelu, f32, x < -40 ? 0 * dy : x > 40 ? dy : dy * (cdf(x) + x * pdf(x)))
