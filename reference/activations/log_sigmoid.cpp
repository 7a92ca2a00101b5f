#include "arithmetic/activation_file.hpp"

namespace actcheck::activations {

struct log_sigmoid {
  template <class T>
  static T forward(const T& x, parameters<T>) {
    return -soft_maximum_with_zero(-x, T(1.0));
  }
  template <class T>
  static T derivative(const T& x, parameters<T>) {
    return logistic(-x);
  }

  static facts facts_for(parameter_values) {
    return {
        .range = {-infinity, false, 0, false},
        .pieces = {{-infinity, infinity, +1}},
        .limit_at_minus_infinity = -infinity,
        .limit_at_plus_infinity = -0.0,
        .derivative_at_minus_infinity = 1,
        .derivative_at_plus_infinity = 0,
        .lipschitz = 1,
        .steepest_at = -infinity,
        .reflections = {{1, -1, 1, 0, "f(x) - f(-x) = x"}},
        .asymptote_at_minus_infinity = asymptote{1, 0, -1},
    };
  }

  static activation describe() {
    activation entry{};
    entry.name = "log_sigmoid";
    entry.aliases = {"logsigmoid"};
    entry.text = {
        .title = "Log-sigmoid",
        .summary = "The logarithm of the sigmoid: minus the softplus of minus the input.",
        .formula = "\\ln\\sigma(x) = \\min(x, 0) - \\ln(1 + e^{-|x|})",
        .derivative = "\\sigma(-x) = \\frac{1}{1 + e^x}",
        .code = "-np.logaddexp(-x, 0)",
        .derivative_code = "1 / (1 + np.exp(x))",
        .smoothness = "Infinitely differentiable (analytic).",
        .monotonicity = "Strictly increasing, and concave.",
        .cost = "One exponential and one logarithm per element; the derivative has an exponential and a division.",
        .uses = {"binary cross-entropy on logits", "preference losses such as DPO", "negative sampling in word2vec"},
        .advantages = {"log-probabilities without the underflow of log(sigmoid(x))", "slope between 0 and 1"},
        .disadvantages = {"never positive and not bounded below, so it is part of losses more than of layers"},
        .origin = {"classical; part of the log-likelihood of logistic regression"},
        .frameworks = {{"MLX", "log_sigmoid"}, {"NNlib", "logsigmoid"}, {"PaddlePaddle", "log_sigmoid"},
                       {"MXNet", "log_sigmoid"}},
        .conventions = {},
        .pitfalls = {"log(1/(1+exp(-x))) is -inf in f32 below x = -88.72, where the true value is nearly x",
                     "log(1+exp(-x)) loses the upper tail: oneDNN 2.6 gives -0 at x = 20.5, where the value is -1.25e-9",
                     "-0 - log1p(...) must keep its sign: the limit at inf is 0 from below"},
    };
    return entry;
  }
};

}  // namespace actcheck::activations

ACTCHECK_ACTIVATION(log_sigmoid)
