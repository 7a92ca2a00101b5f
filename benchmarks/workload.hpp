/// \file
/// What is computed on: arrays of realistic pre-activations, and inputs that tell how accurate a result is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "actcheck/formats.hpp"

namespace actcheck::benchmarks {

/// Same numbers on every machine and in every run.
inline constexpr std::uint64_t seed = 1;

/// How many different inputs there are; longer arrays repeat them.
inline constexpr std::size_t sample_size = std::size_t{1} << 16;

/// The fastest memory that holds all arrays of a row: "L1", "L2", "L3" or "memory".
std::string_view memory_level(format, std::size_t elements);

/// Pre-activations x, normally distributed with standard deviation 4, and upstream gradients dy, with standard
/// deviation 1, both rounded to the format.
struct sample {
  std::vector<double> x, dy;
};
sample make_sample(format);

/// What implementations are judged on: the sample, and as many finite bit patterns spread evenly over all there are, so that
/// tails and subnormals count too. Of 16-bit and 8-bit formats that is every number, of f64 a sixteenth of as many, because
/// the oracle is asked.
sample judged_inputs(format);

/// The arrays of one row, in the format's storage.
struct arrays {
  const std::byte *x, *dy;
  std::byte* result;
};

/// Arrays filled with the sample. Made at first use, then shared by every row of that format and size, and never freed.
const arrays& arrays_for(format, std::size_t elements);

}  // namespace actcheck::benchmarks
