/// \file
/// Memory between two inaccessible pages, and calls that survive touching them.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

namespace actcheck {

/// A buffer whose end (or start) meets an inaccessible page, so that one byte too far is a fault.
class guarded_buffer {
 public:
  enum class flush { to_start, to_end };
  /// What it holds at first is not specified. \throws std::runtime_error if the system has no memory for it.
  guarded_buffer(std::size_t size, flush);
  ~guarded_buffer();
  guarded_buffer(const guarded_buffer&) = delete;
  guarded_buffer& operator=(const guarded_buffer&) = delete;

  char* data() const { return data_; }
  std::size_t size() const { return size_; }
  void make_read_only() const;
  void make_writable() const;
  /// Where `address` lies: "3 bytes past the end", "before the start", "inside"; nothing if it is elsewhere.
  std::optional<std::string> describe(const void* address) const;

 private:
  char* mapping_ = nullptr;
  std::size_t mapped_ = 0, body_ = 0;
  char* data_ = nullptr;
  std::size_t size_ = 0;
};

/// An access that the memory did not allow.
struct fault {
  const void* address;
  bool write;  ///< as the processor says; true where it cannot be asked
};

/// Runs `call`; returns the fault that ended it, or nullopt. Only for one thread at a time: signal handlers belong to the
/// whole process.
std::optional<fault> run_catching_faults(const std::function<void()>& call);

}  // namespace actcheck
