/// \file
/// The reference: correctly rounded results, fast. Equal to the oracle on every input.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "actcheck/activation.hpp"
#include "actcheck/formats.hpp"
#include "actcheck/oracle.hpp"

namespace actcheck {

namespace arithmetic {
struct bounded;  // a double with an error bound; internal
}
class second_opinion;  // the formulas in double-double arithmetic; internal
namespace kernels {
struct lane_bound;       // what the vectorised formulas promise; internal
struct unrounded_block;  // and return
struct f32_call;
struct tables_16_bit;
}

/// Correctly rounded evaluation of one activation, pass, format and set of parameters.
///
/// Method, for f32 and narrower: (1) a SIMD kernel evaluates the formula in double and bounds its error; when all values
/// within the bound round alike, that is the answer; (2) else the formula is evaluated with a closer, running bound;
/// (3) on the outer monotone pieces, inputs past the point where the result has become the limit's rounding give that
/// constant (the point is found by bisection with the oracle, so it is exact); (4) else the formula is evaluated in
/// double-double arithmetic, again with a bound and a rounding test; (5) else the oracle decides. For f64 the method begins
/// with (3) and (4). The results of an 8-bit format for dy = 1 are kept in a table.
///
/// Threads may share a const reference.
class reference {
 public:
  /// The 8-bit formats may saturate instead of overflowing.
  /// \throws std::invalid_argument if a parameter is outside its domain, or another format is to saturate.
  reference(const activation&, pass, format, parameter_values, overflow = overflow::standard);

  /// f(x), or dy * f'(x). `x` and `dy` must be values of the format.
  reference_value evaluate(double x, double dy = 1) const;

  /// Arrays of the same size. An empty `dy` means 1 everywhere.
  /// \throws std::invalid_argument on a size mismatch.
  void evaluate(std::span<const double> x, std::span<const double> dy, std::span<reference_value> results) const;

  /// The same on stored numbers, which is the fast way: x, dy and out are arrays of n numbers of the format. `out` may be x
  /// or dy. A null `dy` means 1 everywhere. At most `threads` threads work, fewer on short arrays; the results are the same.
  /// \throws std::invalid_argument if an array is null or misaligned, or overlaps `out` in part.
  void apply(const void* x, const void* dy, void* out, std::size_t n, unsigned threads = 1) const;

  /// Its facts for these parameters.
  const facts& claims() const { return oracle_.claims(); }
  /// What is evaluated.
  const activation& subject() const { return oracle_.subject(); }
  /// Its pass.
  pass direction() const { return pass_; }
  /// The format of inputs and results.
  format number_format() const { return format_; }
  /// What becomes of results beyond the largest number.
  overflow policy() const { return policy_; }
  /// The values given, in catalogue order.
  parameter_values parameters() const { return parameters_; }

  /// Below this input the rounded result is constant (-inf: there is no such tail).
  double lower_tail() const;
  /// Above this input the rounded result is constant (+inf: there is no such tail).
  double upper_tail() const;
  /// How many results the oracle had to decide in this process so far, over all references.
  static std::uint64_t undecided();

 private:
  arithmetic::bounded evaluate_bounded(double x, double dy) const;
  /// For inputs that the kernel's rounding test left open: special values, a closer bound, tails, the expansion at 0, the
  /// second opinion, then the oracle.
  reference_value resolve(double x, double dy) const;
  reference_value ask_oracle(double x, double dy) const;
  void evaluate_f64(std::span<const double> x, std::span<const double> dy, std::span<reference_value> results) const;
  kernels::lane_bound run_kernel(const double* x, std::size_t n, double* value, double* magnitude) const;
  void evaluate_blocks(std::span<const double> x, std::span<const double> dy, std::span<reference_value> results) const;
  template <format f>
  void evaluate_block(const kernels::unrounded_block&, const double* x, std::span<reference_value> results) const;
  void apply_f32(const char* x, const char* dy, char* out, std::size_t n) const;
  void apply_f64(const double* x, const double* dy, double* out, std::size_t n) const;
  void apply_share(const char* x, const char* dy, char* out, std::size_t n) const;
  void apply_to_bytes(const char* x, const char* dy, char* out, std::size_t n) const;
  void apply_16_bit(const char* x, const char* dy, char* out, std::size_t n) const;
  /// Block by block, through doubles.
  void apply_blocks(const char* x, const char* dy, char* out, std::size_t n) const;

  oracle oracle_;
  pass pass_;
  format format_;
  std::vector<double> parameters_;
  std::array<double, 2> kernel_parameters_{};  ///< the same, filled up
  kernels::lane_bound (*kernel_)(const double*, std::size_t, const double*, double*, double*) = nullptr;
  std::size_t (*f32_kernel_)(const kernels::f32_call&) = nullptr;
  std::vector<double> exceptions_;  ///< kinks whose convention is not what the formula gives there
  std::shared_ptr<const second_opinion> opinion_;
  overflow policy_;
  std::shared_ptr<kernels::tables_16_bit> tables_;
  std::vector<std::uint8_t> table_;  ///< of an 8-bit format: the result's pattern for each pattern of x, dy = 1
};

}  // namespace actcheck
