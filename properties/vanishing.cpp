#include "engine/property_file.hpp"

namespace actcheck {
namespace {

/// How large a result may be and still come out as 0: what four eps of the arithmetic leave of intermediate results near 1. The
/// formats of 16 bits are computed in f32, so their tails reach as far as f32's, though `absolute` in them permits much more.
double permitted_loss(format f) { return 4 * epsilon(shape(f).bits == 16 ? format::f32 : f); }

class vanishing_observer final : public violation_observer<vanishing_observer> {
 public:
  explicit vanishing_observer(const context& c)
      : violation_observer(c), limit_(c.required <= grade::tight ? 0 : std::max(permitted_loss(c.number_format()), smallest_normal(c.number_format()))) {}

  void watch(const block& b) override {
    for (std::size_t k = 0; k < b.mismatches.size(); ++k) {
      const std::uint32_t i = b.mismatches[k];
      if (b.got(i) != 0 || !(std::fabs(b.want(i)) > limit_)) continue;
      violations_.add(b.position + i, make_counterexample(context_.number_format(), b.x(i), b.got(i), b.exact[k]));
    }
  }
  void join(vanishing_observer& later) { join_violations(later); }

  finding conclude() override {
    finding f;
    violations_.report_to(f);
    if (f.violations > 0) {
      f.message = fmt::format("exactly 0 on {} where the function is not nearly 0", counted(f.violations, "input"));
      f.reason = "a tail cut off too early is information lost: logarithms and quotients of it are infinite";
    }
    return f;
  }

 private:
  double limit_;
};

std::string inapplicable(const context& c) {
  if (!c.forward()) return "a property of the forward pass";
  return shape(c.number_format()).bits == 8 ? "a format of 8 bits is judged by accuracy" : "";
}

}  // namespace

namespace property_files {
extern const property vanishing;
const property vanishing{
    .name = "vanishing",
    .statement = "A result is exactly 0 only where the function is 0, or too small for the arithmetic to tell.",
    .reason = "Narrow formats have wide tails: bf16 reaches as far down as f32, and its results are computed in f32.",
    .example = "A bf16 gelu that gives 0 below -2.5, where the true value is -0.0155.",
    .inapplicable = inapplicable,
    .observe = [](const context& c) -> std::unique_ptr<observer> { return std::make_unique<vanishing_observer>(c); },
};
}  // namespace property_files
}  // namespace actcheck
