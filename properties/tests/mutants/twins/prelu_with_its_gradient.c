/* twin: all of prelu, its slope's gradient summed in float
 * check: prelu f32 backward
 */
#include "../subject.h"

BACKWARD(prelu, f32, dy * leaky_slope(x, p[0]))

EXPORT void prelu_f32_params_backward(const float *x, const float *dy, double *gradients, size_t n, const double *p) {
    float sum = 0;
    (void)p;
    for (size_t i = 0; i < n; i++) sum += x[i] < 0 ? dy[i] * x[i] : 0;
    *gradients = sum;
}
