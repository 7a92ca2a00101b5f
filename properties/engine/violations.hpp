/// \file
/// Collects violations of a property along a sweep: how many, the simplest, the worst, and the maximal intervals.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/finding.hpp"

namespace actcheck {

/// Orders inputs by simplicity: few significant bits and an exponent near 0 first (0, 1, 2, 0.5, 3, ...).
double complexity(double x) noexcept;

class violations {
 public:
  /// `position` is the input's place in the sweep: consecutive positions are neighbouring inputs.
  void add(std::uint64_t position, const counterexample&);
  /// Appends what was collected on a later part of the same sweep.
  void absorb(const violations& later);

  std::uint64_t count() const { return count_; }
  const std::optional<counterexample>& simplest() const { return simplest_; }
  const std::optional<counterexample>& worst() const { return worst_; }
  /// The intervals, most violations first, at most `most`.
  std::vector<failing_interval> intervals(std::size_t most = 8) const;
  /// Writes count, simplest, worst and intervals into a finding.
  void report_to(finding&) const;

 private:
  struct run {
    std::uint64_t first, last;  ///< positions
    double from, to;
    std::uint64_t violations;
    double worst_ulp;
    double got;       ///< the result at its first input
    bool same_got;    ///< all results are equal (NaN counts as equal to NaN)
  };
  void append(const run&);
  void coarsen();

  static constexpr std::size_t most_runs = 512;
  std::uint64_t count_ = 0;
  std::uint64_t joined_gap_ = 1;  ///< runs at most this far apart are one interval; grows when there are too many
  std::optional<counterexample> simplest_, worst_;
  std::vector<run> runs_;
};

}  // namespace actcheck
