#include "arithmetic/gated_file.hpp"

namespace actcheck::activations {

struct geglu {
  static activation describe() {
    activation entry{};
    entry.name = "geglu";
    entry.gates = {entries::gelu, false};
    entry.text = {
        .title = "GEGLU",
        .summary = "The exact GELU of a, multiplied by b.",
        .formula = "a\\,\\Phi(a)\\,b",
        .derivative = "\\frac{\\partial y}{\\partial a} = (\\Phi(a) + a\\,\\varphi(a))\\,b, \\quad \\frac{\\partial y}{\\partial b} = a\\,\\Phi(a)",
        .code = "0.5 * a * scipy.special.erfc(-a / np.sqrt(2)) * b",
        .derivative_code = "gelu_derivative(a) * b, gelu(a)",
        .smoothness = "Infinitely differentiable (entire) in both inputs.",
        .monotonicity = "Linear in b; in a as GELU, turned over where b < 0.",
        .cost = "One error function and two multiplications per output, which takes two inputs.",
        .uses = {"T5 version 1.1, Gemma", "feed-forward blocks of Stable Diffusion, ModernBERT"},
        .advantages = {"smooth, and no input range is entirely dead", "did well among the gated variants for feed-forward blocks"},
        .disadvantages = {"needs twice the width for the same output", "three different functions go by this name, after three GELUs",
                          "code bases differ in which half of the features is a"},
        .origin = {"Shazeer, GLU variants improve Transformer, 2020 (arXiv 2002.05202)"},
        .conventions = {{"which GELU", "the exact one here"},
                        {"which half is a", "the first one here; diffusers applies the GELU to the second half"},
                        {"infinite times zero", "NaN, as in IEEE 754: a = -inf (where GELU has the limit -0) with an infinite b"},
                        {"NaN", "in either input gives NaN, in both gradients too"}},
        .pitfalls = {"1 + erf(a/sqrt 2) rounds to 0 in f32 below a = -5.54; multiplied by a large b the loss is large",
                     "gelu(a) rounded to the format before it is multiplied: two roundings"},
    };
    return entry;
  }
};

}  // namespace actcheck::activations

ACTCHECK_GATED(geglu)
