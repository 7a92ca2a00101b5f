#include "arithmetic/activation_file.hpp"

namespace actcheck::activations {

struct lisht {
  template <class T>
  static T forward(const T& x, parameters<T>) {
    using arithmetic::tanh;
    return x * tanh(x);
  }
  // The two terms have the same sign; sech^2 as for tanh.
  template <class T>
  static T derivative(const T& x, parameters<T>) {
    using arithmetic::tanh;
    const T e = exp(-(T(2.0) * abs(x)));
    const T denominator = T(1.0) + e;
    return tanh(x) + x * (T(4.0) * e / (denominator * denominator));
  }

  // f'' = 2 sech^2 x (1 - x tanh x): f' turns where x tanh x = 1, and has the value x there.
  static facts facts_for(parameter_values) {
    constexpr double derivative_turn = 1.1996786402577338339;
    return {
        .range = {0, true, infinity, false},
        .pieces = {{-infinity, 0, -1}, {0, infinity, +1}},
        .derivative_turns = {-derivative_turn, derivative_turn},
        .limit_at_minus_infinity = infinity,
        .limit_at_plus_infinity = infinity,
        .derivative_at_minus_infinity = -1,
        .derivative_at_plus_infinity = 1,
        .lipschitz = derivative_turn,
        .steepest_at = derivative_turn,
        .reflections = {{1, -1, 0, 0, "f(-x) = f(x)"}},
        .at_zero = expansion_at_zero{.slope = 0, .curvature = 1, .quartic = -1.0 / 3.0},
        .asymptote_at_minus_infinity = asymptote{-1, 0, -1},
        .asymptote_at_plus_infinity = asymptote{1, 0, -1},
    };
  }

  static activation describe() {
    activation entry{};
    entry.name = "lisht";
    entry.aliases = {"linearly_scaled_tanh"};
    entry.text = {
        .title = "LiSHT",
        .summary = "The input times its hyperbolic tangent: a smooth absolute value.",
        .formula = "x\\,\\tanh x",
        .derivative = "\\tanh x + x\\operatorname{sech}^2 x",
        .code = "x * np.tanh(x)",
        .derivative_code = "np.tanh(x) + x * 4 * np.exp(-2*abs(x)) / (1 + np.exp(-2*abs(x)))**2",
        .smoothness = "Infinitely differentiable (analytic).",
        .monotonicity = "Strictly decreasing to its minimum 0 at 0, then strictly increasing.",
        .cost = "One exponential and one division per element, with care near 0.",
        .uses = {"rare"},
        .advantages = {"smooth, never negative", "gradients do not vanish far out on either side"},
        .disadvantages = {"even: it cannot tell an input from its negative", "the slope is 0 at 0", "an exponential per element"},
        .origin = {"Roy, Manna, Dubey and Chaudhuri, LiSHT: non-parametric linearly scaled hyperbolic tangent activation function, 2019 (arXiv 1901.05894)"},
        .frameworks = {{"TensorFlow Addons", "lisht"}, {"NNlib", "lisht"}, {"mlpack", "LiSHT"}},
        .conventions = {},
        .pitfalls = {"1 - tanh^2 in the derivative is 0 from the rounded tanh far out: harmless here, where the other term is 1"},
    };
    return entry;
  }
};

}  // namespace actcheck::activations

ACTCHECK_ACTIVATION(lisht)
