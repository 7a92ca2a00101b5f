#include "arithmetic/activation_file.hpp"

namespace actcheck::activations {

struct gelu_tanh {
  /// 2u = 2 sqrt(2/pi) (x + 0.044715 x^3), of which (1 + tanh u)/2 is the logistic function.
  template <class T>
  static T gate(const T& x) {
    return sqrt(T(8.0) / pi<T>()) * x * (T(1.0) + decimal<T>(44715, 1e6) * (x * x));
  }
  template <class T>
  static T forward(const T& x, parameters<T>) {
    return x / (T(1.0) + exp(-gate(x)));
  }
  template <class T>
  static T derivative(const T& x, parameters<T>) {
    const T x_times_gate_slope = sqrt(T(8.0) / pi<T>()) * x * (T(1.0) + decimal<T>(134145, 1e6) * (x * x));
    return logistic_gate_slope(gate(x), x_times_gate_slope);
  }

  // Roots of f' and f'' to 40 digits with multiple precision.
  static facts facts_for(parameter_values) {
    constexpr double turning_point = -0.75246142207101625849;
    constexpr double minimum = -0.17004075057125405064;
    constexpr double derivative_turn = 1.4185040087908283555;
    return {
        .range = {minimum, true, infinity, false},
        .pieces = {{-infinity, turning_point, -1}, {turning_point, infinity, +1}},
        .derivative_turns = {-derivative_turn, derivative_turn},
        .limit_at_minus_infinity = -0.0,
        .limit_at_plus_infinity = infinity,
        .derivative_at_minus_infinity = -0.0,
        .derivative_at_plus_infinity = 1,
        .lipschitz = 1.1289930686587717655,
        .steepest_at = derivative_turn,
        .reflections = {{1, -1, 1, 0, "f(x) - f(-x) = x"}},
        .at_zero = expansion_at_zero{.slope = 0.5, .curvature = 0.39894228040143267794},  // curvature = 1/sqrt(2 pi)
        .asymptote_at_plus_infinity = asymptote{1, 0, -1},
    };
  }

  static activation describe() {
    activation entry{};
    entry.name = "gelu_tanh";
    entry.aliases = {"gelu_new", "gelu_approx", "fast_gelu", "gelu_pytorch_tanh"};
    entry.text = {
        .title = "GELU (tanh)",
        .summary = "GELU with the normal distribution replaced by a logistic function of a cubic.",
        .formula = "\\frac{x}{2}\\left(1 + \\tanh\\left(\\sqrt{2/\\pi}\\,(x + 0.044715\\,x^3)\\right)\\right)",
        .derivative = "\\frac{1 + \\tanh u}{2} + \\frac{x\\,u'}{2}\\operatorname{sech}^2 u, \\qquad u = \\sqrt{2/\\pi}\\,(x + 0.044715\\,x^3), "
                      "\\quad u' = \\sqrt{2/\\pi}\\,(1 + 0.134145\\,x^2)",
        .code = "x * sigmoid(np.sqrt(8/np.pi) * (x + 0.044715*x**3))",
        .derivative_code = "s + x * np.sqrt(8/np.pi) * (1 + 0.134145*x*x) * s * (1-s), s = sigmoid(np.sqrt(8/np.pi) * (x + 0.044715*x**3))",
        .smoothness = "Infinitely differentiable (analytic).",
        .monotonicity = "Falls to its minimum -0.17004 at x = -0.75246, then strictly increases.",
        .cost = "One exponential (inside tanh or the logistic function), one division and a cubic per element.",
        .uses = {"BERT's first code, GPT-2 and GPT-3", "T5 v1.1 and Gemma (inside GEGLU)", "BLOOM, Phi"},
        .advantages = {"no error function", "differs from GELU by at most 4.74e-4"},
        .disadvantages = {"not the function it is often named after: the error is thousands of ulp in f32", "no faster than GELU where the error "
                          "function is well implemented"},
        .origin = {"Hendrycks and Gimpel, Gaussian error linear units, 2016 (arXiv 1606.08415), as an approximation"},
        .frameworks = {{"OpenVINO", "Gelu(approximation_mode='TANH')"}, {"ONNX Runtime", "FastGelu"},
                       {"Hugging Face", "gelu_new, gelu_pytorch_tanh, gelu_fast", "gelu_fast writes sqrt(2/pi) as 0.7978845608"}},
        .conventions = {{"which function", "this or the exact GELU; they differ by up to 4.73e-4, at |x| = 2.699"},
                        {"digits of sqrt(2/pi)", "exact here; 0.7978845608 and f32's 0.79788458 are in use"}},
        .pitfalls = {"1 + tanh(u) rounds to 0 in f32 below x = -5.16, where the true value is -2e-7",
                     "-inf * 0 is NaN: the limit at -inf is 0",
                     "x^3 in the derivative overflows f32 above 7e12: oneDNN 2.6 gives NaN at 1e38, where f' is 1",
                     "the derivative as y/x is NaN at x = 0, where it is 1/2"},
    };
    return entry;
  }
};

}  // namespace actcheck::activations

ACTCHECK_ACTIVATION(gelu_tanh)
