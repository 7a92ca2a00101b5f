#include "facts_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "text.hpp"

namespace actcheck::docs {

std::string range_text(const value_range& range) {
  if (range.infimum == range.supremum) return fmt::format("{{{}}}", readable(range.infimum));
  return fmt::format("{}{}, {}{}", range.infimum_attained ? "[" : "(", readable(range.infimum),
                     readable(range.supremum), range.supremum_attained ? "]" : ")");
}

std::string monotonicity_text(const facts& claims) {
  bool rises = false, falls = false, flat = false;
  for (const auto& piece : claims.pieces) {
    rises = rises || piece.direction > 0;
    falls = falls || piece.direction < 0;
    flat = flat || piece.direction == 0 || !piece.strict;
  }
  for (const auto& j : claims.jumps) {
    rises = rises || j.left < j.value || j.value < j.right;
    falls = falls || j.left > j.value || j.value > j.right;
  }
  if (rises && falls) return "not monotone";
  if (!rises && !falls) return "constant";
  if (rises) return flat ? "non-decreasing, not strictly" : "strictly increasing";
  return flat ? "non-increasing, not strictly" : "strictly decreasing";
}

std::string kinks_text(const facts& claims) {
  if (claims.kinks.empty()) return "differentiable everywhere";
  std::vector<std::string> jumps, kinks, kinds;
  for (const auto& k : claims.kinks) (jumps_at(claims, k.x) ? jumps : kinks).push_back(readable(k.x));
  if (!jumps.empty())
    kinds.push_back(fmt::format("{} at {}", jumps.size() == 1 ? "jump" : "jumps", enumeration(jumps)));
  if (!kinks.empty())
    kinds.push_back(fmt::format("{} at {}", kinks.size() == 1 ? "kink" : "kinks", enumeration(kinks)));
  return fmt::format("{}", fmt::join(kinds, ", "));
}

bool jumps_at(const facts& claims, double x) {
  return std::any_of(claims.jumps.begin(), claims.jumps.end(), [x](const jump& j) { return j.x == x; });
}

std::string dead_set_text(const facts& claims) {
  std::vector<std::string> dead;
  for (const auto& d : claims.dead_set) dead.push_back(fmt::format("({}, {})", readable(d.from), readable(d.to)));
  return enumeration(dead);
}

std::string limit_text(double limit, bool approached_from_a_side) {
  if (limit != 0 || !approached_from_a_side) return readable(limit);
  return std::signbit(limit) ? "0, from below" : "0, from above";
}

std::string interval_text(double from, double to) {
  return fmt::format("{}{}, {}{}", std::isinf(from) ? "(" : "[", readable(from), readable(to),
                     std::isinf(to) ? ")" : "]");
}

std::vector<double> smooth_turns(const facts& claims) {
  std::vector<double> turns;
  for (const auto& piece : claims.pieces) {
    const auto is_here = [&](const kink& k) { return k.x == piece.to; };
    if (std::isfinite(piece.to) && std::none_of(claims.kinks.begin(), claims.kinks.end(), is_here))
      turns.push_back(piece.to);
  }
  return turns;
}

bool constant_far_out(const facts& claims, int side) {
  if (claims.pieces.empty()) return false;
  return (side < 0 ? claims.pieces.front() : claims.pieces.back()).direction == 0;
}

bool dead_far_out(const facts& claims, int side) {
  return std::any_of(claims.dead_set.begin(), claims.dead_set.end(),
                     [&](const open_interval& dead) { return side < 0 ? dead.from == -infinity : dead.to == infinity; });
}

}  // namespace actcheck::docs
