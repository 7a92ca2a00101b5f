/* mutant: a buffer that all calls share keeps what the call before left in it, and every second call starts from there
 * check: tanh f32 forward
 * caught-by: determinism
 * source: classic
 */
#include "subject.h"

EXPORT void tanh_f32(const float *x, float *y, size_t n, const double *p) {
    static double left_over[64];
    static int warm;
    (void)p;
    for (size_t i = 0; i < n; i++) {
        const double t = tanh(x[i]);
        y[i] = (float)(warm && left_over[i % 64] != t ? t * (1 + 0x1p-20) : t);
        left_over[i % 64] = t;
    }
    warm = !warm;
}
