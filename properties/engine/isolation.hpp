/// \file
/// Runs the subject in a worker process, so that its crash or hang is a finding and not the end of the checker.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/plan.hpp"
#include "engine/report.hpp"
#include "subjects/subject.hpp"

namespace actcheck {

/// What a subject offers, found out in a process of its own.
struct subject_description {
  std::string name, version, error;  ///< error: why it is unusable, or ""
  bool in_place = true, thread_safe = true;
  std::vector<std::pair<std::string, format>> forward, backward;  ///< activations and formats

  bool has(const activation&, format, pass) const;
};

struct run_events {
  /// The target that is being checked, its number, how many there are, and the share of its inputs done (0 to 1).
  std::function<void(const target&, std::size_t index, std::size_t count, double share)> progress;
};

/// Called in each worker anew: a subject may be good for one process only.
using subject_opener = std::function<std::shared_ptr<const subject>()>;

subject_description describe_subject(const std::string& argument, const symbol_map&, double timeout_seconds);

/// Checks the targets, in as many processes at once as there are jobs if they are many. A target whose worker dies or hangs gets a failed result with `crashed` set;
/// the rest go on in a new worker.
std::vector<result> run_isolated(const subject_opener&, const check_options&, const std::vector<target>&, const run_events&);

}  // namespace actcheck
