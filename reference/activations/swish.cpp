#include "arithmetic/swish_facts-inl.hpp"

namespace actcheck::activations {

struct swish {
  template <class T>
  static T forward(const T& x, parameters<T> p) {
    return x / (T(1.0) + exp(-(p[0] * x)));
  }
  template <class T>
  static T derivative(const T& x, parameters<T> p) {
    const T scaled = p[0] * x;
    return logistic_gate_slope(scaled, scaled);
  }

  static facts facts_for(parameter_values p) { return swish_facts(p[0]); }

  static activation describe() {
    activation entry{};
    entry.name = "swish";
    entry.aliases = {"swish_beta", "parametric_swish"};
    entry.parameters = {{.name = "beta",
                         .default_value = 1,
                         .meaning = "steepness of the gate: 0 gives x/2, a large value nearly ReLU",
                         .learnable = true,
                         .trial_values = {0.0, 0.5, 1.5, -1.0, 10.0, 0.1}}};
    entry.text = {
        .title = "Swish",
        .summary = "The input times its sigmoid at beta x; the family that contains SiLU.",
        .formula = "x\\,\\sigma(\\beta x) = \\frac{x}{1 + e^{-\\beta x}}",
        .derivative = "s\\,(1 + \\beta x\\,(1 - s)), \\qquad s = \\sigma(\\beta x), \\qquad "
                      "\\frac{\\partial f}{\\partial\\beta} = x^2 s\\,(1 - s)",
        .code = "x / (1 + np.exp(-beta*x))",
        .derivative_code = "sigmoid(beta*x) * (1 + beta*x * sigmoid(-beta*x))",
        .smoothness = "Infinitely differentiable (analytic).",
        .monotonicity = "For beta > 0 it falls to its minimum -0.27846/beta at x = -1.27846/beta, then strictly increases; for beta < 0 it rises "
                        "to its maximum and falls back to 0; for beta = 0 it is x/2.",
        .cost = "One exponential, one division and one multiplication per element.",
        .uses = {"searches over activations", "networks that learn one beta per layer or channel"},
        .advantages = {"smooth, between the line x/2 and ReLU, and the slope beta says where", "the largest slope, 1.09984, is the same for every beta "
                       "other than 0"},
        .disadvantages = {"not monotone", "an exponential per element", "beta is one more weight to learn, or setting to choose"},
        .origin = {"Ramachandran, Zoph and Le, Searching for activation functions, 2017 (arXiv 1710.05941)"},
        .frameworks = {{"OpenVINO", "Swish", "beta 1, must not be negative"}, {"cuDNN", "SWISH", "swish_beta"},
                       {"MXNet", "gluon.nn.Swish", "beta 1"}, {"Chainer", "swish", "beta is learned"},
                       {"Caffe", "Swish", "beta 1"}},
        .conventions = {{"the name", "swish without a parameter often means SiLU, beta = 1"},
                        {"E-swish", "beta*x*sigmoid(x) is another function"}},
        .pitfalls = {"-inf * sigmoid(-inf) is -inf * 0 = NaN: for beta > 0 the limit at -inf is 0",
                     "exp(-beta*x) overflows where the true value may still be a normal number"},
    };
    return entry;
  }
};

}  // namespace actcheck::activations

ACTCHECK_ACTIVATION(swish)
