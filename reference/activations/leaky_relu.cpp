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
        .frameworks = {{"PyTorch", "LeakyReLU", "slope 0.01"}, {"JAX", "jax.nn.leaky_relu", "slope 0.01"},
                       {"TensorFlow", "tf.nn.leaky_relu", "slope 0.2"}, {"Keras", "LeakyReLU", "layer 0.3, function 0.2"},
                       {"ONNX", "LeakyRelu", "slope 0.01"}, {"oneDNN", "eltwise_relu", "alpha"}, {"MXNet", "LeakyReLU", "slope 0.25"}},
        .conventions = {{"derivative at 0", "the slope in most frameworks, 1 in JAX; any value between is a subgradient"},
                        {"default slope", "0.01, 0.03, 0.2, 0.25 and 0.3 are all in use"}},
        .pitfalls = {"max(x, slope*x) is a different function for slopes above 1",
                     "0 * -inf is NaN: with slope 0 the result at -inf must still be 0"},
    };
    return entry;
  }
};

}  // namespace actcheck::activations

ACTCHECK_ACTIVATION(leaky_relu)
