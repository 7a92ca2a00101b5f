#include "arithmetic/two_slopes-inl.hpp"

namespace actcheck::activations {

struct prelu : two_slopes {
  static activation describe() {
    activation entry{};
    entry.name = "prelu";
    entry.aliases = {"parametric_relu"};
    entry.parameters = {{.name = "slope",
                         .default_value = 0.25,
                         .meaning = "learned slope for negative inputs",
                         .learnable = true,
                         .trial_values = {0.0, 1.0, -0.5, 1.5, 100.0, 0.1}}};
    entry.text = {
        .title = "PReLU",
        .summary = "Leaky ReLU whose negative slope is learned with the weights.",
        .formula = "\\begin{cases} x & x > 0 \\\\ \\mathit{slope}\\cdot x & \\text{otherwise} \\end{cases}",
        .derivative = "\\begin{cases} 1 & x > 0 \\\\ \\mathit{slope} & x < 0 \\end{cases}, \\qquad "
                      "\\frac{\\partial f}{\\partial\\,\\mathit{slope}} = \\min(x, 0)",
        .code = "np.where(x > 0, x, slope * x)",
        .derivative_code = "np.where(x > 0, 1.0, slope)",
        .smoothness = "Continuous, with a kink at 0 unless the slope is 1.",
        .monotonicity = "Strictly increasing while the learned slope is positive, V-shaped once it turns negative.",
        .cost = "One comparison and one multiplication per element; the slope's gradient adds a sum over all negative inputs.",
        .uses = {"face recognition (SphereFace, ArcFace)", "super-resolution (SRResNet)", "ESPNet"},
        .advantages = {"the network chooses the slope", "no dead neurons unless the slope is learned to be 0"},
        .disadvantages = {"extra parameters, for which weight decay is advised against", "the slope's gradient is a long sum that "
                          "loses accuracy in narrow formats"},
        .origin = {"He, Zhang, Ren and Sun, Delving deep into rectifiers, 2015 (arXiv 1502.01852)"},
        .frameworks = {{"Flax", "PReLU", "starts at 0.01"}},
        .conventions = {{"derivative at 0", "the slope in most frameworks; any value between it and 1 is a subgradient"}},
        .pitfalls = {"rounding the slope to the data's format before it is used changes every negative output"},
    };
    return entry;
  }
};

}  // namespace actcheck::activations

ACTCHECK_ACTIVATION(prelu)
