#include "arithmetic/activation_file.hpp"

namespace actcheck::activations {

struct binary_step {
  template <class T>
  static T forward(const T& x, parameters<T>) {
    return if_positive(x, T(1.0), T(0.0));
  }
  template <class T>
  static T derivative(const T&, parameters<T>) {
    return T(0.0);
  }

  static facts facts_for(parameter_values) {
    return {
        .range = {0, true, 1, true},
        .pieces = {{-infinity, 0, 0, false}, {0, infinity, 0, false}},
        .kinks = {{.x = 0, .left = 0, .right = 0, .convention = 0}},
        .jumps = {{.x = 0, .left = 0, .right = 1, .value = 0}},
        .limit_at_minus_infinity = 0,
        .limit_at_plus_infinity = 1,
        .derivative_at_minus_infinity = 0,
        .derivative_at_plus_infinity = 0,
        .lipschitz = infinity,
        .steepest_at = 0,
        .dead_set = {{-infinity, 0}, {0, infinity}},
        .idempotent = true,
    };
  }

  static activation describe() {
    activation entry{};
    entry.name = "binary_step";
    entry.aliases = {"heaviside", "step", "hard_limit"};
    entry.text = {
        .title = "Binary step",
        .summary = "1 for positive inputs, 0 for all others: the threshold unit of the first artificial neurons.",
        .formula = "\\begin{cases} 1 & x > 0 \\\\ 0 & x \\le 0 \\end{cases}",
        .derivative = "0 \\quad (x \\ne 0)",
        .code = "(x > 0).astype(x.dtype)",
        .derivative_code = "np.zeros_like(x)",
        .smoothness = "Not continuous: jumps from 0 to 1 at 0, and takes the value 0 there. Its derivative is 0 everywhere else.",
        .monotonicity = "Non-decreasing: constant on either side of 0, where it jumps up.",
        .cost = "One comparison per element; bound by memory.",
        .uses = {"the perceptron", "spiking networks", "binarised networks, trained with a surrogate of the derivative"},
        .advantages = {"output of one bit"},
        .disadvantages = {"the derivative is 0 wherever it exists: gradient descent needs a surrogate, such as the straight-through estimator",
                          "a small change of the input near 0 changes the output by 1"},
        .origin = {"McCulloch and Pitts, A logical calculus of the ideas immanent in nervous activity, 1943"},
        .frameworks = {{"MLX", "step", "1 where x >= threshold, 0 by default"},
                       {"ncnn", "Threshold", "0 at the threshold, 0 by default"},
                       {"Caffe", "Threshold", "0 at the threshold, 0 by default"},
                       {"TensorFlow.js", "step", "alpha, 0 by default, is the slope for negative inputs"}},
        .conventions = {{"value at 0", "0 here, and where a comparison with 0 is strict; 1 where it is not; or an argument"},
                        {"name", "threshold is this function in Caffe and ncnn, another one elsewhere"}},
        .pitfalls = {"x > 0 turns NaN into 0, because a comparison with NaN is false: errors upstream disappear",
                     "x >= 0 instead of x > 0 is another function for the very frequent input 0"},
    };
    return entry;
  }
};

}  // namespace actcheck::activations

ACTCHECK_ACTIVATION(binary_step)
