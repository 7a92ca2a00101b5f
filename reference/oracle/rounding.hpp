/// \file
/// From an enclosure of the exact value to the correctly rounded result. Internal to the oracles.
#pragma once

#include "actcheck/oracle.hpp"
#include "arithmetic/interval.hpp"

namespace actcheck {

/// An MPFR number of the working precision.
struct mpfr_number {
  mpfr_t value;
  mpfr_number() { mpfr_init2(value, arithmetic::interval::working_precision::bits()); }
  ~mpfr_number() { mpfr_clear(value); }
  mpfr_number(const mpfr_number&) = delete;
  mpfr_number& operator=(const mpfr_number&) = delete;
};

/// Oracles give up beyond this many bits.
inline constexpr int highest_precision = 1 << 15;

/// `exact` rounded to nearest even in format `f`; the one rounding of the oracles.
double round_exact(format f, mpfr_srcptr exact);

/// The rounded value if the whole enclosure rounds to it. An end that is exactly 0 takes the other end's sign: the
/// enclosure then says on which side of zero the exact value lies.
bool decide(format f, const arithmetic::interval& enclosure, double& rounded);

/// The same for an exact value that is known to be neither end of the enclosure: then an end that lies just halfway between
/// two numbers does not leave the rounding open.
bool decide_inside(format f, const arithmetic::interval& enclosure, double& rounded);

/// Does the enclosure tell what rounding takes away, to far better than 1e-3 of the spacing? A wide one may still round to one
/// number: where a branch of the formula is not decided yet and both are small.
bool is_narrow(format f, const arithmetic::interval& enclosure);

/// The result, with what rounding took away.
reference_value with_residual(format f, const arithmetic::interval& enclosure, double rounded);

/// Exactly zero at both ends.
bool is_zero(const arithmetic::interval&);

}  // namespace actcheck
