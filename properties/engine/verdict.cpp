#include "engine/verdict.hpp"

#include <algorithm>
#include <cmath>

#include "actcheck/ulp.hpp"

namespace actcheck {
namespace {

constexpr std::array<std::string_view, 7> verdict_names{"pass",       "fail", "known-fail",  "unexpected-pass",
                                                        "convention", "skip", "inconclusive"};
constexpr std::array<std::string_view, 6> grade_names{"exact", "faithful", "tight", "absolute", "coarse", "wrong"};

template <class Enum, std::size_t size>
std::optional<Enum> find_in(const std::array<std::string_view, size>& names, std::string_view wanted) {
  const auto found = std::find(names.begin(), names.end(), wanted);
  if (found == names.end()) return std::nullopt;
  return static_cast<Enum>(found - names.begin());
}

/// max(scale, |exact|); a result that overflows counts as the largest finite number.
double magnitude(format f, const reference_value& want, double scale) {
  return std::max(scale, std::min(std::fabs(want.unbounded()), largest(f)));
}

}  // namespace

std::string_view name(verdict v) noexcept { return verdict_names[static_cast<std::size_t>(v)]; }
std::string_view name(grade g) noexcept { return grade_names[static_cast<std::size_t>(g)]; }
std::optional<verdict> find_verdict(std::string_view wanted) noexcept { return find_in<verdict>(verdict_names, wanted); }
std::optional<grade> find_grade(std::string_view wanted) noexcept { return find_in<grade>(grade_names, wanted); }

grade grade_of(format f, double got, const reference_value& want, double scale) noexcept {
  return grade_of_error(ulp_error(f, got, want), f, got, want, scale);
}

grade grade_of_error(double ulps, format f, double got, const reference_value& want, double scale) noexcept {
  if (got == want.rounded || (std::isnan(got) && std::isnan(want.rounded))) return grade::exact;
  if (std::isinf(got) && std::isfinite(want.unbounded())) return grade::wrong;  // overflow where the result is finite
  if (ulps < 1) return grade::faithful;
  if (ulps <= 4) return grade::tight;
  const double error = absolute_error(f, got, want);
  if (error <= allowance(f, grade::absolute, want, scale)) return grade::absolute;
  if (error <= allowance(f, grade::coarse, want, scale)) return grade::coarse;
  return grade::wrong;
}

double allowance(format f, grade g, const reference_value& want, double scale) noexcept {
  const double spacing = power_of_two(spacing_exponent(f, std::isinf(want.unbounded()) ? largest(f) : want.rounded));
  switch (g) {
    case grade::exact: return 0;
    case grade::faithful: return spacing;
    case grade::tight: return 4 * spacing;
    case grade::absolute: return 4 * epsilon(f) * magnitude(f, want, scale);
    // In the narrow formats four eps are more than a thousandth; the grades keep their order.
    case grade::coarse: return std::max(1e-3, 4 * epsilon(f)) * magnitude(f, want, scale);
    case grade::wrong: break;
  }
  return infinity;
}

}  // namespace actcheck
