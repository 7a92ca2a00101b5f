/// \file
/// One activation, pass and format, and everything that computes it.
#pragma once

#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "actcheck/reference.hpp"
#include "peers.hpp"

namespace actcheck::benchmarks {

/// Computes `count` results from storage to storage. The forward pass ignores `dy`.
using kernel = std::function<void(const void* x, const void* dy, void* result, std::size_t count)>;

/// One way of computing it: one row per size.
struct implementation {
  std::string name;
  kernel run;
  bool is_contestant = true;  ///< false for the memory limit, which computes nothing and so has no accuracy
  bool is_slow = false;       ///< microseconds per element, so that memory plays no part: measured inside L1 only
  /// Longer arrays are measured piece by piece. For implementations that work in small blocks anyway and are so slow
  /// that a pass over 16 million elements would take seconds.
  std::size_t longest_call = std::numeric_limits<std::size_t>::max();
};

/// Names that peers cannot have.
bool is_own_name(const std::string& name);

class contest {
 public:
  contest(const activation&, pass, format, std::span<const peer>);
  contest(const contest&) = delete;  // the kernels point here

  /// `forward/NAME/f32`
  std::string name() const;
  format number_format() const { return format_; }
  /// Bytes that one element's computation reads and writes.
  std::size_t bytes_per_element() const { return bytes(format_) * (pass_ == pass::forward ? 2 : 3); }
  const std::vector<implementation>& implementations() const { return implementations_; }

  /// Largest error of an implementation over the sample, in ulp; nothing for those that are no contestants. Measured at
  /// the first call: only rows that are run shall cost anything.
  std::optional<double> max_ulp(std::size_t index);

 private:
  void add_own();
  void add_peer(const peer&);
  const reference& correct();
  void measure_accuracy();

  const activation* activation_;
  pass pass_;
  format format_;
  std::vector<double> parameters_;
  std::optional<reference> reference_;
  std::vector<implementation> implementations_;
  std::vector<std::optional<double>> max_ulp_;
};

}  // namespace actcheck::benchmarks
