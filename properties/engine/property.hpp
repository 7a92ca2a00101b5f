/// \file
/// What a file in properties/ defines: one named predicate that a subject must satisfy.
///
/// A property either watches the sweep (`observe`), where the subject has been evaluated once for all properties, or
/// makes calls of its own (`examine`). Each file defines one `extern const property <stem>` in namespace
/// actcheck::property_files; the build makes the index from the folder.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "actcheck/profiles.hpp"
#include "actcheck/reference.hpp"
#include "engine/finding.hpp"
#include "engine/screen.hpp"
#include "subjects/subject.hpp"

namespace actcheck {

/// A run of inputs in increasing order with the subject's results and the reference's, as they are stored. `seen` tells in advance
/// what nearly all blocks are: decoding every number would take longer than computing it.
/// What rounding took away from an exact value is only looked up where the subject's result is another.
struct block {
  std::uint64_t position;  ///< place of the first input in the sweep
  format number_format;
  std::size_t size;        ///< at least 1
  const void* stored_x;
  const void* stored_got;
  const void* stored_want;
  std::span<const double> unbounded{};  ///< what was wanted, where the format has no infinity to hold it; else empty
  screened seen{};
  /// Indices where `got` differs from the rounded value in more than the sign of a zero, and no convention allows it.
  std::span<const std::uint32_t> mismatches{};
  std::span<const reference_value> exact{};  ///< at the mismatches, in their order

  double x(std::size_t i) const { return stored_value(number_format, stored_x, i); }
  double got(std::size_t i) const { return stored_value(number_format, stored_got, i); }
  /// Correctly rounded; infinite for overflow even if the format has no infinity.
  double want(std::size_t i) const { return unbounded.empty() ? stored_value(number_format, stored_want, i) : unbounded[i]; }
  double first_x() const { return x(0); }
  double last_x() const { return x(size - 1); }
};

/// Everything a property may know about what it checks.
///
/// A gated or row-wise activation is seen twice: `kernels` are what the subject has, and `truth` and `subject` are about the
/// function of one number that is a part of it (see part_of_one_number), so that whatever holds for such functions is checked
/// of it too.
struct context {
  const target* what;
  const reference* truth;        ///< for the target's pass
  const subject_functions* subject;
  const subject_kernels* kernels;    ///< after each call the thread computes as before
  const subject_kernels* unguarded;  ///< the same without that
  grade required;
  std::uint64_t seed;            ///< of this property on this target
  std::size_t samples;           ///< how many inputs a property with calls of its own should try
  bool exhaustive;               ///< the sweep covers every finite input
  bool in_place = true;          ///< the subject allows an output to be an input's array
  bool concurrent = true;        ///< and calls from several threads at once
  bool shares_memory = true;     ///< the subject works in this process, on the very arrays of a call
  const profile* choices = nullptr;  ///< the conventions that are asked for; null: any


  const activation& subject_of() const { return *what->subject_of; }
  /// What the profile requires at a kink, or at NaN, an infinity or a zero. There the property `conventions` judges alone.
  std::optional<requirement> required_slope(double x) const;
  std::optional<requirement> required_result(double x) const;
  const facts& claims() const { return truth->claims(); }
  format number_format() const { return what->number_format; }
  /// Calls the subject in the target's pass and with its parameters, on stored numbers.
  void call(const void* x, const void* dy, void* out, std::size_t n) const {
    subject->call(what->direction, x, dy, out, n, what->parameters.data());
  }
  /// Calls the subject's own kernel.
  void call(const void* const* inputs, void* const* outputs, extent e) const {
    kernels->of(what->direction)(inputs, outputs, e, what->parameters.data());
  }
  bool forward() const { return what->direction == pass::forward; }
};

/// Watches a sweep, or a part of it on one thread.
class observer {
 public:
  virtual ~observer() = default;
  virtual void watch(const block&) = 0;
  /// Adds what `later`, an observer of the same kind, saw on the following part of the sweep.
  virtual void absorb(observer& later) = 0;
  virtual finding conclude() = 0;
};

struct property {
  std::string_view name;
  std::string_view statement;  ///< what must hold, in one sentence
  std::string_view reason;     ///< why it matters
  std::string_view example;    ///< a real kind of bug it finds
  bool parameters_matter = true;  ///< may the result differ at other parameter values?
  bool runs_first = false;        ///< guards the memory that the others rely on
  /// Whether it is about the subject's own kernels, with all their arrays. Else it is about a function of one number, of which
  /// the activation is made (see `context`).
  bool whole_kernels = false;
  /// The kinds of activation it is about.
  std::vector<activation_kind> kinds{activation_kind::elementwise, activation_kind::gated, activation_kind::row_wise};
  /// Why the property does not apply here, or "".
  std::string (*inapplicable)(const context&);
  std::unique_ptr<observer> (*observe)(const context&) = nullptr;
  finding (*examine)(const context&) = nullptr;
};

/// Every property, in order of name. The folder properties/ is the list.
std::span<const property* const> all_properties();
const property* find_property(std::string_view name);
/// \throws std::invalid_argument with the nearest name as a suggestion.
const property& get_property(std::string_view name);

}  // namespace actcheck
