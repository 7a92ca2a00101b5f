#include "arithmetic/shrinkage-inl.hpp"

namespace actcheck::activations {

struct hard_shrink : shrinkage {
  template <class T>
  static T forward(const T& x, parameters<T> p) {
    return if_positive(abs(x) - p[0], x, at_rest(p[0], x));
  }
  template <class T>
  static T derivative(const T& x, parameters<T> p) {
    return derivative_with(p[0], x);
  }

  static facts facts_for(parameter_values p) { return facts_with(p[0], 0); }

  static activation describe() {
    activation entry{};
    entry.name = "hard_shrink";
    entry.aliases = {"hardshrink", "hard_thresholding"};
    entry.parameters = {{.name = "lambda",
                         .default_value = 0.5,
                         .meaning = "inputs up to this size become 0",
                         .minimum = 0,
                         .trial_values = {0.0, 0.1, 1.0, 3.7, 20.0}}};
    entry.text = {
        .title = "Hard shrink",
        .summary = "Replaces small inputs, of either sign, by 0 and passes the others unchanged.",
        .formula = "\\begin{cases} x & |x| > \\mathit{lambda} \\\\ 0 & \\text{otherwise} \\end{cases}",
        .derivative = "\\begin{cases} 1 & |x| > \\mathit{lambda} \\\\ 0 & |x| < \\mathit{lambda} \\end{cases}",
        .code = "np.where(np.abs(x) > lambda_, x, 0)",
        .derivative_code = "(np.abs(x) > lambda_).astype(x.dtype)",
        .smoothness = "Jumps by lambda at -lambda and at lambda; with lambda = 0 it is the identity.",
        .monotonicity = "Non-decreasing: constant on [-lambda, lambda], strictly increasing outside, with jumps upwards between.",
        .cost = "One comparison per element; bound by memory.",
        .uses = {"sparse coding", "denoising by thresholds on wavelet coefficients"},
        .advantages = {"exact zeros, and no bias of the values that pass", "exact in every number format"},
        .disadvantages = {"not continuous", "dead between -lambda and lambda"},
        .origin = {"Donoho and Johnstone, Ideal spatial adaptation by wavelet shrinkage, 1994"},
        .frameworks = {{"MLX", "hard_shrink", "0.5"}, {"PaddlePaddle", "hardshrink", "0.5"}, {"Burn", "HardShrink", "0.5"},
                       {"ncnn", "Shrink", "with bias 0; 0.5"}, {"mlpack", "HardShrink"},
                       {"TensorFlow Addons", "hardshrink", "the two bounds are separate: -0.5 and 0.5"}},
        .conventions = {{"value at -lambda and lambda", "0 in every framework examined"},
                        {"derivative there", "0 here; any value in [0, 1] is accepted"},
                        {"sign of the zeros", "that of x here, so that f(-0) = -0 as for odd functions; +0 in ONNX Runtime"},
                        {"NaN", "must stay NaN; ONNX Runtime gives 0"}},
        .pitfalls = {"|x| > lambda ? x : 0 turns NaN into 0",
                     "rounding lambda to the data's format first moves the jump"},
    };
    return entry;
  }
};

}  // namespace actcheck::activations

ACTCHECK_ACTIVATION(hard_shrink)
