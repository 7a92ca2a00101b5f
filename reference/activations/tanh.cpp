#include "arithmetic/activation_file.hpp"

namespace actcheck::activations {

struct tanh {
  template <class T>
  static T forward(const T& x, parameters<T>) {
    using arithmetic::tanh;
    return tanh(x);
  }
  // sech^2 x = 4e/(1+e)^2 with e = exp(-2|x|): no 1 - y^2, which loses the tails.
  template <class T>
  static T derivative(const T& x, parameters<T>) {
    const T e = exp(-(T(2.0) * abs(x)));
    const T denominator = T(1.0) + e;
    return T(4.0) * e / (denominator * denominator);
  }

  static facts facts_for(parameter_values) {
    return {
        .range = {-1, false, 1, false},
        .pieces = {{-infinity, infinity, +1}},
        .derivative_turns = {0},
        .limit_at_minus_infinity = -1,
        .limit_at_plus_infinity = 1,
        .derivative_at_minus_infinity = 0,
        .derivative_at_plus_infinity = 0,
        .lipschitz = 1,
        .steepest_at = 0,
        .reflections = {{1, 1, 0, 0, "f(-x) = -f(x)"}},
    };
  }

  static activation describe() {
    activation entry{};
    entry.name = "tanh";
    entry.aliases = {"hyperbolic_tangent"};
    entry.text = {
        .title = "Tanh",
        .summary = "Squeezes the real line into (-1, 1), odd and with slope 1 at 0.",
        .formula = "\\tanh x = \\frac{e^x - e^{-x}}{e^x + e^{-x}}",
        .derivative = "1 - \\tanh^2 x = \\operatorname{sech}^2 x",
        .code = "np.tanh(x)",
        .derivative_code = "4 * np.exp(-2*abs(x)) / (1 + np.exp(-2*abs(x)))**2",
        .smoothness = "Infinitely differentiable (analytic).",
        .monotonicity = "Strictly increasing; steepest at 0, where the slope is 1.",
        .cost = "One exponential and one division per element, with care near 0.",
        .uses = {"cells of LSTM, GRU and plain recurrent networks", "last layer of image generators", "policies in reinforcement learning"},
        .advantages = {"centred on 0", "slope 1 at 0, bounded"},
        .disadvantages = {"saturates on both sides: gradients vanish for |x| above a few units", "an exponential per element"},
        .origin = {"classical; preferred to the logistic function by LeCun, Bottou, Orr and Mueller, Efficient BackProp, 1998"},
        .conventions = {},
        .pitfalls = {"2*sigmoid(2x) - 1 loses all relative accuracy near 0",
                     "(e^x - e^-x)/(e^x + e^-x) is inf/inf = NaN once e^x overflows",
                     "1 - y*y computed from the rounded y is exactly 0 for |x| above 9.01 in f32"},
    };
    return entry;
  }
};

}  // namespace actcheck::activations

ACTCHECK_ACTIVATION(tanh)
