/// \file
/// Work shared by threads that stay: what a program does that calls a library without threads of its own.
#pragma once

#include <cstddef>
#include <functional>

namespace actcheck::benchmarks {

/// Calls work(begin, count) for contiguous shares of [0, n), one for each of `threads` threads, the caller among them, and
/// returns when all are done. Shares begin at multiples of 64 elements. Threads are started once and wait between calls.
/// Not for several callers at once.
void share_out(std::size_t n, unsigned threads, const std::function<void(std::size_t begin, std::size_t count)>& work);

}  // namespace actcheck::benchmarks
