#include "arithmetic/activation_file.hpp"

namespace actcheck::activations {

struct relu {
  template <class T>
  static T forward(const T& x, parameters<T>) {
    return if_positive(x, x, T(0.0));
  }
  template <class T>
  static T derivative(const T& x, parameters<T>) {
    return if_positive(x, T(1.0), T(0.0));
  }

  static facts facts_for(parameter_values) {
    return {
        .range = {0, true, infinity, false},
        .pieces = {{-infinity, 0, 0, false}, {0, infinity, +1}},
        .kinks = {{.x = 0, .left = 0, .right = 1, .convention = 0}},
        .limit_at_minus_infinity = 0,
        .limit_at_plus_infinity = infinity,
        .derivative_at_minus_infinity = 0,
        .derivative_at_plus_infinity = 1,
        .lipschitz = 1,
        .steepest_at = 1,
        .dead_set = {{-infinity, 0}},
        .reflections = {{1, -1, 1, 0, "f(x) - f(-x) = x"}},
        .positively_homogeneous = true,
        .idempotent = true,
    };
  }

  static activation describe() {
    activation entry{};
    entry.name = "relu";
    entry.aliases = {"rectifier", "ramp"};
    entry.text = {
        .title = "ReLU",
        .summary = "Passes positive inputs through and replaces the rest by 0.",
        .formula = "\\max(0, x)",
        .derivative = "\\begin{cases} 1 & x > 0 \\\\ 0 & x < 0 \\end{cases}",
        .code = "np.maximum(0, x)",
        .derivative_code = "(x > 0).astype(x.dtype)",
        .smoothness = "Continuous, not differentiable at 0: the slope jumps from 0 to 1. Frameworks agree on 0 there; any "
                      "value in [0, 1] is a subgradient.",
        .monotonicity = "Non-decreasing, but not strictly increasing: constant on (-inf, 0], strictly increasing on "
                        "[0, inf). Also convex.",
        .cost = "One comparison or maximum per element; bound by memory, not by arithmetic.",
        .uses = {"convolutional networks (AlexNet, VGG, ResNet)", "feed-forward blocks of the first Transformer, T5 and OPT"},
        .advantages = {"cheap, and exact in every number format", "slope 1 for positive inputs: gradients do not shrink there",
                       "sparse outputs: negative inputs give exactly 0"},
        .disadvantages = {"dead neurons: if every pre-activation is negative the gradient is exactly 0 and nothing changes again",
                          "outputs are never negative, so their mean is not 0", "unbounded above"},
        .origin = {"Fukushima, Visual feature extraction by a multilayered network of analog threshold elements, 1969",
                   "Nair and Hinton, Rectified linear units improve restricted Boltzmann machines, 2010",
                   "Glorot, Bordes and Bengio, Deep sparse rectifier neural networks, 2011"},
        .conventions = {{"derivative at 0", "0 in every framework examined; any value in [0, 1] is accepted"},
                        {"sign of f(-0)", "-0 in ONNX Runtime; +0 in TensorFlow.js; +0 here, as IEEE 754 maximum"},
                        {"backward at a NaN input", "NaN in MXNet, and here; any value is accepted"}},
        .pitfalls = {"x > 0 ? x : 0 turns NaN into 0, because a comparison with NaN is false: errors upstream disappear"},
    };
    return entry;
  }
};

}  // namespace actcheck::activations

ACTCHECK_ACTIVATION(relu)
