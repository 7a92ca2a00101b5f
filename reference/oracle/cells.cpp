#include "oracle/cells.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "arithmetic/formula_table.hpp"

namespace actcheck {
using namespace arithmetic;
namespace {

/// Cells above this size are only looked at for a constant; below it, a cell costs less than its inputs one by one.
constexpr std::size_t largest_cell = 1 << 14, smallest_cell = 1 << 5;
constexpr int highest_precision = 1024;

double value_of(std::uint32_t bits) { return static_cast<double>(std::bit_cast<float>(bits)); }

interval hull_of(std::uint32_t x, std::size_t n) {
  const double a = value_of(x), b = value_of(x + static_cast<std::uint32_t>(n) - 1);
  return {std::min(a, b), std::max(a, b)};
}

/// An upper bound on |a - b|.
double distance_above(mpfr_srcptr a, double b) {
  mpfr_t difference;
  mpfr_init2(difference, 64);
  mpfr_sub_d(difference, a, b, MPFR_RNDA);
  const double result = std::fabs(mpfr_get_d(difference, MPFR_RNDA));
  mpfr_clear(difference);
  return result;
}
/// An upper bound on |v - center| for all of v; of what is no interval, infinite.
double reach_above(const interval& v, double center) {
  if (mpfi_nan_p(v.raw()) != 0) return infinity;
  return std::max(distance_above(v.lower(), center), distance_above(v.upper(), center));
}
double size_above(const interval& v) { return reach_above(v, 0); }

bool is_exactly_zero(const interval& v) { return mpfr_zero_p(v.lower()) != 0 && mpfr_zero_p(v.upper()) != 0; }

std::uint32_t bits_of(float v) { return std::bit_cast<std::uint32_t>(v); }

/// All inputs i of a cell of n, at t = 2i/n - 1: are the results what both ends of the enclosure round to? The positions where
/// they are not go to `open`, whose number is returned.
template <std::size_t degree>
std::size_t compare(const double* q, double error, const std::uint32_t* results, std::size_t n, std::uint16_t* open) {
  constexpr std::size_t together = 32;
  const double step = 2.0 / static_cast<double>(n);
  std::size_t count = 0;
  for (std::size_t begin = 0; begin < n; begin += together) {
    std::uint32_t difference[together];
    for (std::size_t i = 0; i < together; ++i) {
      const double t = static_cast<double>(static_cast<std::int32_t>(begin + i)) * step - 1;
      double p = q[degree];
      for (std::size_t k = degree; k-- > 0;) p = p * t + q[k];
      const std::uint32_t low = bits_of(static_cast<float>(p - error)), high = bits_of(static_cast<float>(p + error));
      difference[i] = (low ^ results[begin + i]) | (high ^ results[begin + i]);
    }
    std::uint32_t any = 0;
    for (const std::uint32_t d : difference) any |= d;
    if (any == 0) continue;
    for (std::size_t i = 0; i < together; ++i)
      if (difference[i] != 0) open[count++] = static_cast<std::uint16_t>(begin + i);
  }
  return count;
}

using comparison = std::size_t (*)(const double*, double, const std::uint32_t*, std::size_t, std::uint16_t*);
constexpr comparison comparisons[] = {compare<0>, compare<1>, compare<2>, compare<3>, compare<4>, compare<5>, compare<6>};

}  // namespace

cell_judge::cell_judge(const oracle& truth, pass p, parameter_values parameters)
    : result_judge(truth, p, format::f32, parameters), near_zero_(expand_at_zero()),
      turning_points_(turning_points(truth.claims(), p)) {
  if (pass_ == pass::backward)
    for (const auto& k : truth.claims().kinks)
      if (declared_slope(truth.claims(), k.x)) declared_.push_back(k.x);
}

void cell_judge::settle_cell(std::uint32_t x, std::span<const std::uint32_t> results) {
  const std::size_t n = results.size();
  const bool special = holds_special_input(x, n);
  if (!special) {
    if (results.front() == results.back() && (settle_constant(x, results) || settle_monotone(x, results))) return;
    if (n <= largest_cell && settle_by_polynomial(x, results)) return;
  }
  if (n <= smallest_cell) {
    for (std::size_t i = 0; i < n; ++i) settle_undecided(x + static_cast<std::uint32_t>(i), results[i]);
    return;
  }
  settle_cell(x, results.first(n / 2));
  settle_cell(x + static_cast<std::uint32_t>(n / 2), results.subspan(n / 2));
}

/// Zeros, and kinks whose slope is declared: not what the formula gives.
bool cell_judge::holds_special_input(std::uint32_t x, std::size_t n) const {
  if ((x << 1) == 0) return true;
  const double a = value_of(x), b = value_of(x + static_cast<std::uint32_t>(n) - 1);
  return std::any_of(declared_.begin(), declared_.end(),
                     [&](double k) { return k >= std::min(a, b) && k <= std::max(a, b); });
}

bool cell_judge::settle_constant(std::uint32_t x, std::span<const std::uint32_t> results) {
  const interval::working_precision scope(128);
  const int index = pass_ == pass::backward ? 1 : 0;
  const auto& formulas = *oracle_.subject().formulas;
  const interval y = formulas.enclose[index](hull_of(x, results.size()), parameters_as<interval>(parameters_));
  if (mpfi_nan_p(y.raw()) != 0) return false;
  const auto compare = [&](std::size_t i, std::uint32_t want) {
    if (results[i] != want) throw refuted{{x + static_cast<std::uint32_t>(i), results[i], want}};
  };
  if (is_exactly_zero(y)) {  // which zero is what the formula gives in IEEE arithmetic, as in the oracle
    for (std::size_t i = 0; i < results.size(); ++i) {
      const double plain = formulas.plain[index](value_of(x + static_cast<std::uint32_t>(i)), parameters_);
      compare(i, std::signbit(plain) && !std::isnan(plain) ? 0x80000000U : 0U);
    }
  } else {
    // An end that is exactly 0 has the sign of the other: the enclosure says on which side of 0 the exact values lie.
    float low = mpfr_get_flt(y.lower(), MPFR_RNDN), high = mpfr_get_flt(y.upper(), MPFR_RNDN);
    if (mpfr_zero_p(y.lower()) != 0) low = std::copysign(low, high);
    if (mpfr_zero_p(y.upper()) != 0) high = std::copysign(high, low);
    if (bits_of(low) != bits_of(high)) return false;
    for (std::size_t i = 0; i < results.size(); ++i) compare(i, bits_of(low));
  }
  counts.constant += results.size();
  return true;
}

bool cell_judge::settle_monotone(std::uint32_t x, std::span<const std::uint32_t> results) {
  const double from = value_of(x), to = value_of(x + static_cast<std::uint32_t>(results.size()) - 1);
  for (const double t : turning_points_)
    if (t >= std::min(from, to) && t <= std::max(from, to)) return false;
  const double at_from = oracle_.evaluate(format::f32, from).rounded, at_to = oracle_.evaluate(format::f32, to).rounded;
  if (!same_number(at_from, at_to)) return false;
  if (at_from == 0) {  // of an exact zero the sign is a convention, of which monotonicity says nothing
    const interval::working_precision scope(256);
    const auto values = parameters_as<interval>(parameters_);
    const auto enclose = oracle_.subject().formulas->enclose[pass_ == pass::backward ? 1 : 0];
    if (is_exactly_zero(enclose(interval(from), values)) || is_exactly_zero(enclose(interval(to), values))) return false;
  }
  const auto want = static_cast<std::uint32_t>(encode(format::f32, at_from));
  for (std::size_t i = 0; i < results.size(); ++i)
    if (results[i] != want) throw refuted{{x + static_cast<std::uint32_t>(i), results[i], want}};
  counts.monotone += results.size();
  return true;
}

double cell_judge::polynomial::size() const {
  double sum = 0;
  for (const double c : q) sum += std::fabs(c);
  return sum;
}

cell_judge::polynomial cell_judge::expand(std::uint32_t x, std::size_t n, int bits) const {
  constexpr std::size_t terms = polynomial::terms;
  const std::uint32_t middle = x + static_cast<std::uint32_t>(n / 2);
  const double center = value_of(middle), radius = center - value_of(x);  // exact: one binade
  const auto formula = oracle_.subject().formulas->expand[pass_ == pass::backward ? 1 : 0];
  const auto run = [&](const interval& c0, std::size_t order) {
    const series_order scope(order);
    return formula(series<interval>(c0, interval(radius)), parameters_as<series<interval>>(parameters_));
  };
  polynomial result;
  double sum = 0;
  {
    const interval::working_precision scope(bits);
    const auto at_center = run(interval(center), terms - 1);
    for (std::size_t k = 0; k < terms && k < at_center.size(); ++k) {
      result.q[k] = mpfr_get_d(at_center[k].lower(), MPFR_RNDN);
      result.coefficients_error += reach_above(at_center[k], result.q[k]);
    }
    sum = result.size();
    // Of q itself, what lies below the last place of a double is no matter of precision.
    result.error = result.coefficients_error;
    result.coefficients_error = std::max(0.0, result.coefficients_error - 0x1p-51 * sum);
  }
  {
    const interval::working_precision scope(std::max(bits / 2, 64));
    const auto over_cell = run(hull_of(x, n), terms);
    if (over_cell.size() > terms) result.error += size_above(over_cell[terms]);
  }
  result.degree = terms - 1;
  while (result.degree > 0 && std::fabs(result.q[result.degree]) <= 0x1p-56 * sum) {
    result.error += std::fabs(result.q[result.degree]);
    result.q[result.degree--] = 0;
  }
  // Horner's rule on |t| <= 1 errs by at most 2*degree units of 2^-53 of the sum of |q| (Higham, Accuracy and Stability,
  // section 5.1) and what underflows; the sum with +-error by two more. The last factor covers the bound's own rounding.
  result.error = (result.error + (2 * terms + 4) * 0x1p-53 * sum) * (1 + 0x1p-20) + 0x1p-1060;
  if (!std::isfinite(result.error) || !std::isfinite(sum)) result.error = infinity;
  return result;
}

bool cell_judge::settle_by_polynomial(std::uint32_t x, std::span<const std::uint32_t> results) {
  const auto n = static_cast<double>(results.size());
  for (int bits = 128; bits <= highest_precision; bits *= 2) {
    const polynomial p = expand(x, results.size(), bits);
    if (!std::isfinite(p.error)) return false;
    // About how many inputs the polynomial would leave open. Each costs the oracle about as much as a smaller cell.
    const double smallest_result = std::max(0.0, 2 * std::fabs(p.q[0]) - p.size());
    const double spacing = power_of_two(spacing_exponent(format::f32, smallest_result));
    if (2 * n * p.coefficients_error > spacing && bits < highest_precision) continue;
    if (2 * n * p.error > 4 * spacing && results.size() > smallest_cell) return false;
    compare_with(p, x, results);
    return true;
  }
  return false;
}

void cell_judge::compare_with(const polynomial& p, std::uint32_t x, std::span<const std::uint32_t> results) {
  // Wider than need be, so that every input close to a middle between two neighbours, which the list of the hardest is made
  // of, goes to the oracle.
  const double margin = p.error + p.size() * 0x1p-44;
  std::uint16_t open[largest_cell];
  const std::size_t count = comparisons[p.degree](p.q.data(), margin, results.data(), results.size(), open);
  for (std::size_t i = 0; i < count; ++i) settle_undecided(x + open[i], results[open[i]]);
  counts.polynomial += results.size() - count;
}

void cell_judge::settle_undecided(std::uint32_t x, std::uint32_t result) {
  if (!settle_by_expansion(x, result)) settle(x, result);
}

/// The second coefficient's enclosure over a neighbourhood of 0 bounds the remainder of the first order.
cell_judge::near_zero cell_judge::expand_at_zero() const {
  if (pass_ == pass::backward) return {};
  const interval::working_precision scope(128);
  const series_order order(2);
  const auto values = parameters_as<series<interval>>(parameters_);
  const auto formula = oracle_.subject().formulas->expand[0];
  const auto at_zero = formula(series<interval>(interval(0.0), interval(1.0)), values);
  const auto around = formula(series<interval>(interval(-0x1p-20, 0x1p-20), interval(1.0)), values);
  if (at_zero.size() < 2 || around.size() < 3 || !is_exactly_zero(at_zero[0])) return {};
  const double slope = mpfr_get_d(at_zero[1].lower(), MPFR_RNDN), curvature = size_above(around[2]);
  const bool is_exact = mpfr_cmp_d(at_zero[1].lower(), slope) == 0 && mpfr_cmp_d(at_zero[1].upper(), slope) == 0;
  const bool is_signed = mpfi_is_strictly_pos(around[2].raw()) != 0 || mpfi_is_strictly_neg(around[2].raw()) != 0;
  // A slope of f32's precision at most: then slope*x has no more than 48 bits, and is exact in double.
  if (!is_exact || !is_signed || !std::isfinite(curvature) || static_cast<double>(static_cast<float>(slope)) != slope) return {};
  return {slope, mpfi_is_strictly_pos(around[2].raw()) != 0 ? curvature : -curvature};
}

bool cell_judge::settle_by_expansion(std::uint32_t x, std::uint32_t result) {
  const double at = value_of(x);
  if (near_zero_.slope == 0 || at == 0 || std::fabs(at) > 0x1p-40) return false;
  // f(x) lies strictly between slope*x and that plus twice the second term. All numbers and middles of f32 are doubles,
  // so none lies strictly between slope*x and the double next to it: if that one rounds as the far end does, so does f(x).
  const double line = near_zero_.slope * at, far = line + 2 * near_zero_.curvature * at * at;
  const double beside = std::nextafter(line, near_zero_.curvature > 0 ? infinity : -infinity);
  const std::uint32_t want = bits_of(static_cast<float>(beside));
  const double further = near_zero_.curvature > 0 ? std::max(beside, std::nextafter(far, infinity))
                                                  : std::min(beside, std::nextafter(far, -infinity));
  if (want != bits_of(static_cast<float>(further))) return false;
  if (result != want) throw refuted{{x, result, want}};
  ++counts.expansion;
  return true;
}

}  // namespace actcheck
