/* mutant: Phi(x) is recovered as y/x, which is 0/0 = NaN at x = 0
 * check: gelu f32 backward
 * caught-by: special_values
 * source: PaddlePaddle https://github.com/PaddlePaddle/Paddle/pull/14857 (B058)
 */
#include "subject.h"

static double slope(double x) {
    if (fabs(x) > 40) return x > 0;
    return gelu_value(x) / x + x * INV_SQRT_2PI * exp(-0.5 * x * x);
}

FORWARD(gelu, f32, gelu_value(x))
BACKWARD(gelu, f32, dy * slope(x))
