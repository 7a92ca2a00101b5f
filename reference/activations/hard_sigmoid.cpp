#include <algorithm>

#include "arithmetic/clamp-inl.hpp"

namespace actcheck::activations {

struct hard_sigmoid : clamp {
  template <class T>
  static T forward(const T& x, parameters<T> p) {
    const T ramp = p[0] * x + p[1];
    return if_positive(ramp, at_most(T(1.0), ramp), T(0.0));
  }
  template <class T>
  static T derivative(const T& x, parameters<T> p) {
    const T ramp = p[0] * x + p[1];
    return if_positive(ramp, slope_below(T(1.0), ramp, p[0]), T(0.0));
  }

  /// slope*x + offset - level where that is nearly 0, with its true sign: the two large terms cancel without rounding, and what
  /// rounding took away from them is added.
  static double beyond_level(double slope, double x, double offset, double level) {
    const double product = slope * x, rest = offset - level, part = rest - offset;
    const double product_lost = std::fma(slope, x, -product), rest_lost = (offset - (rest - part)) + (-level - part);
    return (product + rest) + (product_lost + rest_lost);
  }

  /// The end of the ramp at `level`, 0 or 1. It is a quotient of doubles, in general no double: then the formula decides on which
  /// side of it the nearest double lies.
  static kink end_of_ramp(double slope, double offset, double level) {
    const double x = (level - offset) / slope, beyond = beyond_level(slope, x, offset, level);
    const bool on_ramp = level == 0 ? beyond > 0 : beyond < 0;
    return {.x = x, .left = 0, .right = 0, .convention = on_ramp ? slope : 0, .exact = beyond == 0};
  }

  static facts facts_for(parameter_values p) {
    const double slope = p[0], offset = p[1];
    if (slope == 0) return facts_of_constant(std::clamp(offset, 0.0, 1.0));
    kink first = end_of_ramp(slope, offset, 0), last = end_of_ramp(slope, offset, 1);
    if (slope < 0) std::swap(first, last);
    first.right = last.left = slope;
    facts f{
        .range = {0, true, 1, true},
        .pieces = {},
        .kinks = {},
        .limit_at_minus_infinity = slope > 0 ? 0.0 : 1.0,
        .limit_at_plus_infinity = slope > 0 ? 1.0 : 0.0,
        .derivative_at_minus_infinity = 0,
        .derivative_at_plus_infinity = 0,
        .lipschitz = std::fabs(slope),
        .steepest_at = std::isfinite(first.x) && std::isfinite(last.x) ? first.x / 2 + last.x / 2 : 0,
        .dead_set = {},
        .reflections = {},
        .idempotent = slope == 1 && offset == 0,
    };
    // A slope may be so small that an end is beyond all doubles, or so large that both are the same one.
    if (std::isfinite(first.x)) {
      f.pieces.push_back({-infinity, first.x, 0, false});
      f.kinks.push_back(first);
      f.dead_set.push_back({-infinity, first.x});
    }
    if (first.x < last.x) f.pieces.push_back({first.x, last.x, slope > 0 ? +1 : -1});
    if (std::isfinite(last.x)) {
      f.pieces.push_back({last.x, infinity, 0, false});
      f.kinks.push_back(last);
      f.dead_set.push_back({last.x, infinity});
    }
    if (offset == 0.5) f.reflections.push_back({1, 1, 0, 1, "f(x) + f(-x) = 1"});
    return f;
  }

  static activation describe() {
    activation entry{};
    entry.name = "hard_sigmoid";
    entry.aliases = {"hardsigmoid", "sigmoid_hard", "hsigmoid"};
    entry.parameters = {{.name = "slope", .default_value = 1.0 / 6, .meaning = "slope of the ramp", .trial_values = {0.2, 0.25, -0.3, 0.0, 1.5, 100.0}},
                        {.name = "offset", .default_value = 0.5, .meaning = "value at 0, before it is cut", .trial_values = {0.0, 1.0, 0.3, -2.0, 1.7}}};
    entry.trial_sets = {{1.0, 0.0}, {0.0, 0.0}, {0.0, 0.3}, {-0.1, 0.1}};
    entry.text = {
        .title = "Hard sigmoid",
        .summary = "A straight ramp from 0 to 1: a sigmoid without an exponential.",
        .formula = "\\min(\\max(\\mathit{slope}\\cdot x + \\mathit{offset}, 0), 1)",
        .derivative = "\\begin{cases} \\mathit{slope} & 0 < \\mathit{slope}\\cdot x + \\mathit{offset} < 1 \\\\ 0 & \\text{outside} \\end{cases}",
        .code = "np.clip(slope * x + offset, 0, 1)",
        .derivative_code = "np.where((slope * x + offset > 0) & (slope * x + offset < 1), slope, 0)",
        .smoothness = "Continuous, with kinks at both ends of the ramp. The ends are quotients of the parameters, which in general are "
                      "no doubles: with the double nearest to 1/6 for a slope they are 1.7e-16 outside -3 and 3, which are on the ramp.",
        .monotonicity = "Constant outside the ramp; on it strictly increasing for a positive slope, strictly decreasing for a negative one.",
        .cost = "A multiplication, an addition, a maximum and a minimum per element; bound by memory.",
        .uses = {"the squeeze-and-excitation blocks of MobileNetV3", "gates of recurrent layers in older Keras versions"},
        .advantages = {"cheap", "reaches 0 and 1 exactly", "close to the sigmoid: within 0.0692, at |x| = 1.317"},
        .disadvantages = {"two different slopes go by this name: 1/6 and 0.2", "two dead tails"},
        .origin = {"Courbariaux, Bengio and David, BinaryConnect, 2015 (arXiv 1511.00363)",
                   "Howard et al., Searching for MobileNetV3, 2019 (arXiv 1905.02244): the slope 1/6"},
        .frameworks = {{"CoreML", "sigmoid_hard", "alpha and beta are required"},
                       {"OpenVINO", "HSigmoid", "1/6, fixed; HardSigmoid takes alpha and beta"},
                       {"NNlib", "hardsigmoid", "1/6, fixed"},
                       {"PaddlePaddle", "hardsigmoid", "slope 0.1666667, a rounded 1/6"}, {"MXNet", "hard_sigmoid", "0.2"},
                       {"tinygrad", "hardsigmoid", "1/6"}, {"Burn", "HardSigmoid", "0.2"}, {"ncnn", "HardSigmoid", "0.2"},
                       {"Chainer", "hard_sigmoid", "0.2, fixed"}, {"TensorFlow.js", "hardSigmoid", "0.2, fixed"}},
        .conventions = {{"default slope", "1/6 and 0.2 are both in use: results differ by up to 1/12, at |x| = 2.5"},
                        {"derivative at the ends of the ramp", "0 in MXNet, Chainer and NNlib; the slope in TensorFlow.js. Here 0, where an end is a "
                                                               "double; else the formula decides, and the nearest double may have either"}},
        .pitfalls = {"a slope of 0.2 where 1/6 is meant, or the reverse", "a ramp made of fmax and fmin turns NaN into 0",
                     "a rounded slope moves the ends of the ramp: some inputs next to them get the other derivative"},
    };
    return entry;
  }
};

}  // namespace actcheck::activations

ACTCHECK_ACTIVATION(hard_sigmoid)
