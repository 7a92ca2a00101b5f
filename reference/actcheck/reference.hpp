/// \file
/// The reference: correctly rounded results, fast. Equal to the oracle on every input.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "actcheck/activation.hpp"
#include "actcheck/formats.hpp"
#include "actcheck/oracle.hpp"

namespace actcheck {

namespace arithmetic {
struct bounded;  // a double with an error bound; internal
}

/// Correctly rounded evaluation of one activation, pass, format and set of parameters.
///
/// Method, for f32 and narrower: (1) on the outer monotone pieces, inputs past the point where the result has become
/// the limit's rounding give that constant (the point is found by bisection with the oracle, so it is exact);
/// (2) elsewhere the formula is evaluated in double with a running error bound (`bounded`); when all values within the
/// bound round alike, that is the answer; (3) else the oracle decides. For f64 the oracle decides every input.
///
/// Threads may share a const reference.
class reference {
 public:
  /// \throws std::invalid_argument if a parameter is outside its domain.
  reference(const activation&, pass, format, parameter_values);

  /// f(x), or dy * f'(x). `x` and `dy` must be values of the format.
  reference_value evaluate(double x, double dy = 1) const;

  /// Arrays of the same size. An empty `dy` means 1 everywhere.
  /// \throws std::invalid_argument on a size mismatch.
  void evaluate(std::span<const double> x, std::span<const double> dy, std::span<reference_value> results) const;

  const facts& claims() const { return oracle_.claims(); }
  const activation& subject() const { return oracle_.subject(); }
  pass direction() const { return pass_; }
  format number_format() const { return format_; }
  parameter_values parameters() const { return parameters_; }

  /// Past these inputs the rounded result is constant (-inf and +inf: no such tail).
  double lower_tail() const { return lower_.end; }
  double upper_tail() const { return upper_.end; }
  /// How many results of narrow formats the oracle had to decide in this process so far, over all references.
  static std::uint64_t undecided();

 private:
  struct tail {
    double end;
    double value;  ///< the rounded result there, for dy = 1
  };
  tail find_tail(int side) const;
  /// For inputs that the rounding test left open: special values, tails, the expansion at 0, then the oracle.
  reference_value resolve(double x, double dy, const arithmetic::bounded& fast) const;
  template <format f>
  void evaluate_block(std::span<const double> x, std::span<const double> dy, std::span<const arithmetic::bounded> fast,
                      std::span<reference_value> results) const;

  oracle oracle_;
  pass pass_;
  format format_;
  std::vector<double> parameters_;
  tail lower_, upper_;
};

}  // namespace actcheck
