#include "engine/call_arrays.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <cstring>

#include "engine/call_record.hpp"
#include "engine/counts.hpp"

namespace actcheck {
namespace {
constexpr std::size_t alignment = 64, room = 64;
}

call_arrays::call_arrays(const context& c, extent e, std::size_t shift)
    : context_(&c), format_(c.number_format()), names_(signature_of(c.subject_of().kind, c.what->direction)), extent_(e), shift_(shift),
      memory_(names_.inputs.size() + names_.outputs.size()) {
  for (std::size_t k = 0; k < memory_.size(); ++k) (k < names_.inputs.size() ? input_at_ : output_at_).push_back(place(memory_[k]));
}

void* call_arrays::place(std::vector<char>& memory) const {
  memory.resize((extent_.size() + shift_) * bytes(format_) + alignment + room);
  const auto start = reinterpret_cast<std::uintptr_t>(memory.data());
  return memory.data() + (alignment - start % alignment) % alignment + shift_ * bytes(format_);
}

void call_arrays::set_input(std::size_t k, std::span<const double> values) { encode_array(format_, values, input_at_[k]); }

void call_arrays::copy_inputs(const call_arrays& from) {
  for (std::size_t k = 0; extent_.size() > 0 && k < input_at_.size(); ++k) std::memcpy(input_at_[k], from.input_at_[k], extent_.size() * bytes(format_));
}

void call_arrays::fill_outputs(int byte) {
  for (void* array : output_at_)
    if (extent_.size() > 0) std::memset(array, byte, extent_.size() * bytes(format_));
}

void call_arrays::call() const { context_->call(input_at_.data(), output_at_.data(), extent_); }

void call_arrays::call_unguarded() const {
  context_->unguarded->of(context_->what->direction)(input_at_.data(), output_at_.data(), extent_, context_->what->parameters.data());
}

std::vector<double> call_arrays::decoded(const void* array) const {
  std::vector<double> values(extent_.size());
  decode_array(format_, array, values);
  return values;
}

std::vector<std::vector<double>> outputs_of(const context& c, extent e, const std::vector<std::vector<double>>& inputs) {
  call_arrays arrays(c, e);
  for (std::size_t k = 0; k < inputs.size(); ++k) arrays.set_input(k, inputs[k]);
  arrays.fill_outputs(0x5a);
  arrays.call();
  std::vector<std::vector<double>> outputs;
  for (std::size_t k = 0; k < arrays.names().outputs.size(); ++k) outputs.push_back(arrays.output_values(k));
  return outputs;
}

std::string inputs_in_words(const signature& names, std::span<const double> values) {
  std::string words;
  for (std::size_t k = 0; k < names.inputs.size(); ++k)
    words += fmt::format("{}{} = {:.9g}", k == 0 ? "" : ", ", names.inputs[k], values[k]);
  return words;
}

std::string call_record::in_words(activation_kind kind) const {
  if (!under_way) return "";
  return fmt::format("in {}, {}", name(direction), extent_in_words(kind, {rows, cols}));
}

std::string extent_in_words(activation_kind kind, extent e) {
  if (kind != activation_kind::row_wise) return "called with " + counted(e.size(), "element");
  return fmt::format("called with {} of {}", counted(e.rows, "row"), counted(e.cols, "column"));
}

}  // namespace actcheck
