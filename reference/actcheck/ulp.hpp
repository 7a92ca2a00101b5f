/// \file
/// The error measure: |got - exact| / (spacing of the format at the exact value), a real number.
#pragma once

#include "actcheck/formats.hpp"
#include "actcheck/oracle.hpp"

namespace actcheck {

/// Error of `got` in ulp, measured against the unrounded exact value. Infinite when one of the two is NaN and the other
/// is not; 0 when both are NaN. An infinity counts as the number after the largest finite one, so that a result that
/// overflows a little too early or too late is a little wrong; where a format has no infinity, NaN is right for a result beyond
/// its range. Signs of zero do not matter.
double ulp_error(format f, double got, const reference_value& want) noexcept;

/// |got - exact| as a number (not in ulp), with the same rules.
double absolute_error(format f, double got, const reference_value& want) noexcept;

}  // namespace actcheck
