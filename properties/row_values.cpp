#include "actcheck/rows.hpp"
#include "engine/call_arrays.hpp"
#include "engine/property_file.hpp"
#include "generators/rows.hpp"

namespace actcheck {
namespace {

/// Rows of every kind and length against correctly rounded ones.
class examination {
 public:
  explicit examination(const context& c)
      : context_(c), f_(c.number_format()), truth_(c.subject_of(), c.what->direction, f_), random_(c.seed) {}

  finding run() {
    for (const std::size_t cols : row_lengths(f_, context_.samples)) judge_length(cols);
    violations_.report_to(result_);
    result_.accuracy = worst_grade_;
    result_.worst = worst_;
    if (result_.violations > 0) {
      result_.message = fmt::format("{} of {} graded worse than {}, the largest error is {:.3g} ulp; first in a row of {}", counted(result_.violations, "element"),
                                    with_commas(result_.checked), name(context_.required), worst_->ulp, first_);
      result_.reason = "attention weights and probabilities are rows of many lengths and sizes, and every one must come out right";
    }
    return result_;
  }

 private:
  /// One row of each kind; long rows of the first two only.
  void judge_length(std::size_t cols) {
    const std::size_t rows = cols > 300 ? 2 : row_kinds().size();
    call_arrays arrays(context_, {rows, cols});
    std::vector<double> x, dy;
    for (std::size_t r = 0; r < rows; ++r) {
      const auto values = row_kinds()[r].make(f_, cols, context_.subject_of().claims_of_rows->direction, random_());
      x.insert(x.end(), values.begin(), values.end());
    }
    arrays.set_input(0, x);
    if (!context_.forward()) {
      // Of one sign in long rows: then their sum leaves a narrow format.
      dy = spread_values(f_, cols > 300 ? 1 : -2, 2, x.size(), random_());
      std::shuffle(dy.begin(), dy.end(), random_);
      arrays.set_input(1, dy);
    }
    arrays.fill_outputs(0x5a);
    arrays.call();
    const auto got = arrays.output_values(0);
    for (std::size_t r = 0; r < rows; ++r) {
      const auto part = [&](const std::vector<double>& all) { return std::span(all).subspan(all.empty() ? 0 : r * cols, all.empty() ? 0 : cols); };
      judge_row(row_kinds()[r].name, part(x), part(dy), part(got));
    }
  }

  void judge_row(std::string_view kind, std::span<const double> x, std::span<const double> dy, std::span<const double> got) {
    std::vector<reference_value> want(x.size());
    truth_.evaluate(x, dy, want);
    double scale = context_.forward() ? 1.0 : 0.0;
    for (const double v : dy) scale = std::max(scale, std::fabs(v));
    for (std::size_t i = 0; i < x.size(); ++i) {
      ++result_.checked;
      if (got[i] == want[i].rounded) continue;
      const auto c = make_counterexample(f_, x[i], got[i], want[i]);
      if (!worst_ || c.ulp > worst_->ulp) worst_ = c;
      worst_grade_ = std::max(worst_grade_, grade_of_error(c.ulp, f_, got[i], want[i], scale));
      if (absolute_error(f_, got[i], want[i]) <= permitted(want[i], scale, x.size())) continue;
      if (violations_.count() == 0) first_ = fmt::format("{} ({}), column {}", counted(x.size(), "column"), kind, i);
      violations_.add(position_ += 2, c);
    }
  }

  /// What the required grade permits. A plain sum of n terms may err by n/2 eps of itself: that is no fault from `absolute` on.
  /// Results below the normal numbers may be flushed to 0.
  double permitted(const reference_value& want, double scale, std::size_t cols) const {
    if (context_.required == grade::exact) return 0;
    const double summing = context_.required >= grade::absolute ? 1 + static_cast<double>(cols) / 8 : 1;
    return std::max(allowance(f_, context_.required, want, scale) * (f_ == format::f64 || f_ == format::f32 ? summing : 1), smallest_normal(f_));
  }

  const context& context_;
  format f_;
  row_reference truth_;
  random_bits random_;
  violations violations_;
  std::optional<counterexample> worst_;
  grade worst_grade_ = grade::exact;
  std::uint64_t position_ = 0;
  std::string first_;
  finding result_;
};

}  // namespace

namespace property_files {
extern const property row_values;
const property row_values{
    .name = "row_values",
    .statement = "Every element of every row is as close to the exact value as the required grade says, at all lengths.",
    .reason = "Lengths decide which vector code runs, and sizes whether exponentials overflow.",
    .example = "A softmax whose vector loop adds the exponentials of lanes behind the row's end.",
    .whole_kernels = true,
    .kinds = {activation_kind::row_wise},
    .inapplicable = applies_always,
    .examine = [](const context& c) { return examination(c).run(); },
};
}  // namespace property_files
}  // namespace actcheck
