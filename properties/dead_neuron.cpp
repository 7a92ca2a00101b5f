#include "engine/property_file.hpp"

namespace actcheck {
namespace {

class dead_neuron_observer final : public violation_observer<dead_neuron_observer> {
 public:
  using violation_observer::violation_observer;

  void watch(const block& b) override {
    const format f = context_.number_format();
    for (std::size_t k = 0; k < b.mismatches.size(); ++k) {
      const std::uint32_t i = b.mismatches[k];
      if (at_turning_point(b.x(i))) continue;
      const bool dies = b.got(i) == 0 && b.want(i) != 0 && ulp_error(f, b.got(i), b.exact[k]) >= 1;
      const bool lives = b.want(i) == 0 && b.got(i) != 0 && (truly_dead(b.x(i)) || ulp_error(f, b.got(i), b.exact[k]) >= 1);
      if (!dies && !lives) continue;
      (dies ? dies_ : lives_) += 1;
      violations_.add(b.position + i, make_counterexample(f, b.x(i), b.got(i), b.exact[k]));
    }
  }

  void join(dead_neuron_observer& later) {
    join_violations(later);
    dies_ += later.dies_;
    lives_ += later.lives_;
  }

  finding conclude() override {
    finding f;
    violations_.report_to(f);
    if (dies_ > 0) {
      f.message = fmt::format("backward is exactly 0 on {} where the rounded f'(x) is not", counted(dies_, "input"));
      f.reason = "a neuron there never learns again although its gradient is representable";
    } else if (lives_ > 0) {
      f.message = fmt::format("backward is not 0 on {} where f'(x) is 0", counted(lives_, "input"));
      f.reason = "a neuron that should rest receives updates";
    }
    return f;
  }

 private:
  bool truly_dead(double x) const {
    return std::any_of(context_.claims().dead_set.begin(), context_.claims().dead_set.end(),
                       [x](const open_interval& i) { return i.from < x && x < i.to; });
  }
  /// Where f turns smoothly, f' passes through 0, and a rounded 0 nearby is an error of the last places, not a dead neuron.
  /// Nearby ends at half of the point, lest an 8-bit format have no other inputs.
  bool at_turning_point(double x) const {
    const double near = std::min(0.5, 64 * epsilon(context_.number_format()));
    const auto& kinks = context_.claims().kinks;
    const auto is_kink = [&](double t) { return std::any_of(kinks.begin(), kinks.end(), [t](const kink& k) { return k.x == t; }); };
    return std::any_of(context_.claims().pieces.begin(), context_.claims().pieces.end(), [&](const monotone_piece& p) {
      return !is_kink(p.to) && p.direction != 0 && p.strict && std::isfinite(p.to) && p.to != 0 && std::fabs(x - p.to) <= near * std::fabs(p.to);
    });
  }
  std::uint64_t dies_ = 0, lives_ = 0;
};

}  // namespace

namespace property_files {
extern const property dead_neuron;
const property dead_neuron{
    .name = "dead_neuron",
    .statement = "Backward is exactly 0 where f' is 0 or rounds to 0, and nowhere else.",
    .reason = "A gradient of exactly 0 stops learning for good, so it must mean that the function is flat.",
    .example = "sigmoid' as y*(1-y) from the rounded y: 0 for x > 16.64 in f32, where the true value is 5.9e-8.",
    .kinds = functions_of_one_number,
    .inapplicable = backward_only,
    .observe = [](const context& c) -> std::unique_ptr<observer> { return std::make_unique<dead_neuron_observer>(c); },
};
}  // namespace property_files
}  // namespace actcheck
