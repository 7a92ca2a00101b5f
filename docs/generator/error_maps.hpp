/// \file
/// How far libraries' results are from the correctly rounded ones, over the whole line of f32 numbers.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actcheck/activation.hpp"
#include "chart.hpp"

namespace actcheck::docs {

/// Of one library and activation, forward, f32: the largest distance in each binade. What `actcheck_error_map` writes.
struct error_map {
  std::string library, version, activation;
  std::uint64_t every = 1;          ///< every how manieth input was looked at
  std::array<double, 512> worst{};  ///< by sign and exponent, as in the number's pattern; infinite where a result is NaN
};

/// A file of schema `actcheck.error_maps/1`.
struct error_maps {
  std::string machine, date;
  std::vector<error_map> all;
};

/// \throws input_error if the file is missing, is not JSON, or holds no such maps.
error_maps read_error_maps(const std::filesystem::path&);

/// Nothing if no library has the activation.
std::optional<chart> error_chart(const error_maps&, const activation&);
inline std::string error_file(const activation& a) { return "errors_" + std::string(a.name) + ".svg"; }

}  // namespace actcheck::docs
