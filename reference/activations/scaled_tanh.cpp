#include "arithmetic/activation_file.hpp"

namespace actcheck::activations {

struct scaled_tanh {
  template <class T>
  static T forward(const T& x, parameters<T> p) {
    using arithmetic::tanh;
    return p[0] * tanh(p[1] * x);
  }
  // sech^2 as for tanh: 4e/(1+e)^2 with e = exp(-2|b x|).
  template <class T>
  static T derivative(const T& x, parameters<T> p) {
    const T e = exp(-(T(2.0) * abs(p[1] * x)));
    const T denominator = T(1.0) + e;
    return p[0] * p[1] * (T(4.0) * e / (denominator * denominator));
  }

  static facts facts_for(parameter_values p) {
    const double a = p[0], b = p[1], slope = a * b;
    const int direction = slope > 0 ? +1 : slope < 0 ? -1 : 0;
    facts f{
        .range = {0, true, 0, true},
        .pieces = {{-infinity, infinity, direction, direction != 0}},
        // The last case, b = 0, gives the zero that the formula gives.
        .limit_at_minus_infinity = b > 0 ? -a : b < 0 ? a : a * -b,
        .limit_at_plus_infinity = b > 0 ? a : b < 0 ? -a : a * b,
        .derivative_at_minus_infinity = std::copysign(0.0, slope),
        .derivative_at_plus_infinity = std::copysign(0.0, slope),
        .lipschitz = std::fabs(slope),
        .steepest_at = 0,
        .reflections = {{1, 1, 0, 0, "f(-x) = -f(x)"}},
    };
    if (direction == 0) {
      f.dead_set = {{-infinity, infinity}};
      f.positively_homogeneous = f.idempotent = true;
      return f;
    }
    f.range = {-std::fabs(a), false, std::fabs(a), false};
    f.derivative_turns = {0};
    if (std::fma(a, b, -slope) == 0) f.at_zero = expansion_at_zero{.slope = slope, .curvature = 0, .cubic = -slope * b * b / 3};
    return f;
  }

  static activation describe() {
    activation entry{};
    entry.name = "scaled_tanh";
    entry.aliases = {"stanh", "lecun_tanh"};
    entry.parameters = {{.name = "a",
                         .default_value = 1.7159,
                         .meaning = "the bound: outputs lie between -a and a",
                         .trial_values = {1.0, 0.0, -1.5, 100.0}},
                        {.name = "b",
                         .default_value = 2.0 / 3.0,
                         .meaning = "the factor of the input",
                         .trial_values = {1.0, 0.0, -0.5, 0.67, 100.0}}};
    entry.text = {
        .title = "Scaled tanh",
        .summary = "A hyperbolic tangent stretched in both directions, by default so that 1 goes to nearly 1 and -1 to nearly -1.",
        .formula = "a\\,\\tanh(b\\,x)",
        .derivative = "a\\,b\\,\\operatorname{sech}^2(b\\,x)",
        .code = "a * np.tanh(b * x)",
        .derivative_code = "a * b * 4 * np.exp(-2*abs(b*x)) / (1 + np.exp(-2*abs(b*x)))**2",
        .smoothness = "Infinitely differentiable (analytic).",
        .monotonicity = "Strictly increasing where a b > 0, strictly decreasing where a b < 0; steepest at 0, where the slope is a b.",
        .cost = "One exponential and one division per element, with care near 0, and two multiplications.",
        .uses = {"LeNet-5 and other networks of its time"},
        .advantages = {"with the default constants, inputs of variance 1 give outputs of variance near 1", "centred on 0, bounded"},
        .disadvantages = {"saturates on both sides: gradients vanish far out", "two more constants, on which frameworks differ"},
        .origin = {"LeCun, Bottou, Orr and Mueller, Efficient BackProp, 1998: 1.7159 tanh(2x/3)"},
        .frameworks = {{"PaddlePaddle", "stanh", "scale_a = 0.67 is the factor of the input, scale_b = 1.7159 the bound"},
                       {"Core ML", "scaled_tanh", "alpha and beta must be given"}, {"TensorRT", "kSCALED_TANH"},
                       {"MIOpen", "TANH"}, {"Arm Compute Library", "TANH"}},
        .conventions = {{"the factor of the input", "2/3 in the original, 0.67 in PaddlePaddle"},
                        {"order of the constants", "the bound comes first here; in PaddlePaddle the factor of the input does"}},
        .pitfalls = {"1.7159 * (1 - tanh^2) computed from the rounded tanh is 0 far out, where the true derivative is a normal number"},
    };
    return entry;
  }
};

}  // namespace actcheck::activations

ACTCHECK_ACTIVATION(scaled_tanh)
