/* mutant: elements are processed in pairs, and the last of an odd number is never written
 * check: softsign f32 forward
 * caught-by: bounds
 * source: classic
 */
#include "subject.h"

EXPORT void softsign_f32(const float *x, float *y, size_t n, const double *params) {
    (void)params;
    for (size_t i = 0; i + 1 < n; i += 2) {
        y[i] = (float)softsign_value(x[i]);
        y[i + 1] = (float)softsign_value(x[i + 1]);
    }
}
