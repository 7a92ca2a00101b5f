/// \file
/// What a call must leave as it found it: how this thread computes; the process's signal handlers, locale, folder, standard streams and
/// children; and its memory.
#pragma once

#include <sys/types.h>

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

/// Signal handlers, signal mask, locale, working folder, standard streams and child processes of this process.
class process_state {
 public:
  process_state();
  ~process_state();
  process_state(const process_state&) = delete;
  process_state& operator=(const process_state&) = delete;

  std::vector<std::string> changes(const process_state& later) const;
  void restore() const;

 private:
  static constexpr int streams = 3;
  int copies_[streams];     ///< of stdin, stdout and stderr; -1 where it is closed
  bool child_ended_;        ///< since last looked
  bool children_running_;
  std::vector<struct sigaction> handlers_;
  sigset_t mask_;
  std::string locale_, folder_;
};

/// Puts /dev/null in the place of standard streams that are closed: whether the next call closes them can then be seen.
void open_closed_streams();

/// After a call of the subject that began in process `own`: if the call has forked and this is the other process, it ends here.
/// It must not go on as a second checker.
void end_unless(pid_t own);

/// Bytes of the heap that are in use; 0 where that cannot be known.
std::size_t heap_in_use();

/// The same kernels; each call is noted (see call_record), and after it this thread computes as before it. Else a subject that
/// flushes subnormal numbers would have the reference flush them.
subject_kernels restoring_mode(const subject_kernels&);

}  // namespace actcheck
