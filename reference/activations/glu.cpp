#include "arithmetic/gated_file.hpp"

namespace actcheck::activations {

struct glu {
  static activation describe() {
    activation entry{};
    entry.name = "glu";
    entry.aliases = {"gated_linear_unit"};
    entry.gates = {entries::sigmoid, true};
    entry.text = {
        .title = "GLU",
        .summary = "One half of the features, each multiplied by the sigmoid of its partner in the other half.",
        .formula = "a\\,\\sigma(b) = \\frac{a}{1 + e^{-b}}",
        .derivative = "\\frac{\\partial y}{\\partial a} = \\sigma(b), \\quad \\frac{\\partial y}{\\partial b} = a\\,\\sigma(b)\\,\\sigma(-b)",
        .code = "a / (1 + np.exp(-b))",
        .derivative_code = "sigmoid(b), a * sigmoid(b) * sigmoid(-b)",
        .smoothness = "Infinitely differentiable (analytic) in both inputs.",
        .monotonicity = "In a strictly increasing; in b increasing where a > 0, decreasing where a < 0.",
        .cost = "One exponential, one division and one multiplication per output, which takes two inputs.",
        .uses = {"gated convolutional language models, ConvS2S", "Conformer", "TabNet"},
        .advantages = {"linear in a: where the gate is open, gradients pass unchanged",
                       "the gate can close a feature without losing its sign"},
        .disadvantages = {"needs twice the width for the same output", "the gate saturates as sigmoid does"},
        .origin = {"Dauphin, Fan, Auli and Grangier, Language modeling with gated convolutional networks, 2017 (arXiv 1612.08083)"},
        .frameworks = {{"Flux", "glu", "splits along the first axis by default"}, {"MLX", "glu"}, {"PaddlePaddle", "glu"},
                       {"ncnn", "GLU", "splits along axis 0 by default"}, {"MIOpen", "miopenGLUForward"}},
        .conventions = {{"which half is the gate", "the second one in every framework examined: y = a sigmoid(b)"},
                        {"infinite times zero", "NaN, as in IEEE 754: a = inf with b = -inf. A finite b never closes the gate "
                         "entirely, so a = inf gives inf there"},
                        {"NaN", "in either input gives NaN, in both gradients too"}},
        .pitfalls = {"exp(-b) overflows in f32 below b = -88.72, where a large a still has a result well inside the range",
                     "da = dy*sigmoid(b) is fine, but db = y*(1 - sigmoid(b)) dies once the sigmoid rounds to 1"},
    };
    return entry;
  }
};

}  // namespace actcheck::activations

ACTCHECK_GATED(glu)
