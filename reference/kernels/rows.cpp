#include "actcheck/rows.hpp"

#include <algorithm>
#include <cmath>

#include "kernels/arrays.hpp"
#include "kernels/rounding_test.hpp"
#include "kernels/row_terms.hpp"

namespace actcheck {
using namespace arithmetic;

namespace {

constexpr reference_value exact_zero{0, 0};  // always +0

std::optional<reference_value> round_if_certain(format f, const bounded& value) {
  return value.value == 0 && value.error == 0 ? exact_zero : kernels::round_if_certain(f, value);
}

std::optional<reference_value> round_if_certain(format f, const row_ball& b) {
  if (b.value.high == 0 && b.value.error == 0) return exact_zero;
  if (b.exponent == 0) return actcheck::round_if_certain(f, b.value);
  const bool vanishes = std::isfinite(b.value.high) && b.value.has_sign() && std::ilogb(b.value.high) + 1 + b.exponent < -1074 - 12;
  if (!vanishes) return std::nullopt;
  return reference_value{std::copysign(0.0, b.value.high), 0};
}

}  // namespace

row_reference::row_reference(const activation& a, pass p, format f) : oracle_(a, p), format_(f) {}

void row_reference::evaluate(std::span<const double> x, std::span<const double> dy, std::span<reference_value> results) const {
  require_row_sizes(direction(), x, dy, results.size());
  if (x.empty() || oracle_.special_results(x, dy, results)) return hold(format_, results, overflow::standard);
  const auto& formulas = *subject().row_formulas;
  const row_view row(x, direction() == pass::backward ? dy : std::span<const double>{}, formulas.orientation);
  const std::size_t index = direction() == pass::backward ? 1 : 0;
  std::vector<std::size_t> undecided;  // finite elements: those at infinities are done by special_results
  for (std::size_t i = 0; i < x.size(); ++i)
    if (std::isfinite(x[i])) undecided.push_back(i);
  /// Those that `round` is certain of are decided.
  const auto decide = [&](auto round) {
    std::erase_if(undecided, [&](std::size_t i) {
      const std::optional<reference_value> certain = round(i);
      if (certain) results[i] = *certain;
      return certain.has_value();
    });
  };
  if (format_ != format::f64) {
    const row_terms<bounded> terms(row, direction());
    decide([&](std::size_t i) { return round_if_certain(format_, formulas.fast[index](terms.element(i), terms.sums())); });
  }
  if (!undecided.empty()) {
    std::vector<row_ball> balls(x.size());
    formulas.precise[index](row, balls);
    decide([&](std::size_t i) { return round_if_certain(format_, balls[i]); });
  }
  hold(format_, results, overflow::standard);
  if (!undecided.empty()) oracle_.evaluate(format_, x, dy, undecided, results);
}

void row_reference::apply(const void* x, const void* dy, void* out, std::size_t rows, std::size_t cols, unsigned threads) const {
  const bool backward = direction() == pass::backward;
  if (rows == 0 || cols == 0) return;
  if (rows > static_cast<std::size_t>(PTRDIFF_MAX) / bytes(format_) / cols)
    throw std::invalid_argument("reference: rows times cols is larger than memory");
  kernels::require_usable(format_, rows * cols, x, out, "x");
  if (backward) kernels::require_usable(format_, rows * cols, dy, out, "dy");
  constexpr std::size_t elements_worth_a_thread = 1 << 12;
  kernels::run_in_shares(rows, 1, elements_worth_a_thread / cols + 1, threads, [&](std::size_t begin, std::size_t count) {
    std::vector<double> values(cols), upstream(backward ? cols : 0);
    std::vector<reference_value> results(cols);
    const std::size_t stride = bytes(format_) * cols;
    for (std::size_t row = begin; row < begin + count; ++row) {
      decode_array(format_, static_cast<const char*>(x) + row * stride, values);
      if (backward) decode_array(format_, static_cast<const char*>(dy) + row * stride, upstream);
      evaluate(values, upstream, results);
      for (std::size_t i = 0; i < cols; ++i) store_bits(format_, out, row * cols + i, encode(format_, results[i].rounded));
    }
  });
}

}  // namespace actcheck
