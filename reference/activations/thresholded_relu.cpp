#include "arithmetic/switched-inl.hpp"

namespace actcheck::activations {

struct thresholded_relu : switched {
  template <class T>
  static T forward(const T& x, parameters<T> p) {
    return forward_at(p[0], T(0.0), x);
  }
  template <class T>
  static T derivative(const T& x, parameters<T> p) {
    return derivative_at(p[0], x);
  }

  static facts facts_for(parameter_values p) { return facts_at(p[0], 0); }

  static activation describe() {
    activation entry{};
    entry.name = "thresholded_relu";
    entry.aliases = {"trelu", "thresholdedrelu"};
    entry.parameters = {{.name = "theta", .default_value = 1, .meaning = "inputs above it pass", .trial_values = {0.0, 0.1, -0.5, 0.3, 10.0}}};
    entry.text = {
        .title = "Thresholded ReLU",
        .summary = "Passes inputs above a threshold unchanged and replaces the rest by 0.",
        .formula = "\\begin{cases} x & x > \\mathit{theta} \\\\ 0 & \\text{otherwise} \\end{cases}",
        .derivative = "\\begin{cases} 1 & x > \\mathit{theta} \\\\ 0 & x < \\mathit{theta} \\end{cases}",
        .code = "np.where(x > theta, x, 0)",
        .derivative_code = "(x > theta).astype(x.dtype)",
        .smoothness = "Jumps from 0 to theta at theta, unless theta is 0; then it is ReLU, with its kink.",
        .monotonicity = "Constant up to theta, strictly increasing above it. Non-decreasing as a whole for theta >= 0; for a "
                        "negative theta it jumps down there.",
        .cost = "One comparison per element; bound by memory.",
        .uses = {"autoencoders without biases"},
        .advantages = {"sparser than ReLU", "inputs that pass are not changed", "exact in every number format"},
        .disadvantages = {"not continuous: values between 0 and theta never occur",
                          "dead neurons: the gradient is exactly 0 below theta"},
        .origin = {"Konda, Memisevic and Krueger, Zero-bias autoencoders and the benefits of co-adapting features, 2014 (arXiv 1402.3337)"},
        .frameworks = {{"CoreML", "thresholded_relu", "passes x >= alpha"}, {"NNlib", "trelu", "1 by default"},
                       {"PaddlePaddle", "thresholded_relu", "1 by default"}, {"Burn", "ThresholdedRelu", "1 by default"},
                       {"TensorRT", "kTHRESHOLDED_RELU"}, {"TensorFlow.js", "thresholdedReLU", "1 by default"}},
        .conventions = {{"value at theta", "0 in most frameworks, and here; theta in CoreML"},
                        {"name", "one page of TensorRT describes max(0, x - theta), which is another function"},
                        {"derivative at theta", "0 here; any value in [0, 1] is accepted"},
                        {"NaN", "must stay NaN; ONNX Runtime gives 0"}},
        .pitfalls = {"x > theta ? x : 0 turns NaN into 0", "x times a mask of 0 and 1 is NaN at -inf, where the limit is 0",
                     "x >= theta instead of x > theta gives theta instead of 0 there"},
    };
    return entry;
  }
};

}  // namespace actcheck::activations

ACTCHECK_ACTIVATION(thresholded_relu)
