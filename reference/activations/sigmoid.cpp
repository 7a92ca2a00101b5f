#include "arithmetic/activation_file.hpp"

namespace actcheck::activations {

struct sigmoid {
  template <class T>
  static T forward(const T& x, parameters<T>) {
    return logistic(x);
  }
  // e/(1+e)^2 with e = exp(-|x|): no 1 - y, which loses the tail once y rounds to 1.
  template <class T>
  static T derivative(const T& x, parameters<T>) {
    const T e = exp(-abs(x));
    const T denominator = T(1.0) + e;
    return e / (denominator * denominator);
  }

  static facts facts_for(parameter_values) {
    return {
        .range = {0, false, 1, false},
        .pieces = {{-infinity, infinity, +1}},
        .derivative_turns = {0},
        .limit_at_minus_infinity = 0,
        .limit_at_plus_infinity = 1,
        .derivative_at_minus_infinity = 0,
        .derivative_at_plus_infinity = 0,
        .lipschitz = 0.25,
        .steepest_at = 0,
        .reflections = {{1, 1, 0, 1, "f(x) + f(-x) = 1"}},
    };
  }

  static activation describe() {
    activation entry{};
    entry.name = "sigmoid";
    entry.aliases = {"logistic", "expit"};
    entry.text = {
        .title = "Sigmoid",
        .summary = "Squeezes the real line into (0, 1): the logistic function.",
        .formula = "\\frac{1}{1 + e^{-x}}",
        .derivative = "f(x)\\,(1 - f(x)) = f(x)\\,f(-x)",
        .code = "1 / (1 + np.exp(-x))",
        .derivative_code = "np.exp(-abs(x)) / (1 + np.exp(-abs(x)))**2",
        .smoothness = "Infinitely differentiable (analytic).",
        .monotonicity = "Strictly increasing; steepest at 0, where the slope is 1/4.",
        .cost = "One exponential and one division per element.",
        .uses = {"gates of LSTM and GRU cells", "output of binary classifiers", "squeeze-and-excitation blocks, GLU"},
        .advantages = {"smooth and bounded", "outputs can be read as probabilities"},
        .disadvantages = {"saturates on both sides: the slope never exceeds 1/4, so gradients vanish through many layers",
                          "not centred on 0", "an exponential per element"},
        .origin = {"Verhulst, logistic growth, 1838 and 1845", "Rumelhart, Hinton and Williams, Learning representations by "
                   "back-propagating errors, 1986"},
        .frameworks = {{"TOSA", "SIGMOID"}, {"StableHLO", "logistic"}},
        .conventions = {},
        .pitfalls = {"y*(1-y) computed from the rounded y is exactly 0 from about x = 16.64 on in f32, where the true derivative is 5.9e-8",
                     "exp(-x) overflows in f32 below x = -88.72, so 1/(1+exp(-x)) gives 0 where the true value is a subnormal number"},
    };
    return entry;
  }
};

}  // namespace actcheck::activations

ACTCHECK_ACTIVATION(sigmoid)
