#include "arithmetic/elu_facts-inl.hpp"

namespace actcheck::activations {

struct elu {
  template <class T>
  static T forward(const T& x, parameters<T> p) {
    return if_positive(x, x, p[0] * expm1(x));
  }
  template <class T>
  static T derivative(const T& x, parameters<T> p) {
    return if_positive(x, T(1.0), p[0] * exp(x));
  }

  static facts facts_for(parameter_values p) { return elu_facts(p[0], 1); }

  static activation describe() {
    activation entry{};
    entry.name = "elu";
    entry.aliases = {"exponential_linear_unit"};
    entry.parameters = {{.name = "alpha",
                         .default_value = 1,
                         .meaning = "minus the limit for large negative inputs, and the slope just below 0",
                         .trial_values = {0.0, 0.1, 0.5, 1.5, -0.5, 100.0}}};
    entry.text = {
        .title = "ELU",
        .summary = "Passes positive inputs through and lets negative ones fall off exponentially to -alpha.",
        .formula = "\\begin{cases} x & x > 0 \\\\ \\alpha\\,(e^x - 1) & \\text{otherwise} \\end{cases}",
        .derivative = "\\begin{cases} 1 & x > 0 \\\\ \\alpha\\,e^x & x < 0 \\end{cases}",
        .code = "np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0)))",
        .derivative_code = "np.where(x > 0, 1.0, alpha * np.exp(np.minimum(x, 0)))",
        .smoothness = "Continuously differentiable for alpha = 1, where f'' jumps from 1 to 0 at 0; for any other alpha there is a kink at 0.",
        .monotonicity = "Strictly increasing for alpha > 0; for alpha = 0 it is ReLU; for alpha < 0 it falls to 0 and then rises.",
        .cost = "One exponential per element, needed for negative inputs only.",
        .uses = {"convolutional networks without batch normalisation", "graph attention networks"},
        .advantages = {"mean output closer to 0 than ReLU's", "no dead neurons for alpha other than 0", "saturates softly on the negative side"},
        .disadvantages = {"an exponential per element", "gradients vanish for inputs far below 0"},
        .origin = {"Clevert, Unterthiner and Hochreiter, Fast and accurate deep network learning by exponential linear units, 2015 "
                   "(arXiv 1511.07289)"},
        .frameworks = {{"OpenVINO", "Elu", "alpha must be given"}, {"ncnn", "ELU", "alpha 0.1"},
                       {"MXNet", "LeakyReLU(act_type='elu')", "alpha 0.25, shared with the leaky ReLU of the same operator"}},
        .conventions = {{"derivative at 0", "alpha here, as where the test is x <= 0; 1 in NNlib, which tests x < 0 (the same for alpha = 1)"},
                        {"sign of f(-0)", "-0 in ONNX Runtime and TensorFlow.js, and here"}},
        .pitfalls = {"exp(x) - 1 cancels near 0: at x = -1e-10 it is 0 in f32, where the true value is -1e-10; expm1 is exact there"},
    };
    return entry;
  }
};

}  // namespace actcheck::activations

ACTCHECK_ACTIVATION(elu)
