/// \file
/// A subject: the implementation under test, behind one interface whatever it is.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "actcheck/activation.hpp"
#include "actcheck/formats.hpp"

namespace actcheck {

/// The functions of one activation and format; empty where the subject has none. Arrays hold stored numbers.
struct subject_functions {
  std::function<void(const void* x, void* y, std::size_t n, const double* parameters)> forward;
  std::function<void(const void* x, const void* dy, void* dx, std::size_t n, const double* parameters)> backward;
  std::function<void(const void* x, const void* dy, double* gradients, std::size_t n, const double* parameters)>
      parameters_backward;

  /// The kernel of pass `p`; `dy` is not looked at by the forward one.
  void call(pass p, const void* x, const void* dy, void* out, std::size_t n, const double* parameters) const {
    if (p == pass::forward) forward(x, out, n, parameters);
    else backward(x, dy, out, n, parameters);
  }
  bool has(pass p) const { return p == pass::forward ? static_cast<bool>(forward) : static_cast<bool>(backward); }
};

class subject {
 public:
  virtual ~subject() = default;
  virtual std::string name() const = 0;
  virtual std::string version() const { return ""; }
  virtual bool in_place() const { return true; }
  virtual bool thread_safe() const { return true; }
  virtual subject_functions find(const activation&, format) const = 0;
};

/// Renamed symbols: catalogue symbol (`gelu_f32`, `gelu_f32_backward`) to the library's own.
using symbol_map = std::map<std::string, std::string>;

/// Opens `builtin:reference`, `peer:NAME`, or a shared library's path.
/// \throws std::runtime_error with one line that says what is wrong and what would work. May run code of the library.
std::unique_ptr<subject> open_subject(const std::string& description, const symbol_map& renamed = {});

std::unique_ptr<subject> make_reference_subject();
std::unique_ptr<subject> open_shared_library(const std::string& path, const symbol_map& renamed);

/// The file of a peer's adapter, or "" if it was not built; and the names of those that were.
std::string peer_file(const std::string& peer);
std::vector<std::string> built_peers();

/// Calls the forward or backward kernel on values: encodes, calls, decodes. An empty `dy` means 1 everywhere.
std::vector<double> call_on_values(const subject_functions&, pass, format, const std::vector<double>& x,
                                   const std::vector<double>& dy, parameter_values);

}  // namespace actcheck
