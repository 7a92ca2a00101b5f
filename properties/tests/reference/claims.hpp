/// \file
/// One activation with its parameters and its facts, and the function itself on intervals: what tests of facts compare.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "actcheck/activation.hpp"
#include "actcheck/oracle.hpp"
#include "arithmetic/formula_table.hpp"

namespace actcheck::test {

using arithmetic::interval;

/// An activation's claims for given parameter values.
class claims {
 public:
  claims(const activation&, std::vector<double> parameters);

  const activation& of;
  const std::vector<double> parameters;
  const facts stated;

  interval value(const interval& x) const { return of.formulas->enclose[0](x, on_intervals_); }
  interval slope(const interval& x) const { return of.formulas->enclose[1](x, on_intervals_); }
  interval value(double x) const { return value(interval(x)); }
  interval slope(double x) const { return slope(interval(x)); }
  /// f' by automatic differentiation of the formula.
  interval dual_slope(const interval& x) const;
  /// `leaky_relu(negative_slope=0.5), range`: how failure messages begin.
  std::string about(std::string_view fact) const;

 private:
  std::vector<interval> on_intervals_;
  std::vector<arithmetic::dual<interval>> on_duals_;
};

/// The claims for the default and all trial parameters.
std::vector<claims> every_claim(const activation&);

/// \name Questions to intervals
///@{
inline bool is_exactly_zero(const interval& v) { return mpfr_zero_p(v.lower()) != 0 && mpfr_zero_p(v.upper()) != 0; }
inline bool surely_positive(const interval& v) { return mpfr_sgn(v.lower()) > 0; }
inline bool surely_negative(const interval& v) { return mpfr_sgn(v.upper()) < 0; }
/// +1 or -1 where the sign is certain, else 0.
inline int sign_of(const interval& v) { return surely_positive(v) ? 1 : surely_negative(v) ? -1 : 0; }
inline bool may_be(const interval& v, double number) {
  return mpfr_cmp_d(v.lower(), number) <= 0 && mpfr_cmp_d(v.upper(), number) >= 0;
}
/// Is all of `v` within `distance` of `number`?
bool is_near(const interval& v, double number, double distance);
/// Is `number` the double nearest to all of `v`?
bool is_nearest_double(const interval& v, double number);
double width(const interval&);
bool intersect(const interval&, const interval&);
std::string show(const interval&);
///@}

/// A closed interval of the line with double ends.
struct cell {
  double from, to;
  std::string text() const;
};

/// The part of [from, to] outside small gaps around kinks (2^-40 wide: an interval that touches a kink holds both
/// branches), cut at 0, at the points that facts name, and at powers of two. Ends may be infinite: then up to `reach`.
std::vector<cell> cells_between(const facts&, double from, double to, double reach);

/// Branch and bound: bisects cells until `accept` does, and gives the first cell that it refuses at a width below
/// `finest` (relative to 1 or the cell's ends). A rigorous proof over the whole cell when nothing comes back.
std::optional<cell> first_refused(std::vector<cell> cells, double finest, const std::function<bool(const cell&)>& accept);

}  // namespace actcheck::test
