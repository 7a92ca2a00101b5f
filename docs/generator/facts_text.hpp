/// \file
/// An activation's facts in words.
#pragma once

#include <string>
#include <vector>

#include "actcheck/activation.hpp"

namespace actcheck::docs {

/// "[−0.169971…, ∞)"
std::string range_text(const value_range&);
/// "strictly increasing", "non-decreasing, not strictly", ...
std::string monotonicity_text(const facts&);
/// "differentiable everywhere", "kink at 0", "jump at 1", ...
std::string kinks_text(const facts&);
/// Does f itself jump at x?
bool jumps_at(const facts&, double x);
/// "(−∞, 0)": the intervals where f' is exactly 0; "" if there are none.
std::string dead_set_text(const facts&);
/// A limit as text; a signed zero tells from which side it is approached.
std::string limit_text(double limit, bool approached_from_a_side);
/// A maximal monotone interval as text: "(−∞, 0]".
std::string interval_text(double from, double to);

/// Where f itself turns: ends of monotone pieces that are not kinks.
std::vector<double> smooth_turns(const facts&);

/// Is f constant on its outermost piece on this side (-1 or +1)?
bool constant_far_out(const facts&, int side);
/// Does the dead set reach infinity on this side?
bool dead_far_out(const facts&, int side);

}  // namespace actcheck::docs
