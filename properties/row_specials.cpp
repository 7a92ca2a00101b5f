#include "actcheck/rows.hpp"
#include "engine/call_arrays.hpp"
#include "engine/property_file.hpp"

namespace actcheck {
namespace {

/// Rows that hold NaN, an infinity, or the largest numbers, of every length from 1 to 20, with the special element everywhere.
class examination {
 public:
  explicit examination(const context& c)
      : context_(c), f_(c.number_format()), toward_(c.subject_of().claims_of_rows->direction), truth_(c.subject_of(), c.what->direction, f_) {}

  finding run() {
    for (std::size_t cols = 1; cols <= 20; ++cols)
      for (std::size_t at = 0; at < cols; at += 1 + cols / 7) {
        const auto with = [&](double special) {
          auto x = ordinary(cols);
          x[at] = special;
          return x;
        };
        judge_nan(with(std::numeric_limits<double>::quiet_NaN()), at);
        if (shape(f_).has_infinity) judge_negligible(with(-toward_ * infinity), at);
        if (shape(f_).has_infinity) note(with(toward_ * infinity), fmt::format("a row that holds {}", toward_ * infinity));
        judge_finite(with(largest(f_)));
        judge_finite(with(-largest(f_)));
      }
    for (const std::size_t cols : {1, 2, 5, 16, 17}) {
      if (shape(f_).has_infinity) note(std::vector<double>(cols, -toward_ * infinity), fmt::format("a row of only {}", -toward_ * infinity));
      judge_finite(std::vector<double>(cols, largest(f_)));
      judge_finite(std::vector<double>(cols, -largest(f_)));
    }
    violations_.report_to(result_);
    if (result_.violations > 0) result_.reason = "masks put infinities into rows, and one NaN lost or invented spreads through every later layer";
    else if (!result_.conventions.empty()) result_.outcome = verdict::convention;
    return result_;
  }

 private:
  std::vector<double> ordinary(std::size_t cols) const {
    auto x = spread_values(f_, -3, 3, cols, context_.seed + cols);
    for (std::size_t i = 0; i < cols; i += 2) x[i] = round_to(f_, -x[i] / 2);
    return x;
  }
  std::vector<double> upstream(std::size_t cols) const {
    return context_.forward() ? std::vector<double>{} : spread_values(f_, 0.5, 2, cols, context_.seed);
  }

  std::vector<double> outputs(const std::vector<double>& x) {
    std::vector<std::vector<double>> inputs{x};
    if (!context_.forward()) inputs.push_back(upstream(x.size()));
    ++result_.checked;
    return outputs_of(context_, {1, x.size()}, inputs)[0];
  }

  std::vector<reference_value> wanted(const std::vector<double>& x) const {
    std::vector<reference_value> want(x.size());
    truth_.evaluate(x, upstream(x.size()), want);
    return want;
  }

  void violate(double x, double got, double want, const std::string& what) {
    violations_.add(position_ += 2, make_counterexample(f_, x, got, want));
    result_.say(what);
  }

  /// The element itself must be NaN in the forward pass; what becomes of its neighbours, and of gradients, is a choice.
  void judge_nan(const std::vector<double>& x, std::size_t at) {
    const auto got = outputs(x);
    if (context_.forward() && !std::isnan(got[at])) violate(x[at], got[at], x[at], "an element that is NaN becomes a number");
    for (std::size_t i = 0; i < x.size(); ++i)
      if (i != at && !std::isnan(got[i])) result_.note_convention(context_.forward() ? "NaN leaves other elements of its row alone"
                                                                                     : "backward at NaN gives numbers");
  }

  /// Its share is exactly 0, and the others share the row as if it were not there.
  void judge_negligible(const std::vector<double>& x, std::size_t at) {
    if (x.size() == 1) return;
    if (context_.forward()) return judge(x, fmt::format("where one element is {}", x[at]));
    const auto got = outputs(x);
    for (std::size_t i = 0; i < x.size(); ++i)
      if (std::isnan(got[i])) return result_.note_convention(fmt::format("backward of a row that holds {} gives NaN", x[at]));
  }

  void judge_finite(const std::vector<double>& x) { judge(x, "with numbers as large as the format has"); }

  void judge(const std::vector<double>& x, const std::string& where) {
    const auto got = outputs(x);
    const auto want = wanted(x);
    for (std::size_t i = 0; i < x.size(); ++i) {
      if (got[i] == want[i].rounded || (std::isnan(got[i]) && std::isnan(want[i].rounded))) continue;
      const bool lost = std::isnan(got[i]) || std::isinf(got[i]) || std::isinf(want[i].unbounded());
      if (!lost && absolute_error(f_, got[i], want[i]) <= std::max(allowance(f_, context_.required, want[i], 2), smallest_normal(f_))) continue;
      // In log-softmax x - max may overflow to the infinity on whose way it is.
      if (std::isinf(got[i]) && got[i] < 0 && want[i].unbounded() < -largest(f_) / 2) continue;
      violate(x[i], got[i], want[i].rounded, fmt::format("wrong {}", where));
    }
  }

  /// Rows without a limit: NaN by default, and whatever else is seen is a convention.
  void note(const std::vector<double>& x, const std::string& what) {
    const auto got = outputs(x);
    if (std::any_of(got.begin(), got.end(), [](double v) { return !std::isnan(v); }))
      result_.note_convention(fmt::format("{} {}gives {}", what, context_.forward() ? "" : "in backward ", std::isnan(got[0]) ? "NaN and numbers" : fmt::format("{:.6g}", got[0])));
  }

  const context& context_;
  format f_;
  int toward_;
  row_reference truth_;
  violations violations_;
  std::uint64_t position_ = 0;
  finding result_;
};

}  // namespace

namespace property_files {
extern const property row_specials;
const property row_specials{
    .name = "row_specials",
    .statement = "NaN stays NaN, a masked element gets a share of exactly 0 and changes nothing else, and the largest numbers do no harm.",
    .reason = "Masks are infinities; padding and overflow bring the rest.",
    .example = "A softmax whose maximum starts at -5e4 gives 0 throughout a row of smaller numbers.",
    .whole_kernels = true,
    .kinds = {activation_kind::row_wise},
    .inapplicable = applies_always,
    .examine = [](const context& c) { return examination(c).run(); },
};
}  // namespace property_files
}  // namespace actcheck
