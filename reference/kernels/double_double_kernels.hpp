/// \file
/// Formulas on arrays in double-double arithmetic, for the best target of this machine, or for the one that
/// `choose_target` chose.
#pragma once

#include <cstddef>
#include <string_view>

#include "actcheck/activation.hpp"
#include "kernels/lane_kernels.hpp"

namespace actcheck::kernels {

/// Results: |exact - (high + low)| <= error, |low| at most half of high's spacing. An error of 0 says that the sum is exact.
/// Where the bound is infinite or anything is NaN, nothing is known. low + error and low - error may be rounded to doubles:
/// the bound covers it.
struct double_double_results {
  double* high;
  double* low;
  double* error;
};

/// Evaluates f (upstream is null) or f' times upstream at x[0..n), for finite x and upstream. Arrays as for `lane_function`.
using double_double_function = void (*)(const double* x, const double* upstream, std::size_t n, const double* parameters,
                                        const double_double_results& results);

/// The kernel of an activation and pass on the target in use; null if there is none of the name.
double_double_function find_double_double_function(std::string_view activation, pass);

}  // namespace actcheck::kernels
