/* mutant: the vector loop stops one vector early at exact multiples of 8 and the tail never runs: the last 1 to 8 elements stay unwritten
 * check: silu f32 forward
 * caught-by: bounds
 * source: NNTrainer https://github.com/nntrainer/nntrainer/pull/3494 (B094, there SwiGLU)
 */
#include "subject.h"

EXPORT void silu_f32(const float *x, float *y, size_t n, const double *params) {
    (void)params;
    size_t i = 0;
    for (; i + 8 < n; i += 8)
        for (size_t k = 0; k < 8; k++) y[i + k] = (float)silu_value(x[i + k]);
    if (i > n)
        for (; i < n; i++) y[i] = (float)silu_value(x[i]);
}
