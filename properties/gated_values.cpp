#include "actcheck/gated.hpp"
#include "engine/call_arrays.hpp"
#include "engine/conventions.hpp"
#include "engine/property_file.hpp"

namespace actcheck {
namespace {

/// Pairs of inputs, and upstream gradients, against the correctly rounded products.
class examination {
 public:
  explicit examination(const context& c)
      : context_(c), f_(c.number_format()), truth_(c.subject_of(), f_, c.what->parameters), names_(signature_of(activation_kind::gated, c.what->direction)),
        random_(c.seed) {}

  finding run() {
    // f64 asks the oracle each time.
    const std::size_t count = f_ == format::f64 ? context_.samples / 16 : context_.samples;
    judge(ordinary_inputs(count));
    judge(special_inputs());
    violations_.report_to(result_);
    if (result_.violations > 0) {
      result_.message = fmt::format("{} of {} wrong, first at {}", counted(result_.violations, "result"), with_commas(result_.checked), first_);
      result_.reason = "a gated unit multiplies two features: both must reach the result and the gradients";
    } else if (!result_.conventions.empty()) {
      result_.outcome = verdict::convention;
    }
    return result_;
  }

 private:
  using columns = std::vector<std::vector<double>>;  ///< values of each input

  /// The gated input over all that the gate does; the factors over a few powers of two, so that no product leaves the format.
  columns ordinary_inputs(std::size_t count) {
    columns chosen;
    for (std::size_t k = 0; k < names_.inputs.size(); ++k) {
      std::vector<double> values;
      if (k == gated_input()) values = spread_values(f_, -20, 20, count, random_());
      else for (double v : spread_values(f_, -3, 3, count, random_())) values.push_back(round_to(f_, std::copysign(std::exp2(std::fabs(v)), v)));
      std::shuffle(values.begin(), values.end(), random_);
      chosen.push_back(std::move(values));
    }
    return chosen;
  }

  /// Every combination of special values, 1 and -2.
  columns special_inputs() const {
    std::vector<double> special{0.0, -0.0, 1.0, -2.0, std::numeric_limits<double>::quiet_NaN()};
    if (shape(f_).has_infinity) special.insert(special.end(), {infinity, -infinity});
    columns chosen(names_.inputs.size());
    for (const double a : special)
      for (const double b : special) {
        chosen[0].push_back(a);
        chosen[1].push_back(b);
        if (chosen.size() > 2) chosen[2].push_back(1.0);
      }
    return chosen;
  }

  std::size_t gated_input() const { return context_.subject_of().gates.gates_b ? 1 : 0; }

  void judge(const columns& inputs) {
    const auto outputs = outputs_of(context_, {1, inputs[0].size()}, inputs);
    for (std::size_t k = 0; k < outputs.size(); ++k) {
      const auto& got = outputs[k];
      for (std::size_t i = 0; i < got.size(); ++i) {
        std::vector<double> at;
        for (const auto& column : inputs) at.push_back(column[i]);
        ++result_.checked;
        if (!acceptable(k, at, got[i])) violate(k, at, got[i]);
      }
    }
  }

  reference_value wanted(std::size_t output, const std::vector<double>& at) const {
    const auto which = context_.forward() ? gated_result::y : output == 0 ? gated_result::da : gated_result::db;
    return truth_.evaluate(which, at[0], at[1], at.size() > 2 ? at[2] : 1.0);
  }

  bool acceptable(std::size_t output, const std::vector<double>& at, double got) {
    const auto want = wanted(output, at);
    const bool nan_input = std::any_of(at.begin(), at.end(), [](double v) { return std::isnan(v); });
    if (std::isnan(want.rounded)) {
      if (std::isnan(got)) return true;
      if (nan_input && context_.forward()) return false;
      result_.note_convention(nan_input ? "backward at NaN gives a number" : "0 times infinity gives a number");
      return true;
    }
    if (const auto how = overflow_convention(f_, got, want.unbounded())) {
      result_.note_convention(std::string(*how));
      return true;
    }
    if (at_kink(at[gated_input()]) && !context_.forward()) return std::isfinite(got) || !std::isfinite(want.rounded);  // its slope is derivative's matter
    if (got == want.rounded) return true;
    const bool infinite_input = std::any_of(at.begin(), at.end(), [](double v) { return std::isinf(v); });
    if (infinite_input && !context_.forward() && std::isnan(got)) {
      result_.note_convention("backward at an infinity gives NaN");
      return true;
    }
    return absolute_error(f_, got, want) <= permitted(want, at);
  }

  bool at_kink(double x) const {
    const auto& kinks = context_.claims().kinks;
    return std::any_of(kinks.begin(), kinks.end(), [x](const kink& k) { return k.x == x; });
  }

  /// The gate's permitted error, times the factors. Results below the normal numbers may be flushed to 0.
  double permitted(const reference_value& want, const std::vector<double>& at) const {
    double factors = 1;
    for (std::size_t k = 0; k < at.size(); ++k)
      if (k != gated_input()) factors *= std::max(1.0, std::isfinite(at[k]) ? std::fabs(at[k]) : 1.0);
    return std::max(allowance(f_, context_.required, want, factors), context_.required == grade::exact ? 0 : smallest_normal(f_));
  }

  void violate(std::size_t output, const std::vector<double>& at, double got) {
    if (violations_.count() == 0) first_ = fmt::format("{} for {}", names_.outputs[output], inputs_in_words(names_, at));
    violations_.add(position_ += 2, make_counterexample(f_, at[gated_input()], got, wanted(output, at)));
  }

  const context& context_;
  format f_;
  gated_reference truth_;
  const signature& names_;
  random_bits random_;
  violations violations_;
  std::uint64_t position_ = 0;
  std::string first_;
  finding result_;
};

}  // namespace

namespace property_files {
extern const property gated_values;
const property gated_values{
    .name = "gated_values",
    .statement = "For any pair of inputs the result is the gate of the one times the other, and each gradient its product with dy.",
    .reason = "Half of the features gate the other half: each must reach the result, the right one through the gate.",
    .example = "A swiglu that is silu of its first input and never reads the second.",
    .whole_kernels = true,
    .kinds = {activation_kind::gated},
    .inapplicable = applies_always,
    .examine = [](const context& c) { return examination(c).run(); },
};
}  // namespace property_files
}  // namespace actcheck
