#include "arithmetic/gated_file.hpp"

namespace actcheck::activations {

struct reglu {
  static activation describe() {
    activation entry{};
    entry.name = "reglu";
    entry.gates = {entries::relu, false};
    entry.text = {
        .title = "ReGLU",
        .summary = "Passes b, scaled by a, where a is positive, and gives 0 elsewhere.",
        .formula = "\\max(0, a)\\,b",
        .derivative = "\\frac{\\partial y}{\\partial a} = \\begin{cases} b & a > 0 \\\\ 0 & a < 0 \\end{cases}, \\quad "
                      "\\frac{\\partial y}{\\partial b} = \\max(0, a)",
        .code = "np.maximum(0, a) * b",
        .derivative_code = "(a > 0) * b, np.maximum(0, a)",
        .smoothness = "Continuous; not differentiable in a at a = 0 unless b = 0: the slope jumps from 0 to b.",
        .monotonicity = "Neither in a nor in b: the direction is that of the other factor's sign. Constant in a where a <= 0.",
        .cost = "One maximum and one multiplication per output, which takes two inputs.",
        .uses = {"variants of T5", "language models made sparse by exchanging the activation"},
        .advantages = {"exactly 0 where a is not positive, so whole columns of the next product can be left out",
                       "no exponential"},
        .disadvantages = {"needs twice the width for the same output", "no gradient in either input where a < 0: dead, as ReLU"},
        .origin = {"Shazeer, GLU variants improve Transformer, 2020 (arXiv 2002.05202)"},
        .conventions = {{"derivative in a at a = 0", "0 here, as for ReLU; legal is anything between 0 and b"},
                        {"infinite b where a <= 0", "NaN here, as IEEE 754 multiplies 0 by infinity"},
                        {"sign of a zero result", "that of the product of +0 and b"},
                        {"NaN", "in either input gives NaN, in both gradients too"}},
        .pitfalls = {"a > 0 ? a*b : 0 turns a NaN into 0, because a comparison with NaN is false"},
    };
    return entry;
  }
};

}  // namespace actcheck::activations

ACTCHECK_GATED(reglu)
