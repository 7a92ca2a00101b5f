#include "arithmetic/clamp-inl.hpp"

namespace actcheck::activations {

struct hard_tanh : clamp {
  template <class T>
  static T forward(const T& x, parameters<T> p) {
    return if_positive(x - p[0], at_most(p[1], x), p[0]);
  }
  template <class T>
  static T derivative(const T& x, parameters<T> p) {
    return if_positive(x - p[0], slope_below(p[1], x, T(1.0)), T(0.0));
  }

  static facts facts_for(parameter_values p) { return facts_between(p[0], p[1]); }

  static activation describe() {
    activation entry{};
    entry.name = "hard_tanh";
    entry.aliases = {"hardtanh", "clip", "clamp", "relu_n1_to_1"};
    entry.parameters = {{.name = "min", .default_value = -1, .meaning = "smallest output", .trial_values = {0.0, -0.1, 1.0, -20.0, 0.3}},
                        {.name = "max",
                         .default_value = 1,
                         .meaning = "largest output",
                         .trial_values = {0.0, 0.1, -1.0, 20.0, -0.7},
                         .at_least = "min"}};
    entry.trial_sets = {{-0.1, 0.1}, {0.0, 0.0}, {-0.3, -0.3}, {2.5, 3.7}, {-1000.0, 1000.0}};
    entry.text = {
        .title = "Hard tanh",
        .summary = "The identity between two bounds, and the nearer bound outside: a piecewise linear tanh.",
        .formula = "\\min(\\max(x, \\mathit{min}), \\mathit{max})",
        .derivative = "\\begin{cases} 1 & \\mathit{min} < x < \\mathit{max} \\\\ 0 & x < \\mathit{min} \\text{ or } x > \\mathit{max} \\end{cases}",
        .code = "np.clip(x, min, max)",
        .derivative_code = "((x > min) & (x < max)).astype(x.dtype)",
        .smoothness = "Continuous, with kinks at both bounds.",
        .monotonicity = "Non-decreasing: constant outside the bounds, strictly increasing between them.",
        .cost = "A maximum and a minimum per element; bound by memory.",
        .uses = {"binarised networks, as the gradient of the straight-through estimator", "clamping before quantisation",
                 "bounded actions in reinforcement learning"},
        .advantages = {"cheap", "exact, up to the rounding of bounds that are no numbers of the format"},
        .disadvantages = {"two dead tails: outside the bounds the gradient is exactly 0"},
        .origin = {"Collobert, Large scale machine learning, PhD thesis, 2004"},
        .frameworks = {{"XNNPACK", "clamp"}, {"CoreML", "clip"}, {"OpenVINO", "Clamp", "the bounds are required"},
                       {"TensorFlow Lite", "RELU_N1_TO_1"}, {"NNlib", "hardtanh"}, {"StableHLO", "clamp"},
                       {"TOSA", "CLAMP", "says what NaN gives: NaN by default"}, {"MLX", "hard_tanh"},
                       {"PaddlePaddle", "hardtanh"}, {"TensorRT", "kCLIP"}, {"Arm Compute Library", "LU_BOUNDED_RELU"}},
        .conventions = {{"derivative at the bounds", "0 at both in NNlib, and here; any value in [0, 1] is accepted"},
                        {"min above max", "refused here; TensorRT gives min"},
                        {"sign of f(-0) with a bound of 0", "the bound's"}},
        .pitfalls = {"a clamp made of comparisons may turn NaN into a bound: oneDNN's gives the lower one",
                     "rounding a bound to the data's format before inputs are compared with it gives inputs in between the wrong derivative"},
    };
    return entry;
  }
};

}  // namespace actcheck::activations

ACTCHECK_ACTIVATION(hard_tanh)
