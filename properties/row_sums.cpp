#include "engine/call_arrays.hpp"
#include "engine/property_file.hpp"
#include "generators/rows.hpp"

namespace actcheck {
namespace {

/// Sums of whole rows, which need no reference: shares add up to 1, gradients to 0. Each element may err by what the required
/// grade permits.
class examination {
 public:
  explicit examination(const context& c) : context_(c), f_(c.number_format()), random_(c.seed) {}

  finding run() {
    for (const std::size_t cols : row_lengths(f_, context_.samples))
      for (std::size_t k = 0; k < (cols > 300 ? 2 : row_kinds().size()); ++k) add_up(row_kinds()[k], cols);
    violations_.report_to(result_);
    if (result_.violations > 0) {
      result_.message = fmt::format("{} add up to other than {}, first a row of {}", counted(result_.violations, "row"), context_.forward() ? 1 : 0, first_);
      result_.reason = context_.forward() ? "shares that do not add up to 1 are no probabilities"
                                          : "a number added to the whole row changes nothing, so its gradient is 0";
    }
    return result_;
  }

 private:
  const row_facts& claims() const { return *context_.subject_of().claims_of_rows; }

  void add_up(const row_kind& kind, std::size_t cols) {
    const auto x = kind.make(f_, cols, claims().direction, random_());
    std::vector<std::vector<double>> inputs{x};
    if (!context_.forward()) inputs.push_back(spread_values(f_, -1, 2, cols, random_()));
    const auto results = outputs_of(context_, {1, cols}, inputs)[0];
    ++result_.checked;
    double sum = 0, slack = 0;
    for (const double v : results) {
      const double term = context_.forward() && claims().logarithmic ? std::exp(v) : v;
      sum += term;
      // An error e of a logarithm is an error e of the share, relative to it.
      const double error = allowance(f_, context_.required == grade::exact ? grade::faithful : context_.required, {round_to(f_, v), 0});
      slack += context_.forward() && claims().logarithmic && std::isfinite(v) ? error * term : std::min(error, by_rounding(term));
    }
    const double want = context_.forward() ? 1 : 0;
    // A plain sum of n terms errs by up to n/2 eps of what it is computed in.
    slack += (static_cast<double>(cols) + 4) * working_epsilon();
    if (std::fabs(sum - want) <= slack) return;
    if (violations_.count() == 0) first_ = fmt::format("{} ({}): {:.6g}", counted(cols, "column"), kind.name, sum);
    violations_.add(position_ += 2, make_counterexample(f_, x[0], round_unbounded(f_, sum), want));
  }

  /// Of the format itself, and of f32 for the narrower ones: sums are to be kept in it.
  double working_epsilon() const { return epsilon(f_ == format::f64 ? f_ : format::f32); }

  /// What one element may contribute: some last places of itself, the whole of a result that may be flushed to 0.
  double by_rounding(double term) const {
    const bool subnormal = std::fabs(term) < smallest_normal(f_);
    return 16 * epsilon(f_) * std::fabs(term) + (subnormal ? smallest_normal(f_) : 0) + 4 * working_epsilon() * (context_.forward() ? std::fabs(term) : 2);
  }

  const context& context_;
  format f_;
  random_bits random_;
  violations violations_;
  std::uint64_t position_ = 0;
  std::string first_;
  finding result_;
};

}  // namespace

namespace property_files {
extern const property row_sums;
const property row_sums{
    .name = "row_sums",
    .statement = "The shares of a row add up to 1 (log-shares: their exponentials), and its gradients to 0.",
    .reason = "It holds for every row, and needs no reference to be checked.",
    .example = "A half-precision softmax whose running sum stands still at 2048: 4096 equal elements get twice their share.",
    .whole_kernels = true,
    .kinds = {activation_kind::row_wise},
    .inapplicable = applies_always,
    .examine = [](const context& c) { return examination(c).run(); },
};
}  // namespace property_files
}  // namespace actcheck
