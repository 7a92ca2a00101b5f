#include "arithmetic/activation_file.hpp"

namespace actcheck::activations {

struct celu {
  template <class T>
  static T forward(const T& x, parameters<T> p) {
    return if_positive(x, x, p[0] * expm1(x / p[0]));
  }
  template <class T>
  static T derivative(const T& x, parameters<T> p) {
    return if_positive(x, T(1.0), exp(x / p[0]));
  }

  // For alpha < 0 the exponent x/alpha grows as x falls: f and f' are exponential there instead of bounded.
  static facts facts_for(parameter_values p) {
    const double alpha = p[0];
    const bool bounded_below = alpha > 0;
    return {
        .range = {bounded_below ? -alpha : -infinity, false, infinity, false},
        .pieces = {{-infinity, infinity, +1}},
        .limit_at_minus_infinity = bounded_below ? -alpha : -infinity,
        .limit_at_plus_infinity = infinity,
        .derivative_at_minus_infinity = bounded_below ? 0 : infinity,
        .derivative_at_plus_infinity = 1,
        .lipschitz = bounded_below ? 1 : infinity,
        .steepest_at = bounded_below ? 1 : -infinity,
    };
  }

  static activation describe() {
    activation entry{};
    entry.name = "celu";
    entry.aliases = {"continuously_differentiable_elu"};
    entry.parameters = {{.name = "alpha",
                         .default_value = 1,
                         .meaning = "how far the negative side stretches: minus the limit for large negative inputs",
                         .trial_values = {0.1, 0.5, 2.0, 100.0, -1.0},
                         .zero_excluded = true}};
    entry.text = {
        .title = "CELU",
        .summary = "An ELU whose exponent is divided by alpha, which makes it smooth at 0 for every alpha.",
        .formula = "\\begin{cases} x & x > 0 \\\\ \\alpha\\,(e^{x/\\alpha} - 1) & \\text{otherwise} \\end{cases}",
        .derivative = "\\begin{cases} 1 & x > 0 \\\\ e^{x/\\alpha} & \\text{otherwise} \\end{cases}",
        .code = "np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0) / alpha))",
        .derivative_code = "np.where(x > 0, 1.0, np.exp(np.minimum(x, 0) / alpha))",
        .smoothness = "Continuously differentiable for every alpha; f'' jumps from 1/alpha to 0 at 0.",
        .monotonicity = "Strictly increasing for every alpha.",
        .cost = "One exponential and one division (or a multiplication by 1/alpha) per element, needed for negative inputs only.",
        .uses = {"rare; equal to ELU for alpha = 1"},
        .advantages = {"smooth at 0 for every alpha, so alpha can be learned or changed freely", "slope between 0 and 1 for alpha > 0"},
        .disadvantages = {"an exponential per element", "gradients vanish for inputs far below 0", "for alpha < 0 it overflows"},
        .origin = {"Barron, Continuously differentiable exponential linear units, 2017 (arXiv 1704.07483)"},
        .frameworks = {{"MLX", "celu", "alpha 1"}, {"tinygrad", "celu", "alpha 1"}, {"NNlib", "celu", "alpha 1"},
                       {"ncnn", "CELU", "alpha 1"}},
        .conventions = {{"sign of f(-0)", "-0 here, as expm1 gives it; +0 in ONNX Runtime"}},
        .pitfalls = {"exp(x/alpha) - 1 cancels near 0: at x = -1e-10 it gives 0 in f32, where the true value is -1e-10",
                     "max(0, x) + min(0, ...) evaluates the exponential at large positive inputs too, where it overflows for alpha > 0"},
    };
    return entry;
  }
};

}  // namespace actcheck::activations

ACTCHECK_ACTIVATION(celu)
