#include "arithmetic/gated_file.hpp"

namespace actcheck::activations {

struct swiglu {
  static activation describe() {
    activation entry{};
    entry.name = "swiglu";
    entry.gates = {entries::silu, false};
    entry.text = {
        .title = "SwiGLU",
        .summary = "The SiLU of a, multiplied by b.",
        .formula = "\\frac{a\\,b}{1 + e^{-a}}",
        .derivative = "\\frac{\\partial y}{\\partial a} = \\sigma(a)\\,(1 + a\\,\\sigma(-a))\\,b, \\quad "
                      "\\frac{\\partial y}{\\partial b} = a\\,\\sigma(a)",
        .code = "a / (1 + np.exp(-a)) * b",
        .derivative_code = "sigmoid(a) * (1 + a * sigmoid(-a)) * b, a * sigmoid(a)",
        .smoothness = "Infinitely differentiable (analytic) in both inputs.",
        .monotonicity = "Linear in b; in a as SiLU, turned over where b < 0.",
        .cost = "One exponential, one division and one multiplication per output, which takes two inputs.",
        .uses = {"LLaMA, Mistral, Qwen, PaLM, DeepSeek"},
        .advantages = {"smooth, and cheaper than GEGLU", "the usual choice for feed-forward blocks of large language models"},
        .disadvantages = {"needs twice the width for the same output",
                          "a product of two activations grows quadratically: outliers, and overflow in 8-bit formats"},
        .origin = {"Shazeer, GLU variants improve Transformer, 2020 (arXiv 2002.05202)"},
        .frameworks = {{"PaddlePaddle", "swiglu"}, {"Burn", "SwiGlu", "a layer: holds both linear maps"},
                       {"candle", "Swiglu", "the first half is activated"}},
        .conventions = {{"which half is a", "the first one here and in the frameworks examined"},
                        {"infinite times zero", "NaN, as in IEEE 754: a = -inf (where SiLU has the limit -0) with an infinite b"},
                        {"NaN", "in either input gives NaN, in both gradients too"}},
        .pitfalls = {"silu(a) rounded to the format before it is multiplied: two roundings, and a spurious overflow or underflow",
                     "exp(-a) overflows in f32 below a = -88.72, where silu(a)*b may still be a normal number"},
    };
    return entry;
  }
};

}  // namespace actcheck::activations

ACTCHECK_GATED(swiglu)
