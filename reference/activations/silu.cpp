#include "arithmetic/activation_file.hpp"

namespace actcheck::activations {

struct silu {
  template <class T>
  static T forward(const T& x, parameters<T>) {
    return x / (T(1.0) + exp(-x));
  }
  // s (1 + x (1 - s)) with s = logistic(x): s and 1 - s are 1/(1+e) and e/(1+e), e = exp(-|x|), in the order that x's sign
  // says, so neither loses its relative accuracy.
  template <class T>
  static T derivative(const T& x, parameters<T>) {
    const T e = exp(-abs(x));
    const T larger = T(1.0) / (T(1.0) + e);
    const T smaller = e * larger;
    return if_positive(x, larger, smaller) * (T(1.0) + x * if_positive(x, smaller, larger));
  }

  // Turning point -(1+W(1/e)), minimum -W(1/e) with Lambert's W; f' turns at +-2y with y tanh y = 1.
  static facts facts_for(parameter_values) {
    constexpr double turning_point = -1.2784645427610737951;
    constexpr double minimum = -0.27846454276107379511;
    constexpr double derivative_turn = 2.3993572805154676678;
    return {
        .range = {minimum, true, infinity, false},
        .pieces = {{-infinity, turning_point, -1}, {turning_point, infinity, +1}},
        .derivative_turns = {-derivative_turn, derivative_turn},
        .limit_at_minus_infinity = -0.0,
        .limit_at_plus_infinity = infinity,
        .derivative_at_minus_infinity = -0.0,
        .derivative_at_plus_infinity = 1,
        .lipschitz = 1.0998393201288669170,
        .steepest_at = derivative_turn,
        .reflections = {{1, -1, 1, 0, "f(x) - f(-x) = x"}},
        .at_zero = expansion_at_zero{0.5, 0.25},
    };
  }

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
        .frameworks = {{"PyTorch", "SiLU"}, {"JAX", "jax.nn.silu"}, {"Keras", "silu"}, {"TensorFlow", "tf.nn.silu"},
                       {"ONNX", "Swish", "alpha = 1"}, {"oneDNN", "eltwise_swish", "alpha = 1"}, {"ggml", "SILU"}},
        .conventions = {},
        .pitfalls = {"-inf * sigmoid(-inf) is -inf * 0 = NaN: the limit at -inf is 0",
                     "exp(-x) overflows in f32 below x = -88.72, where the true value is a small normal number"},
    };
    return entry;
  }
};

}  // namespace actcheck::activations

ACTCHECK_ACTIVATION(silu)
