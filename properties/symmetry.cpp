#include "engine/property_file.hpp"

namespace actcheck {
namespace {

/// Checks identities on pairs of the subject's own results. An identity of exact values holds for rounded ones up to
/// the errors of the results in it, each as large as the required grade permits.
class examination {
 public:
  explicit examination(const context& c) : context_(c), f_(c.number_format()) {
    const auto inputs = shape(f_).bits <= 16
                            ? every_finite_input(f_)
                            : sampled_inputs(*c.truth, c.samples, c.seed);
    for (std::uint64_t i = 0; i < inputs.size(); ++i) {
      const std::int64_t ordinal = inputs[i];
      if (ordinal >= 0) x_.push_back(value_of_ordinal(f_, ordinal));  // both signs are evaluated anyway
    }
    exhaustive_ = inputs.exhaustive;
    std::vector<double> mirrored(x_.size());
    std::transform(x_.begin(), x_.end(), mirrored.begin(), [](double v) { return -v; });
    at_x_ = evaluate(x_);
    at_minus_x_ = evaluate(mirrored);
    want_ = truth(x_);
    want_mirrored_ = truth(mirrored);
  }

  finding run() {
    for (const auto& identity : context_.claims().reflections) check_reflection(identity);
    if (context_.claims().positively_homogeneous) check_homogeneous();
    if (context_.claims().idempotent) check_idempotent();
    result_.checked = 2 * x_.size();
    result_.exhaustive = exhaustive_;
    violations_.report_to(result_);
    if (result_.violations > 0) {
      result_.message = fmt::format("{} break {}", counted(result_.violations, "input"), broken_);
      result_.reason = "the identity is exact for the real function; a broken one shows two code paths that disagree";
    }
    return result_;
  }

 private:
  std::vector<double> evaluate(const std::vector<double>& x) const {
    return call_on_values(*context_.subject, pass::forward, f_, x, {}, context_.what->parameters);
  }
  std::vector<reference_value> truth(const std::vector<double>& x) const {
    std::vector<reference_value> results(x.size());
    context_.truth->evaluate(x, {}, results);
    return results;
  }

  void violate(std::size_t i, double x, double got, double want, std::string_view identity) {
    violations_.add(i, make_counterexample(f_, x, got, want));
    if (broken_.find(identity) == std::string::npos) broken_ += (broken_.empty() ? "" : ", ") + std::string(identity);
  }

  void check_reflection(const reflection& r) {
    for (std::size_t i = 0; i < x_.size(); ++i) {
      const double right = r.c * x_[i] + r.d;
      const double from_right = (right - r.b * at_minus_x_[i]) / r.a;  // f(x) as the identity demands it
      if (want_[i].beyond != 0 || want_mirrored_[i].beyond != 0) continue;
      const double slack = (allowance(f_, context_.required, want_[i]) + own_rounding(want_[i]) +
                            std::fabs(r.b / r.a) * (allowance(f_, context_.required, want_mirrored_[i]) + own_rounding(want_mirrored_[i]))) *
                               (1 + 0x1p-20) +
                           (std::fabs(right) + std::fabs(from_right)) * 0x1p-52;  // the identity itself is evaluated in double
      if (!(std::fabs(at_x_[i] - from_right) <= slack)) violate(i, x_[i], at_x_[i], from_right, r.statement);
    }
  }

  /// Even a correctly rounded result is half a spacing off. Half of f64's smallest number is no double, and the identity, which
  /// is evaluated in double, loses as much there again: a whole one covers both.
  double own_rounding(const reference_value& want) const {
    return std::max(0.5 * power_of_two(spacing_exponent(f_, want.rounded)), smallest(format::f64));
  }

  void check_homogeneous() {
    std::vector<double> doubled;
    std::vector<std::size_t> index;
    for (std::size_t i = 0; i < x_.size(); ++i)
      for (const double sign : {1.0, -1.0}) {
        // Doubling is exact away from the ends of the format, so f(2x) = 2 f(x) must hold to the bit of the grade.
        if (std::fabs(x_[i]) < smallest_normal(f_) / epsilon(f_) || std::fabs(x_[i]) > largest(f_) / 4) continue;
        doubled.push_back(sign * 2 * x_[i]);
        index.push_back(i);
      }
    const auto at_doubled = evaluate(doubled);
    for (std::size_t k = 0; k < doubled.size(); ++k) {
      const bool mirrored = doubled[k] < 0;
      const double half = mirrored ? at_minus_x_[index[k]] : at_x_[index[k]];
      const auto& want = mirrored ? want_mirrored_[index[k]] : want_[index[k]];
      if (std::isinf(at_doubled[k]) || want.beyond != 0 || std::fabs(half) <= smallest_normal(f_) || std::fabs(half) > largest(f_) / 2) continue;
      const double slack = context_.required == grade::exact ? 0 : 4 * allowance(f_, context_.required, want);
      if (!(std::fabs(at_doubled[k] - 2 * half) <= slack)) violate(index[k], doubled[k], at_doubled[k], 2 * half, "f(2x) = 2 f(x)");
    }
  }

  void check_idempotent() {
    const auto twice = evaluate(at_x_);
    const auto twice_mirrored = evaluate(at_minus_x_);
    for (std::size_t i = 0; i < x_.size(); ++i) {
      compare_twice(i, x_[i], at_x_[i], twice[i]);
      compare_twice(i, -x_[i], at_minus_x_[i], twice_mirrored[i]);
    }
  }

  /// Rounding may carry a result onto a jump: there f(f(x)) is another story. A NaN is judged by accuracy.
  void compare_twice(std::size_t i, double x, double once, double twice) {
    const auto& jumps = context_.claims().jumps;
    const bool on_a_jump = std::any_of(jumps.begin(), jumps.end(), [&](const auto& j) { return j.x == once; });
    if (std::fabs(once) < smallest_normal(f_) && twice == 0) return;  // flushed to 0: a convention
    if (twice != once && !on_a_jump && !(std::isnan(once) && std::isnan(twice))) violate(i, x, twice, once, "f(f(x)) = f(x)");
  }

  const context& context_;
  format f_;
  bool exhaustive_ = false;
  std::vector<double> x_, at_x_, at_minus_x_;
  std::vector<reference_value> want_, want_mirrored_;
  violations violations_;
  std::string broken_;
  finding result_;
};

std::string inapplicable(const context& c) {
  if (!c.forward()) return "a property of the forward pass";
  const auto& claims = c.claims();
  return claims.reflections.empty() && !claims.positively_homogeneous && !claims.idempotent ? "no identity is declared" : "";
}

}  // namespace

namespace property_files {
extern const property symmetry;
const property symmetry{
    .name = "symmetry",
    .statement = "Identities of the function hold between results: f(x) - f(-x) = x, sigmoid(x) + sigmoid(-x) = 1, oddness, "
                 "f(2x) = 2 f(x), f(f(x)) = f(x).",
    .reason = "Identities relate code paths (signs, branches) that accuracy alone looks at one by one.",
    .example = "A tanh whose negative branch uses another approximation than its positive one.",
    .inapplicable = inapplicable,
    .examine = [](const context& c) { return examination(c).run(); },
};
}  // namespace property_files
}  // namespace actcheck
