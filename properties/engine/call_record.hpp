/// \file
/// The call of the subject that is under way, noted where it can still be read when the process that makes it is gone.
#pragma once

#include <atomic>
#include <cstddef>
#include <string>

#include "actcheck/activation.hpp"
#include "subjects/kernel.hpp"

namespace actcheck {

/// In memory that a checker shares with its worker. Where several threads call at once, it is about one of them.
struct call_record {
  std::atomic<bool> under_way{false};
  std::atomic<pass> direction{pass::forward};
  std::atomic<std::size_t> rows{0}, cols{0};

  void begin(pass p, extent e) {
    direction.store(p, std::memory_order_relaxed);
    rows.store(e.rows, std::memory_order_relaxed);
    cols.store(e.cols, std::memory_order_relaxed);
    under_way.store(true, std::memory_order_relaxed);
  }
  void end() { under_way.store(false, std::memory_order_relaxed); }
  /// "in forward, called with 17 elements"; "" between calls.
  std::string in_words(activation_kind) const;
};

/// Where this process notes its calls; null if nobody reads it.
inline call_record* noted_call = nullptr;

}  // namespace actcheck
