#include "arithmetic/activation_file.hpp"

namespace actcheck::activations {

struct gelu {
  template <class T>
  static T forward(const T& x, parameters<T>) {
    return x_times_normal_distribution(x);
  }
  template <class T>
  static T derivative(const T& x, parameters<T>) {
    return normal_distribution(x) + x * normal_density(x);
  }

  // Turning point and bounds: roots of f' and f'' found to 40 digits with multiple-precision Newton steps; f''(x) =
  // density(x) (2 - x^2), so f' turns at +-sqrt(2).
  static facts facts_for(parameter_values) {
    constexpr double turning_point = -0.75179152469356445746;
    constexpr double minimum = -0.16997120747990366169;
    constexpr double root_of_two = 1.4142135623730950488;
    return {
        .range = {minimum, true, infinity, false},
        .pieces = {{-infinity, turning_point, -1}, {turning_point, infinity, +1}},
        .derivative_turns = {-root_of_two, root_of_two},
        .limit_at_minus_infinity = -0.0,
        .limit_at_plus_infinity = infinity,
        .derivative_at_minus_infinity = -0.0,
        .derivative_at_plus_infinity = 1,
        .lipschitz = 1.1289041451851547863,
        .steepest_at = root_of_two,
        .reflections = {{1, -1, 1, 0, "f(x) - f(-x) = x"}},
        .at_zero = expansion_at_zero{0.5, 0.39894228040143267794},  // curvature = 1/sqrt(2 pi)
        .asymptote_at_plus_infinity = asymptote{1, 0, -1},
    };
  }

  static activation describe() {
    activation entry{};
    entry.name = "gelu";
    entry.aliases = {"gelu_erf", "gelu_exact"};
    entry.text = {
        .title = "GELU",
        .summary = "The input times the probability that a standard normal variable is below it.",
        .formula = "x\\,\\Phi(x) = \\frac{x}{2}\\operatorname{erfc}\\left(-\\frac{x}{\\sqrt 2}\\right)",
        .derivative = "\\Phi(x) + x\\,\\varphi(x)",
        .code = "0.5 * x * scipy.special.erfc(-x / np.sqrt(2))",
        .derivative_code = "0.5 * scipy.special.erfc(-x / np.sqrt(2)) + x * np.exp(-x*x/2) / np.sqrt(2*np.pi)",
        .smoothness = "Infinitely differentiable (entire).",
        .monotonicity = "Falls to its minimum -0.16997 at x = -0.75179, then strictly increases.",
        .cost = "One error function per element (an exponential and a rational approximation); the derivative adds an exponential.",
        .uses = {"BERT, RoBERTa, ViT, Whisper, ConvNeXt, GPT-NeoX"},
        .advantages = {"smooth, behaves like ReLU far from 0", "small negative outputs let gradients pass"},
        .disadvantages = {"the error function is costly", "three different functions go by this name: the exact one (here), the tanh "
                          "form and the sigmoid form x*sigmoid(1.702x)"},
        .origin = {"Hendrycks and Gimpel, Gaussian error linear units, 2016 (arXiv 1606.08415)"},
        .conventions = {{"which function", "exact or tanh form; they differ by up to 4.73e-4, at |x| = 2.699"},
                        {"sign of f(-0)", "-0 in ONNX Runtime and TensorFlow.js, and here"}},
        .pitfalls = {"0.5*x*(1+erf(x/sqrt 2)): 1+erf rounds to 0 in f32 below x = -5.54, where the true value is -8e-8",
                     "-inf * 0 is NaN: the limit at -inf is 0"},
    };
    return entry;
  }
};

}  // namespace actcheck::activations

ACTCHECK_ACTIVATION(gelu)
