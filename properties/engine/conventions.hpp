/// \file
/// Conventions: choices on which correct implementations differ. A result that a convention allows is not a mismatch;
/// what was seen is recorded.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "actcheck/reference.hpp"

namespace actcheck {

/// Overflow where there is no infinity: NaN, or the largest number of the result's sign, as one likes. Nothing if `got` is
/// neither, or `want` is not infinite, or the format has an infinity to return.
std::optional<std::string_view> overflow_convention(format, double got, double want) noexcept;

/// Is x so near to the kink, but not at it, that an implementation which computes x - kink, or x + 3, may see it there? Any slope
/// between the one-sided ones is then a convention, as at the kink itself. A kink at 0 has no such neighbours.
bool beside_kink(format, const kink&, double x) noexcept;

class seen_conventions {
 public:
  void kink(double x, double got) { kinks_[x] = got; }
  void flushed_result() { ++flushed_results_; }
  void flushed_input() { ++flushed_inputs_; }
  void zero_signs(std::uint64_t count) { zero_signs_ += count; }
  void beside_kink(double kink) { moved_kinks_.insert(kink); }
  void overflowed(std::string_view how) { overflows_.insert(how); }
  void absorb(const seen_conventions& later);
  /// In words, one choice a line.
  std::vector<std::string> in_words(pass) const;

 private:
  std::map<double, double> kinks_;
  std::set<std::string_view> overflows_;
  std::set<double> moved_kinks_;
  std::uint64_t flushed_results_ = 0, flushed_inputs_ = 0, zero_signs_ = 0;
};

/// Decides mismatches for one target: `got` against the rounded value, with the conventions of the default profile.
class judge {
 public:
  explicit judge(const reference&);
  /// At these kinks any result is accepted here: a profile has its own rule of them.
  void leave_out(double kink) { left_out_.insert(kink); }
  /// True if `got` is neither the correctly rounded value nor allowed by a convention (which is then recorded).
  bool mismatch(double x, double got, double want, seen_conventions&) const;
  /// Does [from, to] hold 0 or a kink? There results are recorded even where they equal the reference's.
  bool notable_between(double from, double to) const;

 private:
  format format_;
  pass pass_;
  double smallest_normal_;
  double at_zero_;                 ///< the result at x = 0: what a flushed input gives
  std::set<double> left_out_;
  bool beside_some_kink(double x, double got, seen_conventions&) const;

  std::vector<kink> kinks_;        ///< one-sided derivatives rounded outward to the format
};

}  // namespace actcheck
