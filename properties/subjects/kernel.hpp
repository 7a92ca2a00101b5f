/// \file
/// A kernel of a subject: one activation, format and pass on stored arrays, whatever the activation takes.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "actcheck/activation.hpp"
#include "actcheck/formats.hpp"

namespace actcheck {

/// How many numbers each array of a call holds: `rows` contiguous rows of `cols` numbers. Elementwise and gated kernels see one
/// row.
struct extent {
  std::size_t rows = 1, cols = 0;
  std::size_t size() const { return rows * cols; }
};

/// The arrays of a kernel in the order of the subject ABI, by their names there.
struct signature {
  std::vector<std::string_view> inputs, outputs;
};

/// {x} -> {y} and {x, dy} -> {dx}; of a gated activation {a, b} -> {y} and {a, b, dy} -> {da, db}.
const signature& signature_of(activation_kind, pass);

/// `inputs` and `outputs` point to the arrays that the signature names.
using kernel = std::function<void(const void* const* inputs, void* const* outputs, extent, const double* parameters)>;

/// The kernels of one activation and format; empty where the subject has none. Arrays hold stored numbers.
struct subject_kernels {
  kernel forward, backward;
  std::function<void(const void* x, const void* dy, double* gradients, std::size_t n, const double* parameters)> parameters_backward;

  const kernel& of(pass p) const { return p == pass::forward ? forward : backward; }
  bool has(pass p) const { return static_cast<bool>(of(p)); }
};

/// A subject seen as a function of one number. What checks such functions, an elementwise activation or a part of another one,
/// sees it so.
struct subject_functions {
  std::function<void(const void* x, void* y, std::size_t n, const double* parameters)> forward;
  std::function<void(const void* x, const void* dy, void* dx, std::size_t n, const double* parameters)> backward;

  /// The kernel of pass `p`; `dy` is not looked at by the forward one.
  void call(pass p, const void* x, const void* dy, void* out, std::size_t n, const double* parameters) const {
    if (p == pass::forward) forward(x, out, n, parameters);
    else backward(x, dy, out, n, parameters);
  }
  bool has(pass p) const { return p == pass::forward ? static_cast<bool>(forward) : static_cast<bool>(backward); }
};

/// Calls the forward or backward function on values: encodes, calls, decodes. An empty `dy` means 1 everywhere.
std::vector<double> call_on_values(const subject_functions&, pass, format, const std::vector<double>& x,
                                   const std::vector<double>& dy, parameter_values);

/// Functions of one number as kernels.
subject_kernels kernels_of(const subject_functions&);

/// The elementwise activation that `a` is, or that a part of it is: of a gated one the gate, where the other input is 1; of a
/// row-wise one the function of x that one element of the row [x, 0] is.
const activation& part_of_one_number(const activation& a);

/// That part of the subject's kernels of activation `a`. Threads may share it where they may share the kernels.
subject_functions part_of_one_number(const activation& a, format, const subject_kernels&);

}  // namespace actcheck
