/// \file
/// The second opinion: every formula evaluated in double-double arithmetic with a running error bound, and a rounding test.
///
/// It shares the formulas with the fast kernels and with the oracle, but none of their arithmetic: neither the lanes' counted
/// bounds nor MPFR. For f64 it is what makes the reference fast; for narrower formats, certificates compare it with
/// the reference on every input.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "actcheck/oracle.hpp"
#include "oracle/ball.hpp"

namespace actcheck {

/// f(x) or f'(x) in double-double arithmetic, for finite x.
ball unrounded(const oracle&, double x);

/// Correctly rounded results of one activation, pass, format and set of parameters, wherever the bound decides the rounding.
///
/// Decided are nearly all inputs. Left open are results within about 2^-70 of themselves from the middle between two
/// neighbours, and most f64 results near the smallest normal number and below.
/// On the outer monotone pieces, inputs past the point where the result has become the limit's rounding give that constant
/// without arithmetic: the point is found by bisection, with results that are sure or else the oracle's, so it is exact.
///
/// Threads may share a const object. Results do not depend on the machine's vector instructions; which ones are sure may.
class second_opinion {
 public:
  /// Finds the tails, with some hundred evaluations.
  /// \throws std::invalid_argument if a parameter is outside its domain.
  second_opinion(const activation&, pass, format, parameter_values);
  second_opinion(const oracle&, format);

  /// f(x[i]), or dy[i] * f'(x[i]): `results[i]` is the correctly rounded value where `sure[i]` is 1, and unspecified where it
  /// is 0. Values of x and dy are numbers of the format, NaN and infinities included. An empty `dy` means 1 everywhere.
  /// Fast on arrays: blocks of some hundred values or more. Returns how many are sure.
  /// \throws std::invalid_argument on a size mismatch.
  std::size_t evaluate(std::span<const double> x, std::span<const double> dy, std::span<reference_value> results,
                       std::span<std::uint8_t> sure) const;

  /// The same for one input. False: not sure, `result` is unspecified.
  bool rounds_surely(double x, double dy, reference_value& result) const;

  /// The inputs from `end` outward, whose rounded result (for dy = 1) is one constant. An infinite end: there are none.
  struct tail {
    double end;
    double value;
    float residual;     ///< what it tends to
    double settled;     ///< from here on the residuals are within 2^-11 of that
    double negligible;  ///< from here on the value or slope times any number up to 2^14 vanishes in every format
    double vanishing;   ///< and from here on, times any two numbers
  };
  /// The sign of f(x) or f'(x) where that, times any product of two numbers, is far below the smallest number of every format.
  std::optional<double> sign_where_products_vanish(double x) const;

  const tail& lower_tail() const { return lower_; }
  const tail& upper_tail() const { return upper_; }

 private:
  tail find_tail(int side) const;
  const tail* tail_at(double x) const;
  /// At most `most` inputs.
  template <std::size_t most>
  void evaluate_block(std::span<const double> x, const double* dy, reference_value* results, std::uint8_t* sure) const;
  /// The three ways to a certain result: from the facts, from the double-double value, and where that underflows.
  bool settle_by_facts(double x, double dy, reference_value& result) const;
  bool settle(const ball&, double x, double dy, reference_value& result) const;
  bool settle_small(const ball&, double x, double dy, reference_value& result) const;
  bool settle_zero_or_infinite_upstream(const ball& slope, double x, double dy, reference_value& result) const;

  oracle oracle_;
  format format_;
  tail lower_, upper_;
};

}  // namespace actcheck
