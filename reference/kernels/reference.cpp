#include "actcheck/reference.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cmath>
#include <stdexcept>

#include "arithmetic/formula_table.hpp"

namespace actcheck {
using namespace arithmetic;
namespace {

constexpr std::size_t block_size = 256;
std::atomic<std::uint64_t> undecided_count{0};

/// `rounded` with what rounding took away from the (nearly) exact value, where the value is known well enough.
reference_value with_residual(format f, double rounded, const bounded& exact) {
  if (!std::isfinite(rounded) || !std::isfinite(exact.error)) return {rounded, 0};
  const double scale = power_of_two(-spacing_exponent(f, exact.value));
  if ( !(exact.error * scale < 0x1p-10)) return {rounded, 0};
  return {rounded, static_cast<float>((exact.value - rounded) * scale)};
}

/// `round_to`, with the hardware's conversion in the loop where there is one.
template <format f>
double round_inline(double value) {
  if constexpr (f == format::f32) return static_cast<double>(static_cast<float>(value));
  else return round_to(f, value);
}

/// dy * f'(x). A zero dy gives a zero whose sign is that of f'(x), if that is certain.
bounded times_upstream(const bounded& slope, double dy) {
  const bool sign_is_certain = slope.error == 0 || std::fabs(slope.value) > slope.error;
  if (dy == 0 && !sign_is_certain) return {0, bounded::unknown};
  return slope * bounded{dy};
}

}  // namespace

reference::reference(const activation& a, pass p, format f, parameter_values values)
    : oracle_(a, p, values), pass_(p), format_(f), parameters_(values.begin(), values.end()),
      lower_(find_tail(-1)), upper_(find_tail(+1)) {}

/// Bisects for the last input, coming from infinity, whose result is still the result at the largest finite input.
/// On the outer piece the function is monotone, so the inputs with that result are exactly those past the point.
reference::tail reference::find_tail(int side) const {
  const tail none{side < 0 ? -infinity : infinity, 0};
  const auto points = turning_points(oracle_.claims(), pass_);
  const double inner_end = points.empty() ? 0.0 : side < 0 ? points.front() : points.back();
  const double outermost = side * largest(format_);
  const double constant = oracle_.evaluate(format_, outermost).rounded;
  if (!std::isfinite(constant)) return none;
  std::int64_t in_tail = ordinal_of(format_, outermost);
  std::int64_t beyond = ordinal_of(format_, round_to(format_, inner_end));
  beyond -= side < 0 ? 1 : -1;  // strictly on the outer piece, whatever rounding did to its end
  if (side < 0 ? beyond <= in_tail : beyond >= in_tail) return none;
  if (!same_number(oracle_.evaluate(format_, value_of_ordinal(format_, in_tail + (side < 0 ? 1 : -1))).rounded, constant))
    return none;
  while (std::abs(beyond - in_tail) > 1) {
    const std::int64_t middle = in_tail + (beyond - in_tail) / 2;
    const double result = oracle_.evaluate(format_, value_of_ordinal(format_, middle)).rounded;
    (same_number(result, constant) ? in_tail : beyond) = middle;
  }
  return {value_of_ordinal(format_, in_tail), constant};
}

std::uint64_t reference::undecided() { return undecided_count.load(); }

reference_value reference::resolve(double x, double dy, const arithmetic::bounded& fast) const {
  const auto& claims = oracle_.claims();
  const bool backward = pass_ == pass::backward;
  double special = 0;
  if (special_result(claims, pass_, x, dy, special)) return {round_to(format_, special), 0};
  const bool in_lower = x <= lower_.end, in_upper = x >= upper_.end;
  if (format_ != format::f64 && (in_lower || in_upper) && (!backward || dy == 1) && !(backward && declared_slope(claims, x)))
    return with_residual(format_, in_lower ? lower_.value : upper_.value, fast);
  if (!backward && claims.at_zero && std::fabs(x) < 0x1p-40 && x != 0 && format_ != format::f64) {
    // slope*x is exact (the slope is a power of two); the next term only tells which way from it the exact value lies.
    const double exact_side = std::nextafter(claims.at_zero->slope * x, claims.at_zero->curvature > 0 ? infinity : -infinity);
    return with_residual(format_, round_to(format_, exact_side), fast);
  }
  undecided_count.fetch_add(1, std::memory_order_relaxed);
  return oracle_.evaluate(format_, x, dy);
}

reference_value reference::evaluate(double x, double dy) const {
  reference_value result;
  evaluate({&x, 1}, {&dy, 1}, {&result, 1});
  return result;
}

template <format f>
void reference::evaluate_block(std::span<const double> x, std::span<const double> dy,
                               std::span<const arithmetic::bounded> fast, std::span<reference_value> results) const {
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double value = fast[i].value, error = fast[i].certain_bound();
    const double low = round_inline<f>(value - error);
    const double high = error == 0 ? low : round_inline<f>(value + error);  // -0 + 0 would be +0
    // Decided, and known well enough for its residual: next to a root of f' the error is large against the spacing.
    const double scale = power_of_two(-spacing_exponent(f, value));
    const bool decided = same_number(low, high) && std::isfinite(low) && error * scale < 0x1p-10;
    results[i] = decided ? reference_value{low, static_cast<float>((value - low) * scale)} : resolve(x[i], dy.empty() ? 1.0 : dy[i], fast[i]);
  }
  if (pass_ == pass::forward) return;
  for (const auto& k : oracle_.claims().kinks)
    for (std::size_t i = 0; i < x.size(); ++i)
      if (x[i] == k.x) results[i] = oracle_.evaluate(f, x[i], dy.empty() ? 1.0 : dy[i]);
}

void reference::evaluate(std::span<const double> x, std::span<const double> dy,
                         std::span<reference_value> results) const {
  if (x.size() != results.size() || (!dy.empty() && dy.size() != x.size()))
    throw std::invalid_argument("reference: arrays x, dy and results must have the same size");
  const bool backward = pass_ == pass::backward;
  const auto values = parameters_as<bounded>(parameters_);
  std::array<bounded, block_size> fast{};
  for (std::size_t begin = 0; begin < x.size(); begin += block_size) {
    const std::size_t count = std::min(block_size, x.size() - begin);
    const auto inputs = x.subspan(begin, count);
    const auto upstream = dy.empty() ? dy : dy.subspan(begin, count);
    const auto block_results = results.subspan(begin, count);
    if (format_ == format::f64) {
      for (std::size_t i = 0; i < count; ++i)
        block_results[i] = resolve(inputs[i], upstream.empty() ? 1.0 : upstream[i], {0, bounded::unknown});
      continue;
    }
    oracle_.subject().formulas->fast[backward ? 1 : 0](inputs, values, fast.data());
    if (backward && !upstream.empty())
      for (std::size_t i = 0; i < count; ++i) fast[i] = times_upstream(fast[i], upstream[i]);
    const std::span<const bounded> bounds(fast.data(), count);
    switch (format_) {
      case format::f64: break;
      case format::f32: evaluate_block<format::f32>(inputs, upstream, bounds, block_results); break;
      case format::f16: evaluate_block<format::f16>(inputs, upstream, bounds, block_results); break;
      case format::bf16: evaluate_block<format::bf16>(inputs, upstream, bounds, block_results); break;
    }
  }
}

}  // namespace actcheck
