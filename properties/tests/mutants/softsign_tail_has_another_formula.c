/* mutant: whole vectors of 8 use 1 - 1/(1 + |x|), the last n%8 elements x/(1 + |x|): both within the tolerance, but not the same bits
 * check: softsign f32 forward
 * caught-by: batch
 * source: classic
 */
#include "subject.h"

EXPORT void softsign_f32(const float *x, float *y, size_t n, const double *params) {
    (void)params;
    size_t i = 0;
    for (; i < n / 8 * 8; i++) y[i] = copysignf(1 - 1 / (1 + fabsf(x[i])), x[i]);
    for (; i < n; i++) y[i] = (float)softsign_value(x[i]);
}
