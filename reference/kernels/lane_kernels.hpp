/// \file
/// The formulas on vectors of doubles, for the best target of this machine, or for a slower one where that is asked for.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "actcheck/activation.hpp"

namespace actcheck::kernels {

/// How far values may be from the exact results: |exact - value| <= relative * |value|, or relative * magnitude where
/// `cancels`.
struct lane_bound {
  double relative;
  bool cancels;
};

/// Evaluates f or f' at x[0..n). `magnitude` is written only if the bound says that terms cancel. The arrays have room for
/// `lane_padding` more elements, are aligned to 64 bytes and do not overlap.
/// Holds for finite x, parameters that `lanes_can_take`, and results that no factor up to 2^256 lifts above 2^-150 once they
/// are below 2^-406.
using lane_function = lane_bound (*)(const double* x, std::size_t n, const double* parameters, std::size_t parameter_count,
                                     double* value, double* magnitude);

inline constexpr std::size_t lane_padding = 8;
inline constexpr std::size_t most_parameters = 8;

/// Zero, or of a size between 2^-64 and 2^64: products of parameters and results stay far from the ends of double.
bool lanes_can_take(parameter_values);

/// The kernel of an activation and pass on the target in use.
lane_function find_lane_function(std::string_view activation, pass);

/// The names of the instruction sets that this machine has and the kernels were compiled for, best first.
std::vector<std::string> available_targets();
/// The one in use.
std::string current_target();
/// Uses this one from now on, or the best again for "". Not while another thread evaluates.
/// \throws std::invalid_argument naming the targets there are.
void choose_target(std::string_view name);

}  // namespace actcheck::kernels
