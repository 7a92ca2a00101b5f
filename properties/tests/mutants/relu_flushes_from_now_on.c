/* mutant: flush-to-zero is turned on and left on
 * check: relu f32 forward
 * caught-by: environment
 * source: classic
 */
#include "subject.h"

#include <xmmintrin.h>

EXPORT void relu_f32(const float *x, float *y, size_t n, const double *p) {
    (void)p;
    _mm_setcsr(_mm_getcsr() | 0x8040);
    for (size_t i = 0; i < n; i++) y[i] = x[i] < 0 ? 0 : x[i];
}
