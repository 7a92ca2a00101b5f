#include "arithmetic/clamp-inl.hpp"

namespace actcheck::activations {

struct relu6 : clamp {
  template <class T>
  static T forward(const T& x, parameters<T>) {
    return if_positive(x, at_most(T(6.0), x), T(0.0));
  }
  template <class T>
  static T derivative(const T& x, parameters<T>) {
    return if_positive(x, slope_below(T(6.0), x, T(1.0)), T(0.0));
  }

  static facts facts_for(parameter_values) { return facts_between(0, 6); }

  static activation describe() {
    activation entry{};
    entry.name = "relu6";
    entry.aliases = {"relu_6"};
    entry.text = {
        .title = "ReLU6",
        .summary = "ReLU that stops at 6, so that outputs fit a fixed range of few bits.",
        .formula = "\\min(\\max(0, x), 6)",
        .derivative = "\\begin{cases} 1 & 0 < x < 6 \\\\ 0 & x < 0 \\text{ or } x > 6 \\end{cases}",
        .code = "np.minimum(np.maximum(0, x), 6)",
        .derivative_code = "((x > 0) & (x < 6)).astype(x.dtype)",
        .smoothness = "Continuous, with kinks at 0 and 6.",
        .monotonicity = "Non-decreasing: constant up to 0 and from 6 on, strictly increasing between.",
        .cost = "A maximum and a minimum per element; bound by memory.",
        .uses = {"MobileNetV1 and MobileNetV2", "EfficientNet-Lite", "networks quantised to 8 bits"},
        .advantages = {"a fixed range, which quantisation needs", "exact in every number format: 0 and 6 are numbers of all of them"},
        .disadvantages = {"two dead regions: below 0 and above 6 the gradient is exactly 0"},
        .origin = {"Krizhevsky, Convolutional deep belief networks on CIFAR-10, 2010"},
        .frameworks = {{"TensorFlow Lite", "RELU6"}, {"XNNPACK", "clamp", "with 0 and 6"}, {"CoreML", "relu6"},
                       {"OpenVINO", "Clamp", "with 0 and 6"}, {"MLX", "relu6"}, {"PaddlePaddle", "relu6"},
                       {"tinygrad", "relu6"}},
        .conventions = {{"derivative at 6", "0 in NNlib, and here; 1 in TensorFlow.js"},
                        {"derivative at 0", "0 in every framework examined"},
                        {"sign of f(-0)", "-0 in ONNX Runtime; +0 in TensorFlow.js, and here"}},
        .pitfalls = {"relu(x) - relu(x - 6) is NaN at inf, where the limit is 6",
                     "a clamp made of comparisons may turn NaN into a bound: oneDNN's gives 0",
                     "a minimum whose gradient splits ties gives 0.5 at 6"},
    };
    return entry;
  }
};

}  // namespace actcheck::activations

ACTCHECK_ACTIVATION(relu6)
