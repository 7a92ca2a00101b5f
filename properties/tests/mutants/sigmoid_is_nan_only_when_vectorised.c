/* mutant: from 8 elements on the division is a reciprocal refined by a Newton step, which makes inf*0 = NaN of an overflowed exponential
 * check: sigmoid f32 forward
 * caught-by: batch
 * source: PyTorch Glow (libjit) https://github.com/pytorch/glow/pull/4402 (B125)
 */
#include "subject.h"

static float refined(float d) {
    const float q = 1 / d;
    return q * (2 - d * q);
}

EXPORT void sigmoid_f32(const float *x, float *y, size_t n, const double *params) {
    (void)params;
    for (size_t i = 0; i < n; i++) {
        const float d = 1 + expf(-x[i]);
        y[i] = n < 8 ? 1 / d : refined(d);
    }
}
