/// \file
/// How far a long command is.
#pragma once

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <string>

namespace actcheck::cli {

/// A line on stderr: redrawn on a terminal, every 10 s otherwise.
class progress_line {
 public:
  /// `done` is a share, from 0 to 1, of what began when the line was made.
  void operator()(const std::string& what, double done) {
    const auto now = std::chrono::steady_clock::now();
    if (now - last_ < (terminal_ ? std::chrono::milliseconds(200) : std::chrono::milliseconds(10000))) return;
    last_ = now;
    const double elapsed = std::chrono::duration<double>(now - start_).count();
    const double left = done > 0 ? elapsed / done - elapsed : 0;
    const std::string text = fmt::format("{:3.0f} %  {}  about {:.0f} s left", 100 * done, what, left);
    fmt::print(stderr, "{}{:<72}{}", terminal_ ? "\r" : "", text, terminal_ ? "" : "\n");
    shown_ = true;
  }
  progress_line() = default;
  progress_line(const progress_line&) = delete;
  progress_line& operator=(const progress_line&) = delete;
  ~progress_line() {
    if (terminal_ && shown_) fmt::print(stderr, "\r{:<72}\r", "");
  }

 private:
  bool terminal_ = isatty(STDERR_FILENO) != 0;
  bool shown_ = false;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now(), last_ = start_;
};

}  // namespace actcheck::cli
