#include "actcheck/reference.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>
#include <stdexcept>
#include <thread>

#include "arithmetic/formula_table.hpp"
#include "kernels/arrays.hpp"
#include "kernels/lane_formats.hpp"
#include "kernels/rounding_test.hpp"

namespace actcheck {
using namespace arithmetic;
using namespace kernels;
namespace {

std::atomic<std::uint64_t> undecided_count{0};

/// `round_to`, with the hardware's conversion in the loop where there is one.
template <format f>
double round_inline(double value) {
  if constexpr (f == format::f32) return static_cast<double>(static_cast<float>(value));
  else return round_to(f, value);
}

}  // namespace

reference::reference(const activation& a, pass p, format f, parameter_values values)
    : oracle_(a, p, values), pass_(p), format_(f), parameters_(values.begin(), values.end()),
      lower_(find_tail(-1)), upper_(find_tail(+1)) {
  if (kernels::lanes_can_take(values)) {
    const auto found = kernels::find_lane_functions(a.name, p);
    kernel_ = found.evaluate;
    f32_kernel_ = found.apply_f32;
  }
  if (p == pass::backward)
    for (const auto& k : oracle_.claims().kinks)
      if (!same_number(a.plain(p, k.x, values), k.convention)) exceptions_.push_back(k.x);
}

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

/// The formula on doubles with their error bounds, times dy.
bounded reference::evaluate_bounded(double x, double dy) const {
  const bool backward = pass_ == pass::backward;
  bounded result;
  const auto declared = backward ? declared_slope(oracle_.claims(), x) : std::nullopt;
  if (declared) result = bounded{*declared};
  else oracle_.subject().formulas->fast[backward ? 1 : 0]({&x, 1}, parameters_as<bounded>(parameters_), &result);
  return backward ? times_exactly(result, dy) : result;
}

reference_value reference::resolve(double x, double dy) const {
  const auto& claims = oracle_.claims();
  const bool backward = pass_ == pass::backward;
  double special = 0;
  if (special_result(claims, pass_, x, dy, special)) return {round_to(format_, special), 0};
  if (format_ == format::f64 || !std::isfinite(x) || !std::isfinite(dy)) return oracle_.evaluate(format_, x, dy);
  const bounded fast = evaluate_bounded(x, dy);
  if (const auto certain = round_if_certain(format_, fast)) return *certain;
  const bool in_lower = x <= lower_.end, in_upper = x >= upper_.end;
  if ((in_lower || in_upper) && (!backward || dy == 1) && !(backward && declared_slope(claims, x)))
    return with_residual(format_, in_lower ? lower_.value : upper_.value, fast);
  if (!backward && claims.at_zero && std::fabs(x) < 0x1p-40 && x != 0) {
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

/// Runs the kernel on one block; what it cannot take, the scalar formula does.
kernels::lane_bound reference::run_kernel(const double* x, std::size_t n, double* value, double* magnitude) const {
  if (kernel_ != nullptr) {
    const auto bound = kernel_(x, n, parameters_.data(), value, magnitude);
    for (const double at : exceptions_) kernels::set_at(at, *declared_slope(oracle_.claims(), at), x, n, value);
    return bound;
  }
  for (std::size_t i = 0; i < n; ++i) {
    const bounded result = evaluate_bounded(x[i], 1);
    value[i] = result.value;
    magnitude[i] = result.certain_bound();
  }
  return {1, true};
}

template <format f>
void reference::evaluate_block(const kernels::unrounded_block& block, const double* x, std::span<reference_value> results) const {
  for (std::size_t i = 0; i < block.size; ++i) {
    const double dy = block.upstream != nullptr ? block.upstream[i] : 1.0;
    const double value = block.value[i] * dy;
    const double error = block.relative_error() * (block.bound.cancels ? block.magnitude[i] * std::fabs(dy) : std::fabs(value));
    const double low = round_inline<f>(value - error);
    const double high = error == 0 ? low : round_inline<f>(value + error);  // -0 + 0 would be +0
    const bool decided = same_number(low, high) && std::isfinite(low) && std::isfinite(x[i]) && residual_is_known(f, value, error);
    results[i] = decided ? with_residual(f, low, {value, error}) : resolve(x[i], dy);
  }
}

namespace {

/// Working space for one block, aligned for any target.
struct alignas(64) workspace {
  static constexpr std::size_t size = 512;
  double x[size + kernels::lane_padding] = {};
  double upstream[size + kernels::lane_padding] = {};
  double value[size + kernels::lane_padding] = {};
  double magnitude[size + kernels::lane_padding] = {};
  std::uint32_t undecided[size + kernels::lane_padding];
};

}  // namespace

void reference::evaluate(std::span<const double> x, std::span<const double> dy,
                         std::span<reference_value> results) const {
  if (x.size() != results.size() || (!dy.empty() && dy.size() != x.size()))
    throw std::invalid_argument("reference: arrays x, dy and results must have the same size");
  if (format_ == format::f64) {
    for (std::size_t i = 0; i < x.size(); ++i) results[i] = resolve(x[i], dy.empty() ? 1.0 : dy[i]);
    return;
  }
  workspace space;
  const bool scaled = pass_ == pass::backward && !dy.empty();
  for (std::size_t begin = 0; begin < x.size(); begin += workspace::size) {
    const std::size_t count = std::min(workspace::size, x.size() - begin);
    std::copy_n(x.data() + begin, count, space.x);
    const auto bound = run_kernel(space.x, count, space.value, space.magnitude);
    const kernels::unrounded_block block{space.value, space.magnitude, scaled ? dy.data() + begin : nullptr, bound, count};
    const auto block_results = results.subspan(begin, count);
    switch (format_) {
      case format::f64: break;
      case format::f32: evaluate_block<format::f32>(block, space.x, block_results); break;
      case format::f16: evaluate_block<format::f16>(block, space.x, block_results); break;
      case format::bf16: evaluate_block<format::bf16>(block, space.x, block_results); break;
    }
  }
}

void reference::apply(const void* x, const void* dy, void* out, std::size_t n, unsigned threads) const {
  const bool scaled = pass_ == pass::backward && dy != nullptr;
  kernels::require_usable(format_, n, x, out, "x");
  if (scaled) kernels::require_usable(format_, n, dy, out, "dy");
  // Shares of whole blocks, each large enough to be worth a thread.
  kernels::run_in_shares(n, workspace::size, std::size_t{1} << 15, threads, [&](std::size_t begin, std::size_t count) {
    const std::size_t stride = bytes(format_);
    apply_share(static_cast<const char*>(x) + begin * stride, scaled ? static_cast<const char*>(dy) + begin * stride : nullptr,
                static_cast<char*>(out) + begin * stride, count);
  });
}

void reference::apply_one_by_one(const char* x, const char* dy, char* out, std::size_t n) const {
  for (std::size_t i = 0; i < n; ++i) {
    const double upstream = dy == nullptr ? 1.0 : decode(format_, load_bits(format_, dy, i));
    store_bits(format_, out, i, encode(format_, resolve(decode(format_, load_bits(format_, x, i)), upstream).rounded));
  }
}

void reference::apply_f32(const char* x, const char* dy, char* out, std::size_t n) const {
  constexpr std::size_t block_size = 1024;
  kernels::undecided_input undecided[block_size];
  for (std::size_t begin = 0; begin < n; begin += block_size) {
    const std::size_t count = std::min(block_size, n - begin), stride = begin * sizeof(float);
    auto* const results = reinterpret_cast<float*>(out + stride);
    const std::size_t left = f32_kernel_({reinterpret_cast<const float*>(x + stride),
                                          dy == nullptr ? nullptr : reinterpret_cast<const float*>(dy + stride), results, count,
                                          parameters_.data(), exceptions_.data(), exceptions_.size(), undecided});
    for (std::size_t j = 0; j < left; ++j)
      results[undecided[j].index] = std::bit_cast<float>(
          static_cast<std::uint32_t>(encode(format::f32, resolve(undecided[j].x, undecided[j].dy).rounded)));
  }
}

void reference::apply_share(const char* x, const char* dy, char* out, std::size_t n) const {
  if (format_ == format::f32 && f32_kernel_ != nullptr) return apply_f32(x, dy, out, n);
  const std::size_t stride = bytes(format_);
  workspace space;
  for (std::size_t begin = 0; begin < n; begin += workspace::size) {
    const std::size_t count = std::min(workspace::size, n - begin);
    const char* stored_x = x + begin * stride;
    const char* stored_dy = dy == nullptr ? nullptr : dy + begin * stride;
    if (format_ == format::f64) {
      apply_one_by_one(stored_x, stored_dy, out + begin * stride, count);
      continue;
    }
    bool special = kernels::load_block(format_, stored_x, count, space.x);
    if (dy != nullptr) special |= kernels::load_block(format_, stored_dy, count, space.upstream);
    if (special) {  // once more, with NaN and infinities told apart
      decode_array(format_, stored_x, std::span(space.x, count));
      if (dy != nullptr) decode_array(format_, stored_dy, std::span(space.upstream, count));
    }
    const auto bound = run_kernel(space.x, count, space.value, space.magnitude);
    const kernels::unrounded_block block{space.value, space.magnitude, dy == nullptr ? nullptr : space.upstream, bound, count};
    const std::size_t left = kernels::round_block(format_, block, out + begin * stride, space.undecided);
    const auto settle = [&](std::size_t i) {
      const double rounded = resolve(space.x[i], dy == nullptr ? 1.0 : space.upstream[i]).rounded;
      store_bits(format_, out, begin + i, encode(format_, rounded));
    };
    for (std::size_t j = 0; j < left; ++j) settle(space.undecided[j]);
    if (!special) continue;
    for (std::size_t i = 0; i < count; ++i)
      if (!std::isfinite(space.x[i]) || (dy != nullptr && !std::isfinite(space.upstream[i]))) settle(i);
  }
}

}  // namespace actcheck
