#include "arithmetic/swish_facts-inl.hpp"

namespace actcheck::activations {

struct quick_gelu {
  template <class T>
  static T gate(const T& x) {
    return decimal<T>(1702, 1e3) * x;
  }
  template <class T>
  static T forward(const T& x, parameters<T>) {
    return x / (T(1.0) + exp(-gate(x)));
  }
  template <class T>
  static T derivative(const T& x, parameters<T>) {
    const T scaled = gate(x);
    return logistic_gate_slope(scaled, scaled);
  }

  static facts facts_for(parameter_values) { return swish_facts(1.702L); }

  static activation describe() {
    activation entry{};
    entry.name = "quick_gelu";
    entry.aliases = {"gelu_quick", "gelu_sigmoid"};
    entry.text = {
        .title = "Quick GELU",
        .summary = "GELU with the normal distribution replaced by a logistic function: the input times its sigmoid at 1.702 x.",
        .formula = "x\\,\\sigma(1.702\\,x) = \\frac{x}{1 + e^{-1.702\\,x}}",
        .derivative = "s\\,(1 + 1.702\\,x\\,(1 - s)), \\qquad s = \\sigma(1.702\\,x)",
        .code = "x / (1 + np.exp(-1.702*x))",
        .derivative_code = "sigmoid(1.702*x) * (1 + 1.702*x * sigmoid(-1.702*x))",
        .smoothness = "Infinitely differentiable (analytic).",
        .monotonicity = "Falls to its minimum -0.16361 at x = -0.75115, then strictly increases.",
        .cost = "One exponential and one division per element.",
        .uses = {"CLIP, and models that continue from its weights"},
        .advantages = {"cheaper than GELU, close to it in shape"},
        .disadvantages = {"differs from GELU by up to 0.0203, at |x| = 2.27: weights trained with one are not right for the other"},
        .origin = {"Hendrycks and Gimpel, Gaussian error linear units, 2016 (arXiv 1606.08415), as an approximation"},
        .frameworks = {{"Hugging Face", "quick_gelu"}, {"MLX", "gelu_fast_approx"},
                       {"ONNX Runtime", "QuickGelu", "alpha = 1.702"}, {"tinygrad", "quick_gelu"},
                       {"Core ML", "gelu(mode='SIGMOID_APPROXIMATION')"}, {"timm", "quick_gelu"}},
        .conventions = {{"which function", "the exact GELU, the tanh form or this one go by the name GELU"}},
        .pitfalls = {"-inf * sigmoid(-inf) is -inf * 0 = NaN: the limit at -inf is 0",
                     "exp(-1.702 x) overflows in f32 below x = -52.13, where the true value is a small normal number"},
    };
    return entry;
  }
};

}  // namespace actcheck::activations

ACTCHECK_ACTIVATION(quick_gelu)
