/* A C11 library that describes itself with actcheck's header. Its name has what XML and JSON must escape. */
#include <stdatomic.h>
#include <stddef.h>
#include <threads.h>

#include "actcheck/subject.h"

const actcheck_subject_v1 *actcheck_subject(void) {
    static const actcheck_subject_v1 description = {1, "plain <C> & \"co\"", "1.2.3", ACTCHECK_NOT_THREAD_SAFE};
    return &description;
}

/* The calls under way. Two at once break what the description asks for, and make all results of the second wrong. */
static atomic_int calls;

void relu_f32(const float *x, float *y, size_t n, const double *params) {
    (void)params;
    const int alone = atomic_fetch_add(&calls, 1) == 0;
    if (n > 1000) thrd_sleep(&(struct timespec){.tv_nsec = 200000}, NULL); /* so that calls at once do meet */
    for (size_t i = 0; i < n; i++) y[i] = !alone ? -1 : x[i] < 0 ? 0 : x[i];
    atomic_fetch_sub(&calls, 1);
}
