#include "actcheck/reference.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cmath>
#include <stdexcept>

#include "arithmetic/formula_table.hpp"
#include "hwy/cache_control.h"
#include "kernels/arrays.hpp"
#include "kernels/decide_by_facts.hpp"
#include "kernels/lane_formats.hpp"
#include "kernels/lazy_table.hpp"
#include "kernels/narrow_tables.hpp"
#include "kernels/rounding_test.hpp"
#include "oracle/second_opinion.hpp"

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

reference::reference(const activation& a, pass p, format f, parameter_values values, overflow policy)
    : oracle_(a, p, values), pass_(p), format_(f), parameters_(values.begin(), values.end()),
      opinion_(std::make_shared<second_opinion>(oracle_, f)), policy_(policy) {
  require_legal(f, policy);
  if (kernels::lanes_can_take(values)) {
    const auto found = kernels::find_lane_functions(a.name, p);
    kernel_ = found.evaluate;
    f32_kernel_ = found.apply_f32;
    static_assert(std::tuple_size_v<decltype(kernel_parameters_)> == kernels::most_parameters);
    std::copy(values.begin(), values.end(), kernel_parameters_.begin());
  }
  if (p == pass::backward)
    for (const auto& k : oracle_.claims().kinks)
      if (k.exact && !same_number(a.plain(p, k.x, values), k.convention)) exceptions_.push_back(k.x);
  if (shape(f).bits == 16) tables_ = std::make_shared<kernels::tables_16_bit>();
  if (shape(f).bits != 8) return;
  std::vector<double> x(256);
  for (std::size_t bits = 0; bits < x.size(); ++bits) x[bits] = decode(f, bits);
  std::vector<reference_value> results(x.size());
  evaluate(x, {}, results);
  for (const auto& r : results) table_.push_back(static_cast<std::uint8_t>(encode(f, r.rounded)));
}

double reference::lower_tail() const { return opinion_->lower_tail().end; }
double reference::upper_tail() const { return opinion_->upper_tail().end; }

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

reference_value reference::ask_oracle(double x, double dy) const {
  undecided_count.fetch_add(1, std::memory_order_relaxed);
  return oracle_.evaluate(format_, x, dy);
}

reference_value reference::resolve(double x, double dy) const {
  const auto& claims = oracle_.claims();
  const bool backward = pass_ == pass::backward;
  double special = 0;
  if (special_result(claims, pass_, x, dy, special)) return {round_unbounded(format_, special), 0};
  if (!std::isfinite(x) || !std::isfinite(dy)) return oracle_.evaluate(format_, x, dy);
  const bounded fast = evaluate_bounded(x, dy);
  if (const auto certain = round_if_certain(format_, fast)) return *certain;
  const bool in_lower = x <= lower_tail(), in_upper = x >= upper_tail();
  if ((in_lower || in_upper) && (!backward || dy == 1) && !(backward && declared_slope(claims, x)))
    return with_residual(format_, in_lower ? opinion_->lower_tail().value : opinion_->upper_tail().value, fast);
  if (const auto& expansion = backward ? claims.derivative_at_zero : claims.at_zero)
    if (const auto rounded = round_expansion(format_, *expansion, x, backward ? dy : 1)) return with_residual(format_, *rounded, fast);
  if (!backward)
    if (const auto rounded = round_by_asymptote(format_, claims, x, fast)) return with_residual(format_, *rounded, fast);
  reference_value result;
  return opinion_->rounds_surely(x, dy, result) ? result : ask_oracle(x, dy);
}

void reference::evaluate_f64(std::span<const double> x, std::span<const double> dy, std::span<reference_value> results) const {
  std::array<std::uint8_t, 512> sure;
  for (std::size_t begin = 0; begin < x.size(); begin += sure.size()) {
    const std::size_t count = std::min(sure.size(), x.size() - begin);
    const auto some_x = x.subspan(begin, count), some_dy = dy.empty() ? dy : dy.subspan(begin, count);
    const auto some = results.subspan(begin, count);
    if (opinion_->evaluate(some_x, some_dy, some, std::span(sure).first(count)) == count) continue;
    for (std::size_t i = 0; i < count; ++i)
      if (sure[i] == 0) some[i] = ask_oracle(some_x[i], some_dy.empty() ? 1.0 : some_dy[i]);
  }
}

reference_value reference::evaluate(double x, double dy) const {
  reference_value result;
  evaluate({&x, 1}, {&dy, 1}, {&result, 1});
  return result;
}

/// Runs the kernel on one block; what it cannot take, the scalar formula does.
kernels::lane_bound reference::run_kernel(const double* x, std::size_t n, double* value, double* magnitude) const {
  if (kernel_ != nullptr) {
    const auto bound = kernel_(x, n, kernel_parameters_.data(), value, magnitude);
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
    const bool sign_is_certain = dy != 0 || !block.bound.cancels;  // of a zero that is the product with a zero
    const bool decided = same_number(low, high) && sign_is_certain && std::isfinite(value) && std::isfinite(x[i]) &&
                         residual_is_known(f, value, error);
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
  if (format_ == format::f64) evaluate_f64(x, dy, results);
  else evaluate_blocks(x, dy, results);
  // Until here a result beyond the largest number is an infinity, or NaN with a note of its side.
  hold(format_, results, policy_);
}

void reference::evaluate_blocks(std::span<const double> x, std::span<const double> dy, std::span<reference_value> results) const {
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
      case format::f8e4m3fn: evaluate_block<format::f8e4m3fn>(block, space.x, block_results); break;
      case format::f8e5m2: evaluate_block<format::f8e5m2>(block, space.x, block_results); break;
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

void reference::apply_f64(const double* x, const double* dy, double* out, std::size_t n) const {
  std::array<reference_value, workspace::size> results;
  for (std::size_t begin = 0; begin < n; begin += results.size()) {
    const std::size_t count = std::min(results.size(), n - begin);
    const std::span<const double> upstream = dy == nullptr ? std::span<const double>{} : std::span(dy + begin, count);
    evaluate_f64({x + begin, count}, upstream, std::span(results).first(count));
    for (std::size_t i = 0; i < count; ++i) store_bits(format::f64, out, begin + i, encode(format::f64, results[i].rounded));
  }
}

void reference::apply_f32(const char* x, const char* dy, char* out, std::size_t n) const {
  constexpr std::size_t block_size = 1024, line = 64;
  // Results that no cache can hold are written past them, which saves reading what they replace.
  constexpr std::size_t beyond_caches = std::size_t{1} << 23;
  const bool stream = n >= beyond_caches && out != x && out != dy;
  const bool parameters_are_f32 =
      std::all_of(parameters_.begin(), parameters_.end(), [](double v) { return static_cast<double>(static_cast<float>(v)) == v; });
  kernels::undecided_input undecided[block_size];
  for (std::size_t begin = 0, count = 0; begin < n; begin += count) {
    const std::size_t stride = begin * sizeof(float);
    auto* const results = reinterpret_cast<float*>(out + stride);
    const std::size_t past_line = reinterpret_cast<std::uintptr_t>(results) % line;
    count = std::min(stream && past_line != 0 ? (line - past_line) / sizeof(float) : block_size, n - begin);
    const std::size_t left = f32_kernel_({.x = reinterpret_cast<const float*>(x + stride),
                                          .dy = dy == nullptr ? nullptr : reinterpret_cast<const float*>(dy + stride),
                                          .out = results,
                                          .n = count,
                                          .parameters = kernel_parameters_.data(),
                                          .exceptions = exceptions_.data(),
                                          .exception_count = exceptions_.size(),
                                          .undecided = undecided,
                                          .parameters_are_f32 = parameters_are_f32,
                                          .stream = stream && past_line == 0});
    if (stream && left > 0) hwy::FlushStream();  // what follows must not be overtaken
    for (std::size_t j = 0; j < left; ++j)
      results[undecided[j].index] = std::bit_cast<float>(
          static_cast<std::uint32_t>(encode(format::f32, resolve(undecided[j].x, undecided[j].dy).rounded)));
  }
  if (stream) hwy::FlushStream();
}

/// 8-bit formats: the table, or products that are made and rounded one block at a time.
void reference::apply_to_bytes(const char* x, const char* dy, char* out, std::size_t n) const {
  if (dy == nullptr) {
    std::transform(x, x + n, out, [this](char v) { return static_cast<char>(table_[static_cast<std::uint8_t>(v)]); });
    return;
  }
  std::vector<double> inputs(workspace::size), upstream(workspace::size);
  std::vector<reference_value> results(workspace::size);
  for (std::size_t begin = 0; begin < n; begin += workspace::size) {
    const std::size_t count = std::min(workspace::size, n - begin);
    decode_array(format_, x + begin, std::span(inputs).first(count));
    decode_array(format_, dy + begin, std::span(upstream).first(count));
    evaluate(std::span(inputs).first(count), std::span(upstream).first(count), std::span(results).first(count));
    for (std::size_t i = 0; i < count; ++i) out[begin + i] = static_cast<char>(encode(format_, results[i].rounded));
  }
}

void reference::apply_share(const char* x, const char* dy, char* out, std::size_t n) const {
  if (shape(format_).bits == 8) return apply_to_bytes(x, dy, out, n);
  if (format_ == format::f32 && f32_kernel_ != nullptr) return apply_f32(x, dy, out, n);
  if (format_ == format::f64)
    return apply_f64(reinterpret_cast<const double*>(x), reinterpret_cast<const double*>(dy), reinterpret_cast<double*>(out), n);
  if (shape(format_).bits == 16) return apply_16_bit(x, dy, out, n);
  apply_blocks(x, dy, out, n);
}

/// A look-up costs less than any evaluation: of the result, or of the slope.
void reference::apply_16_bit(const char* x, const char* dy, char* out, std::size_t n) const {
  const auto* const from = reinterpret_cast<const std::uint16_t*>(x);
  auto* const to = reinterpret_cast<std::uint16_t*>(out);
  if (dy == nullptr && tables_->results.pays_for(n)) {
    const auto& table = tables_->results.get([this](std::span<std::uint16_t> entries) {
      for (std::size_t bits = 0; bits < entries.size(); ++bits) entries[bits] = static_cast<std::uint16_t>(bits);
      auto* const stored = reinterpret_cast<char*>(entries.data());
      apply_blocks(stored, nullptr, stored, entries.size());
    });
    return kernels::look_up(table.data(), from, n, to);
  }
  if (dy == nullptr || !tables_->slopes.pays_for(n)) return apply_blocks(x, dy, out, n);
  const auto& slopes = tables_->slopes.get([this](std::span<float> entries) {
    std::vector<double> inputs(entries.size());
    for (std::size_t bits = 0; bits < inputs.size(); ++bits) inputs[bits] = decode(format_, bits);
    std::vector<reference_value> results(entries.size());
    reference(subject(), pass::backward, format::f64, parameters_).evaluate(inputs, {}, results);
    std::transform(results.begin(), results.end(), entries.begin(), [](const reference_value& r) { return slope_entry(r.rounded); });
  });
  const auto* const upstream = reinterpret_cast<const std::uint16_t*>(dy);
  std::array<kernels::undecided_product, workspace::size> undecided;
  for (std::size_t begin = 0; begin < n; begin += undecided.size()) {
    const std::size_t count = std::min(undecided.size(), n - begin);
    const std::size_t left =
        kernels::multiply_slopes(format_, {slopes.data(), from + begin, upstream + begin, count, to + begin}, undecided.data());
    for (const auto& u : std::span(undecided).first(left))
      to[begin + u.index] =
          static_cast<std::uint16_t>(encode(format_, resolve(decode(format_, u.x), decode(format_, u.dy)).rounded));
  }
}

void reference::apply_blocks(const char* x, const char* dy, char* out, std::size_t n) const {
  const std::size_t stride = bytes(format_);
  workspace space;
  for (std::size_t begin = 0; begin < n; begin += workspace::size) {
    const std::size_t count = std::min(workspace::size, n - begin);
    const char* stored_x = x + begin * stride;
    const char* stored_dy = dy == nullptr ? nullptr : dy + begin * stride;
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
