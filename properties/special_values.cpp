#include "engine/conventions.hpp"
#include "engine/property_file.hpp"

#include <cstring>
#include <limits>

namespace actcheck {
namespace {

/// The patterns that NaN comes in: quiet and signalling, both signs, smallest and largest payload.
std::vector<std::uint64_t> nan_patterns(format f) {
  const auto s = shape(f);
  if (!s.has_infinity) return {(std::uint64_t{1} << (s.bits - 1)) - 1, (std::uint64_t{1} << s.bits) - 1};
  const auto exponent_mask = static_cast<std::uint64_t>(infinity_ordinal(f));
  const std::uint64_t sign = std::uint64_t{1} << (s.bits - 1), quiet = std::uint64_t{1} << (s.precision - 2);
  const std::uint64_t payloads = (std::uint64_t{1} << (s.precision - 1)) - 1;
  return {exponent_mask | quiet,        sign | exponent_mask | quiet, exponent_mask | payloads,
          sign | exponent_mask | payloads, exponent_mask | 1,            sign | exponent_mask | (quiet - 1)};
}

std::vector<double> finite_specials(format f) {
  const double least = smallest(f), normal = smallest_normal(f);
  std::vector<double> values;
  for (const double v : {0.0, least, normal - least, normal, epsilon(f), 1.0, largest(f) / 2, largest(f)}) {
    values.push_back(v);
    values.push_back(-v);
  }
  return values;
}

/// NaN has no sign that matters.
std::string value_name(double v) { return std::isnan(v) ? "NaN" : fmt::format("{:.9g}", v); }

class examination {
 public:
  explicit examination(const context& c) : context_(c), f_(c.number_format()) {}

  finding run() {
    std::vector<std::uint64_t> inputs = nan_patterns(f_);
    const std::size_t nans = inputs.size();
    if (shape(f_).has_infinity)
      for (const double v : {infinity, -infinity}) inputs.push_back(encode(f_, v));
    for (const double v : finite_specials(f_)) inputs.push_back(encode(f_, v));
    const auto got = call(inputs);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      const double x = decode(f_, inputs[i]);
      if (!std::isfinite(x) && context_.required_result(x)) continue;
      if (i < nans) judge_nan(x, got[i]);
      else if (std::isinf(x)) judge_infinity(x, got[i]);
      else judge_finite(x, got[i]);
    }
    if (!context_.forward() && !context_.required_result(std::numeric_limits<double>::quiet_NaN())) judge_gradients_at_nan();
    result_.checked += inputs.size();
    violations_.report_to(result_);
    if (result_.violations > 0) result_.reason = "one NaN or infinity lost or invented spreads through every later layer";
    else if (!result_.conventions.empty()) result_.outcome = verdict::convention;
    return result_;
  }

 private:
  /// A gradient at NaN is NaN, or dy times a slope that the function has, as if NaN were some number.
  void judge_gradients_at_nan() {
    const std::vector<double> upstream{1, 2, -4, 0.5};
    const auto got = call_on_values(*context_.subject, pass::backward, f_, std::vector<double>(upstream.size(), std::numeric_limits<double>::quiet_NaN()),
                                    upstream, context_.what->parameters);
    const double steepest = std::isfinite(context_.claims().lipschitz) ? context_.claims().lipschitz : infinity;
    for (std::size_t i = 0; i < upstream.size(); ++i) {
      ++result_.checked;
      const bool in_proportion = std::fabs(got[i] - upstream[i] * got[0]) <= 4 * epsilon(f_) * std::fabs(got[i]);
      const bool a_slope = std::fabs(got[i]) <= std::fabs(upstream[i]) * steepest * (1 + 4 * epsilon(f_)) + smallest_normal(f_);
      if (std::isnan(got[i]) || (in_proportion && a_slope)) continue;
      violate(std::numeric_limits<double>::quiet_NaN(), got[i], std::numeric_limits<double>::quiet_NaN(),
              fmt::format("backward at NaN gives {:.6g} for dy = {}, which is dy times no slope of the function", got[i], upstream[i]));
    }
  }

  std::vector<double> call(const std::vector<std::uint64_t>& inputs) {
    std::vector<char> x(inputs.size() * bytes(f_)), dy(x.size()), out(x.size());
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      store_bits(f_, x.data(), i, inputs[i]);
      store_bits(f_, dy.data(), i, encode(f_, 1.0));
    }
    context_.call(x.data(), dy.data(), out.data(), inputs.size());
    std::vector<double> values(inputs.size());
    decode_array(f_, out.data(), values);
    return values;
  }

  void violate(double x, double got, double want, const std::string& what) {
    violations_.add(position_ += 2, make_counterexample(f_, x, got, want));
    result_.say(what);
  }

  void judge_nan(double x, double got) {
    if (std::isnan(got)) return;
    if (context_.forward()) violate(x, got, x, fmt::format("NaN becomes {}", value_name(got)));
    else result_.note_convention(fmt::format("backward at NaN gives {:.6g}", got));
  }

  void judge_infinity(double x, double got) {
    const double limit = context_.truth->evaluate(x).rounded;
    if (got == limit) {
      if (got == 0 && std::signbit(got) != std::signbit(limit)) result_.note_convention(fmt::format("the zero at {} has the other sign", x));
      return;
    }
    // Only a value close to a finite limit is an accuracy question; NaN and the wrong infinity are not.
    const double slack = allowance(f_, context_.required, {limit, 0});
    if (std::isfinite(got) && std::isfinite(limit) && std::fabs(got - limit) <= slack) return;
    violate(x, got, limit, fmt::format("{} at {} where the limit is {}", value_name(got), x, limit));
  }

  void judge_finite(double x, double got) {
    const auto want = context_.truth->evaluate(x);
    if (const auto how = overflow_convention(f_, got, want.unbounded())) return result_.note_convention(std::string(*how));
    if (std::isnan(got) || (std::isinf(got) && std::isfinite(want.rounded)))
      violate(x, got, want.rounded, fmt::format("{} at the finite input {:.9g}", value_name(got), x));
    else if (x == 0 && got == 0 && want.rounded == 0 && std::signbit(got) != std::signbit(want.rounded))
      result_.note_convention(fmt::format("f({}) = {}", x, got));
  }

  const context& context_;
  format f_;
  finding result_;
  violations violations_;
  std::uint64_t position_ = 0;
};

}  // namespace

namespace property_files {
extern const property special_values;
const property special_values{
    .name = "special_values",
    .statement = "NaN gives NaN, +-inf the limit, and finite inputs never give NaN, nor infinity unless the result overflows.",
    .reason = "Comparisons and products treat NaN and infinity in their own way; naive formulas meet both.",
    .example = "relu as x > 0 ? x : 0 turns NaN into 0; silu as x*sigmoid(x) is NaN at -inf.",
    .kinds = functions_of_one_number,
    .inapplicable = applies_always,
    .examine = [](const context& c) { return examination(c).run(); },
};
}  // namespace property_files
}  // namespace actcheck
