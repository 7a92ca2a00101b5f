/* mutant: the gradient is formed in the caller's dy, which was passed as const, and then copied to dx
 * check: silu f32 backward
 * caught-by: bounds
 * source: NVIDIA Apex https://github.com/NVIDIA/apex/issues/1430 (B179, there softmax)
 */
#include "subject.h"

FORWARD(silu, f32, silu_value(x))

EXPORT void silu_f32_backward(const float *x, const float *dy, float *dx, size_t n, const double *params) {
    (void)params;
    float *scratch = (float *)dy;
    for (size_t i = 0; i < n; i++) scratch[i] = (float)(dy[i] * silu_slope(x[i]));
    if (dx != scratch) memmove(dx, scratch, n * sizeof *dx);
}
