/// \file
/// What the array calls share: checks of their arguments, and work dealt out to threads. Internal.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <thread>
#include <vector>

#include "actcheck/formats.hpp"

namespace actcheck::kernels {

/// \throws std::invalid_argument unless the arrays of n numbers are aligned, and `out` is `in` or apart from it.
void require_usable(format, std::size_t n, const void* in, const void* out, std::string_view what,
                    std::string_view result = "the result");

/// \throws std::invalid_argument if two arrays for results share memory.
void require_apart(format, std::size_t n, const void* one, const void* other, std::string_view name, std::string_view other_name);

/// Calls run(begin, count) for shares of n elements, each a multiple of `unit` (but the last), in at most `threads` threads
/// and no more than there are shares of `worth_a_thread` elements.
template <class Run>
void run_in_shares(std::size_t n, std::size_t unit, std::size_t worth_a_thread, unsigned threads, const Run& run) {
  const std::size_t shares = std::clamp<std::size_t>(n / worth_a_thread, 1, std::max(threads, 1u));
  const std::size_t share = (n / shares / unit + 1) * unit;
  std::vector<std::jthread> others;
  for (std::size_t begin = share; begin < n; begin += share)
    others.emplace_back([&run, begin, count = std::min(share, n - begin)] { run(begin, count); });
  if (n > 0) run(0, std::min(share, n));
}

}  // namespace actcheck::kernels
