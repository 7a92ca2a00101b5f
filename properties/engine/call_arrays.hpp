/// \file
/// The arrays of one call of a subject's kernel, whatever it takes: inputs, outputs, gradients.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "engine/property.hpp"

namespace actcheck {

/// Arrays in plain memory, each `shift` elements behind an address that is a multiple of 64 bytes, with room behind them.
class call_arrays {
 public:
  call_arrays(const context&, extent, std::size_t shift = 0);

  const signature& names() const { return names_; }
  extent shape() const { return extent_; }
  void* input(std::size_t k) { return input_at_[k]; }
  const void* input(std::size_t k) const { return input_at_[k]; }
  void* output(std::size_t k) { return output_at_[k]; }
  const void* output(std::size_t k) const { return output_at_[k]; }
  /// Makes output k the same array as input j.
  void alias(std::size_t k, std::size_t j) { output_at_[k] = input_at_[j]; }

  void set_input(std::size_t k, std::span<const double> values);
  /// The same inputs as those of another, which has the same shape.
  void copy_inputs(const call_arrays&);
  void fill_outputs(int byte);
  std::vector<double> input_values(std::size_t k) const { return decoded(input_at_[k]); }
  std::vector<double> output_values(std::size_t k) const { return decoded(output_at_[k]); }
  void call() const;
  /// Without putting right what the call changes in how this thread computes.
  void call_unguarded() const;

 private:
  std::vector<double> decoded(const void* array) const;
  void* place(std::vector<char>& memory) const;

  const context* context_;
  format format_;
  const signature& names_;
  extent extent_;
  std::size_t shift_;
  std::vector<std::vector<char>> memory_;
  std::vector<void*> input_at_, output_at_;
};

/// One call on these values, an array for each input of the pass, over outputs that hold a pattern: the values of each output.
std::vector<std::vector<double>> outputs_of(const context&, extent, const std::vector<std::vector<double>>& inputs);

/// Is this input one that a gradient is multiplied by? (`dy`)
inline bool is_upstream(std::string_view array) { return array == "dy"; }

/// "x = 1.5, dy = 2" or "a = 1, b = -3": the inputs of one element, for messages.
std::string inputs_in_words(const signature&, std::span<const double> values);

/// "called with 7 elements", "called with 3 rows of 5 columns".
std::string extent_in_words(activation_kind, extent);

}  // namespace actcheck
