#include "engine/property_file.hpp"

namespace actcheck {
namespace {

std::size_t histogram_bin(double ulps) {
  constexpr std::array<double, 7> ends{0, 0.5, 1, 2, 4, 10, 100};
  for (std::size_t i = 0; i < ends.size(); ++i)
    if (ulps <= ends[i]) return i;
  return ends.size();  // also NaN against a number
}

class accuracy_observer final : public violation_observer<accuracy_observer> {
 public:
  using violation_observer::violation_observer;

  void watch(const block& b) override {
    const format f = context_.number_format();
    histogram_[0] += b.size - b.mismatches.size();
    for (std::size_t k = 0; k < b.mismatches.size(); ++k) {
      const std::uint32_t i = b.mismatches[k];
      const auto c = make_counterexample(f, b.x(i), b.got(i), b.exact[k]);
      const grade g = grade_of_error(c.ulp, f, c.got, b.exact[k]);
      ++histogram_[histogram_bin(c.ulp)];
      if (!worst_ || c.ulp > worst_->ulp) worst_ = c;
      worst_grade_ = std::max(worst_grade_, g);
      if (g > context_.required) violations_.add(b.position + i, c);
      else if (g > grade::tight) allowed_losses_.add(b.position + i, c);
    }
  }

  void join(accuracy_observer& later) {
    join_violations(later);
    allowed_losses_.absorb(later.allowed_losses_);
    for (std::size_t i = 0; i < histogram_.size(); ++i) histogram_[i] += later.histogram_[i];
    if (later.worst_ && (!worst_ || later.worst_->ulp > worst_->ulp)) worst_ = later.worst_;
    worst_grade_ = std::max(worst_grade_, later.worst_grade_);
  }

  finding conclude() override {
    finding f;
    f.accuracy = worst_grade_;
    f.histogram = histogram_;
    f.worst = worst_;
    violations_.report_to(f);
    if (f.violations > 0) {
      f.message = fmt::format("{} graded worse than {}, the largest error is {:.3g} ulp",
                              counted(f.violations, "result"), name(context_.required), worst_->ulp);
      f.reason = "values this far off change what a network computes";
    } else if (allowed_losses_.count() > 0) {
      f.intervals = allowed_losses_.intervals();
      f.message = fmt::format("relative accuracy is lost on {}; allowed by --require {}",
                              counted(allowed_losses_.count(), "input"), name(context_.required));
    }
    return f;
  }

 private:
  ulp_histogram histogram_{};
  std::optional<counterexample> worst_;
  grade worst_grade_ = grade::exact;
  violations allowed_losses_;
};

}  // namespace

namespace property_files {
extern const property accuracy;
const property accuracy{
    .name = "accuracy",
    .statement = "Every finite input's result is as close to the exact value as the required grade says.",
    .reason = "The grade is what a user can rely on; the histogram and the intervals say where it comes from.",
    .example = "gelu as 0.5*x*(1+erf(x/sqrt 2)) returns 0 below -5.5 in f32, where the true value is far from 0.",
    .inapplicable = applies_always,
    .observe = [](const context& c) -> std::unique_ptr<observer> { return std::make_unique<accuracy_observer>(c); },
};
}  // namespace property_files
}  // namespace actcheck
