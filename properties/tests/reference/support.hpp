/// \file
/// What the tests of the reference share: seed and scale from the environment, random numbers of a format, the cases to
/// walk through, and readable failure messages.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "actcheck/activation.hpp"
#include "actcheck/formats.hpp"

namespace actcheck::test {

inline constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// ACTCHECK_SEED, or 1.
std::uint64_t seed();
/// ACTCHECK_TEST_SCALE in (0, 1], or 1.
double scale();
/// `count` shrunk by the scale; at least `least`.
std::size_t scaled(std::size_t count, std::size_t least = 16);
/// Step through an exhaustive set: 1, or more where the scale asks for less. Odd, so that no bit stays fixed.
std::uint64_t stride();
/// ACTCHECK_PATTERNS, or `standard` shrunk by the scale.
std::size_t pattern_count(std::size_t standard);

/// Random numbers; every test draws from its own stream, which depends on the global seed and the stream's name.
class random_numbers {
 public:
  explicit random_numbers(std::string_view stream);
  std::uint64_t bits() { return engine_(); }
  std::uint64_t below(std::uint64_t limit) { return engine_() % limit; }
  double between(double low, double high) { return std::uniform_real_distribution<double>(low, high)(engine_); }
  /// Any number of the format, by bit pattern; never NaN.
  double pattern(format);
  /// A number where activations live: |x| from 2^-12 to 2^8, all magnitudes alike.
  double lively(format);
  /// One half each.
  double any(format f) { return (bits() & 1) != 0 ? pattern(f) : lively(f); }
  /// An upstream gradient: mostly ordinary, with 0, infinities, huge, tiny and negative ones among them.
  double upstream(format);

 private:
  std::mt19937_64 engine_;
};

/// One activation, pass and format: what most tests are instantiated for.
struct evaluation {
  const activation* of;
  pass direction;
  format number_format;
  /// `gelu_f32_backward`: the name of the test.
  std::string name() const;
};
std::vector<evaluation> every_evaluation(std::vector<format> formats);

/// The name of a test that is instantiated for activations.
inline std::string activation_name(const testing::TestParamInfo<const activation*>& info) {
  return std::string(info.param->name);
}
inline std::string evaluation_name(const testing::TestParamInfo<evaluation>& info) { return info.param.name(); }

/// Default parameters first, then those that a checker tries too.
std::vector<std::vector<double>> parameter_sets(const activation&);

/// `leaky_relu(negative_slope=0.5)`.
std::string call_text(const activation&, parameter_values);
/// `0.5 (0x3f000000)`.
std::string show(format, double);
/// Are both the same number, zeros with their sign, or both NaN?
bool same(double, double);
/// The points that facts name, and 0: finite, increasing, without repetition.
std::vector<double> named_points(const facts&);

/// The message of the std::invalid_argument that `call` throws, or "".
template <class Call>
std::string complaint_of(Call call) {
  try {
    call();
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

/// Collects mismatches and reports the first few, so that one mistake does not print a million lines.
class mismatches {
 public:
  explicit mismatches(std::string what) : what_(std::move(what)) {}
  ~mismatches();
  mismatches(const mismatches&) = delete;
  mismatches& operator=(const mismatches&) = delete;
  template <class Text>
  void add(Text&& text) {
    if (++count_ <= shown) texts_.push_back(text());
  }
  std::size_t count() const { return count_; }

 private:
  static constexpr std::size_t shown = 5;
  std::string what_;
  std::size_t count_ = 0;
  std::vector<std::string> texts_;
};

}  // namespace actcheck::test

namespace actcheck {
/// How GoogleTest names the parameter of a case.
inline void PrintTo(const activation* a, std::ostream* out) { *out << a->name; }
namespace test {
inline void PrintTo(const evaluation& e, std::ostream* out) { *out << e.name(); }
}  // namespace test
}  // namespace actcheck
