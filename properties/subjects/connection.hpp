/// \file
/// One running command, and what is sent to it and answered: a line of JSON, then arrays (see docs/pages/command.md).
#pragma once

#include <sys/uio.h>

#include <array>
#include <cstddef>
#include <functional>
#include <initializer_list>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "subjects/shell_command.hpp"

namespace actcheck {

/// Pieces of memory that one stream of bytes fills, or is made of.
class pieces {
 public:
  void add(const void* data, std::size_t size) {
    if (size > 0) left_[count_++] = {const_cast<void*>(data), size};
    size_ += size;
  }
  /// What is still to do.
  const iovec* data() const { return left_.data() + first_; }
  int count() const { return static_cast<int>(count_ - first_); }
  bool done() const { return first_ == count_; }
  std::size_t size() const { return size_; }  ///< of all
  std::size_t transferred() const { return passed_; }
  void advance(std::size_t bytes);
  /// Fills from these bytes as far as they go. Returns how many were taken.
  std::size_t fill(const char* from, std::size_t bytes);

 private:
  static constexpr std::size_t most = 4;  ///< a line and three inputs
  std::array<iovec, most> left_{};
  std::size_t first_ = 0, count_ = 0, size_ = 0, passed_ = 0;
};

struct request {
  std::string line;  ///< ends with a newline
  pieces inputs, outputs;
  bool has_results = true;                ///< the answer says "ok":true, and the outputs follow
  std::function<std::string()> in_words;  ///< "gelu_f32 (n = 17)"
};

class connection {
 public:
  explicit connection(const std::string& command) : process_(command), buffer_(std::size_t{1} << 16) {}
  ~connection() {
    if (asking_) process_.end_now();
  }
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;

  /// Sends the request and fills its outputs, reading and writing by turns. Returns the answer's line.
  /// \throws std::runtime_error with one line about the command where there is no such answer, or where it is an error.
  nlohmann::json ask(request);
  void let_go() { process_.let_go(); }

 private:
  void expect_silence(const request&);
  void send(pieces&);
  /// Reads what is there; sets `answered` when the line has come.
  void receive(request&, nlohmann::json& answer, bool& answered);
  void take_line(request&, nlohmann::json& answer, bool& answered);
  [[noreturn]] void ended(const request&) const;

  shell_command process_;
  std::vector<char> buffer_;
  std::string line_;     ///< what has come of the answer's line
  bool deaf_ = false;    ///< it has closed its input
  bool asking_ = false;  ///< a request has not been answered, or not as it should
};

}  // namespace actcheck
