/* What several mutants and twins need: the number formats, the loops of the plain-C subject ABI, the right values in double. */
#ifndef ACTCHECK_TESTS_MUTANTS_SUBJECT_H
#define ACTCHECK_TESTS_MUTANTS_SUBJECT_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined _WIN32
#define EXPORT __declspec(dllexport)
#else
#define EXPORT __attribute__((visibility("default")))
#endif

typedef float f32;
typedef double f64;
typedef uint16_t f16;
typedef uint16_t bf16;
typedef uint8_t f8e4m3fn;
typedef uint8_t f8e5m2;

/* The narrow format with `m` fraction bits and exponent bias `bias`: double to bits, rounded once, to nearest even. Integers only, NaN stays NaN.
 * The sign is bit 15; from the pattern `infinity` on there are no numbers. */
static inline uint16_t narrow_below(double v, int m, int bias, uint16_t infinity) {
    uint64_t b;
    memcpy(&b, &v, sizeof b);
    const uint16_t sign = (uint16_t)(b >> 48 & 0x8000);
    const int e = (int)(b >> 52 & 2047) - 1023;
    const uint64_t fraction = b & 0xfffffffffffffu;
    if (e == 1024) return (uint16_t)(sign | infinity | (fraction ? 1 << (m - 1) : 0));
    const int normal = e >= 1 - bias, shift = 52 - m + (normal ? 0 : 1 - bias - e);
    if (shift > 53) return sign;
    const uint64_t all = fraction | 1ull << 52, rest = all & ((1ull << shift) - 1), half = 1ull << (shift - 1);
    uint64_t q = (all >> shift) + (normal ? (uint64_t)(e + bias - 1) << m : 0);
    q += rest > half || (rest == half && (q & 1));
    return (uint16_t)(sign | (q < infinity ? q : infinity));
}

static inline uint16_t narrow(double v, int m, int bias) { return narrow_below(v, m, bias, (uint16_t)((2 * bias + 1) << m)); }

static inline double widen(uint16_t h, int m, int bias) {
    const int e = (h & 0x7fff) >> m, fraction = h & ((1 << m) - 1);
    const double size = e == 2 * bias + 1 ? (fraction ? NAN : INFINITY)
                      : e ? ldexp(fraction + (1 << m), e - bias - m) : ldexp(fraction, 1 - bias - m);
    return h & 0x8000 ? -size : size;
}

/* The sign of a 16-bit pattern in front of seven bits, and back. */
static inline uint8_t byte_of(uint16_t h) { return (uint8_t)((h & 0x7f) | (h >> 8 & 0x80)); }
static inline uint16_t word_of(uint8_t b) { return (uint16_t)((b & 0x7f) | (b & 0x80) << 8); }

/* What a kernel reads and writes: f32 is computed on as float, f64 as double, the narrower formats as double. */
static inline float load_f32(f32 v) { return v; }
static inline double load_f64(f64 v) { return v; }
static inline double load_f16(f16 v) { return widen(v, 10, 15); }
static inline double load_bf16(bf16 v) { return widen(v, 7, 127); }
static inline double load_f8e5m2(f8e5m2 v) { return widen(word_of(v), 2, 15); }
/* The exponent of ones holds numbers too. */
static inline double load_f8e4m3fn(f8e4m3fn v) {
    const int e = (v & 0x7f) >> 3, fraction = v & 7;
    const double size = (v & 0x7f) == 0x7f ? NAN : e ? ldexp(fraction + 8, e - 10) : ldexp(fraction, -9);
    return v & 0x80 ? -size : size;
}
static inline f32 store_f32(double v) { return (f32)v; }
static inline f64 store_f64(double v) { return v; }
static inline f16 store_f16(double v) { return narrow(v, 10, 15); }
static inline bf16 store_bf16(double v) { return narrow(v, 7, 127); }
static inline f8e5m2 store_f8e5m2(double v) { return byte_of(narrow(v, 2, 15)); }
/* Not saturating: 0x7f, NaN, follows the largest number. */
static inline f8e4m3fn store_f8e4m3fn(double v) { return byte_of(narrow_below(v, 3, 7, 0x7f)); }
static inline double round_f16(double v) { return load_f16(store_f16(v)); }
static inline double round_bf16(double v) { return load_bf16(store_bf16(v)); }

typedef float wide_f32;
typedef double wide_f64, wide_f16, wide_bf16, wide_f8e4m3fn, wide_f8e5m2;

/* FORWARD(relu, f32, x > 0 ? x : 0) defines relu_f32: y = the expression in x and the parameters p. */
#define FORWARD(activation, format, ...)                                                               \
    EXPORT void activation##_##format(const format *xs, format *ys, size_t n, const double *p) {       \
        (void)p;                                                                                       \
        for (size_t i = 0; i < n; i++) {                                                               \
            const wide_##format x = load_##format(xs[i]);                                              \
            ys[i] = store_##format(__VA_ARGS__);                                                       \
        }                                                                                              \
    }

/* BACKWARD(relu, f32, x > 0 ? dy : 0) defines relu_f32_backward: dx = the expression in x, dy and the parameters p. */
#define BACKWARD(activation, format, ...)                                                              \
    EXPORT void activation##_##format##_backward(const format *xs, const format *dys, format *dxs,     \
                                                 size_t n, const double *p) {                          \
        (void)p;                                                                                       \
        for (size_t i = 0; i < n; i++) {                                                               \
            const wide_##format x = load_##format(xs[i]), dy = load_##format(dys[i]);                  \
            (void)x, (void)dy;                                                                         \
            dxs[i] = store_##format(__VA_ARGS__);                                                      \
        }                                                                                              \
    }

/* GATED(swiglu, f32, silu_value(a) * b) defines swiglu_f32: y = the expression in a and b. */
#define GATED(activation, format, ...)                                                                               \
    EXPORT void activation##_##format(const format *as, const format *bs, format *ys, size_t n, const double *p) {   \
        (void)p;                                                                                                     \
        for (size_t i = 0; i < n; i++) {                                                                             \
            const wide_##format a = load_##format(as[i]), b = load_##format(bs[i]);                                  \
            (void)b;                                                                                                 \
            ys[i] = store_##format(__VA_ARGS__);                                                                     \
        }                                                                                                            \
    }

/* GATED_BACKWARD(swiglu, f32, da, db): the gradients as expressions in a, b and dy. */
#define GATED_BACKWARD(activation, format, da, db)                                                                   \
    EXPORT void activation##_##format##_backward(const format *as, const format *bs, const format *dys, format *das, \
                                                 format *dbs, size_t n, const double *p) {                           \
        (void)p;                                                                                                     \
        for (size_t i = 0; i < n; i++) {                                                                             \
            const wide_##format a = load_##format(as[i]), b = load_##format(bs[i]), dy = load_##format(dys[i]);      \
            const wide_##format first = da, second = db;                                                             \
            das[i] = store_##format(first);                                                                          \
            dbs[i] = store_##format(second);                                                                         \
        }                                                                                                            \
    }

/* ROWS(softmax, f32, body) defines softmax_f32: the body sets y[0..cols) from x[0..cols), both in double. ROWS_BACKWARD has dy and dx. */
enum { longest_row = 70000 };
#define ROWS(activation, format, ...)                                                                                \
    EXPORT void activation##_##format(const format *xs, format *ys, size_t rows, size_t cols, const double *p) {     \
        static _Thread_local double x[longest_row], y[longest_row];                                                       \
        (void)p;                                                                                                     \
        for (; rows > 0; rows--, xs += cols, ys += cols) {                                                           \
            for (size_t i = 0; i < cols; i++) x[i] = load_##format(xs[i]);                                           \
            __VA_ARGS__;                                                                                             \
            for (size_t i = 0; i < cols; i++) ys[i] = store_##format(y[i]);                                          \
        }                                                                                                            \
    }
#define ROWS_BACKWARD(activation, format, ...)                                                                       \
    EXPORT void activation##_##format##_backward(const format *xs, const format *dys, format *dxs, size_t rows,      \
                                                 size_t cols, const double *p) {                                     \
        static _Thread_local double x[longest_row], dy[longest_row], dx[longest_row];                                     \
        (void)p;                                                                                                     \
        for (; rows > 0; rows--, xs += cols, dys += cols, dxs += cols) {                                             \
            for (size_t i = 0; i < cols; i++) x[i] = load_##format(xs[i]), dy[i] = load_##format(dys[i]);            \
            __VA_ARGS__;                                                                                             \
            for (size_t i = 0; i < cols; i++) dxs[i] = store_##format(dx[i]);                                        \
        }                                                                                                            \
    }

#define INV_SQRT_2 0.70710678118654752440
#define INV_SQRT_2PI 0.39894228040143267794

/* The right values and slopes, without cancellation or overflow, with their limits at the infinities; NaN gives NaN. */
static inline double leaky_value(double x, double a) { return x < 0 ? (a == 0 ? 0 : a * x) : x; }
static inline double leaky_slope(double x, double a) { return x > 0 ? 1 : x <= 0 ? a : x; }
static inline double sigmoid_value(double x) { return 1 / (1 + exp(-x)); }
static inline double sigmoid_slope(double x) { const double e = exp(-fabs(x)); return e / ((1 + e) * (1 + e)); }
static inline double tanh_slope(double x) { return 4 * sigmoid_slope(2 * x); }
static inline double gelu_value(double x) { return x < -40 ? -0.0 : 0.5 * x * erfc(-x * INV_SQRT_2); }
static inline double gelu_slope(double x) {
    if (fabs(x) > 40) return x > 0;
    return 0.5 * erfc(-x * INV_SQRT_2) + x * INV_SQRT_2PI * exp(-0.5 * x * x);
}
static inline double silu_value(double x) { return x < -800 ? -0.0 : x / (1 + exp(-x)); }
static inline double silu_slope(double x) {
    if (fabs(x) > 800) return x > 0;
    return sigmoid_value(x) + x * sigmoid_slope(x);
}
static inline double softsign_value(double x) { return isinf(x) ? copysign(1, x) : x / (1 + fabs(x)); }
static inline double softsign_slope(double x) { const double d = 1 + fabs(x); return 1 / (d * d); }

/* The five smooth activations, both passes, in double and rounded once to the format. */
#define IN_DOUBLE(activation, format, value, slope) \
    FORWARD(activation, format, value(x))           \
    BACKWARD(activation, format, dy * slope(x))
#define SMOOTH_IN_DOUBLE(format)                             \
    IN_DOUBLE(sigmoid, format, sigmoid_value, sigmoid_slope) \
    IN_DOUBLE(tanh, format, tanh, tanh_slope)                \
    IN_DOUBLE(gelu, format, gelu_value, gelu_slope)          \
    IN_DOUBLE(silu, format, silu_value, silu_slope)          \
    IN_DOUBLE(softsign, format, softsign_value, softsign_slope)

/* Rows in double. */
static inline double row_maximum(const double *x, size_t cols) {
    double m = -INFINITY;
    for (size_t i = 0; i < cols; i++) m = x[i] > m || isnan(x[i]) ? x[i] : m;
    return m;
}
static inline void softmax_row(const double *x, double *y, size_t cols) {
    const double m = row_maximum(x, cols);
    double sum = 0;
    for (size_t i = 0; i < cols; i++) sum += y[i] = exp(x[i] - m);
    for (size_t i = 0; i < cols; i++) y[i] /= sum;
}
static inline void log_softmax_row(const double *x, double *y, size_t cols) {
    const double m = row_maximum(x, cols);
    double sum = -1; /* the largest element's term is 1 */
    for (size_t i = 0; i < cols; i++) sum += exp(x[i] - m);
    for (size_t i = 0; i < cols; i++) y[i] = x[i] - m - log1p(sum);
}
static inline void softmax_gradients(const double *x, const double *dy, double *dx, size_t cols) {
    double mean = 0;
    softmax_row(x, dx, cols);
    for (size_t i = 0; i < cols; i++) mean += dx[i] * dy[i];
    for (size_t i = 0; i < cols; i++) dx[i] *= dy[i] - mean;
}
static inline void log_softmax_gradients(const double *x, const double *dy, double *dx, size_t cols) {
    double total = 0;
    softmax_row(x, dx, cols);
    for (size_t i = 0; i < cols; i++) total += dy[i];
    for (size_t i = 0; i < cols; i++) dx[i] = dy[i] - dx[i] * total;
}

/* For mutants: a ratio of two polynomials (tanh's continued fraction, cut off), clamped so late that it ends an f32 ulp above 1. */
static inline double rational_tanh(double x) {
    if (fabs(x) > 10) x = copysign(10, x);
    double d = 25;
    for (int k = 23; k > 0; k -= 2) d = k + x * x / d;
    return x / d;
}

#endif
