#include "arithmetic/activation_file.hpp"

namespace actcheck::activations {

/// With n = e^x, tanh(log(1 + n)) = n(n+2)/(n(n+2)+2). Numerator and denominator are multiplied by e^-2x for x > 0, so that
/// only e = e^-|x| is needed and nothing overflows; both are sums of positive terms.
struct mish {
  template <class T>
  static T forward(const T& x, parameters<T>) {
    const auto gate = mish_gate_of(x);
    return x * gate.numerator / (gate.numerator + gate.rest);
  }
  // The gate g has the slope g' = 4 rise/below^2, and f' = g + x g'.
  template <class T>
  static T derivative(const T& x, parameters<T>) {
    const auto gate = mish_gate_of(x);
    const T below = gate.numerator + gate.rest;
    return (gate.numerator + x * (T(4.0) * gate.rise / below)) / below;
  }

  // Roots of f' and f'' to 40 digits with multiple precision. f'(0) = 3/5.
  static facts facts_for(parameter_values) {
    constexpr double turning_point = -1.1924312145154952121;
    constexpr double minimum = -0.30884341301725040663;
    constexpr double steepest = 1.4905711794854284595;
    return {
        .range = {minimum, true, infinity, false},
        .pieces = {{-infinity, turning_point, -1}, {turning_point, infinity, +1}},
        .derivative_turns = {-2.2563763963607931200, steepest},
        .limit_at_minus_infinity = -0.0,
        .limit_at_plus_infinity = infinity,
        .derivative_at_minus_infinity = -0.0,
        .derivative_at_plus_infinity = 1,
        .lipschitz = 1.0884981612517278612,
        .steepest_at = steepest,
        .asymptote_at_plus_infinity = asymptote{1, 0, -1},
    };
  }

  static activation describe() {
    activation entry{};
    entry.name = "mish";
    entry.aliases = {};
    entry.text = {
        .title = "Mish",
        .summary = "The input times the hyperbolic tangent of its softplus.",
        .formula = "x\\,\\tanh(\\ln(1 + e^x)) = x\\,\\frac{n}{n + 2}, \\qquad n = e^x(e^x + 2)",
        .derivative = "\\frac{n}{n + 2} + \\frac{4 x\\,e^x (e^x + 1)}{(n + 2)^2}, \\qquad n = e^x(e^x + 2)",
        .code = "x * np.tanh(np.logaddexp(x, 0))",
        .derivative_code = "np.tanh(np.logaddexp(x, 0)) + x * sigmoid(x) / np.cosh(np.logaddexp(x, 0))**2",
        .smoothness = "Infinitely differentiable (analytic).",
        .monotonicity = "Falls to its minimum -0.30884 at x = -1.19243, then strictly increases.",
        .cost = "One exponential and one division per element; written with softplus and tanh, three functions.",
        .uses = {"YOLOv4 and its descendants"},
        .advantages = {"smooth, close to SiLU in shape", "small negative outputs let gradients pass"},
        .disadvantages = {"not monotone", "written as it is defined, the dearest of the common activations"},
        .origin = {"Misra, Mish: a self regularized non-monotonic activation function, 2019 (arXiv 1908.08681)"},
        .frameworks = {{"OpenVINO", "Mish"}, {"MLX", "mish"}, {"ncnn", "Mish", "softplus is x itself above 20"},
                       {"PaddlePaddle", "mish", "softplus is x itself above 20"},
                       {"MXNet", "Activation('mish')", "softplus is x itself above 20"}},
        .conventions = {{"threshold of the softplus inside", "20 in some frameworks, none in others: the results agree in f32, in f64 they differ in the last places"}},
        .pitfalls = {"-inf * tanh(0) is NaN: the limit at -inf is 0",
                     "e^x(e^x + 2) overflows in f32 above x = 44.4, and inf/inf is NaN",
                     "oneDNN 2.6 gives 0 below x = -88, where the true value is a normal number, and f'(1e38) = inf",
                     "one kernel, two formulas: PyTorch 1.13 gives different bits in its vector loop and for the elements left over"},
    };
    return entry;
  }
};

}  // namespace actcheck::activations

ACTCHECK_ACTIVATION(mish)
