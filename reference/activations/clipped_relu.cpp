#include "arithmetic/clamp-inl.hpp"

namespace actcheck::activations {

struct clipped_relu : clamp {
  template <class T>
  static T forward(const T& x, parameters<T> p) {
    return if_positive(x, at_most(p[0], x), T(0.0));
  }
  template <class T>
  static T derivative(const T& x, parameters<T> p) {
    return if_positive(x, slope_below(p[0], x, T(1.0)), T(0.0));
  }

  static facts facts_for(parameter_values p) { return facts_between(0, p[0]); }

  static activation describe() {
    activation entry{};
    entry.name = "clipped_relu";
    entry.aliases = {"bounded_relu", "brelu", "relu_n"};
    entry.parameters = {{.name = "max_value",
                         .default_value = 6,
                         .meaning = "largest output",
                         .minimum = 0,
                         .trial_values = {1.0, 20.0, 0.1, 5.999, 1000.0},
                         .minimum_excluded = true}};
    entry.text = {
        .title = "Clipped ReLU",
        .summary = "ReLU that stops at a chosen largest value.",
        .formula = "\\min(\\max(0, x), \\mathit{max\\_value})",
        .derivative = "\\begin{cases} 1 & 0 < x < \\mathit{max\\_value} \\\\ 0 & x < 0 \\text{ or } x > \\mathit{max\\_value} \\end{cases}",
        .code = "np.minimum(np.maximum(0, x), max_value)",
        .derivative_code = "((x > 0) & (x < max_value)).astype(x.dtype)",
        .smoothness = "Continuous, with kinks at 0 and at the largest value.",
        .monotonicity = "Non-decreasing: constant up to 0 and from the largest value on, strictly increasing between.",
        .cost = "A maximum and a minimum per element; bound by memory.",
        .uses = {"Deep Speech (largest value 20)", "quantised networks, with the bound that their range asks for"},
        .advantages = {"bounded outputs", "as cheap as ReLU"},
        .disadvantages = {"two dead regions", "the bound is one more setting to choose"},
        .origin = {"Hannun et al., Deep Speech: scaling up end-to-end speech recognition, 2014 (arXiv 1412.5567)"},
        .frameworks = {{"TensorFlow Lite", "RELU_0_TO_1", "bound 1"}, {"Chainer", "clipped_relu", "z, 20 by default"},
                       {"dlib", "clipped_relu", "ceiling, 6 by default"},
                       {"cuDNN", "CUDNN_ACTIVATION_CLIPPED_RELU", "the bound is required"},
                       {"MIOpen", "CLIPPEDRELU", "the bound is required"},
                       {"Arm Compute Library", "BOUNDED_RELU", "LU_BOUNDED_RELU has a lower bound too"},
                       {"CoreML", "clamped_relu", "has a slope for negative inputs too"}},
        .conventions = {{"derivative at the bound", "0 in most frameworks, and here; any value in [0, 1] is accepted"},
                        {"sign of f(-0)", "+0 here, as ReLU"}},
        .pitfalls = {"rounding the bound to the data's format before inputs are compared with it gives inputs in between the wrong derivative",
                     "a clamp made of comparisons may turn NaN into a bound"},
    };
    return entry;
  }
};

}  // namespace actcheck::activations

ACTCHECK_ACTIVATION(clipped_relu)
