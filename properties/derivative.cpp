#include "engine/conventions.hpp"
#include "engine/property_file.hpp"

namespace actcheck {
namespace {

/// Three questions: is backward at a kink a subgradient; is it dy * f'(x) for other dy than 1; and does it integrate to
/// the differences of the subject's own forward pass?
class examination {
 public:
  explicit examination(const context& c) : context_(c), f_(c.number_format()) {}

  finding run() {
    check_kinks();
    check_upstream_gradients();
    if (context_.subject->has(pass::forward)) check_integral();
    violations_.report_to(result_);
    if (result_.violations > 0) result_.reason = "training follows a gradient that is not the function's";
    else if (!result_.conventions.empty()) result_.outcome = verdict::convention;
    return result_;
  }

 private:
  std::vector<double> backward(const std::vector<double>& x, const std::vector<double>& dy) const {
    return call_on_values(*context_.subject, pass::backward, f_, x, dy, context_.what->parameters);
  }

  void violate(const counterexample& c, const std::string& what) {
    violations_.add(position_ += 2, c);
    result_.say(what);
  }

  /// The error that the required grade permits for dy * f'(x). FTZ and results below the normal numbers are a convention.
  double permitted(const reference_value& want, double dy) const {
    return std::max(allowance(f_, context_.required, want, std::fabs(dy)), context_.required == grade::exact ? 0 : smallest_normal(f_));
  }

  void check_kinks() {
    for (const auto& k : context_.claims().kinks) {
      const double x = round_to(f_, k.x);
      if (context_.required_slope(k.x)) continue;
      if (x != k.x || 2 * std::max(std::fabs(k.left), std::fabs(k.right)) > largest(f_)) continue;  // the slopes overflow
      for (const double zero_sign : {1.0, -1.0}) {
        const double input = x == 0 ? zero_sign * 0.0 : x;
        for (const double dy : {1.0, -2.0}) {
          const double slope = backward({input}, {dy})[0] / dy;
          ++result_.checked;
          const double low = round_to(f_, std::min(k.left, k.right)), high = round_to(f_, std::max(k.left, k.right));
          const double slack = epsilon(f_) * std::max(std::fabs(low), std::fabs(high));
          if (!(slope >= low - slack && slope <= high + slack))
            violate(make_counterexample(f_, input, slope, k.convention),
                    fmt::format("f'({}) = {} is outside [{}, {}], the one-sided derivatives", input, slope, low, high));
          else if (dy == 1.0) result_.note_convention(fmt::format("f'({}) = {:.6g}", input + 0.0, slope));
        }
        if (x != 0) break;
      }
    }
  }

  void check_upstream_gradients() {
    random_bits random(context_.seed);
    auto x = random_patterns(f_, context_.samples / 2, random());
    const auto live = spread_values(f_, -20, 20, context_.samples / 2, random());
    x.insert(x.end(), live.begin(), live.end());
    auto dy = random_patterns(f_, x.size(), random());
    const auto moderate = spread_values(f_, -4, 4, x.size(), random());
    for (std::size_t i = 0; i < x.size(); ++i)
      if (i % 4 != 0) dy[i] = moderate[(i * 7919) % moderate.size()];
    std::vector<reference_value> want(x.size());
    context_.truth->evaluate(x, dy, want);
    const auto got = backward(x, dy);
    std::size_t wrong = 0;
    // dy*f'(x) may be a product of several factors, in any order: from so large a dy on it may overflow on the way.
    const double steepest = context_.claims().lipschitz, most = largest(f_) / (8 * std::max(1.0, std::isfinite(steepest) ? steepest : 1.0));
    for (std::size_t i = 0; i < x.size(); ++i) {
      if (!std::isfinite(x[i]) || !std::isfinite(dy[i]) || at_kink(x[i])) continue;
      if (is_subnormal(x[i]) || is_subnormal(dy[i])) continue;  // may be flushed to 0: a convention
      ++result_.checked;
      const double error = absolute_error(f_, got[i], want[i]);
      if (const auto how = overflow_convention(f_, got[i], want[i].unbounded())) {
        result_.note_convention(std::string(*how));
        continue;
      }
      if (got[i] == want[i].rounded || error <= permitted(want[i], dy[i])) continue;
      if (std::fabs(dy[i]) > most && is_overflow(got[i])) continue;
      if (is_overflow(got[i]) && std::fabs(want[i].unbounded()) > largest(f_) / 2) continue;  // overflows a little early
      ++wrong;
      violations_.add(position_ += 2, make_counterexample(f_, x[i], got[i], want[i]));
      if (wrong == 1) first_wrong_dy_ = dy[i];
    }
    if (wrong > 0) result_.say(fmt::format("{} of {} gradients are not dy*f'(x), first with dy = {}", wrong, x.size(), first_wrong_dy_));
  }

  bool is_overflow(double v) const { return shape(f_).has_infinity ? std::isinf(v) : std::isnan(v); }

  bool is_subnormal(double v) const { return v != 0 && std::fabs(v) < smallest_normal(f_); }

  bool at_kink(double x) const {
    const auto& kinks = context_.claims().kinks;
    return std::any_of(kinks.begin(), kinks.end(), [&](const kink& k) { return k.x == x || beside_kink(f_, k, x); });
  }

  /// By how much slopes that are legal at x differ.
  double kink_freedom(double x) const {
    for (const auto& k : context_.claims().kinks)
      if (k.x == x) return std::fabs(k.right - k.left);
    return 0;
  }

  double jumped_between(double from, double to) const {
    double sum = 0;
    for (const auto& j : context_.claims().jumps)
      if (j.x >= from && j.x <= to) sum += (j.x == to ? j.value : j.right) - (j.x == from ? j.value : j.left);
    return sum;
  }

  /// The trapezoidal sum of backward over [a, b] against forward(b) - forward(a). The rule's own error is known, because
  /// the same sum over the reference's derivatives has it too.
  void check_integral() {
    const reference forward(context_.truth->subject(), pass::forward, f_, context_.what->parameters);
    random_bits random(context_.seed ^ 1);
    constexpr int intervals = 64, nodes = 65;
    std::size_t wrong = 0;
    for (int n = 0; n < intervals; ++n) {
      const double centre = -12 + 24.0 * n / intervals, width = 0.25 * (1 + n % 8);
      auto x = spread_values(f_, centre - width, centre + width, nodes, random());
      x.erase(std::unique(x.begin(), x.end()), x.end());
      if (x.size() < 3) continue;
      ++result_.checked;
      const auto slopes = backward(x, {});
      const auto values = call_on_values(*context_.subject, pass::forward, f_, {x.front(), x.back()}, {}, context_.what->parameters);
      std::vector<reference_value> true_slopes(x.size());
      context_.truth->evaluate(x, {}, true_slopes);
      double sum = 0, true_sum = 0, slack = 0;
      for (std::size_t i = 0; i + 1 < x.size(); ++i) {
        const double step = x[i + 1] - x[i];
        sum += step * (slopes[i] + slopes[i + 1]) / 2;
        true_sum += step * (true_slopes[i].rounded + true_slopes[i + 1].rounded) / 2;
        slack += step * (kink_freedom(x[i]) + kink_freedom(x[i + 1]) + allowance(f_, context_.required, true_slopes[i]) + epsilon(f_));
      }
      const auto low = forward.evaluate(x.front()), high = forward.evaluate(x.back());
      // What f jumps by in between is no integral of f'.
      const double jumped = jumped_between(x.front(), x.back());
      const double difference = values[1] - values[0] - jumped, true_difference = high.rounded - low.rounded - jumped;
      slack += allowance(f_, context_.required, low) + allowance(f_, context_.required, high) +
               epsilon(f_) * (std::fabs(low.rounded) + std::fabs(high.rounded) + std::fabs(jumped));
      const double quadrature_error = std::fabs(true_sum - true_difference);
      if (!std::isfinite(quadrature_error)) continue;  // f or f' overflows there
      if (std::fabs(sum - difference) <= quadrature_error + slack) continue;
      ++wrong;
      violations_.add(position_ += 2, make_counterexample(f_, x.front(), difference, sum));
    }
    if (wrong > 0) result_.say(fmt::format("backward does not integrate to forward on {} of {} intervals", wrong, intervals));
  }

  const context& context_;
  format f_;
  violations violations_;
  double first_wrong_dy_ = 0;
  std::uint64_t position_ = 0;
  finding result_;
};

}  // namespace

namespace property_files {
extern const property derivative;
const property derivative{
    .name = "derivative",
    .statement = "Backward is dy*f'(x) for every dy, a subgradient at kinks, and the slope of the subject's own forward pass.",
    .reason = "The two passes must belong to the same function.",
    .example = "An exact GELU trained with the derivative of the tanh form; a backward pass that ignores dy.",
    .inapplicable = backward_only,
    .examine = [](const context& c) { return examination(c).run(); },
};
}  // namespace property_files
}  // namespace actcheck
