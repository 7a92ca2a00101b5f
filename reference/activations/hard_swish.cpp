#include "arithmetic/activation_file.hpp"

namespace actcheck::activations {

struct hard_swish {
  template <class T>
  static T forward(const T& x, parameters<T>) {
    return if_positive(x + T(3.0), if_positive(x - T(3.0), x, x * (x + T(3.0)) / T(6.0)), T(0.0));
  }
  // 2x is exact, so the sum with 3, which passes through 0 at -3/2, has one rounding.
  template <class T>
  static T derivative(const T& x, parameters<T>) {
    return if_positive(x + T(3.0), if_positive(x - T(3.0), T(1.0), (T(2.0) * x + T(3.0)) / T(6.0)), T(0.0));
  }
  static facts facts_for(parameter_values) {
    return {
        .range = {-0.375, true, infinity, false},
        .pieces = {{-infinity, -3, 0, false}, {-3, -1.5, -1}, {-1.5, infinity, +1}},
        .kinks = {{.x = -3, .left = 0, .right = -0.5, .convention = 0}, {.x = 3, .left = 1.5, .right = 1, .convention = 1}},
        .limit_at_minus_infinity = 0,
        .limit_at_plus_infinity = infinity,
        .derivative_at_minus_infinity = 0,
        .derivative_at_plus_infinity = 1,
        .lipschitz = 1.5,
        .steepest_at = 3,
        .dead_set = {{-infinity, -3}},
        .reflections = {{1, -1, 1, 0, "f(x) - f(-x) = x"}},
        .at_zero = expansion_at_zero{0.5, 1.0 / 6},
    };
  }

  static activation describe() {
    activation entry{};
    entry.name = "hard_swish";
    entry.aliases = {"hard_silu", "hswish", "hardswish"};
    entry.text = {
        .title = "Hard swish",
        .summary = "The input times a piecewise linear sigmoid: SiLU without an exponential.",
        .formula = "x\\,\\frac{\\min(\\max(x + 3, 0), 6)}{6}",
        .derivative = "\\begin{cases} 0 & x < -3 \\\\ \\frac{2x + 3}{6} & -3 < x < 3 \\\\ 1 & x > 3 \\end{cases}",
        .code = "x * np.minimum(np.maximum(x + 3, 0), 6) / 6",
        .derivative_code = "np.where(x <= -3, 0, np.where(x >= 3, 1, (2*x + 3) / 6))",
        .smoothness = "Continuous, with kinks at -3 (the slope falls from 0 to -1/2) and 3 (it falls from 3/2 to 1).",
        .monotonicity = "Constant 0 up to -3, then falls to its minimum -3/8 at x = -3/2, then strictly increases.",
        .cost = "An addition, a maximum, a minimum and two multiplications per element; bound by memory.",
        .uses = {"MobileNetV3", "PP-LCNet", "LeViT"},
        .advantages = {"no exponential, and friendly to integers", "close to SiLU: within 0.1423, at |x| = 3"},
        .disadvantages = {"dead below -3", "steeper than SiLU next to its kinks: slopes -1/2 and 3/2"},
        .origin = {"Howard et al., Searching for MobileNetV3, 2019 (arXiv 1905.02244)"},
        .frameworks = {{"XNNPACK", "hardswish"}, {"OpenVINO", "HSwish"}, {"TensorFlow Lite", "HARD_SWISH"},
                       {"NNlib", "hardswish"}, {"MLX", "hardswish"}, {"PaddlePaddle", "hardswish"}, {"tinygrad", "hardswish"},
                       {"ncnn", "HardSwish", "slope 0.2 by default, another function: up to 0.2083 away, at |x| = 2.5"},
                       {"Arm Compute Library", "HARD_SWISH", "0.166666667f for 1/6"}},
        .conventions = {{"derivative at -3 and 3", "0 and 1 here; -1/2 and 3/2 in NNlib"},
                        {"sign of f(-0)", "-0 in ONNX Runtime, and here"},
                        {"sign of the zeros below -3", "+0 here; x times 0 gives -0"}},
        .pitfalls = {"x times 0 is NaN at -inf, where the limit is 0", "1/6 rounded to the data's format is off before anything is computed",
                     "a derivative made of that of relu6 misses a term at the kinks"},
    };
    return entry;
  }
};

}  // namespace actcheck::activations

ACTCHECK_ACTIVATION(hard_swish)
