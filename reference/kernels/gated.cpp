#include "actcheck/gated.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>

#include "arithmetic/formula_table.hpp"
#include "kernels/arrays.hpp"
#include "kernels/gated_factors.hpp"
#include "kernels/rounding_test.hpp"
#include "oracle/second_opinion.hpp"

namespace actcheck {
using namespace arithmetic;

/// The tails of the gate and its derivative: found, with some hundred evaluations, when the first input needs them.
class gated_reference::gate_tails {
 public:
  const second_opinion& of(const oracle& truth) {
    auto& [made, opinion] = entries_[truth.direction() == pass::backward ? 1 : 0];
    std::call_once(made, [&] { opinion.emplace(truth, format::f64); });
    return *opinion;
  }

 private:
  struct entry {
    std::once_flag made;
    std::optional<second_opinion> opinion;
  };
  std::array<entry, 2> entries_;
};

gated_reference::gated_reference(const activation& a, format f, parameter_values values)
    : oracle_(a, values), format_(f), parameters_(values.begin(), values.end()), tails_(std::make_shared<gate_tails>()) {}

/// For narrow formats: the gate in double arithmetic, times the other factors, whose product is exact: at most 48 bits, and far from
/// the ends of double.
std::optional<reference_value> gated_reference::multiply_in_double(const kernels::gated_product& product) const {
  double factor = 1;
  for (const double v : product.factors()) factor *= v;
  if (!std::isfinite(product.x) || !std::isfinite(factor)) return std::nullopt;
  const oracle& gate = oracle_.gate(product.order);
  const auto declared = product.order == pass::backward ? declared_slope(gate.claims(), product.x) : std::nullopt;
  bounded value(declared.value_or(0));
  if (!declared)
    gate.subject().formulas->fast[product.order == pass::backward ? 1 : 0]({&product.x, 1}, parameters_as<bounded>(parameters_), &value);
  return kernels::round_if_certain(format_, kernels::times_exactly(value, factor));
}

/// The gate in double-double arithmetic times the other factors.
std::optional<reference_value> gated_reference::multiply_precisely(const kernels::gated_product& product) const {
  const auto is_ordinary = [](double v) { return std::isfinite(v) && v != 0; };
  const auto factors = product.factors();
  if (!std::isfinite(product.x) || !std::all_of(factors.begin(), factors.end(), is_ordinary)) return std::nullopt;
  const oracle& gate = oracle_.gate(product.order);
  const auto declared = product.order == pass::backward ? declared_slope(gate.claims(), product.x) : std::nullopt;
  const ball value = declared ? ball{*declared, 0, 0} : unrounded(gate, product.x);
  const auto zero = [&](double sign) {
    for (const double v : factors) sign *= std::copysign(1.0, v);
    return reference_value{std::copysign(0.0, sign), 0};
  };
  if (!declared && value.high == 0 && value.error == 0) return zero(gate.sign_of_exact_zero(product.x));
  if (!declared && std::fabs(value.high) < 0x1p-900 && value.error > 0)  // perhaps far out, where it vanishes
    if (const auto sign = tails_->of(gate).sign_where_products_vanish(product.x)) return zero(*sign);
  return round_product_if_certain(format_, value, factors);
}

reference_value gated_reference::evaluate(gated_result which, double a, double b, double dy) const {
  if (kernels::is_poisoned(which, a, b, dy)) return {std::numeric_limits<double>::quiet_NaN(), 0};
  const auto product = kernels::factorise(subject().gates, which, a, b, dy);
  auto certain = format_ == format::f64 ? std::nullopt : multiply_in_double(product);
  if (!certain) certain = multiply_precisely(product);
  if (!certain) return oracle_.evaluate(format_, which, a, b, dy);
  return std::isinf(certain->rounded) ? held_by(format_, certain->rounded, overflow::standard) : *certain;
}

namespace {

/// Below this many elements a thread costs more than it saves.
constexpr std::size_t worth_a_thread = 1 << 12;

}  // namespace

void gated_reference::apply(const void* a, const void* b, void* y, std::size_t n, unsigned threads) const {
  kernels::require_usable(format_, n, a, y, "a");
  kernels::require_usable(format_, n, b, y, "b");
  kernels::run_in_shares(n, 1, worth_a_thread, threads, [&](std::size_t begin, std::size_t count) {
    for (std::size_t i = begin; i < begin + count; ++i) {
      const double left = decode(format_, load_bits(format_, a, i)), right = decode(format_, load_bits(format_, b, i));
      store_bits(format_, y, i, encode(format_, evaluate(gated_result::y, left, right).rounded));
    }
  });
}

void gated_reference::apply_backward(const void* a, const void* b, const void* dy, void* da, void* db, std::size_t n,
                                     unsigned threads) const {
  for (const auto& [out, name] : {std::pair{da, "da"}, std::pair{db, "db"}}) {
    kernels::require_usable(format_, n, a, out, "a", name);
    kernels::require_usable(format_, n, b, out, "b", name);
    if (dy != nullptr) kernels::require_usable(format_, n, dy, out, "dy", name);
  }
  kernels::require_apart(format_, n, da, db, "da", "db");
  kernels::run_in_shares(n, 1, worth_a_thread, threads, [&](std::size_t begin, std::size_t count) {
    for (std::size_t i = begin; i < begin + count; ++i) {
      const double left = decode(format_, load_bits(format_, a, i)), right = decode(format_, load_bits(format_, b, i));
      const double upstream = dy == nullptr ? 1 : decode(format_, load_bits(format_, dy, i));
      store_bits(format_, da, i, encode(format_, evaluate(gated_result::da, left, right, upstream).rounded));
      store_bits(format_, db, i, encode(format_, evaluate(gated_result::db, left, right, upstream).rounded));
    }
  });
}

double evaluate(const activation& a, gated_result which, format f, double x, double y, double dy, parameter_values parameters) {
  const auto defaults = a.default_parameters();
  return gated_reference(a, f, parameters.empty() ? parameter_values(defaults) : parameters).evaluate(which, x, y, dy).rounded;
}

}  // namespace actcheck
