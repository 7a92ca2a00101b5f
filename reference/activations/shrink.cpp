#include "arithmetic/shrinkage-inl.hpp"

namespace actcheck::activations {

struct shrink : shrinkage {
  template <class T>
  static T forward(const T& x, parameters<T> p) {
    return forward_with(p[0], p[1], x);
  }
  template <class T>
  static T derivative(const T& x, parameters<T> p) {
    return derivative_with(p[0], x);
  }

  static facts facts_for(parameter_values p) { return facts_with(p[0], p[1]); }

  static activation describe() {
    activation entry{};
    entry.name = "shrink";
    entry.parameters = {{.name = "lambda",
                         .default_value = 0.5,
                         .meaning = "inputs up to this size become 0",
                         .minimum = 0,
                         .trial_values = {0.0, 0.1, 3.7}},
                        {.name = "bias",
                         .default_value = 0,
                         .meaning = "how far the others move towards 0",
                         .trial_values = {0.5, 0.1, -1.0, 2.0}}};
    entry.trial_sets = {{0.1, 0.1}, {0.3, 0.1}, {0.0, 1.0}, {0.0, -0.3}, {0.1, 0.7}};
    entry.text = {
        .title = "Shrink",
        .summary = "Replaces small inputs by 0 and moves the others towards 0 by a bias: hard and soft shrink in one.",
        .formula = "\\begin{cases} x - \\mathit{bias} & x > \\mathit{lambda} \\\\ x + \\mathit{bias} & x < -\\mathit{lambda} \\\\ 0 & "
                   "\\text{otherwise} \\end{cases}",
        .derivative = "\\begin{cases} 1 & |x| > \\mathit{lambda} \\\\ 0 & |x| < \\mathit{lambda} \\end{cases}",
        .code = "np.where(x > lambda_, x - bias, np.where(x < -lambda_, x + bias, 0))",
        .derivative_code = "(np.abs(x) > lambda_).astype(x.dtype)",
        .smoothness = "Jumps by lambda - bias at -lambda and at lambda; continuous, with kinks there, if the bias is lambda.",
        .monotonicity = "Constant on [-lambda, lambda], strictly increasing outside. Non-decreasing as a whole if the bias is at most "
                        "lambda; else it jumps down at both ends.",
        .cost = "Two comparisons and an addition per element; bound by memory.",
        .uses = {"what exporters to ONNX turn hard and soft shrink into"},
        .advantages = {"covers hard shrink (bias 0) and soft shrink (bias = lambda)"},
        .disadvantages = {"jumps for most choices of its parameters", "dead between -lambda and lambda"},
        .origin = {"ONNX operator set 9, 2018"},
        .frameworks = {{"Burn", "Shrink", "lambda 0.5, bias 0.5: soft shrink"},
                       {"ncnn", "Shrink", "lambd 0.5, bias 0; its manual says x for small inputs, its code gives 0"}},
        .conventions = {{"value at -lambda and lambda", "0 in every framework examined"},
                        {"sign of the zeros", "that of x here for small inputs, so that f(-0) = -0 as for odd functions; +0 in ONNX Runtime"},
                        {"NaN", "must stay NaN; ONNX Runtime gives 0"}},
        .pitfalls = {"comparisons that are all false for NaN end in the branch of 0", "a bias with the sign of the input reversed moves outputs "
                     "away from 0"},
    };
    return entry;
  }
};

}  // namespace actcheck::activations

ACTCHECK_ACTIVATION(shrink)
