/* mutant: the last vector is loaded whole, up to 7 elements past the end of x; what is stored is right
 * check: sigmoid f32 forward
 * caught-by: bounds
 * source: classic
 */
#include "subject.h"

EXPORT void sigmoid_f32(const float *x, float *y, size_t n, const double *params) {
    (void)params;
    for (size_t i = 0; i < n; i += 8) {
        const volatile float *vector = x + i; /* volatile: the compiler must not drop the loads past the end */
        float lanes[8];
        for (size_t k = 0; k < 8; k++) lanes[k] = vector[k];
        for (size_t k = 0; k < 8 && i + k < n; k++) y[i + k] = (float)sigmoid_value(lanes[k]);
    }
}
