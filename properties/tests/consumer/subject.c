/* A subject with everything that the header offers. */
#include <actcheck/subject.h>
#include <stddef.h>

ACTCHECK_EXPORT void relu_f32(const float *x, float *y, size_t n, const double *params);

void relu_f32(const float *x, float *y, size_t n, const double *params) {
    (void)params;
    for (size_t i = 0; i < n; i++) y[i] = x[i] < 0 ? 0 : x[i];
}

const actcheck_subject_v1 *actcheck_subject(void) {
    static const actcheck_subject_v1 description = {1, "consumer's subject", "1.0", 0};
    return &description;
}
