#include "actcheck/gated.hpp"

#include <cmath>
#include <limits>

#include "arithmetic/formula_table.hpp"
#include "kernels/arrays.hpp"
#include "kernels/gated_factors.hpp"
#include "kernels/rounding_test.hpp"

namespace actcheck {
using namespace arithmetic;

gated_reference::gated_reference(const activation& a, format f, parameter_values values)
    : oracle_(a, values), format_(f), parameters_(values.begin(), values.end()) {}

reference_value gated_reference::evaluate(gated_result which, double a, double b, double dy) const {
  if (kernels::is_poisoned(which, a, b, dy)) return {std::numeric_limits<double>::quiet_NaN(), 0};
  const auto product = kernels::factorise(subject().gates, which, a, b, dy);
  double factor = 1;  // exact for narrow formats: at most 48 bits, and far from the ends of double
  for (const double v : product.factors()) factor *= v;
  if (format_ == format::f64 || !std::isfinite(product.x) || !std::isfinite(factor)) return oracle_.evaluate(format_, which, a, b, dy);

  const bool backward = product.order == pass::backward;
  const auto declared = backward ? declared_slope(oracle_.claims(), product.x) : std::nullopt;
  bounded gate(declared.value_or(0));
  if (!declared)
    subject().gates.gate().formulas->fast[backward ? 1 : 0]({&product.x, 1}, parameters_as<bounded>(parameters_), &gate);
  if (const auto certain = kernels::round_if_certain(format_, kernels::times_exactly(gate, factor)))
    return std::isinf(certain->rounded) ? held_by(format_, certain->rounded, overflow::standard) : *certain;
  return oracle_.evaluate(format_, which, a, b, dy);
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
