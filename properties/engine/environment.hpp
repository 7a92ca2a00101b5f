/// \file
/// What a call must leave as it found it: how this thread computes, and the process's signal handlers, locale and folder.
#pragma once

#include <cfenv>
#include <csignal>
#include <cstdint>
#include <string>
#include <vector>

#include "subjects/kernel.hpp"

namespace actcheck {

/// How this thread computes in floating point: rounding, subnormal numbers, traps. (Not the sticky flags, which every
/// operation may raise.)
class floating_point_mode {
 public:
  /// Of the calling thread, as it is now.
  floating_point_mode();
  /// In words what `later` has otherwise; empty if nothing.
  std::vector<std::string> changes(const floating_point_mode& later) const;
  void restore() const;
  friend bool operator==(const floating_point_mode& a, const floating_point_mode& b) {
    return a.rounding_ == b.rounding_ && a.traps_ == b.traps_ && a.control_ == b.control_;
  }

 private:
  int rounding_, traps_;
  std::uint32_t control_;  ///< of the vector unit, where there is one: rounding, traps, flushing of subnormal numbers
};

/// Signal handlers, signal mask, locale and working folder of the process.
class process_state {
 public:
  process_state();
  std::vector<std::string> changes(const process_state& later) const;
  void restore() const;

 private:
  std::vector<struct sigaction> handlers_;
  sigset_t mask_;
  std::string locale_, folder_;
};

/// The same kernels; each call is noted (see call_record), and after it this thread computes as before it. Else a subject that
/// flushes subnormal numbers would have the reference flush them.
subject_kernels restoring_mode(const subject_kernels&);

}  // namespace actcheck
