/// \file
/// A table over all patterns of a 16-bit format, made when enough results have been asked for. Internal.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <span>
#include <vector>

#include "kernels/narrow_tables.hpp"

namespace actcheck::kernels {

template <class T>
class lazy_table {
 public:
  static constexpr std::size_t patterns = 1 << 16;

  /// Counts `n` more results. Once as many as the table has entries were asked for, making it costs no more than they did.
  bool pays_for(std::size_t n) { return asked_.fetch_add(n, std::memory_order_relaxed) + n >= patterns; }
  /// The table; `make` fills it, once, on whichever thread comes first.
  template <class Make>
  const std::vector<T>& get(Make make) {
    std::call_once(made_, [&] {
      entries_.resize(patterns + table_padding);
      make(std::span(entries_).first(patterns));
    });
    return entries_;
  }

 private:
  std::atomic<std::size_t> asked_{0};
  std::once_flag made_;
  std::vector<T> entries_;
};

/// The results for dy = 1, and the slopes that other dy are multiplied by.
struct tables_16_bit {
  lazy_table<std::uint16_t> results;
  lazy_table<float> slopes;
};

}  // namespace actcheck::kernels
