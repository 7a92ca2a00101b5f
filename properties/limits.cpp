#include "engine/property_file.hpp"

namespace actcheck {
namespace {

/// Where the rounded function has become constant, its limit's rounding, or runs along its asymptote.
class limits_observer final : public violation_observer<limits_observer> {
 public:
  explicit limits_observer(const context& c) : violation_observer(c), lower_(c.truth->lower_tail()), upper_(c.truth->upper_tail()) {}

  void watch(const block& b) override {
    if (b.mismatches.empty() || !(b.first_x() <= lower_ || b.last_x() >= upper_)) return;
    for (std::size_t k = 0; k < b.mismatches.size(); ++k) {
      const std::uint32_t i = b.mismatches[k];
      if (b.x(i) > lower_ && b.x(i) < upper_) continue;
      const double slack = allowance(context_.number_format(), context_.required, b.exact[k]);
      if (std::fabs(b.got(i) - b.want(i)) <= std::max(slack, smallest_normal(context_.number_format()))) continue;
      violations_.add(b.position + i, make_counterexample(context_.number_format(), b.x(i), b.got(i), b.exact[k]));
    }
  }
  void join(limits_observer& later) { join_violations(later); }

  finding conclude() override {
    finding f;
    violations_.report_to(f);
    if (f.violations > 0) {
      f.message = fmt::format("{} in the tails are not at the limit", counted(f.violations, "result"));
      f.reason = "saturated units are common: a tail that drifts or breaks off is met sooner or later";
    }
    return f;
  }

 private:
  double lower_, upper_;
};

std::string inapplicable(const context& c) {
  return std::isfinite(c.truth->lower_tail()) || std::isfinite(c.truth->upper_tail()) ? "" : "it has no tail where its result is constant";
}

}  // namespace

namespace property_files {
extern const property limits;
const property limits{
    .name = "limits",
    .statement = "Past the point where the rounded function has reached its limit, so have the results.",
    .reason = "Saturated neurons live there, and intermediate results overflow there first.",
    .example = "A tanh that divides by e^(2x) + 1 and falls from 1 to 0 at x = 44.",
    .inapplicable = inapplicable,
    .observe = [](const context& c) -> std::unique_ptr<observer> { return std::make_unique<limits_observer>(c); },
};
}  // namespace property_files
}  // namespace actcheck
