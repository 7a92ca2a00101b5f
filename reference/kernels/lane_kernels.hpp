/// \file
/// The formulas on vectors of doubles, for the best target of this machine, or for a slower one where that is asked for.
#pragma once

#include <cstddef>
#include <cstdint>
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
/// `parameters` has room for `most_parameters` numbers; those beyond the activation's own are read and not used.
using lane_function = lane_bound (*)(const double* x, std::size_t n, const double* parameters, double* value, double* magnitude);

inline constexpr std::size_t lane_padding = 32, most_parameters = 2;

/// At most `most_parameters`, each zero, infinite (where a parameter may be), or of a size between 2^-64 and 2^64: products of
/// parameters and results stay far from the ends of double.
bool lanes_can_take(parameter_values);

/// An input whose result the kernel could not decide.
struct undecided_input {
  std::uint32_t index;
  float x, dy;
};

/// From f32 to correctly rounded f32: out[i] = f(x[i]), or dy[i] * f'(x[i]); a null dy means 1 everywhere. `out` may be x or
/// dy. Inputs that are not finite, the exceptions, and what the error bound does not decide are noted in `undecided`, which
/// has room for all n (below 2^32); their results are not to be used.
/// `stream`: `out`, aligned to 64 bytes and none of the inputs, is written past the caches; before another thread reads it,
/// or this one writes there again, hwy::FlushStream() must be called.
struct f32_call {
  const float* x;
  const float* dy;
  float* out;
  std::size_t n;
  const double* parameters;
  const double* exceptions;
  std::size_t exception_count;
  undecided_input* undecided;
  bool parameters_are_f32 = false;  ///< each is an f32 number
  bool stream = false;
};

/// Returns the number of undecided inputs.
using f32_function = std::size_t (*)(const f32_call&);

/// The kernels of one activation and pass on the target in use; null where there are none.
struct lane_functions {
  lane_function evaluate = nullptr;
  f32_function apply_f32 = nullptr;
};
lane_functions find_lane_functions(std::string_view activation, pass);

/// The names of the instruction sets that this machine has and the kernels were compiled for, best first.
std::vector<std::string> available_targets();
/// The one in use.
std::string current_target();
/// Uses this one from now on, or the best again for "". Not while another thread evaluates.
/// \throws std::invalid_argument naming the targets there are.
void choose_target(std::string_view name);

}  // namespace actcheck::kernels
