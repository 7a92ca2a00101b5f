#include "arithmetic/activation_file.hpp"

namespace actcheck::activations {

struct tanh_shrink {
  template <class T>
  static T forward(const T& x, parameters<T>) {
    using arithmetic::x_minus_tanh;
    return x_minus_tanh(x);
  }
  template <class T>
  static T derivative(const T& x, parameters<T>) {
    using arithmetic::tanh;
    const T y = tanh(x);
    return y * y;
  }

  static facts facts_for(parameter_values) {
    return {
        .range = {-infinity, false, infinity, false},
        .pieces = {{-infinity, infinity, +1}},
        .derivative_turns = {0},
        .limit_at_minus_infinity = -infinity,
        .limit_at_plus_infinity = infinity,
        .derivative_at_minus_infinity = 1,
        .derivative_at_plus_infinity = 1,
        .lipschitz = 1,
        .steepest_at = infinity,
        .reflections = {{1, 1, 0, 0, "f(-x) = -f(x)"}},
        .derivative_at_zero = expansion_at_zero{.slope = 0, .curvature = 1, .quartic = -2.0 / 3.0},
        .asymptote_at_minus_infinity = asymptote{1, 1, -1},
        .asymptote_at_plus_infinity = asymptote{1, -1, +1},
    };
  }

  static activation describe() {
    activation entry{};
    entry.name = "tanh_shrink";
    entry.aliases = {"tanhshrink"};
    entry.text = {
        .title = "Tanhshrink",
        .summary = "The input less its hyperbolic tangent: nearly flat at 0, nearly a line far out.",
        .formula = "x - \\tanh x",
        .derivative = "\\tanh^2 x",
        .code = "x - np.tanh(x)",
        .derivative_code = "np.tanh(x)**2",
        .smoothness = "Infinitely differentiable (analytic).",
        .monotonicity = "Strictly increasing, although the slope at 0 is 0.",
        .cost = "One exponential and one division per element, and a polynomial near 0.",
        .uses = {"sparse coding and shrinkage networks"},
        .advantages = {"a smooth shrinkage: small inputs give outputs far smaller still, near x^3/3"},
        .disadvantages = {"gradients vanish near 0, where most inputs are", "the difference cancels near 0"},
        .origin = {"Torch7, nn.TanhShrink"},
        .frameworks = {{"TensorFlow Addons", "tanhshrink"}, {"PaddlePaddle", "tanhshrink"}, {"NNlib", "tanhshrink"},
                       {"Burn", "Tanhshrink"}},
        .conventions = {},
        .pitfalls = {"x - tanh(x) cancels near 0: in f32 the subtraction gives 0 at x = 1e-4, where the true value is 3.3e-13"},
    };
    return entry;
  }
};

}  // namespace actcheck::activations

ACTCHECK_ACTIVATION(tanh_shrink)
