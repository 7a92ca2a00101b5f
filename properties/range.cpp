#include "engine/conventions.hpp"
#include "engine/property_file.hpp"

namespace actcheck {
namespace {

/// A bound of the real function, as it binds a rounded result. A bound that is a number of the format binds strictly:
/// rounding cannot pass it. Another bound is passed by rounding, and by the error that the required grade permits.
double binding_bound(const context& c, double bound, int side) {
  if (std::isinf(bound)) return bound;
  const format f = c.number_format();
  const double rounded = round_unbounded(f, bound);
  // Bounds like 0 and 1 are exact; a turning point's value is a rounded constant even where f64 can hold it.
  if (rounded == bound && round_to(format::f32, bound) == bound) return bound;
  return rounded + side * std::max(power_of_two(spacing_exponent(f, bound)), allowance(f, c.required, {rounded, 0}));
}

class range_observer final : public violation_observer<range_observer> {
 public:
  explicit range_observer(const context& c)
      : violation_observer(c), low_(binding_bound(c, c.claims().range.infimum, -1)),
        high_(binding_bound(c, c.claims().range.supremum, +1)) {}

  void watch(const block& b) override {
    if (b.seen.low >= low_ && b.seen.high <= high_) return;
    for (std::size_t i = 0; i < b.size; ++i) {
      const double got = b.got(i);
      if (got >= low_ && got <= high_) continue;
      if (overflow_convention(context_.number_format(), got, b.want(i))) continue;
      const double bound = got < low_ ? low_ : high_;
      violations_.add(b.position + i,
                      make_counterexample(context_.number_format(), b.x(i), got, std::isnan(got) ? b.want(i) : bound));
    }
  }
  void join(range_observer& later) { join_violations(later); }

  finding conclude() override {
    finding f;
    violations_.report_to(f);
    if (f.violations > 0) {
      f.message = fmt::format("{} outside [{:.9g}, {:.9g}], the range of {}", counted(f.violations, "result"), low_, high_,
                              context_.truth->subject().name);
      f.reason = "code downstream relies on the range: a logarithm of 1 - sigmoid(x) > 1 is NaN";
    }
    return f;
  }

 private:
  double low_, high_;
};

}  // namespace

namespace property_files {
extern const property range;
const property range{
    .name = "range",
    .statement = "No result lies outside the function's range, rounded to the format.",
    .reason = "Probabilities above 1, or a tanh above 1, break what is computed from them.",
    .example = "A rational approximation of tanh that saturates at 1.0000001.",
    .inapplicable = forward_only,
    .observe = [](const context& c) -> std::unique_ptr<observer> { return std::make_unique<range_observer>(c); },
};
}  // namespace property_files
}  // namespace actcheck
