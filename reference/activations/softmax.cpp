#include "arithmetic/row_file.hpp"

namespace actcheck::activations {

struct softmax : softmax_formula {
  // Lipschitz: the Jacobian diag(y) - y y^T is symmetric, and no row of it exceeds 2 y_i (1 - y_i) <= 1/2 in absolute sum;
  // y = (1/2, 1/2) reaches that.
  static constexpr row_facts claims{
      .range = {0, false, 1, false}, .direction = +1, .logarithmic = false, .value_at_negligible = 0, .lipschitz = 0.5,
      .beside_zero = entries::sigmoid, .beside_zero_element = 0};

  static activation describe() {
    activation entry{};
    entry.name = "softmax";
    entry.aliases = {"softargmax", "normalised_exponential"};
    entry.text = {
        .title = "Softmax",
        .summary = "Turns a row of numbers into probabilities in the proportion of their exponentials.",
        .formula = "y_i = \\frac{e^{x_i}}{\\sum_j e^{x_j}}",
        .derivative = "\\frac{\\partial y_i}{\\partial x_j} = y_i\\,(\\delta_{ij} - y_j)",
        .code = "e = np.exp(x - x.max()); e / e.sum()",
        .derivative_code = "np.diag(y) - np.outer(y, y)",
        .smoothness = "Infinitely differentiable (analytic).",
        .monotonicity = "y_i strictly increases in x_i and strictly decreases in every other x_j; the order of the elements is kept.",
        .cost = "Two passes over the row, one exponential per element, one division.",
        .uses = {"attention weights of Transformers", "output of classifiers", "routers of mixtures of experts"},
        .advantages = {"positive and sums to 1: outputs can be read as probabilities", "smooth, with a Lipschitz constant of 1/2"},
        .disadvantages = {"adding a number to the whole row changes nothing: one degree of freedom is wasted",
                          "never exactly sparse", "saturates: where one element leads by far, gradients vanish"},
        .origin = {"Boltzmann, 1868 (in statistical mechanics)",
                   "Bridle, Probabilistic interpretation of feedforward classification network outputs, 1990"},
        .frameworks = {{"OpenVINO", "SoftMax", "axis 1 by default"}, {"TFLite", "SOFTMAX", "with a factor beta"},
                       {"cuDNN", "softmax", "FAST, ACCURATE, LOG"}, {"ncnn", "Softmax", "axis 0 by default"}},
        .conventions = {{"a row that holds +inf, or only -inf", "NaN throughout, here and where the formula is evaluated as written; "
                         "some give 0 for a fully masked row"},
                        {"-inf among finite elements", "gives exactly 0, and a gradient of exactly 0"},
                        {"NaN", "anywhere in a row of x or dy gives NaN throughout the row"},
                        {"sign of a gradient that is exactly 0", "+0"},
                        {"infinite dy", "each product of an entry of the Jacobian and an element of dy as in IEEE 754, then their sum"}},
        .pitfalls = {"exp(x) without subtracting the largest element overflows in f32 above x = 88.72",
                     "y rounded before it enters the backward pass: 1 - y is 0 once y rounds to 1, and the gradient dies",
                     "a sum in f16 or bf16 stops growing after a few hundred elements"},
    };
    return entry;
  }
};

}  // namespace actcheck::activations

ACTCHECK_ROW_WISE(softmax)
