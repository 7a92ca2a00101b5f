#include "arithmetic/row_file.hpp"

namespace actcheck::activations {

struct log_softmax {
  static constexpr double orientation = 1;
  // Neither term is positive, so nothing cancels; for the largest element the first one is 0.
  template <class T>
  static T forward(const row_element<T>& e, const row_sums<T>& row) {
    return e.shifted - log1p(row.rest);
  }
  // dy_i - softmax_i * total. For the largest element softmax_i may be nearly 1, so it is written as total*(1 - softmax_i)
  // less the other elements' dy.
  template <class T>
  static T backward(const row_element<T>& e, const row_sums<T>& row) {
    if (e.largest) return row.total * (row.rest / row.sum) - (row.total - e.dy);
    return e.dy - row.total * (e.term / row.sum);
  }

  // No Lipschitz constant holds for rows of every length: the Jacobian 1 - 1 y^T has a norm near sqrt(n) where one of n
  // elements leads by far.
  static constexpr row_facts claims{
      .range = {-infinity, false, 0, false}, .direction = +1, .logarithmic = true, .value_at_negligible = -infinity, .lipschitz = infinity,
      .beside_zero = entries::log_sigmoid, .beside_zero_element = 0};

  static activation describe() {
    activation entry{};
    entry.name = "log_softmax";
    entry.text = {
        .title = "Log-softmax",
        .summary = "The logarithm of softmax, without computing softmax first.",
        .formula = "y_i = x_i - \\ln \\sum_j e^{x_j}",
        .derivative = "\\frac{\\partial y_i}{\\partial x_j} = \\delta_{ij} - e^{y_j}",
        .code = "z = x - x.max(); z - np.log(np.exp(z).sum())",
        .derivative_code = "np.eye(len(x)) - np.exp(y)",
        .smoothness = "Infinitely differentiable (analytic).",
        .monotonicity = "y_i strictly increases in x_i and strictly decreases in every other x_j; the order of the elements is kept.",
        .cost = "Two passes over the row, one exponential per element, one logarithm per row.",
        .uses = {"cross-entropy losses", "sequence models, where log-probabilities are added"},
        .advantages = {"finite and accurate where softmax underflows to 0", "differences of outputs are differences of inputs"},
        .disadvantages = {"unbounded below: a confident mistake costs without limit"},
        .origin = {"folklore"},
        .frameworks = {{"OpenVINO", "LogSoftmax"}, {"TFLite", "LOG_SOFTMAX"}, {"cuDNN", "SOFTMAX_LOG"}},
        .conventions = {{"a row that holds +inf, or only -inf", "NaN throughout"},
                        {"-inf among finite elements", "gives -inf; its gradient is dy itself, the others do not depend on it"},
                        {"NaN", "anywhere in a row of x or dy gives NaN throughout the row"},
                        {"a single finite element", "gives +0, exactly; a leading element whose result underflows gives -0"},
                        {"sign of a gradient that is exactly 0", "+0"}},
        .pitfalls = {"log(softmax(x)) is -inf in f32 for elements more than 103.97 below the largest, where the true value is about -104",
                     "x - max - log(sum) is 0 for the leading element once the others' sum is below eps: log1p of the rest keeps it"},
    };
    return entry;
  }
};

}  // namespace actcheck::activations

ACTCHECK_ROW_WISE(log_softmax)
