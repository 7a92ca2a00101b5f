#include "engine/call_arrays.hpp"
#include "engine/property_file.hpp"

namespace actcheck {
namespace {

/// Gradients times a power of two, and with the other sign: multiplying by these is exact, so the gradients must be those
/// multiples to the bit, up to the error that the required grade permits.
class examination {
 public:
  explicit examination(const context& c)
      : context_(c), f_(c.number_format()), kind_(c.subject_of().kind), extent_(kind_ == activation_kind::row_wise ? extent{64, 9} : extent{1, 1021}) {
    random_bits random(c.seed);
    const auto& names = signature_of(kind_, pass::backward);
    for (const auto array : names.inputs) {
      auto values = spread_values(f_, is_upstream(array) ? 0.25 : -8, is_upstream(array) ? 2 : 8, extent_.size(), random());
      std::shuffle(values.begin(), values.end(), random);
      inputs_.push_back(std::move(values));
    }
  }

  finding run() {
    const auto once = gradients(1);
    for (const double factor : {2.0, -1.0, 0.5, -4.0}) compare(once, gradients(factor), factor);
    compare(once, gradients(0), 0);
    violations_.report_to(result_);
    if (result_.violations > 0) result_.reason = "the chain rule multiplies by dy: a scaled loss must scale every gradient";
    return result_;
  }

 private:
  std::vector<std::vector<double>> gradients(double factor) const {
    auto scaled = inputs_;
    for (std::size_t k = 0; k < scaled.size(); ++k)
      if (is_upstream(signature_of(kind_, pass::backward).inputs[k]))
        for (double& v : scaled[k]) v *= factor;
    return outputs_of(context_, extent_, scaled);
  }

  void compare(const std::vector<std::vector<double>>& once, const std::vector<std::vector<double>>& scaled, double factor) {
    for (std::size_t k = 0; k < once.size(); ++k)
      for (std::size_t i = 0; i < extent_.size(); ++i) {
        ++result_.checked;
        const double want = factor * once[k][i], got = scaled[k][i];
        if (got == want || std::isnan(want) || std::fabs(want) > largest(f_)) continue;  // NaN is judged by derivative
        // Rounded below the normal numbers, or on the way there, a product and its multiple part.
        const double slack = std::max(2 * allowance(f_, context_.required, {round_to(f_, want), 0}, std::fabs(factor)), 4 * smallest_normal(f_));
        if (std::fabs(got - want) <= slack) continue;
        violations_.add(position_ += 2, make_counterexample(f_, inputs_[0][i], got, want));
        result_.say(fmt::format("with {} times dy, {} is not {} times itself", factor, signature_of(kind_, pass::backward).outputs[k], factor));
      }
  }

  const context& context_;
  format f_;
  activation_kind kind_;
  extent extent_;
  std::vector<std::vector<double>> inputs_;
  violations violations_;
  std::uint64_t position_ = 0;
  finding result_;
};

}  // namespace

namespace property_files {
extern const property linearity;
const property linearity{
    .name = "linearity",
    .statement = "Backward is linear in dy: twice dy gives twice the gradient, -dy its negative, 0 gives 0.",
    .reason = "Loss scaling, sums of losses and accumulated gradients all rely on it.",
    .example = "A backward pass that clips dy, or takes its sign for a mask.",
    .parameters_matter = false,
    .whole_kernels = true,
    .inapplicable = backward_only,
    .examine = [](const context& c) { return examination(c).run(); },
};
}  // namespace property_files
}  // namespace actcheck
