#include "arithmetic/switched-inl.hpp"

namespace actcheck::activations {

struct threshold : switched {
  template <class T>
  static T forward(const T& x, parameters<T> p) {
    return forward_at(p[0], p[1], x);
  }
  template <class T>
  static T derivative(const T& x, parameters<T> p) {
    return derivative_at(p[0], x);
  }

  static facts facts_for(parameter_values p) { return facts_at(p[0], p[1]); }

  static activation describe() {
    activation entry{};
    entry.name = "threshold";
    entry.parameters = {{.name = "threshold", .default_value = 1, .meaning = "inputs above it pass", .trial_values = {0.0, -2.0, 0.1, 20.0}},
                        {.name = "value", .default_value = 0, .meaning = "what replaces the others", .trial_values = {1.0, 2.0, -1.0, 0.3}}};
    entry.trial_sets = {{0.1, 0.1}, {-0.3, -20.0}, {-1.0, 0.7}};
    entry.text = {
        .title = "Threshold",
        .summary = "Passes inputs above a threshold and replaces the others by a fixed value.",
        .formula = "\\begin{cases} x & x > \\mathit{threshold} \\\\ \\mathit{value} & \\text{otherwise} \\end{cases}",
        .derivative = "\\begin{cases} 1 & x > \\mathit{threshold} \\\\ 0 & x < \\mathit{threshold} \\end{cases}",
        .code = "np.where(x > threshold, x, value)",
        .derivative_code = "(x > threshold).astype(x.dtype)",
        .smoothness = "Jumps at the threshold, from the value to the threshold, unless both are equal; then there is a kink.",
        .monotonicity = "Constant up to the threshold, strictly increasing above it. Non-decreasing as a whole if the value is not "
                        "above the threshold; else it jumps down there.",
        .cost = "One comparison per element; bound by memory.",
        .uses = {"a building block: with threshold and value 0 it is ReLU, with value 0 the thresholded ReLU"},
        .advantages = {"general", "exact up to the rounding of the value"},
        .disadvantages = {"jumps for most choices of its parameters", "dead neurons: the gradient is exactly 0 below the threshold"},
        .origin = {"Torch7, nn.Threshold"},
        .frameworks = {{"Burn", "Threshold"}},
        .conventions = {{"name", "the binary step in Caffe and ncnn; max(x, alpha) in CoreML"},
                        {"derivative at the threshold", "0 here; any value in [0, 1] is accepted"},
                        {"NaN", "must stay NaN, as where the test is x <= threshold"}},
        .pitfalls = {"x > threshold ? x : value turns NaN into the value", "x >= threshold gives the threshold instead of the value there"},
    };
    return entry;
  }
};

}  // namespace actcheck::activations

ACTCHECK_ACTIVATION(threshold)
