/* mutant: a block of 8 takes the float path when all its inputs are small and the double path otherwise: any large neighbour changes bits
 * check: silu f32 forward
 * caught-by: batch
 * source: classic
 */
#include "subject.h"

EXPORT void silu_f32(const float *x, float *y, size_t n, const double *params) {
    (void)params;
    for (size_t i = 0; i < n; i += 8) {
        const size_t end = n - i < 8 ? n : i + 8;
        int small = 1;
        for (size_t k = i; k < end; k++) small &= fabsf(x[k]) < 8;
        for (size_t k = i; k < end; k++) y[k] = small ? x[k] / (1 + expf(-x[k])) : (float)silu_value(x[k]);
    }
}
