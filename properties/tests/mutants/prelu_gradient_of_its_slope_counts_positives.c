/* mutant: the slope's gradient is the sum of dy*x over all inputs, the positive ones too
 * check: prelu f32 backward
 * caught-by: parameter_gradient
 * source: classic
 */
#include "subject.h"

BACKWARD(prelu, f32, dy * leaky_slope(x, p[0]))

EXPORT void prelu_f32_params_backward(const float *x, const float *dy, double *gradients, size_t n, const double *p) {
    (void)p;
    *gradients = 0;
    for (size_t i = 0; i < n; i++) *gradients += (double)dy[i] * x[i];
}
