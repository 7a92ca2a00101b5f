#include "arithmetic/activation_file.hpp"

namespace actcheck::activations {

struct squareplus {
  // For negative x the sum of x and the root cancels; multiplied by the difference it is b. x*x overflows in double only
  // beyond 1e154, which is f64 alone, whose results come from multiple precision.
  template <class T>
  static T forward(const T& x, parameters<T> p) {
    const T root = sqrt(x * x + p[0]);
    return if_positive(-x, p[0] / (T(2.0) * (root - x)), (x + root) / T(2.0));
  }
  // (1 + x/root)/2. For negative x it is the quotient below, for positive x 1 minus it.
  template <class T>
  static T derivative(const T& x, parameters<T> p) {
    const T square = x * x + p[0], quotient = p[0] / twice_sum(square, x);
    return if_positive(-x, quotient, T(1.0) - quotient);
  }
  /// 2 root (root + |x|); the root's square is not multiplied out, so that f'(0) is exactly 1/2.
  template <class T>
  static T twice_sum(const T& square, const T& x) {
    return T(2.0) * (square + sqrt(square) * abs(x));
  }

  static facts facts_for(parameter_values p) {
    const bool is_relu = p[0] == 0;
    facts f{
        .range = {0, false, infinity, false},
        .pieces = {{-infinity, infinity, +1}},
        .kinks = {},
        .limit_at_minus_infinity = 0,
        .limit_at_plus_infinity = infinity,
        .derivative_at_minus_infinity = 0,
        .derivative_at_plus_infinity = 1,
        .lipschitz = 1,
        .steepest_at = infinity,
        .dead_set = {},
        .reflections = {{1, -1, 1, 0, "f(x) - f(-x) = x"}},
        .positively_homogeneous = is_relu,
        .idempotent = is_relu,
    };
    if (is_relu) {
      f.range = {0, true, infinity, false};
      f.pieces = {{-infinity, 0, 0, false}, {0, infinity, +1}};
      f.kinks = {{.x = 0, .left = 0, .right = 1, .convention = 0.5}};  // f'(0) = 1/2 for every b > 0
      f.steepest_at = 1;
      f.dead_set = {{-infinity, 0}};
    }
    return f;
  }

  static activation describe() {
    activation entry{};
    entry.name = "squareplus";
    entry.aliases = {"square_plus"};
    entry.parameters = {{.name = "b",
                         .default_value = 4,
                         .meaning = "how round the bend at 0 is; 0 gives ReLU",
                         .minimum = 0,
                         .trial_values = {0.0, 1.0, 0.1, 1.9218120556728056, 100.0, 1e-12}}};
    entry.text = {
        .title = "Squareplus",
        .summary = "A smooth ReLU made of a square root: one branch of a hyperbola.",
        .formula = "\\frac{x + \\sqrt{x^2 + b}}{2}",
        .derivative = "\\frac{1}{2}\\left(1 + \\frac{x}{\\sqrt{x^2 + b}}\\right)",
        .code = "np.where(x < 0, b / (2 * (np.sqrt(x*x + b) - x)), (x + np.sqrt(x*x + b)) / 2)",
        .derivative_code = "np.where(x < 0, b / (2 * (np.sqrt(x*x + b) - x)), (x + np.sqrt(x*x + b)) / 2) / np.sqrt(x*x + b)",
        .smoothness = "Infinitely differentiable for b > 0; with b = 0 it is ReLU, with its kink at 0.",
        .monotonicity = "Strictly increasing, and convex.",
        .cost = "One square root per element; a division too where the cancellation for negative inputs is avoided.",
        .uses = {"radiance fields"},
        .advantages = {"no exponential or logarithm", "its tail falls like 1/|x|, so negative inputs keep a gradient for long"},
        .disadvantages = {"the tail is far from softplus's", "written as it stands, the formula cancels for negative inputs and overflows "
                          "for large ones"},
        .origin = {"Barron, Squareplus: a softplus-like algebraic rectifier, 2021 (arXiv 2112.11687)"},
        .conventions = {{"b", "4 ln(2)^2 = 1.92181 makes f(0) that of softplus"},
                        {"derivative at 0 for b = 0", "1/2 here, as for every other b; the formula itself gives NaN"}},
        .pitfalls = {"x + sqrt(x*x + b) cancels for negative x: in f32 it is exactly 0 from x = -8192 on, where the true value is 1.2e-4",
                     "x*x overflows in f32 from |x| = 1.8e19 on, and the negative tail becomes inf or NaN",
                     "with b = 0, x/sqrt(x*x) is NaN at 0"},
    };
    return entry;
  }
};

}  // namespace actcheck::activations

ACTCHECK_ACTIVATION(squareplus)
