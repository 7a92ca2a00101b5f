/* mutant: f16 arrays are walked with float pointers: twice the buffer is read and written
 * check: gelu f16 forward
 * caught-by: bounds
 * source: NNTrainer https://github.com/nntrainer/nntrainer/pull/4194 (B078)
 */
#include "subject.h"

EXPORT void gelu_f16(const uint16_t *x, uint16_t *y, size_t n, const double *params) {
    (void)params;
    for (size_t i = 0; i < n; i++) {
        float v;
        memcpy(&v, (const char *)x + i * sizeof v, sizeof v);
        v = (float)gelu_value(v);
        memcpy((char *)y + i * sizeof v, &v, sizeof v);
    }
}
