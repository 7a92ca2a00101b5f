// peer:sleef, activations as a user of SLEEF writes them: textbook formulas on vectors, with SLEEF's functions of 1 ulp where
// the standard library's would be called. Only activations that need such a function are here.
//
// Like any program with SLEEF's vectors it is compiled for one instruction set: that of the machine that builds it.
// Formats: f64 and f32, those that SLEEF has.
#include "peer_abi.hpp"

#include <sleef.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <numbers>
#include <type_traits>

#if defined(__AVX512F__)
#define PEER_F32 f16
#define PEER_F64 d8
#define PEER_BYTES 64
#elif defined(__AVX__)
#define PEER_F32 f8
#define PEER_F64 d4
#define PEER_BYTES 32
#else  // SSE2, NEON
#define PEER_F32 f4
#define PEER_F64 d2
#define PEER_BYTES 16
#endif
#define PEER_PASTE(a, b, c) a##b##c
#define PEER_NAME(a, b, c) PEER_PASTE(a, b, c)

// The compiler's own vectors, on which operators work as on numbers; they convert to those of the intrinsics.
using floats = float __attribute__((vector_size(PEER_BYTES)));
using doubles = double __attribute__((vector_size(PEER_BYTES)));

namespace sleef {

#define PEER_FUNCTION(name)                                                                        \
    inline floats name(floats x) { return PEER_NAME(Sleef_##name, PEER_F32, _u10)(x); }            \
    inline doubles name(doubles x) { return PEER_NAME(Sleef_##name, PEER_F64, _u10)(x); }
PEER_FUNCTION(exp)
PEER_FUNCTION(expm1)
PEER_FUNCTION(log1p)
PEER_FUNCTION(tanh)
PEER_FUNCTION(erf)

}  // namespace sleef

namespace {

template <class T>
using lanes = std::conditional_t<std::is_same_v<T, float>, floats, doubles>;

template <class V, class T>
V all(T value) { return V{} + value; }

template <class V>
V abs(V x) { return x < 0 ? -x : x; }
template <class V>
V logistic(V x) { return 1 / (1 + sleef::exp(-x)); }
// log(1 + e^x) that does not overflow.
template <class V>
V log_of_one_plus_exp(V x) { return (x > 0 ? x : V{}) + sleef::log1p(sleef::exp(-abs(x))); }

// One struct per activation, of the same name: f and f' on vectors. p holds the parameters as numbers of the format.
namespace peer {

struct tanh {
    template <class V, class T> static V forward(V x, const T*) { return sleef::tanh(x); }
    template <class V, class T> static V slope(V x, const T*)
    {
        const V t = sleef::tanh(x);
        return 1 - t * t;
    }
};

struct scaled_tanh {
    template <class V, class T> static V forward(V x, const T* p) { return p[0] * sleef::tanh(p[1] * x); }
    template <class V, class T> static V slope(V x, const T* p) { return p[0] * p[1] * tanh::slope(V(p[1] * x), p); }
};

struct tanh_shrink {
    template <class V, class T> static V forward(V x, const T*) { return x - sleef::tanh(x); }
    template <class V, class T> static V slope(V x, const T*)
    {
        const V t = sleef::tanh(x);
        return t * t;
    }
};

struct lisht {
    template <class V, class T> static V forward(V x, const T*) { return x * sleef::tanh(x); }
    template <class V, class T> static V slope(V x, const T*)
    {
        const V t = sleef::tanh(x);
        return t + x * (1 - t * t);
    }
};

struct sigmoid {
    template <class V, class T> static V forward(V x, const T*) { return logistic(x); }
    template <class V, class T> static V slope(V x, const T*)
    {
        const V s = logistic(x);
        return s * (1 - s);
    }
};

struct swish {
    template <class V, class T> static V forward(V x, const T* p) { return x * logistic(V(p[0] * x)); }
    template <class V, class T> static V slope(V x, const T* p)
    {
        const V s = logistic(V(p[0] * x));
        return s * (1 + p[0] * x * (1 - s));
    }
};

struct silu {
    template <class V, class T> static V forward(V x, const T*) { return x * logistic(x); }
    template <class V, class T> static V slope(V x, const T*)
    {
        const V s = logistic(x);
        return s * (1 + x * (1 - s));
    }
};

struct quick_gelu {
    template <class T> static constexpr T factor[] = {T(1.702)};
    template <class V, class T> static V forward(V x, const T*) { return swish::forward(x, factor<T>); }
    template <class V, class T> static V slope(V x, const T*) { return swish::slope(x, factor<T>); }
};

struct gelu {
    template <class T> static constexpr T root_half = T(1 / std::numbers::sqrt2);
    template <class T> static constexpr T density_at_0 = T(std::numbers::inv_sqrtpi / std::numbers::sqrt2);
    template <class V, class T> static V forward(V x, const T*) { return T(0.5) * x * (1 + sleef::erf(x * root_half<T>)); }
    template <class V, class T> static V slope(V x, const T*)
    {
        return T(0.5) * (1 + sleef::erf(x * root_half<T>)) + x * density_at_0<T> * sleef::exp(T(-0.5) * x * x);
    }
};

struct gelu_tanh {
    template <class T> static constexpr T factor = T(2 * std::numbers::inv_sqrtpi / std::numbers::sqrt2);
    template <class T> static constexpr T cubic = T(0.044715);
    template <class V, class T> static V inner(V x, const T*) { return sleef::tanh(factor<T> * (x + cubic<T> * x * x * x)); }
    template <class V, class T> static V forward(V x, const T* p) { return T(0.5) * x * (1 + inner(x, p)); }
    template <class V, class T> static V slope(V x, const T* p)
    {
        const V t = inner(x, p);
        return T(0.5) * (1 + t) + T(0.5) * x * (1 - t * t) * factor<T> * (1 + 3 * cubic<T> * x * x);
    }
};

struct softplus {
    template <class V, class T> static V forward(V x, const T* p)
    {
        const V z = p[0] * x;
        return z > p[1] ? x : log_of_one_plus_exp(z) / p[0];
    }
    template <class V, class T> static V slope(V x, const T* p)
    {
        const V z = p[0] * x;
        return z > p[1] ? all<V>(T(1)) : logistic(z);
    }
};

struct log_sigmoid {
    template <class V, class T> static V forward(V x, const T*) { return -log_of_one_plus_exp(V(-x)); }
    template <class V, class T> static V slope(V x, const T*) { return logistic(V(-x)); }
};

struct mish {
    template <class V, class T> static V forward(V x, const T*) { return x * sleef::tanh(log_of_one_plus_exp(x)); }
    template <class V, class T> static V slope(V x, const T*)
    {
        const V t = sleef::tanh(log_of_one_plus_exp(x));
        return t + x * logistic(x) * (1 - t * t);
    }
};

struct elu {
    template <class V, class T> static V forward(V x, const T* p) { return x > 0 ? x : p[0] * sleef::expm1(x); }
    template <class V, class T> static V slope(V x, const T* p) { return x > 0 ? all<V>(T(1)) : p[0] * sleef::exp(x); }
};

struct selu {
    template <class V, class T> static V forward(V x, const T* p) { return p[1] * elu::forward(x, p); }
    template <class V, class T> static V slope(V x, const T* p) { return p[1] * elu::slope(x, p); }
};

struct celu {
    template <class V, class T> static V forward(V x, const T* p) { return x > 0 ? x : p[0] * sleef::expm1(x / p[0]); }
    template <class V, class T> static V slope(V x, const T* p) { return x > 0 ? all<V>(T(1)) : sleef::exp(x / p[0]); }
};

}  // namespace peer

template <class V, class T>
V load(const T* from, std::size_t count)
{
    V vector{};
    std::memcpy(&vector, from, count * sizeof(T));
    return vector;
}

// `formula` on x[i] and dy[i], a vector at a time; the last one is filled up with zeros.
template <class T, class Formula>
void each(const T* x, const T* dy, T* result, std::size_t n, Formula formula)
{
    using V = lanes<T>;
    constexpr std::size_t width = sizeof(V) / sizeof(T);
    std::size_t i = 0;
    for (; i + width <= n; i += width) {
        const V v = formula(load<V>(x + i, width), load<V>(dy + i, width));
        std::memcpy(result + i, &v, sizeof(V));
    }
    if (i == n) return;
    const V v = formula(load<V>(x + i, n - i), load<V>(dy + i, n - i));
    std::memcpy(result + i, &v, (n - i) * sizeof(T));
}

template <class T>
std::array<T, 2> rounded(const double* params, std::size_t count)
{
    std::array<T, 2> values{};
    std::transform(params, params + count, values.begin(), [](double p) { return static_cast<T>(p); });
    return values;
}

template <class activation, class T>
void forward(const T* x, T* y, std::size_t n, const double* params, std::size_t count)
{
    const auto p = rounded<T>(params, count);
    each(x, x, y, n, [&](lanes<T> v, lanes<T>) { return activation::forward(v, p.data()); });
}

template <class activation, class T>
void backward(const T* x, const T* dy, T* dx, std::size_t n, const double* params, std::size_t count)
{
    const auto p = rounded<T>(params, count);
    each(x, dy, dx, n, [&](lanes<T> v, lanes<T> upstream) { return upstream * activation::slope(v, p.data()); });
}

}  // namespace

#define PEER_FORMAT(activation, count, format, T)                                                            \
    ACTCHECK_PEER_SYMBOLS("sleef", activation, format, T, (forward<peer::activation>(x, y, n, params, count)), \
        (backward<peer::activation>(x, dy, dx, n, params, count)))
#define PEER(activation, parameter_count)                    \
    PEER_FORMAT(activation, parameter_count, f64, double)    \
    PEER_FORMAT(activation, parameter_count, f32, float)

PEER(tanh, 0)
PEER(scaled_tanh, 2)
PEER(tanh_shrink, 0)
PEER(lisht, 0)
PEER(sigmoid, 0)
PEER(swish, 1)
PEER(silu, 0)
PEER(quick_gelu, 0)
PEER(gelu, 0)
PEER(gelu_tanh, 0)
PEER(softplus, 2)
PEER(log_sigmoid, 0)
PEER(mish, 0)
PEER(elu, 1)
PEER(selu, 2)
PEER(celu, 1)
