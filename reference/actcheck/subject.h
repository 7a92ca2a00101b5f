/** \file
 * The plain-C interface of a subject, version 1: what a shared library exports to be checked by actcheck.
 *
 * For each activation and format that it implements, a library exports functions named after both:
 * \code
 * void <activation>_<format>(const T *x, T *y, size_t n, const double *params);
 * void <activation>_<format>_backward(const T *x, const T *dy, T *dx, size_t n, const double *params);
 * void <activation>_<format>_params_backward(const T *x, const T *dy, double *dparams, size_t n, const double *params);
 * \endcode
 * T is double (f64), float (f32) or uint16_t holding the bits (f16, bf16). `params` holds the activation's parameters in
 * catalogue order as doubles; values other than the defaults are passed, too. n may be 0. x and y may be the same array,
 * and dx may be the same array as x or dy. `backward` computes dx[i] = dy[i] * f'(x[i]).
 *
 * Nothing needs this header. A library that wants to say more about itself includes it and exports actcheck_subject().
 */
#ifndef ACTCHECK_SUBJECT_H
#define ACTCHECK_SUBJECT_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Flag: outputs must not be the same arrays as inputs. */
#define ACTCHECK_NO_IN_PLACE 1U
/** Flag: only one thread may call the library at a time. */
#define ACTCHECK_NOT_THREAD_SAFE 2U

/** What a library says about itself. */
typedef struct actcheck_subject_v1 {
  uint32_t abi_version; /**< 1 */
  const char *name;     /**< shown in reports, or NULL for the file's name */
  const char *version;  /**< shown in reports, or NULL */
  uint32_t flags;       /**< ACTCHECK_NO_IN_PLACE, ACTCHECK_NOT_THREAD_SAFE, or 0 */
} actcheck_subject_v1;

/** Optional export of a subject. The object lives as long as the library. */
const actcheck_subject_v1 *actcheck_subject(void);

#ifdef __cplusplus
}
#endif

#endif
