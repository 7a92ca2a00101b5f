#include "kernels/decide_by_facts.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

namespace actcheck {
using namespace arithmetic;

std::optional<leading_terms> terms_at(const expansion_at_zero& e, double x) {
  if (x == 0 || (e.negative_only && x > 0)) return std::nullopt;
  const double coefficients[] = {e.slope, e.curvature, e.cubic, e.quartic};
  const auto next = [&](const double* from) { return std::find_if(from, std::end(coefficients), [](double c) { return c != 0; }); };
  const auto* const first = next(coefficients);
  const auto* const second = first == std::end(coefficients) ? first : next(first + 1);
  if (second == std::end(coefficients)) return std::nullopt;
  leading_terms found{*first, static_cast<int>(first - coefficients) + 1, *second / *first};
  for (auto i = second - first; i > 0; --i) found.ratio *= x;
  // Its sign tells the side, so it must not vanish.
  if (found.ratio == 0) found.ratio = std::copysign(std::numeric_limits<double>::denorm_min(), found.ratio);
  return found;
}

/// The second term tells which way from the first the exact value lies: between the neighbour on that side and a number
/// 2^-29 of its size away.
std::optional<double> round_expansion(format f, const expansion_at_zero& e, double x, double dy) {
  const auto terms = terms_at(e, x);
  if (!terms || !(std::fabs(terms->ratio) <= 0x1p-31)) return std::nullopt;
  double first = dy;
  bool exact = true;
  const auto multiply = [&](double factor) {
    const double product = first * factor;
    exact = exact && std::fabs(product) >= residual_is_exact_from && std::fma(first, factor, -product) == 0;
    first = product;
  };
  multiply(terms->coefficient);
  for (int i = 0; i < terms->power; ++i) multiply(x);
  if (!exact) return std::nullopt;
  const double near = round_to(f, std::nextafter(first, terms->ratio > 0 ? std::copysign(infinity, first) : 0.0));
  const double far = round_to(f, first * (1 + std::copysign(0x1p-29, terms->ratio)));
  return same_number(near, far) ? std::optional(near) : std::nullopt;
}

/// The ball, without what is on the wrong side of the line.
std::optional<double> round_by_asymptote(format f, const facts& claims, double x, const bounded& ball) {
  const auto& claimed = x < 0 ? claims.asymptote_at_minus_infinity : claims.asymptote_at_plus_infinity;
  if (!claimed || x == 0 || !std::isfinite(ball.error)) return std::nullopt;
  const bounded line = bounded{claimed->slope} * bounded{x} + bounded{claimed->intercept};
  if (line.error != 0) return std::nullopt;
  double low = ball.value - ball.certain_bound(), high = ball.value + ball.certain_bound();
  if (claimed->side > 0) low = std::max(low, std::nextafter(line.value, infinity));
  else high = std::min(high, std::nextafter(line.value, -infinity));
  const double rounded = round_to(f, low);
  return low <= high && same_number(rounded, round_to(f, high)) ? std::optional(rounded) : std::nullopt;
}

}  // namespace actcheck
