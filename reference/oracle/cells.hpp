/// \file
/// The proof for f32: cells of neighbouring inputs are settled together, as few together as necessary.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "actcheck/oracle.hpp"
#include "oracle/proof.hpp"

namespace actcheck {

/// Thrown when a result turns out not to be the right one.
struct refuted {
  mismatch what;
};

/// Compares results of one activation and pass with exact values.
class result_judge {
 public:
  result_judge(const oracle&, pass, format, parameter_values);

  /// Settles one input by the oracle. \throws refuted
  void settle(std::uint64_t x, std::uint64_t result);
  /// Nearness of f(x) to the middle between two neighbours, in units of the spacing there; 0 for a tie.
  double distance_from_middle(double x) const;

  method_counts counts;
  hardest_inputs hardest;

 protected:
  const oracle& oracle_;
  pass pass_;
  format format_;
  std::vector<double> parameters_;
};

/// The same for stretches of f32 inputs with consecutive bits.
class cell_judge : public result_judge {
 public:
  cell_judge(const oracle&, pass, parameter_values);

  /// Settles x, x+1, ... with these results. The stretch lies in one binade, on one side of 0, starts at a multiple of its
  /// size, and its size is a power of two. \throws refuted
  void settle_cell(std::uint32_t x, std::span<const std::uint32_t> results);

 private:
  /// q[0] + q[1] t + ... encloses f on the cell to within `error`, for t from -1 to 1; rounding errors included.
  struct polynomial {
    static constexpr std::size_t terms = 7;
    std::array<double, terms> q{};
    std::size_t degree = 0;
    double error = 0;        ///< infinite: nothing is known
    double coefficients_error = 0;  ///< the part that more precision would take away
    double size() const;     ///< bound on |f|
  };

  bool holds_special_input(std::uint32_t x, std::size_t n) const;
  bool settle_constant(std::uint32_t x, std::span<const std::uint32_t> results);
  bool settle_monotone(std::uint32_t x, std::span<const std::uint32_t> results);
  bool settle_by_polynomial(std::uint32_t x, std::span<const std::uint32_t> results);
  polynomial expand(std::uint32_t x, std::size_t n, int bits) const;
  void compare_with(const polynomial&, std::uint32_t x, std::span<const std::uint32_t> results);
  void settle_undecided(std::uint32_t x, std::uint32_t result);
  bool settle_by_expansion(std::uint32_t x, std::uint32_t result);

  /// f(x) = slope*x + c*x^2 near 0, with `curvature` a bound on |c| and its sign known; slope 0: no such expansion.
  struct near_zero {
    double slope = 0, curvature = 0;
  };
  near_zero expand_at_zero() const;

  near_zero near_zero_;
  std::vector<double> turning_points_, declared_;
};

}  // namespace actcheck
