/// \file
/// One activation, pass and format, and everything that computes it.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "actcheck/reference.hpp"
#include "engine/verdict.hpp"
#include "peers.hpp"
#include "workload.hpp"

namespace actcheck::benchmarks {

/// Computes `count` results from storage to storage, on so many threads. The forward pass ignores `dy`.
using kernel = std::function<void(const void* x, const void* dy, void* result, std::size_t count, unsigned threads)>;

/// One way of computing it: one row per size and number of threads.
struct implementation {
  std::string name;
  kernel run;
  bool is_contestant = true;  ///< false for the memory limit, which computes nothing and so has no accuracy
};

/// Names that peers cannot have.
bool is_own_name(const std::string& name);
/// The memory limit and the reference: what other rows are compared with.
bool is_yardstick(const std::string& name);

/// How far an implementation is from the exact results.
struct accuracy {
  grade worst = grade::exact;
  double max_ulp = 0;
  std::size_t inputs = 0;  ///< that this was measured on
};

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

  /// How accurate an implementation is on `judged_inputs`; nothing for those that are no contestants. Measured at the first
  /// call: only rows that are run shall cost anything.
  std::optional<accuracy> accuracy_of(std::size_t index);

 private:
  void add_own();
  void add_peer(const peer&);
  void add(std::string name, kernel one_thread);
  const reference& correct();
  void measure_accuracy();
  accuracy grade_results(const implementation&, const void* x, const void* dy, const sample&, std::span<const reference_value> want);

  const activation* activation_;
  pass pass_;
  format format_;
  std::vector<double> parameters_;
  std::optional<reference> reference_;
  std::vector<implementation> implementations_;
  std::vector<std::optional<accuracy>> accuracies_;
};

}  // namespace actcheck::benchmarks
