/// \file
/// The catalogue's formulas as an ordinary user compiles them: a loop over the array in the format's natural arithmetic,
/// with the standard library's functions, for this machine (`-O3 -march=native`, and no flag that changes results).
#pragma once

#include <cstddef>
#include <string_view>

#include "actcheck/activation.hpp"
#include "actcheck/formats.hpp"

namespace actcheck::benchmarks {

/// The forward pass does not look at `dy`.
using plain_kernel = void (*)(const void* x, const void* dy, void* result, std::size_t count, parameter_values);

/// The loop for this activation, pass and format, or nullptr: of the formats, the 8-bit ones have no arithmetic that an
/// ordinary user would find natural, nor has f16 where the compiler does not know it.
plain_kernel find_plain(std::string_view activation, pass, format);

}  // namespace actcheck::benchmarks
