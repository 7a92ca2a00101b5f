/// \file
/// What changed from one report to another.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/report.hpp"

namespace actcheck {

/// In the order in which they are told.
enum class change {
  broken,  ///< fails now and did not, or crashes now and only failed
  worse_grade,
  unchecked,  ///< passed, and is skipped or not run now
  gone,       ///< is not in the new report
  fixed,      ///< failed and passes now, or crashed and only fails now
  better_grade,
  added,  ///< is not in the old report
};
std::string_view name(change) noexcept;

struct difference {
  change what;
  /// The results that differ; null on the side that has none. Of a whole target that comes or goes, the first one.
  const result* before;
  const result* after;
  bool whole_target = false;
  std::uint64_t checks = 1, failing = 0;  ///< of what comes or goes

  /// Does it make the new report worse? What is gone counts unless all of it failed: a misspelt symbol is no progress. What is
  /// new counts if some of it fails.
  bool worse() const;
};

struct comparison {
  const report& before;
  const report& after;
  std::vector<difference> differences{};  ///< in order of `change`, then of the results

  std::uint64_t count(change) const;
  bool worse() const;
  /// How many times as long the new run took; 0 where times are not comparable (other machine, effort, or no time recorded) or
  /// nearly the same.
  double slowdown() const;
};

/// The comparison points into both reports.
comparison compare(const report& before, const report& after);

}  // namespace actcheck
