/// \file
/// A line of the shell at work, with pipes to its stdin and from its stdout.
#pragma once

#include <sys/types.h>
#include <unistd.h>

#include <string>
#include <utility>

namespace actcheck {

/// An open file of the system, closed at the end.
class descriptor {
 public:
  explicit descriptor(int number = -1) : number_(number) {}
  ~descriptor() { reset(); }
  descriptor(descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  descriptor& operator=(descriptor&& other) noexcept {
    if (this != &other) {
      reset();
      number_ = std::exchange(other.number_, -1);
    }
    return *this;
  }
  int get() const { return number_; }
  void reset() {
    if (number_ >= 0) close(number_);
    number_ = -1;
  }

 private:
  int number_;
};

/// Runs `/bin/sh -c COMMAND` in a process group of its own. A keeper, a small process beside it, passes on the beginning of
/// what it writes to stderr, and ends the whole group when the command has ended, when this object goes, or when the process
/// goes that holds it, by whatever death.
class shell_command {
 public:
  /// \throws std::runtime_error if the system allows no more processes or files.
  explicit shell_command(const std::string& command);
  /// Gives the command a second after the end of its input.
  ~shell_command();
  shell_command(const shell_command&) = delete;
  shell_command& operator=(const shell_command&) = delete;

  /// The command's stdin and stdout. Neither blocks: there may be no room, or nothing there yet.
  int input() const { return input_.get(); }
  int output() const { return output_.get(); }
  /// The end of its input, which asks it to end. Does not wait.
  void let_go();
  /// No time for it to end by itself.
  void end_now();
  /// How it ended, in words: "ended with status 1". For when its output has ended.
  std::string ending() const;

 private:
  descriptor input_, output_, keeper_end_;
  pid_t keeper_ = -1;
};

}  // namespace actcheck
