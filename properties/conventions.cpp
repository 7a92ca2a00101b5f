#include "actcheck/profiles.hpp"
#include "engine/call_arrays.hpp"
#include "engine/property_file.hpp"

namespace actcheck {
namespace {

/// What the chosen profile requires where correct implementations differ: slopes at kinks, results at NaN, infinities and zeros,
/// special rows, subnormal numbers, overflow.
class examination {
 public:
  explicit examination(const context& c) : context_(c), choices_(*c.choices), f_(c.number_format()) {}

  finding run() {
    if (!context_.forward()) check_kinks();
    for (const double x : {std::numeric_limits<double>::quiet_NaN(), infinity, -infinity, 0.0, -0.0})
      if (std::isfinite(x) || std::isnan(x) || shape(f_).has_infinity) check_special(x);
    if (context_.subject_of().kind == activation_kind::row_wise) check_rows();
    else check_subnormal_numbers();
    if (context_.forward()) check_overflow();
    violations_.report_to(result_);
    if (result_.checked == 0) return skipped(fmt::format("profile {} says nothing here", choices_.name));
    if (result_.violations > 0) result_.reason = fmt::format("whoever relies on {}'s choices meets others here", choices_.name);
    return result_;
  }

 private:
  double at(double x, double dy = 1) const {
    return call_on_values(*context_.subject, context_.what->direction, f_, {x}, {dy}, context_.what->parameters)[0];
  }

  void require(const requirement& r, double x, double got, const std::string& what) {
    ++result_.checked;
    if (r.met_by(got, allowance(f_, grade::tight, {round_to(f_, r.value), 0}))) return;
    violations_.add(position_ += 2, make_counterexample(f_, x, got, r.value));
    result_.say(fmt::format("profile {} requires {} = {:.6g} ({}), here it is {:.6g}", choices_.name, what, r.value, r.source, got));
  }

  void check_kinks() {
    for (const auto& k : context_.claims().kinks) {
      if (round_to(f_, k.x) != k.x) continue;
      if (const auto r = context_.required_slope(k.x)) require(*r, k.x, at(k.x), fmt::format("f'({})", k.x + 0.0));
    }
  }

  void check_special(double x) {
    if (!context_.forward() && context_.required_slope(x)) return;  // a kink's rule comes first
    if (const auto r = context_.required_result(x)) require(*r, x, at(x), fmt::format("{}({})", context_.forward() ? "f" : "f'", x));
  }

  void check_rows() {
    const int toward = context_.subject_of().claims_of_rows->direction;
    if (!shape(f_).has_infinity) return;
    const std::pair<special_row, std::vector<double>> rows[] = {
        {special_row::only_minus_infinity, std::vector<double>(3, -toward * infinity)},
        {special_row::holds_plus_infinity, {1.0, toward * infinity, -1.0}}};
    for (const auto& [kind, x] : rows) {
      const auto r = choices_.required_row(context_.subject_of(), context_.what->direction, kind);
      if (!r) continue;
      std::vector<std::vector<double>> inputs{x};
      if (!context_.forward()) inputs.push_back({1, 2, 3});
      const auto results = outputs_of(context_, {1, x.size()}, inputs)[0];
      for (const double got : results) require(*r, x[1], got, kind == special_row::only_minus_infinity ? "a row of only -inf" : "a row that holds inf");
    }
  }

  /// Subnormal inputs as zeros of their sign, subnormal results as zeros.
  void check_subnormal_numbers() {
    const double tiny = smallest(f_), normal = smallest_normal(f_);
    for (const double size : {tiny, normal / 2, normal - tiny})
      for (const double x : {size, -size}) {
        if (choices_.inputs_flushed(f_)) require({at(std::copysign(0.0, x)), "its rule of subnormal inputs"}, x, at(x), fmt::format("a subnormal input {:.6g} taken for 0: f", x));
        const auto want = context_.truth->evaluate(x);
        if (choices_.results_flushed(f_) && want.rounded != 0 && std::fabs(want.rounded) < normal)
          require({0.0, "its rule of subnormal results"}, x, at(x), fmt::format("a subnormal result at {:.6g}", x));
      }
  }

  void check_overflow() {
    const auto policy = choices_.overflow_of(f_);
    if (!policy) return;
    for (const double x : {largest(f_), -largest(f_)}) {
      const auto want = context_.truth->evaluate(x);
      if (want.beyond != 0) require({overflowed(f_, want.unbounded(), *policy), "its rule of overflow"}, x, at(x), "overflow");
    }
  }

  const context& context_;
  const profile& choices_;
  format f_;
  violations violations_;
  std::uint64_t position_ = 0;
  finding result_;
};

std::string inapplicable(const context& c) { return c.choices == nullptr || c.choices->name == "default" ? "profile default leaves conventions free" : ""; }

}  // namespace

namespace property_files {
extern const property conventions;
const property conventions{
    .name = "conventions",
    .statement = "Where correct implementations differ, the results are those of the chosen profile.",
    .reason = "A drop-in replacement must make the same choices, or training takes another course.",
    .example = "A relu with f'(0) = 1 offered in the place of PyTorch's, which has f'(0) = 0.",
    .whole_kernels = true,
    .inapplicable = inapplicable,
    .examine = [](const context& c) { return examination(c).run(); },
};
}  // namespace property_files
}  // namespace actcheck
