/// \file
/// What is computed on: sizes chosen for this machine's caches, and arrays of realistic pre-activations.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "actcheck/formats.hpp"

namespace actcheck::benchmarks {

/// Same numbers on every machine and in every run.
inline constexpr std::uint64_t seed = 1;

/// Accuracy is measured on this many inputs, and longer arrays repeat them.
inline constexpr std::size_t sample_size = std::size_t{1} << 16;

/// A size of array, named after the memory that holds all arrays of a row.
struct working_set {
  std::string_view level;
  std::size_t bytes_per_array;  ///< a power of two
};

/// From fastest to slowest: inside L1, inside L2, far beyond the last cache.
std::vector<working_set> working_sets();

/// Pre-activations x, normally distributed with standard deviation 4, and upstream gradients dy, with standard
/// deviation 1, both rounded to the format.
struct sample {
  std::vector<double> x, dy;
};
sample make_sample(format);

/// The arrays of one row, in the format's storage.
struct arrays {
  const std::byte *x, *dy;
  std::byte* result;
  std::size_t count;
};

/// Arrays filled with the sample. Made at first use, then shared by every row of that format and size, and never freed.
const arrays& arrays_for(format, const working_set&);

}  // namespace actcheck::benchmarks
