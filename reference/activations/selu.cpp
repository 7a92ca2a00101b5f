#include "arithmetic/elu_facts-inl.hpp"

namespace actcheck::activations {

struct selu {
  template <class T>
  static T forward(const T& x, parameters<T> p) {
    return if_positive(x, p[1] * x, p[1] * p[0] * expm1(x));
  }
  template <class T>
  static T derivative(const T& x, parameters<T> p) {
    return if_positive(x, p[1], p[1] * p[0] * exp(x));
  }

  static facts facts_for(parameter_values p) { return elu_facts(p[0], p[1]); }

  // The defaults solve E[selu(Z)] = 0 and E[selu(Z)^2] = 1 for a standard normal Z; 31 digits as the authors give them.
  static activation describe() {
    activation entry{};
    entry.name = "selu";
    entry.aliases = {"scaled_elu"};
    entry.parameters = {{.name = "alpha",
                         .default_value = 1.6732632423543772848170429916717,
                         .meaning = "the alpha of the ELU inside",
                         .trial_values = {0.0, 1.0, 0.5, -0.5, 2.0}},
                        {.name = "scale",
                         .default_value = 1.0507009873554804934193349852946,
                         .meaning = "the slope for positive inputs, a factor of all results",
                         .trial_values = {0.0, 1.0, 1.5, -1.0, 100.0}}};
    entry.text = {
        .title = "SELU",
        .summary = "An ELU scaled so that normally distributed inputs keep mean 0 and variance 1.",
        .formula = "\\mathit{scale}\\cdot\\begin{cases} x & x > 0 \\\\ \\alpha\\,(e^x - 1) & \\text{otherwise} \\end{cases}",
        .derivative = "\\mathit{scale}\\cdot\\begin{cases} 1 & x > 0 \\\\ \\alpha\\,e^x & x < 0 \\end{cases}",
        .code = "scale * np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0)))",
        .derivative_code = "scale * np.where(x > 0, 1.0, alpha * np.exp(np.minimum(x, 0)))",
        .smoothness = "Continuous, with a kink at 0: the slope jumps from scale*alpha = 1.7581 to scale = 1.0507 (no kink for alpha = 1 or scale = 0).",
        .monotonicity = "Strictly increasing where scale and alpha are positive. A negative scale turns it upside down; where scale*alpha "
                        "and scale differ in sign there is an extremum at 0; scale = 0 gives 0 everywhere.",
        .cost = "One exponential per element, needed for negative inputs only, and one multiplication.",
        .uses = {"self-normalising feed-forward networks on tables, with LeCun's normal initialisation and alpha dropout"},
        .advantages = {"mean 0 and variance 1 are a stable fixed point through many layers, without batch normalisation", "no dead neurons"},
        .disadvantages = {"needs its own initialisation and dropout to keep its promise", "a kink at 0, where the slope is largest"},
        .origin = {"Klambauer, Unterthiner, Mayr and Hochreiter, Self-normalizing neural networks, 2017 (arXiv 1706.02515)"},
        .frameworks = {{"OpenVINO", "Selu", "alpha and lambda must be given"},
                       {"MLX", "selu", "constants cut to 1.67326 and 1.0507"},
                       {"tinygrad", "selu", "constants cut to 1.67326 and 1.0507"},
                       {"ncnn", "SELU", "constants 1.67326324 and 1.050700987"}, {"MXNet", "LeakyReLU(act_type='selu')"}},
        .conventions = {{"derivative at 0", "scale*alpha in MXNet and TensorFlow.js, and here; any value between it and scale is a subgradient"},
                        {"digits of the constants", "31 in most frameworks; 5 or 6 are a relative error of 9e-7, or 8 ulp of f32, for positive inputs"},
                        {"sign of f(-0)", "-0 in TensorFlow.js, and here; +0 in ONNX Runtime"}},
        .pitfalls = {"exp(x) - 1 cancels near 0: at x = -1e-10 it gives 0 in f32, where the true value is -1.76e-10",
                     "scale*alpha rounded to one constant first is another number than the product of the two"},
    };
    return entry;
  }
};

}  // namespace actcheck::activations

ACTCHECK_ACTIVATION(selu)
