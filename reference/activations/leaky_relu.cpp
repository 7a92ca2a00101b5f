#include "arithmetic/two_slopes-inl.hpp"

namespace actcheck::activations {

struct leaky_relu : two_slopes {
  static activation describe() {
    activation entry{};
    entry.name = "leaky_relu";
    entry.aliases = {"lrelu", "leakyrelu"};
    entry.parameters = {{.name = "negative_slope",
                         .default_value = 0.01,
                         .meaning = "slope for negative inputs",
                         .trial_values = {0.0, 1.0, -0.5, 1.5, 100.0, 0.2}}};
    entry.text = {
        .title = "Leaky ReLU",
        .summary = "ReLU with a small fixed slope for negative inputs, so that no neuron is ever without gradient.",
        .formula = "\\begin{cases} x & x > 0 \\\\ \\mathit{negative\\_slope}\\cdot x & \\text{otherwise} \\end{cases}",
        .derivative = "\\begin{cases} 1 & x > 0 \\\\ \\mathit{negative\\_slope} & x < 0 \\end{cases}",
        .code = "np.where(x > 0, x, negative_slope * x)",
        .derivative_code = "np.where(x > 0, 1.0, negative_slope)",
        .smoothness = "Continuous, with a kink at 0 unless the slope is 1.",
        .monotonicity = "Strictly increasing for a positive slope, non-decreasing for slope 0, and V-shaped (smallest at "
                        "0) for a negative slope.",
        .cost = "One comparison and one multiplication per element; bound by memory.",
        .uses = {"YOLOv2 and YOLOv3 (slope 0.1)", "discriminators of DCGAN and StyleGAN (slope 0.2)", "graph attention networks (0.2)"},
        .advantages = {"no dead neurons for any slope other than 0", "as cheap as ReLU", "exact up to one rounding"},
        .disadvantages = {"the slope is one more setting to choose", "no sparsity: negative inputs give small non-zero outputs"},
        .origin = {"Maas, Hannun and Ng, Rectifier nonlinearities improve neural network acoustic models, 2013"},
        .frameworks = {{"MXNet", "LeakyReLU", "slope 0.25"}, {"mlpack", "LeakyReLU", "slope 0.03"}},
        .conventions = {{"derivative at 0", "the slope in most frameworks, and here; any value between it and 1 is a subgradient"}},
        .pitfalls = {"max(x, slope*x) is a different function for slopes above 1",
                     "0 * -inf is NaN: with slope 0 the result at -inf must still be 0"},
    };
    return entry;
  }
};

}  // namespace actcheck::activations

ACTCHECK_ACTIVATION(leaky_relu)
