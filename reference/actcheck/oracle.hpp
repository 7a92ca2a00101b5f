/// \file
/// The oracle: an activation's exact value, rounded once, with proof that the rounding is right.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "actcheck/activation.hpp"
#include "actcheck/formats.hpp"

namespace actcheck {

namespace arithmetic {
class interval;  // multiple-precision bounds; internal
}

/// A correctly rounded result together with what rounding took away.
struct reference_value {
  double rounded = 0;      ///< the correctly rounded value (NaN and infinities included)
  float residual = 0;      ///< (exact - rounded) in units of the format's spacing at the exact value; 0 if not finite
  std::int8_t beyond = 0;  ///< -1 or +1 if the result overflows, or is infinite, on that side: `rounded` is then what the
                           ///< overflow policy gives, which may be NaN or the largest number

  /// `rounded`, with an infinity wherever the result lies beyond the largest number.
  double unbounded() const { return beyond == 0 ? rounded : beyond * infinity; }
};

/// A result that was rounded with overflow to infinity, as the format holds it.
constexpr reference_value held_by(format f, double unbounded, overflow policy) noexcept {
  if (unbounded != infinity && unbounded != -infinity) return {unbounded, 0, 0};
  return {overflowed(f, unbounded, policy), 0, static_cast<std::int8_t>(unbounded < 0 ? -1 : 1)};
}

/// The same for many results.
inline void hold(format f, std::span<reference_value> results, overflow policy) noexcept {
  for (auto& r : results)
    if (r.beyond != 0 || r.rounded == infinity || r.rounded == -infinity) r = held_by(f, r.unbounded(), policy);
}

/// \throws std::invalid_argument if a format other than the 8-bit ones is to saturate: IEEE 754 overflows to infinity.
void require_legal(format, overflow policy);

/// Evaluates one activation and pass in multiple-precision interval arithmetic. The enclosure [a, b] of the exact
/// result is refined until a and b round to the same number: then so does everything between them, whatever the
/// formula. No error analysis is trusted, only MPFR's directed rounding. One case needs an argument: a result that is
/// exactly halfway between two numbers, though its parts have no finite expansion (18/36 of the smallest number, from softsign),
/// is decided by exact fractions.
///
/// Special values: NaN in x or dy gives NaN; x = +-inf gives the limit (times dy); at a kink the default convention's
/// derivative; zero * inf is NaN; results too small keep their sign.
class oracle {
 public:
  /// \throws std::invalid_argument if a parameter is outside its domain.
  oracle(const activation&, pass, parameter_values);

  /// f(x), or dy * f'(x), rounded to `f`. `x` and `dy` must be values of `f`; dy is ignored by the forward pass.
  /// \throws std::invalid_argument unless the format knows the policy.
  /// \throws std::runtime_error if 32768 bits do not decide (never seen).
  reference_value evaluate(format f, double x, double dy = 1, overflow policy = overflow::standard) const;

  /// f(x), or f'(x) in the backward pass, times the exact product of `factors`, rounded once. What gated activations are made
  /// of. At an infinite x the value is the limit; infinities and zeros multiply as in IEEE 754.
  reference_value evaluate_product(format f, double x, std::span<const double> factors) const;

  /// The gradient of sum(dy[i] * f(x[i])) in parameter `index`, correctly rounded to double.
  double parameter_gradient(std::size_t index, std::span<const double> x, std::span<const double> dy) const;

  /// What is evaluated.
  const activation& subject() const { return *activation_; }
  /// Its facts for these parameters.
  const facts& claims() const { return facts_; }
  /// Its pass.
  pass direction() const { return pass_; }
  /// The values given, in catalogue order.
  parameter_values parameters() const { return parameters_; }

  /// +-1: which zero an exact zero f(x), or f'(x), is: the one that the formula gives in IEEE arithmetic, so that odd functions
  /// keep -0; +0 where that is NaN.
  double sign_of_exact_zero(double x) const;

 private:
  /// `evaluate` and `evaluate_product`, with overflow to infinity whether or not the format has one.
  reference_value evaluate_unbounded(format f, double x, double dy) const;
  reference_value product_unbounded(format f, double x, std::span<const double> factors) const;
  /// f(x) or f'(x) where a fact declares it: limits, and conventions at kinks.
  std::optional<double> declared_value(double x) const;
  /// +-1: the sign of f(x) or f'(x), or of the zero that it is; nothing if the enclosure is too wide to say.
  std::optional<double> sign_of_value(const arithmetic::interval& enclosure, double x) const;
  bool move_off_asymptote(double x, arithmetic::interval& product) const;

  const activation* activation_;
  pass pass_;
  std::vector<double> parameters_;
  facts facts_;
};

/// Results that need no arithmetic: NaN, and the forward limits at +-inf (still to be rounded). Shared by the oracle and
/// the fast reference. Returns true and sets `result` if the case is one of these.
bool special_result(const facts&, pass, double x, double dy, double& result);

/// The derivative where a fact declares it instead of the formula: at kinks that are doubles (the convention) and at +-inf (the
/// limit).
std::optional<double> declared_slope(const facts&, double x);

/// The finite points, in increasing order, between which f (or f', for the backward pass) is surely monotone.
std::vector<double> turning_points(const facts&, pass);

/// Far out, e^-|x| may underflow whatever computes it, and an enclosure like [-tiny, tiny] says nothing about the sign. On the
/// outer monotone piece the function approaches its limit from one side only, which the limit's zero records: that zero, or
/// nothing where x is not on an outer piece or the limit is not 0.
std::optional<double> sign_of_vanishing(const facts&, pass, double x);

}  // namespace actcheck
