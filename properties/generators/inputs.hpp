/// \file
/// Inputs for sweeps: every number of a format in order, or an increasing sample that always holds the interesting ones.
#pragma once

#include <cstdint>
#include <vector>

#include "actcheck/reference.hpp"
#include "generators/stratified.hpp"

namespace actcheck {

/// A sweep's inputs, as ordinals: a full range, or a sample.
struct sweep_inputs {
  bool exhaustive = false;
  std::int64_t first = 0, last = -1;  ///< inclusive; used when exhaustive
  stratified_sample sample{};         ///< used otherwise

  std::uint64_t size() const { return exhaustive ? static_cast<std::uint64_t>(last - first + 1) : sample.size(); }
  std::int64_t operator[](std::uint64_t position) const {
    return exhaustive ? first + static_cast<std::int64_t>(position) : sample[position];
  }
};

/// These numbers, in increasing order and each once.
sweep_inputs listed_inputs(std::vector<std::int64_t> ordinals);

/// Every finite number of the format.
sweep_inputs every_finite_input(format);

/// About `count` finite inputs: neighbourhoods of the fact points (kinks, turning points, tails, 0, powers of two, the
/// largest and the subnormal numbers); a third spread evenly over all bit patterns; the rest over [-20, 20], where
/// activations live. Jittered by the seed, increasing, without repetition; made as it is needed.
sweep_inputs sampled_inputs(const reference&, std::size_t count, std::uint64_t seed);

/// Points of interest of an activation and pass, without their neighbourhoods.
std::vector<double> interesting_points(const reference&);

/// `count` values drawn by bit pattern: all exponents, both signs, zeros, infinities and NaN.
std::vector<double> random_patterns(format, std::size_t count, std::uint64_t seed);

/// `count` values evenly spread over [from, to] with jitter, rounded to the format, increasing.
std::vector<double> spread_values(format, double from, double to, std::size_t count, std::uint64_t seed);

/// Puts NaN, the infinities, the zeros, the largest and the smallest number, by turns, in the place of values[first],
/// values[first + step], ...
void sprinkle_specials(format, std::vector<double>& values, std::size_t step, std::size_t first = 0);

}  // namespace actcheck
