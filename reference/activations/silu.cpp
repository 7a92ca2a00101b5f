#include "arithmetic/swish_facts-inl.hpp"

namespace actcheck::activations {

struct silu {
  template <class T>
  static T forward(const T& x, parameters<T>) {
    return x / (T(1.0) + exp(-x));
  }
  template <class T>
  static T derivative(const T& x, parameters<T>) {
    return logistic_gate_slope(x, x);
  }

  static facts facts_for(parameter_values) { return swish_facts(1); }

  static activation describe() {
    activation entry{};
    entry.name = "silu";
    entry.aliases = {"swish_1", "sil"};
    entry.text = {
        .title = "SiLU",
        .summary = "The input times its own sigmoid; also called swish.",
        .formula = "\\frac{x}{1 + e^{-x}}",
        .derivative = "\\sigma(x)\\,(1 + x\\,\\sigma(-x))",
        .code = "x / (1 + np.exp(-x))",
        .derivative_code = "sigmoid(x) * (1 + x * sigmoid(-x))",
        .smoothness = "Infinitely differentiable (analytic).",
        .monotonicity = "Falls to its minimum -0.27846 at x = -1.27846, then strictly increases.",
        .cost = "One exponential and one division per element.",
        .uses = {"EfficientNet, YOLOv5 to YOLOv8", "LLaMA, Mistral and Qwen (inside SwiGLU)", "Stable Diffusion, Mamba"},
        .advantages = {"smooth, gates itself", "cheaper than GELU, close to it in shape"},
        .disadvantages = {"not monotone", "an exponential per element"},
        .origin = {"Hendrycks and Gimpel, 2016 (the name SiLU)", "Elfwing, Uchibe and Doya, Sigmoid-weighted linear units, 2017 (arXiv 1702.03118)",
                   "Ramachandran, Zoph and Le, Searching for activation functions, 2017 (arXiv 1710.05941)"},
        .conventions = {},
        .pitfalls = {"-inf * sigmoid(-inf) is -inf * 0 = NaN: the limit at -inf is 0",
                     "exp(-x) overflows in f32 below x = -88.72, where the true value is a small normal number"},
    };
    return entry;
  }
};

}  // namespace actcheck::activations

ACTCHECK_ACTIVATION(silu)
