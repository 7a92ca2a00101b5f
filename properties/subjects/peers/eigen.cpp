// peer:eigen, activations as array expressions of Eigen: what its documentation suggests, and the textbook formula where it
// says nothing. Eigen is all headers and takes the instruction set of the program that includes it: here that of the machine
// that builds it. Formats: f64, f32, and Eigen::half and Eigen::bfloat16, which round after every step.
#include "peer_abi.hpp"

#include <Eigen/Core>
#include <unsupported/Eigen/SpecialFunctions>

#include <limits>
#include <numbers>

namespace {

// One struct per activation, of the same name; both passes are expressions. p holds the parameters as numbers of the format.
// (Expressions keep the arrays' addresses and copies of everything else, so that `auto` may leave the function.)
namespace peer {

#define PEER_FORWARD(...)                                            \
    template <class A, class T>                                      \
    static auto forward(const A& x, [[maybe_unused]] const T* p)     \
    {                                                                \
        return __VA_ARGS__;                                          \
    }
#define PEER_SLOPE(...)                                              \
    template <class A, class T>                                      \
    static auto slope(const A& x, [[maybe_unused]] const T* p)       \
    {                                                                \
        return __VA_ARGS__;                                          \
    }

template <class A, class T>
auto constant(const A& x, T value) { return A::PlainObject::Constant(x.size(), value); }

// Where x is between two numbers `inside`, otherwise 0.
template <class A, class T>
auto between(const A& x, T low, T high, T inside)
{
    return (x > low && x < high).select(constant(x, inside), T(0));
}

template <class A, class T>
auto log_of_one_plus_exp(const A& x, T) { return x.max(T(0)) + (-x.abs()).exp().log1p(); }

struct relu {
    PEER_FORWARD(x.max(T(0)))
    PEER_SLOPE((x > T(0)).select(constant(x, T(1)), T(0)))
};
struct relu6 {
    PEER_FORWARD(x.max(T(0)).min(T(6)))
    PEER_SLOPE(between(x, T(0), T(6), T(1)))
};
struct clipped_relu {
    PEER_FORWARD(x.max(T(0)).min(p[0]))
    PEER_SLOPE(between(x, T(0), p[0], T(1)))
};
struct hard_tanh {
    PEER_FORWARD(x.max(p[0]).min(p[1]))
    PEER_SLOPE(between(x, p[0], p[1], T(1)))
};
struct hard_sigmoid {
    PEER_FORWARD((p[0] * x + p[1]).max(T(0)).min(T(1)))
    PEER_SLOPE(between(p[0] * x + p[1], T(0), T(1), p[0]))
};
struct hard_swish {
    PEER_FORWARD(x * (x + T(3)).max(T(0)).min(T(6)) / T(6))
    PEER_SLOPE((x > T(3)).select(constant(x, T(1)), (x < T(-3)).select(constant(x, T(0)), (x + x + T(3)) / T(6))))
};
struct leaky_relu {
    PEER_FORWARD((x > T(0)).select(x, p[0] * x))
    PEER_SLOPE((x > T(0)).select(constant(x, T(1)), p[0]))
};
struct prelu : leaky_relu {};
struct squared_relu {
    PEER_FORWARD(x.max(T(0)).square())
    PEER_SLOPE(x.max(T(0)) * T(2))
};
struct softsign {
    PEER_FORWARD(x / (x.abs() + T(1)))
    PEER_SLOPE((x.abs() + T(1)).square().inverse())
};
struct tanh {
    PEER_FORWARD(x.tanh())
    PEER_SLOPE(T(1) - x.tanh().square())
};
struct tanh_shrink {
    PEER_FORWARD(x - x.tanh())
    PEER_SLOPE(x.tanh().square())
};
struct sigmoid {
    PEER_FORWARD(x.logistic())
    PEER_SLOPE(x.logistic() * (T(1) - x.logistic()))
};
struct silu {
    PEER_FORWARD(x * x.logistic())
    PEER_SLOPE(x.logistic() * (T(1) + x * (T(1) - x.logistic())))
};
struct swish {
    PEER_FORWARD(x * (p[0] * x).logistic())
    PEER_SLOPE((p[0] * x).logistic() * (T(1) + p[0] * x * (T(1) - (p[0] * x).logistic())))
};
struct gelu {
    PEER_FORWARD(x * T(0.5) * ((x * T(1 / std::numbers::sqrt2)).erf() + T(1)))
    PEER_SLOPE(((x * T(1 / std::numbers::sqrt2)).erf() + T(1)) * T(0.5) +
               x * (x.square() * T(-0.5)).exp() * T(std::numbers::inv_sqrtpi / std::numbers::sqrt2))
};
struct softplus {
    PEER_FORWARD((p[0] * x > p[1]).select(x, log_of_one_plus_exp(p[0] * x, T{}) / p[0]))
    PEER_SLOPE((p[0] * x > p[1]).select(constant(x, T(1)), (p[0] * x).logistic()))
};
struct log_sigmoid {
    PEER_FORWARD(-log_of_one_plus_exp(-x, T{}))
    PEER_SLOPE((-x).logistic())
};
struct mish {
    PEER_FORWARD(x * log_of_one_plus_exp(x, T{}).tanh())
    PEER_SLOPE(log_of_one_plus_exp(x, T{}).tanh() + x * x.logistic() * (T(1) - log_of_one_plus_exp(x, T{}).tanh().square()))
};
struct elu {
    PEER_FORWARD((x > T(0)).select(x, p[0] * x.expm1()))
    PEER_SLOPE((x > T(0)).select(constant(x, T(1)), p[0] * x.exp()))
};
struct selu {
    PEER_FORWARD(p[1] * (x > T(0)).select(x, p[0] * x.expm1()))
    PEER_SLOPE(p[1] * (x > T(0)).select(constant(x, T(1)), p[0] * x.exp()))
};
struct celu {
    PEER_FORWARD((x > T(0)).select(x, p[0] * (x / p[0]).expm1()))
    PEER_SLOPE((x > T(0)).select(constant(x, T(1)), (x / p[0]).exp()))
};

}  // namespace peer

constexpr std::size_t most_parameters = 2;

template <class T, class Stored>
auto over(Stored* array, std::size_t n)
{
    using vector = Eigen::Array<T, Eigen::Dynamic, 1>;
    static_assert(sizeof(T) == sizeof(Stored));
    if constexpr (std::is_const_v<Stored>)
        return Eigen::Map<const vector>(reinterpret_cast<const T*>(array), static_cast<Eigen::Index>(n));
    else
        return Eigen::Map<vector>(reinterpret_cast<T*>(array), static_cast<Eigen::Index>(n));
}

// The parameters, rounded.
template <class T>
struct numbers {
    T values[most_parameters]{};
    numbers(const double* params, std::size_t count)
    {
        for (std::size_t i = 0; i < count; ++i) values[i] = static_cast<T>(params[i]);
    }
};

template <class activation, class T, class Stored>
void forward(const Stored* x, Stored* y, std::size_t n, const double* params, std::size_t count)
{
    const numbers<T> p(params, count);
    over<T>(y, n) = activation::forward(over<T>(x, n), p.values);
}

template <class activation, class T, class Stored>
void backward(const Stored* x, const Stored* dy, Stored* dx, std::size_t n, const double* params, std::size_t count)
{
    const numbers<T> p(params, count);
    over<T>(dx, n) = over<T>(dy, n) * activation::slope(over<T>(x, n), p.values);
}

}  // namespace

#define PEER_FORMAT(activation, count, format, Stored, T)                                                              \
    ACTCHECK_PEER_SYMBOLS("eigen", activation, format, Stored, (forward<peer::activation, T>(x, y, n, params, count)),  \
        (backward<peer::activation, T>(x, dy, dx, n, params, count)))
#define PEER(activation, count)                                               \
    PEER_FORMAT(activation, count, f64, double, double)                       \
    PEER_FORMAT(activation, count, f32, float, float)                         \
    PEER_FORMAT(activation, count, f16, std::uint16_t, Eigen::half)           \
    PEER_FORMAT(activation, count, bf16, std::uint16_t, Eigen::bfloat16)

PEER(relu, 0)
PEER(relu6, 0)
PEER(clipped_relu, 1)
PEER(hard_tanh, 2)
PEER(hard_sigmoid, 2)
PEER(hard_swish, 0)
PEER(leaky_relu, 1)
PEER(prelu, 1)
PEER(squared_relu, 0)
PEER(softsign, 0)
PEER(tanh, 0)
PEER(tanh_shrink, 0)
PEER(sigmoid, 0)
PEER(silu, 0)
PEER(swish, 1)
PEER(gelu, 0)
PEER(softplus, 2)
PEER(log_sigmoid, 0)
PEER(mish, 0)
PEER(elu, 1)
PEER(selu, 2)
PEER(celu, 1)
