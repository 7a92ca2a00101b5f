#include "engine/property_file.hpp"

namespace actcheck {
namespace {

/// Results of neighbours may differ by the Lipschitz constant times their distance, and by both their permitted errors.
class continuity_observer final : public violation_observer<continuity_observer> {
 public:
  explicit continuity_observer(const context& c) : violation_observer(c), lipschitz_(c.claims().lipschitz) {}

  void watch(const block& b) override {
    if (!first_) first_ = at(b, 0);
    if (last_) step(*last_, at(b, 0));
    // Between two results that are the reference's there is nothing to see.
    std::size_t next = 1;  // the first that has not been compared with the one before
    for (const std::size_t i : b.mismatches)
      for (next = std::max(next, i); next < b.size && next <= i + 1; ++next) compare(b, next);
    last_ = at(b, b.size - 1);
  }

  void join(continuity_observer& later) {
    if (last_ && later.first_) step(*last_, *later.first_);
    join_violations(later);
    if (later.last_) last_ = later.last_;
    if (!first_) first_ = later.first_;
  }

  finding conclude() override {
    finding f;
    violations_.report_to(f);
    if (f.violations > 0) {
      f.message = fmt::format("results jump at {}, by more than the slope and the permitted error explain", counted(f.violations, "input"));
      f.reason = "a seam between two formulas gives a gradient by differences that is nowhere the function's";
    }
    return f;
  }

 private:
  struct sample {
    std::uint64_t position;
    double x, got, want;
  };
  static sample at(const block& b, std::size_t i) { return {b.position + i, b.x(i), b.got(i), b.want(i)}; }

  void compare(const block& b, std::size_t i) {
    if (!(std::fabs(b.got(i) - b.got(i - 1)) <= lipschitz_ * (b.x(i) - b.x(i - 1)))) step(at(b, i - 1), at(b, i));
  }

  void step(const sample& left, const sample& right) {
    if (!std::isfinite(left.got) || !std::isfinite(right.got) || !std::isfinite(left.want) || !std::isfinite(right.want)) return;
    const format f = context_.number_format();
    const double errors = allowance(f, context_.required, {left.want, 0}) + allowance(f, context_.required, {right.want, 0}) +
                          power_of_two(spacing_exponent(f, std::max(std::fabs(left.want), std::fabs(right.want)))) + 2 * smallest_normal(f);
    if (std::fabs(right.got - left.got) <= lipschitz_ * (right.x - left.x) * (1 + 1e-12) + errors) return;
    violations_.add(right.position, make_counterexample(f, right.x, right.got, left.got));
  }

  double lipschitz_;
  std::optional<sample> first_, last_;
};

std::string inapplicable(const context& c) {
  if (!c.forward()) return "a property of the forward pass";
  return std::isfinite(c.claims().lipschitz) ? "" : "the function itself jumps, or is steeper than any bound";
}

}  // namespace

namespace property_files {
extern const property continuity;
const property continuity{
    .name = "continuity",
    .statement = "Neighbouring results differ by no more than the function's steepest slope times their distance, and their permitted errors.",
    .reason = "A step where two formulas meet is seen by every optimiser, and by none as a small error.",
    .example = "A log_sigmoid of three pieces that jumps at -4 and 4.",
    .inapplicable = inapplicable,
    .observe = [](const context& c) -> std::unique_ptr<observer> { return std::make_unique<continuity_observer>(c); },
};
}  // namespace property_files
}  // namespace actcheck
