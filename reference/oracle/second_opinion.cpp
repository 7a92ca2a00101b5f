#include "oracle/second_opinion.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "arithmetic/formula_table.hpp"
#include "kernels/decide_by_facts.hpp"
#include "kernels/double_double_kernels.hpp"

namespace actcheck {
namespace {

/// A double times another, for numbers of any size: a multiple of 2^exponent. Or any other sum of a double and what it lacks.
struct exact_product {
  double rounded;  ///< to double
  double lost;     ///< the product is rounded + lost * 2^exponent
  int exponent;

  exact_product(double a, double b) : rounded(a * b) {
    int exponent_a = 0, exponent_b = 0;
    const double fraction_a = std::frexp(a, &exponent_a), fraction_b = std::frexp(b, &exponent_b);
    exponent = exponent_a + exponent_b;
    lost = std::fma(fraction_a, fraction_b, -std::ldexp(rounded, -exponent));
  }
  exact_product(double high, double low, int e) : rounded(high), lost(low), exponent(e) {}
  /// In the format, `towards` being the sign of what is still to be added and is too small to matter but in a tie.
  reference_value in(format f, double towards = 0) const {
    if (!std::isfinite(rounded)) return {rounded, 0};  // past the largest double, hence that of any format
    const int spacing = spacing_at(f, rounded, lost);
    double nearest = rounded;
    if (f != format::f64) {
      const double low = std::ldexp(lost, exponent);  // whatever underflows here is far below any narrow format
      nearest = round_pair(f, rounded, low != 0 ? low : std::copysign(towards == 0 ? 0 : smallest(format::f64), towards));
    } else if (lost * towards > 0 && std::fabs(lost) == std::ldexp(0.5, spacing - exponent)) {
      nearest = std::nextafter(rounded, std::copysign(infinity, lost));  // beyond the middle between neighbours
    }
    if (!std::isfinite(nearest)) return {nearest, 0};
    return {nearest, static_cast<float>(in_units(rounded - nearest, spacing) + std::ldexp(lost, exponent - spacing))};
  }
};

second_opinion::tail no_tail(int side) { return {side * infinity, 0, 0, side * infinity, side * infinity, side * infinity}; }

/// Values and slopes below 2^-1100 vanish in products with a number up to 2^14, which are below 2^-12 of the smallest double; those
/// below 2^-3200 do in products with any two.
constexpr int negligible_exponent = -1100, vanishing_exponent = -3200;
constexpr double ordinary_upstream = 0x1p14;

/// Is |f(x)| or |f'(x)| surely below 2^exponent?
bool is_below(int exponent, const oracle& truth, double x) {
  using arithmetic::interval;
  const interval::working_precision scope(64);
  const auto formula = truth.subject().formulas->enclose[truth.direction() == pass::backward ? 1 : 0];
  const interval value = formula(interval(x), arithmetic::parameters_as<interval>(truth.parameters()));
  const auto is_small = [exponent](mpfr_srcptr v) {
    return mpfr_zero_p(v) != 0 || (mpfr_regular_p(v) != 0 && mpfr_get_exp(v) < exponent);
  };
  return is_small(value.lower()) && is_small(value.upper());
}

constexpr std::size_t block_size = 512;

/// Working space for a block, aligned for any target.
template <std::size_t size>
struct workspace {
  alignas(64) double x[size + kernels::lane_padding] = {};
  alignas(64) double upstream[size + kernels::lane_padding] = {};
  alignas(64) double high[size + kernels::lane_padding];
  alignas(64) double low[size + kernels::lane_padding];
  alignas(64) double error[size + kernels::lane_padding];
};

}  // namespace

second_opinion::second_opinion(const activation& a, pass p, format f, parameter_values values)
    : second_opinion(oracle(a, p, values), f) {}

second_opinion::second_opinion(const oracle& truth, format f)
    : oracle_(truth), format_(f), lower_(no_tail(-1)), upper_(no_tail(+1)) {
  const tail lower = find_tail(-1);  // neither may be used while the other is looked for
  upper_ = find_tail(+1);
  lower_ = lower;
}

/// Bisects for the last inputs, coming from infinity, at which the result and its residual are still those at the largest finite
/// input. On the outer piece the function is monotone, and so is the residual of one constant.
second_opinion::tail second_opinion::find_tail(int side) const {
  const auto points = turning_points(oracle_.claims(), oracle_.direction());
  const double inner_end = points.empty() ? 0.0 : side < 0 ? points.front() : points.back();
  const std::int64_t outermost = ordinal_of(format_, side * largest(format_)), inward = side < 0 ? 1 : -1;
  if (std::fabs(inner_end) >= largest(format_)) return no_tail(side);  // no number of the format is on the outer piece
  // The innermost number strictly on the outer piece: the rounded end of the piece may be one.
  const double rounded_end = round_to(format_, inner_end);
  const bool is_outside = side < 0 ? rounded_end < inner_end : rounded_end > inner_end;
  const std::int64_t inner = ordinal_of(format_, rounded_end) - (is_outside ? 0 : inward);
  const auto value_at = [&](std::int64_t ordinal) {
    const double x = value_of_ordinal(format_, ordinal);
    reference_value result;
    return rounds_surely(x, 1, result) ? result : oracle_.evaluate(format_, x);
  };
  /// The innermost ordinal with the property; `innermost` has it not.
  const auto last = [&](std::int64_t innermost, auto property) {
    std::int64_t has = outermost, has_not = innermost;
    while (has_not != has + inward) {
      const std::int64_t middle = std::midpoint(has, has_not);  // their difference may be no int64
      (property(middle) ? has : has_not) = middle;
    }
    return has;
  };
  const reference_value constant = value_at(outermost);
  const auto is_constant = [&](std::int64_t o) { return same_number(value_at(o).rounded, constant.rounded); };
  if ((side < 0 ? inner <= outermost : inner >= outermost) || std::isnan(constant.rounded) || !is_constant(outermost + inward)) return no_tail(side);
  const std::int64_t end = last(inner, is_constant);
  const std::int64_t settled = last(end + inward, [&](std::int64_t o) {
    return std::fabs(value_at(o).residual - constant.residual) < residual_tolerance;
  });
  tail result = no_tail(side);
  result.end = value_of_ordinal(format_, end);
  result.value = constant.rounded;
  result.residual = constant.residual;
  result.settled = value_of_ordinal(format_, settled);
  if (constant.rounded != 0) return result;
  const auto first_below = [&](int exponent) {
    const auto property = [&](std::int64_t o) { return is_below(exponent, oracle_, value_of_ordinal(format_, o)); };
    return property(outermost) ? value_of_ordinal(format_, last(end + inward, property)) : side * infinity;
  };
  result.negligible = first_below(negligible_exponent);
  result.vanishing = first_below(vanishing_exponent);
  return result;
}

const second_opinion::tail* second_opinion::tail_at(double x) const {
  return x <= lower_.end ? &lower_ : x >= upper_.end ? &upper_ : nullptr;
}

std::optional<double> second_opinion::sign_where_products_vanish(double x) const {
  const tail* t = tail_at(x);
  if (t == nullptr || std::fabs(x) < std::fabs(t->vanishing)) return std::nullopt;
  return std::copysign(1.0, t->value);
}

std::size_t second_opinion::evaluate(std::span<const double> x, std::span<const double> dy, std::span<reference_value> results,
                                     std::span<std::uint8_t> sure) const {
  if (x.size() != results.size() || x.size() != sure.size() || (!dy.empty() && dy.size() != x.size()))
    throw std::invalid_argument("second opinion: arrays x, dy, results and sure must have the same size");
  const bool scaled_by_dy = oracle_.direction() == pass::backward && !dy.empty();
  for (std::size_t begin = 0; begin < x.size(); begin += block_size) {
    const std::size_t count = std::min(block_size, x.size() - begin);
    evaluate_block<block_size>(x.subspan(begin, count), scaled_by_dy ? dy.data() + begin : nullptr, results.data() + begin,
                               sure.data() + begin);
  }
  return static_cast<std::size_t>(std::count(sure.begin(), sure.end(), 1));
}

bool second_opinion::rounds_surely(double x, double dy, reference_value& result) const {
  std::uint8_t sure = 0;
  evaluate_block<1>({&x, 1}, oracle_.direction() == pass::backward ? &dy : nullptr, &result, &sure);
  return sure != 0;
}

template <std::size_t most>
void second_opinion::evaluate_block(std::span<const double> x, const double* dy, reference_value* results,
                                    std::uint8_t* sure) const {
  const auto kernel = kernels::find_double_double_function(oracle_.subject().name, oracle_.direction());
  const auto parameters = oracle_.parameters();
  workspace<most> space;
  std::size_t open = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    space.x[i] = x[i];
    // The sign of a zero or infinite product is that of the slope: computed with an upstream gradient of +-1.
    if (dy != nullptr) space.upstream[i] = dy[i] == 0 || std::isinf(dy[i]) ? std::copysign(1.0, dy[i]) : dy[i];
    sure[i] = settle_by_facts(x[i], dy == nullptr ? 1.0 : dy[i], results[i]) ? 1 : 0;
    open += sure[i] == 0 ? 1 : 0;
  }
  if (open > 0 && kernel != nullptr) {
    kernel(space.x, dy == nullptr ? nullptr : space.upstream, x.size(), parameters.data(),
           {space.high, space.low, space.error});
    for (std::size_t i = 0; i < x.size(); ++i)
      if (sure[i] == 0)
        sure[i] = settle({space.high[i], space.low[i], space.error[i]}, x[i], dy == nullptr ? 1.0 : dy[i], results[i]) ? 1 : 0;
  }
  for (std::size_t i = 0; i < x.size(); ++i)
    if (std::isinf(results[i].rounded)) results[i] = held_by(format_, results[i].rounded, overflow::standard);
}

ball unrounded(const oracle& of, double x) {
  const auto kernel = kernels::find_double_double_function(of.subject().name, of.direction());
  const auto parameters = of.parameters();
  workspace<1> space;
  space.x[0] = x;
  kernel(space.x, nullptr, 1, parameters.data(), {space.high, space.low, space.error});
  return {space.high[0], space.low[0], space.error[0]};
}

bool second_opinion::settle_by_facts(double x, double dy, reference_value& result) const {
  const pass p = oracle_.direction();
  double special = 0;
  if (special_result(oracle_.claims(), p, x, dy, special)) {
    result = {round_unbounded(format_, special), 0};
    return true;
  }
  if (p == pass::backward)
    if (const auto slope = declared_slope(oracle_.claims(), x)) {
      result = exact_product(*slope, dy).in(format_);
      return true;
    }
  const tail* t = tail_at(x);
  if (t == nullptr) return false;
  if (p == pass::forward || dy == 1) {
    if (std::fabs(x) < std::fabs(t->settled)) return false;
    result = {t->value, t->residual};
    return true;
  }
  if (std::fabs(x) < std::fabs(std::fabs(dy) <= ordinary_upstream ? t->negligible : t->vanishing) || std::isinf(dy)) return false;
  result = {std::copysign(0.0, std::copysign(1.0, t->value) * std::copysign(1.0, dy)), 0};
  return true;
}

bool second_opinion::settle(const ball& b, double x, double dy, reference_value& result) const {
  const bool backward = oracle_.direction() == pass::backward;
  if (backward && (dy == 0 || std::isinf(dy))) return settle_zero_or_infinite_upstream(b, x, dy, result);
  if (b.high == 0 && b.error == 0) {
    result = {std::copysign(0.0, oracle_.sign_of_exact_zero(x) * (backward ? dy : 1.0)), 0};
    return true;
  }
  const auto certain = round_if_certain(format_, b);
  if (certain) result = *certain;
  return certain || settle_small(b, x, dy, result);
}

bool second_opinion::settle_zero_or_infinite_upstream(const ball& slope, double x, double dy, reference_value& result) const {
  if (slope.high == 0 && slope.error == 0) {
    const double sign = oracle_.sign_of_exact_zero(x) * std::copysign(1.0, dy);
    result = {dy == 0 ? std::copysign(0.0, sign) : std::numeric_limits<double>::quiet_NaN(), 0};
    return true;
  }
  if (!slope.has_sign()) return false;
  result = {std::copysign(dy == 0 ? 0.0 : infinity, slope.high), 0};
  return true;
}

bool second_opinion::settle_small(const ball& b, double x, double dy, reference_value& result) const {
  const auto& claims = oracle_.claims();
  const bool backward = oracle_.direction() == pass::backward;
  // The second term of the expansion is 2^-13 of the first one's spacing at most: it decides ties, no more.
  const auto& expansion = backward ? claims.derivative_at_zero : claims.at_zero;
  const auto terms = expansion && (!backward || dy == 1) ? terms_at(*expansion, x) : std::nullopt;
  if (terms && std::fabs(terms->ratio) < 0x1p-66 && (terms->power == 1 || (terms->power == 2 && std::fabs(terms->coefficient) == 1))) {
    const exact_product first(terms->power == 1 ? terms->coefficient : terms->coefficient * x, x);
    result = first.in(format_, std::copysign(1.0, terms->ratio * terms->coefficient * (terms->power == 1 ? x : 1.0)));
    return true;
  }
  // The same for an asymptote, where x has no fraction and the line may lie halfway between two numbers. Its intercept is a
  // multiple of 1/2, as all places between which a rounding changes are there: what is far below 1/2 only decides ties.
  const auto& line = x < 0 ? claims.asymptote_at_minus_infinity : claims.asymptote_at_plus_infinity;
  if (!backward && line && std::fabs(line->slope) == 1 && std::rint(2 * line->intercept) == 2 * line->intercept &&
      std::fabs(x) >= power_of_two(shape(format_).precision)) {
    const double sum = line->slope * x + line->intercept, lost = line->intercept - (sum - line->slope * x);  // Fast2Sum
    if (std::fabs(b.high - sum) + std::fabs(b.low - lost) + b.error < 0x1p-20) {
      result = exact_product(sum, lost, 0).in(format_, line->side);
      return true;
    }
  }
  // Too small for the format, on the side of zero from which the limit is approached.
  const double limit = std::fabs(b.high) + b.error;
  if (round_to(format_, limit) == 0 && in_units(limit, spacing_exponent(format_, 0)) < residual_tolerance)
    if (const auto sign = sign_of_vanishing(claims, oracle_.direction(), x)) {
      result = {backward ? *sign * dy : *sign, 0};
      return true;
    }
  if (!backward || dy == 1) return false;
  // An exact slope times a tiny or huge dy.
  const ball slope = unrounded(oracle_, x);
  if (slope.error != 0 || slope.low != 0 || !std::isfinite(slope.high)) return false;
  result = exact_product(slope.high, dy).in(format_);
  return true;
}

}  // namespace actcheck
