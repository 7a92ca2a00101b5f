#include "arithmetic/row_file.hpp"

namespace actcheck::activations {

struct softmin : softmax_formula {
  static constexpr double orientation = -1;
  // The chain rule's minus sign.
  template <class T>
  static T backward(const row_element<T>& e, const row_sums<T>& row) {
    return -softmax_formula::backward(e, row);
  }

  static constexpr row_facts claims{
      .range = {0, false, 1, false}, .direction = -1, .logarithmic = false, .value_at_negligible = 0, .lipschitz = 0.5,
      .beside_zero = entries::sigmoid, .beside_zero_element = 1};

  static activation describe() {
    activation entry{};
    entry.name = "softmin";
    entry.text = {
        .title = "Softmin",
        .summary = "Softmax of the negated row: the smallest element gets the largest share.",
        .formula = "y_i = \\frac{e^{-x_i}}{\\sum_j e^{-x_j}}",
        .derivative = "\\frac{\\partial y_i}{\\partial x_j} = y_i\\,(y_j - \\delta_{ij})",
        .code = "e = np.exp(x.min() - x); e / e.sum()",
        .derivative_code = "np.outer(y, y) - np.diag(y)",
        .smoothness = "Infinitely differentiable (analytic).",
        .monotonicity = "y_i strictly decreases in x_i and strictly increases in every other x_j; the order of the elements is reversed.",
        .cost = "Two passes over the row, one exponential per element, one division.",
        .uses = {"attention by distance: near things weigh most"},
        .advantages = {"positive and sums to 1: outputs can be read as probabilities"},
        .disadvantages = {"saturates: where one element is smallest by far, gradients vanish"},
        .origin = {"folklore; softmax with the sign of physics' Boltzmann factor"},
        .frameworks = {{"MLX", "softmin", "axis -1"}, {"MXNet", "softmin"}, {"Burn", "softmin"}},
        .conventions = {{"a row that holds -inf, or only +inf", "NaN throughout: softmax of the negated row"},
                        {"+inf among finite elements", "gives exactly 0, and a gradient of exactly 0"},
                        {"NaN", "anywhere in a row of x or dy gives NaN throughout the row"},
                        {"sign of a gradient that is exactly 0", "+0"}},
        .pitfalls = {"the gradient's sign: it is minus softmax's at the negated row"},
    };
    return entry;
  }
};

}  // namespace actcheck::activations

ACTCHECK_ROW_WISE(softmin)
