#include <algorithm>
#include <cmath>

#include "arithmetic/activation_file.hpp"

namespace actcheck::activations {

struct softplus {
  template <class T>
  static T forward(const T& x, parameters<T> p) {
    return if_greater(p[0] * x, p[1], x, soft_maximum_with_zero(x, p[0]));
  }
  template <class T>
  static T derivative(const T& x, parameters<T> p) {
    const T scaled = p[0] * x;
    return if_greater(scaled, p[1], T(1.0), logistic(scaled));
  }

  static facts facts_for(parameter_values p) {
    facts f{
        .range = {0, false, infinity, false},
        .pieces = {{-infinity, infinity, +1}},
        .limit_at_minus_infinity = 0,
        .limit_at_plus_infinity = infinity,
        .derivative_at_minus_infinity = 0,
        .derivative_at_plus_infinity = 1,
        .lipschitz = 1,
        .steepest_at = infinity,
        .reflections = {{1, -1, 1, 0, "f(x) - f(-x) = x"}},
        .asymptote_at_plus_infinity = asymptote{1, 0, +1},
    };
    if (std::isfinite(p[1])) switch_at(p[1], p[0], f);
    return f;
  }

  /// At threshold/beta f jumps down from log(1 + e^threshold)/beta to threshold/beta, unless that is less than a double shows.
  static void switch_at(double threshold, double beta, facts& f) {
    const long double e = std::exp(-std::fabs(static_cast<long double>(threshold)));
    const double point = threshold / beta, beyond = std::fma(point, beta, -threshold);  // > 0: the double `point` is past it
    const auto left = static_cast<double>((std::max(threshold, 0.0) + std::log1p(e)) / beta);
    const auto slope = static_cast<double>((threshold < 0 ? e : 1.0L) / (1 + e));
    f.reflections.clear();
    f.idempotent = threshold <= 0;  // no result is at or below the switch, and past it f is the identity
    f.asymptote_at_plus_infinity.reset();  // it is the line itself
    if (left == point && slope == 1) return;
    f.kinks.push_back({.x = point, .left = slope, .right = 1, .convention = beyond > 0 ? 1 : slope, .exact = beyond == 0});
    if (left == point) return;
    f.jumps.push_back({.x = point, .left = left, .right = point, .value = beyond > 0 ? point : left});
    f.pieces = {{-infinity, point, +1}, {point, infinity, +1}};
    f.lipschitz = infinity;
    f.steepest_at = point;
    if (point < 0) f.range = {point, beyond > 0, infinity, false};
  }

  static activation describe() {
    activation entry{};
    entry.name = "softplus";
    entry.aliases = {"soft_relu", "softrelu", "smooth_relu", "bnll"};
    entry.parameters = {{.name = "beta",
                         .default_value = 1,
                         .meaning = "sharpness: the larger, the closer to ReLU",
                         .minimum = 0,
                         .trial_values = {0.5, 1.5, 0.1, 10.0, 100.0},
                         .minimum_excluded = true},
                        {.name = "threshold",
                         .default_value = infinity,
                         .meaning = "where beta x is above it, the result is x itself",
                         .trial_values = {20.0, 3.0, 0.0, -1.0},
                         .infinity_allowed = true}};
    entry.trial_sets = {{0.5, 4.0}, {2.0, 20.0}};
    entry.text = {
        .title = "Softplus",
        .summary = "A smooth ReLU: the logarithm of 1 + e^x.",
        .formula = "\\frac{\\ln(1 + e^{\\beta x})}{\\beta}, \\text{ or } x \\text{ where } \\beta x > \\mathit{threshold}",
        .derivative = "\\sigma(\\beta x) = \\frac{1}{1 + e^{-\\beta x}}, \\text{ or } 1 \\text{ where } \\beta x > \\mathit{threshold}",
        .code = "np.where(beta*x > threshold, x, np.logaddexp(beta*x, 0) / beta)",
        .derivative_code = "np.where(beta*x > threshold, 1.0, 1 / (1 + np.exp(-beta*x)))",
        .smoothness = "Infinitely differentiable (analytic) without a threshold; a finite one puts a jump at threshold/beta, down by "
                      "log(1 + e^-threshold)/beta.",
        .monotonicity = "Strictly increasing and convex without a threshold.",
        .cost = "One exponential and one logarithm per element; the derivative has an exponential and a division.",
        .uses = {"heads that must be positive: variances, rates, step sizes (Mamba)", "inside Mish"},
        .advantages = {"smooth and always positive", "its derivative is the sigmoid"},
        .disadvantages = {"an exponential and a logarithm per element", "never 0, so not sparse; log(2)/beta at 0"},
        .origin = {"Dugas, Bengio, Belisle, Nadeau and Garcia, Incorporating second-order functional knowledge for better option pricing, 2001",
                   "Glorot, Bordes and Bengio, Deep sparse rectifier neural networks, 2011"},
        .frameworks = {{"OpenVINO", "SoftPlus", "threshold 20 in f32 and 11 in f16"},
                       {"PaddlePaddle", "softplus", "beta 1, threshold 20"},
                       {"MXNet", "Activation('softrelu')", "threshold 20"},
                       {"Core ML", "softplus_parametric", "alpha*log(1 + e^(beta x)), two independent parameters"}},
        .conventions = {{"threshold", "none here, 20, or one that depends on the number format; at 20 the jump is 2.06e-9, which f32 does not show and f64 does"},
                        {"meaning of the parameter", "log(1 + e^(b x))/b in most, alpha*log(1 + e^(beta x)) in Core ML and TensorRT"}},
        .pitfalls = {"log(1 + e^x) is inf in f32 above x = 88.72, where the true value is x",
                     "log(1 + e^x) is 0 in f32 below x = -16.64, where the true value is nearly e^x; log1p is right there",
                     "oneDNN 2.6 gives 0 at x = -89, where the true value is 2.2e-39"},
    };
    return entry;
  }
};

}  // namespace actcheck::activations

ACTCHECK_ACTIVATION(softplus)
