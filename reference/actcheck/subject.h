/**
 * \file
 * The plain-C interface of a subject, version 1: what a shared library exports so that `actcheck check` can judge it.
 *
 * Nothing is registered, and a subject need not include this header: it exports C symbols with the names below, as few
 * of them as it likes, and what is there is checked. The header describes them, and declares the one optional symbol
 * that tells more about the library. Plain C11 (C++ too), no dependencies. Version 1 is frozen.
 *
 * \section subject_symbols Symbols
 *
 * `<activation>` is a name of the catalogue (`actcheck list` prints it), `<format>` a number format, `T` its storage:
 *
 * | format     | `T`        | holds                                 |
 * | ---------- | ---------- | ------------------------------------- |
 * | `f64`      | `double`   | the number                            |
 * | `f32`      | `float`    | the number                            |
 * | `f16`      | `uint16_t` | the bits of an IEEE 754 binary16      |
 * | `bf16`     | `uint16_t` | the bits of a bfloat16                |
 * | `f8e4m3fn` | `uint8_t`  | the bits of an 8-bit float, OCP E4M3  |
 * | `f8e5m2`   | `uint8_t`  | the bits of an 8-bit float, OCP E5M2  |
 *
 * Elementwise activations, y[i] = f(x[i]) and dx[i] = dy[i] * f'(x[i]):
 * \code{.c}
 * void <activation>_<format>(const T *x, T *y, size_t n, const double *params);
 * void <activation>_<format>_backward(const T *x, const T *dy, T *dx, size_t n, const double *params);
 * \endcode
 * Gated activations, which take two inputs, y[i] = f(a[i], b[i]):
 * \code{.c}
 * void <activation>_<format>(const T *a, const T *b, T *y, size_t n, const double *params);
 * void <activation>_<format>_backward(const T *a, const T *b, const T *dy, T *da, T *db, size_t n,
 *                                     const double *params);
 * \endcode
 * Row-wise activations: rows are contiguous, the function runs along the columns:
 * \code{.c}
 * void <activation>_<format>(const T *x, T *y, size_t rows, size_t cols, const double *params);
 * void <activation>_<format>_backward(const T *x, const T *dy, T *dx, size_t rows, size_t cols, const double *params);
 * \endcode
 * Learnable parameters also have a gradient, dparams[k] = the sum over i of dy[i] * df(x[i])/dparams[k]:
 * \code{.c}
 * void <activation>_<format>_params_backward(const T *x, const T *dy, double *dparams, size_t n, const double *params);
 * \endcode
 *
 * \section subject_rules Rules
 *
 * - `params` holds the activation's parameters in catalogue order (`actcheck show NAME` lists them), as doubles. It is
 *   never NULL when there are any. The checker passes other values than the defaults too.
 * - `n`, `rows` and `cols` may be 0.
 * - Input and output may be the same array: y may be x; in backward, dx may be x or dy. Otherwise arrays do not
 *   overlap. A library that cannot do this says so with #ACTCHECK_NO_IN_PLACE.
 * - Several threads may call at once. A library that cannot do this says so with #ACTCHECK_NOT_THREAD_SAFE.
 * - Inputs are read only, outputs are written in full, nothing outside the arrays is touched. The arrays are aligned
 *   for `T` and no further.
 * - A single symbol is enough, one pass only. A symbol of another name is given to the checker as
 *   `--map gelu.f32=my_fast_gelu`.
 *
 * \section subject_example Example
 *
 * \code{.c}
 * #include <stddef.h>
 *
 * void relu_f32(const float *x, float *y, size_t n, const double *params) {
 *   (void)params;
 *   for (size_t i = 0; i < n; i++) y[i] = x[i] < 0 ? 0 : x[i];
 * }
 * \endcode
 * \code{.sh}
 * cc -O2 -shared -fPIC relu.c -o librelu.so && actcheck check ./librelu.so
 * \endcode
 */
#ifndef ACTCHECK_SUBJECT_H
#define ACTCHECK_SUBJECT_H

#include <stdint.h>

/** Put before a definition that the library exports, if it is compiled with hidden symbols. */
#if defined(_WIN32)
#define ACTCHECK_EXPORT __declspec(dllexport)
#elif defined(__GNUC__)
#define ACTCHECK_EXPORT __attribute__((visibility("default")))
#else
#define ACTCHECK_EXPORT
#endif

/** \name Flags of actcheck_subject_v1 */
/**@{*/
#define ACTCHECK_NO_IN_PLACE UINT32_C(1)     /**< bit 0: an output must not be the same array as an input */
#define ACTCHECK_NOT_THREAD_SAFE UINT32_C(2) /**< bit 1: only one thread may call at a time */
/**@}*/

#ifdef __cplusplus
extern "C" {
#endif

/** What a library says about itself. Its strings are UTF-8 and live as long as the library is loaded. */
typedef struct actcheck_subject_v1 {
  uint32_t abi_version; /**< 1 */
  const char *name;     /**< name of the library, for the report; NULL: its file name */
  const char *version;  /**< version of the library, for the report; NULL: unknown */
  uint32_t flags;       /**< ACTCHECK_NO_IN_PLACE | ACTCHECK_NOT_THREAD_SAFE; all other bits 0 */
} actcheck_subject_v1;

/**
 * Optional: defined by the subject, called once after loading, before any of its other symbols. A library without it
 * has no flags set.
 * \return the library's description, or NULL for none.
 */
ACTCHECK_EXPORT const actcheck_subject_v1 *actcheck_subject(void);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif
