/* mutant: the gradient of the slope is the sum over the first 256 elements only, which is what one thread block sees
 * check: prelu f32 backward
 * caught-by: parameter_gradient
 * source: invented
 */
#include "subject.h"

FORWARD(prelu, f32, x < 0 ? p[0] * x : x)
BACKWARD(prelu, f32, x > 0 ? dy : x != x ? x : p[0] * dy)

EXPORT void prelu_f32_params_backward(const float *x, const float *dy, double *gradient, size_t n, const double *params) {
    (void)params;
    double sum = 0;
    for (size_t i = 0; i < n && i < 256; i++)
        if (x[i] < 0) sum += (double)x[i] * dy[i];
    gradient[0] = sum;
}
