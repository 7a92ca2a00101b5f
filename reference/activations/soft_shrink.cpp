#include "arithmetic/shrinkage-inl.hpp"

namespace actcheck::activations {

struct soft_shrink : shrinkage {
  template <class T>
  static T forward(const T& x, parameters<T> p) {
    return forward_with(p[0], p[0], x);
  }
  template <class T>
  static T derivative(const T& x, parameters<T> p) {
    return derivative_with(p[0], x);
  }

  static facts facts_for(parameter_values p) { return facts_with(p[0], p[0]); }

  static activation describe() {
    activation entry{};
    entry.name = "soft_shrink";
    entry.aliases = {"softshrink", "soft_thresholding"};
    entry.parameters = {{.name = "lambda",
                         .default_value = 0.5,
                         .meaning = "how far inputs move towards 0, where the smaller ones stop",
                         .minimum = 0,
                         .trial_values = {0.0, 0.1, 1.0, 3.7, 20.0}}};
    entry.text = {
        .title = "Soft shrink",
        .summary = "Moves inputs towards 0 by a fixed amount; those that would pass it become 0.",
        .formula = "\\operatorname{sign}(x)\\,\\max(|x| - \\mathit{lambda}, 0)",
        .derivative = "\\begin{cases} 1 & |x| > \\mathit{lambda} \\\\ 0 & |x| < \\mathit{lambda} \\end{cases}",
        .code = "np.sign(x) * np.maximum(np.abs(x) - lambda_, 0)",
        .derivative_code = "(np.abs(x) > lambda_).astype(x.dtype)",
        .smoothness = "Continuous, with kinks at -lambda and lambda; with lambda = 0 it is the identity.",
        .monotonicity = "Non-decreasing: constant on [-lambda, lambda], strictly increasing outside.",
        .cost = "Two comparisons and an addition per element; bound by memory.",
        .uses = {"sparse coding (LISTA)", "denoising, also in deep residual shrinkage networks"},
        .advantages = {"exact zeros without a jump", "never moves two inputs further apart", "the proximal operator of lambda |x|"},
        .disadvantages = {"biases large values by lambda", "dead between -lambda and lambda"},
        .origin = {"Donoho, De-noising by soft-thresholding, 1995"},
        .frameworks = {{"NNlib", "softshrink", "0.5"}, {"MLX", "softshrink", "0.5"}, {"PaddlePaddle", "softshrink", "0.5"},
                       {"Burn", "SoftShrink", "0.5"}, {"ncnn", "Shrink", "with bias equal to lambd"}, {"mlpack", "SoftShrink"},
                       {"TensorFlow Addons", "softshrink", "the two bounds are separate"}},
        .conventions = {{"derivative at -lambda and lambda", "0 here; any value in [0, 1] is accepted"},
                        {"sign of the zeros", "that of x here, so that f(-0) = -0 as for odd functions; +0 in ONNX Runtime"},
                        {"NaN", "must stay NaN; PyTorch up to 2.4 and ONNX Runtime give 0"}},
        .pitfalls = {"comparisons that are all false for NaN end in the branch of 0",
                     "rounding lambda to the data's format first shifts every output that is not 0"},
    };
    return entry;
  }
};

}  // namespace actcheck::activations

ACTCHECK_ACTIVATION(soft_shrink)
