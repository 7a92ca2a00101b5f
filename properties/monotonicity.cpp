#include "engine/property_file.hpp"

namespace actcheck {
namespace {

/// Neighbours may be out of order by as much as two errors that the required grade permits: then accuracy alone
/// explains it. Demanding `exact` demands strict order.
class monotonicity_observer final : public violation_observer<monotonicity_observer> {
 public:
  using violation_observer::violation_observer;

  void watch(const block& b) override {
    if (!first_) first_ = sample_of(b, 0);
    if (last_) step(*last_, sample_of(b, 0));
    if (!is_ordered(b))
      for (std::size_t i = 1; i < b.size; ++i) {
        const int direction = direction_at(b.x(i - 1), b.x(i));
        if (!ordered(b.got(i - 1), b.got(i), direction)) compare(sample_of(b, i - 1), sample_of(b, i), direction);
      }
    last_ = sample_of(b, b.size - 1);
  }

  void join(monotonicity_observer& later) {
    if (last_ && later.first_) step(*last_, *later.first_);
    join_violations(later);
    small_inversions_ += later.small_inversions_;
    if (later.last_) last_ = later.last_;
  }

  finding conclude() override {
    finding f;
    violations_.report_to(f);
    if (f.violations > 0) {
      f.message = fmt::format("wrong order at {}: {} where {} {}", counted(f.violations, "neighbouring input"),
                              falls_ ? "falls" : "rises", context_.truth->subject().name, falls_ ? "rises" : "falls");
      f.reason = "a step the wrong way is a false minimum: a search or a gradient can get stuck in it";
    } else if (small_inversions_ > 0) {
      f.message = fmt::format("{} of neighbours within the error that --require {} permits",
                              counted(small_inversions_, "inversion"), name(context_.required));
    }
    return f;
  }

 private:
  struct sample {
    std::uint64_t position;
    double x, got;
    double want;
  };

  static sample sample_of(const block& b, std::size_t i) { return {b.position + i, b.x(i), b.got(i), b.want(i)}; }

  void step(const sample& left, const sample& right) {
    const int direction = direction_at(left.x, right.x);
    if (!ordered(left.got, right.got, direction)) compare(left, right, direction);
  }

  static bool ordered(double left, double right, int direction) {
    return direction > 0 ? right >= left : direction < 0 ? right <= left : true;
  }

  /// Does the block lie on one piece, in its order? Nearly always, and that is all there is to do.
  bool is_ordered(const block& b) {
    const int direction = direction_at(b.first_x(), b.last_x());
    if (b.last_x() > context_.claims().pieces[piece_].to) return false;
    return direction == 0 || (direction > 0 ? b.seen.rising : b.seen.falling);
  }

  /// The direction of the monotone piece that holds both inputs; 0 if they lie on different ones.
  int direction_at(double from, double to) {
    const auto& pieces = context_.claims().pieces;
    while (piece_ + 1 < pieces.size() && from >= pieces[piece_].to) ++piece_;
    while (piece_ > 0 && from < pieces[piece_].from) --piece_;
    return to <= pieces[piece_].to ? pieces[piece_].direction : 0;
  }

  /// Is there a jump at one of these neighbours, or between them, that goes against the direction of its piece?
  bool jumps_against(int direction, double from, double to) const {
    const auto& jumps = context_.claims().jumps;
    return std::any_of(jumps.begin(), jumps.end(), [&](const jump& j) {
      if (j.x < from || j.x > to) return false;
      return direction * ((to == j.x ? j.value : j.right) - (from == j.x ? j.value : j.left)) < 0;
    });
  }

  void compare(const sample& left, const sample& right, int direction) {
    if (direction == 0 || std::isnan(left.got) || std::isnan(right.got)) return;  // NaN is judged by accuracy
    if (jumps_against(direction, left.x, right.x)) return;
    const format f = context_.number_format();
    const double slack = allowance(f, context_.required, {left.want, 0}) + allowance(f, context_.required, {right.want, 0});
    const double wrong_way = direction * (left.got - right.got);
    if (wrong_way <= slack) {
      ++small_inversions_;
      return;
    }
    falls_ = direction > 0;
    violations_.add(right.position, make_counterexample(f, right.x, right.got, left.got));
  }

  std::optional<sample> first_, last_;
  std::size_t piece_ = 0;
  std::uint64_t small_inversions_ = 0;
  bool falls_ = false;
};

}  // namespace

namespace property_files {
extern const property monotonicity;
const property monotonicity{
    .name = "monotonicity",
    .statement = "On each monotone piece of the function, results of neighbouring inputs are in the same order, except across a "
                 "jump that goes the other way.",
    .reason = "A correctly rounded function never steps the wrong way; a seam between two approximations does.",
    .example = "A table-driven sigmoid whose segments do not meet.",
    .inapplicable = forward_only,
    .observe = [](const context& c) -> std::unique_ptr<observer> { return std::make_unique<monotonicity_observer>(c); },
};
}  // namespace property_files
}  // namespace actcheck
