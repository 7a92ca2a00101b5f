/* mutant: elements before the first 32-byte boundary of y are peeled off to tanhf, the others use 1 - 2/(exp(2x) + 1): bits depend on alignment
 * check: tanh f32 forward
 * caught-by: batch
 * source: classic
 */
#include "subject.h"

EXPORT void tanh_f32(const float *x, float *y, size_t n, const double *params) {
    (void)params;
    size_t i = 0;
    for (; i < n && (uintptr_t)(y + i) % 32; i++) y[i] = tanhf(x[i]);
    for (; i < n; i++) y[i] = 1 - 2 / (expf(2 * x[i]) + 1);
}
