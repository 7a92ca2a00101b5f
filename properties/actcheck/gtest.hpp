/// \file
/// The properties as GoogleTest cases: `range/gelu.f32.backward` in the suite of the implementation's name.
///
///   int main(int argc, char** argv) {
///     testing::InitGoogleTest(&argc, argv);
///     actcheck::register_tests(actcheck::implementation("mine").scalar<float>("relu", my_relu));
///     return RUN_ALL_TESTS();
///   }
#pragma once

#include <gtest/gtest.h>

#include <utility>

#include "actcheck/properties.hpp"

namespace actcheck {

/// One check as a test: fails with what was found, and is skipped where the property does not apply.
class check_test : public testing::Test {
 public:
  /// \param one what `checks_of` gave.
  explicit check_test(check_case one) : case_(std::move(one)) {}
  /// Runs the check.
  void TestBody() override {
    const check_verdict found = case_.run();
    if (found.outcome == check_outcome::not_applicable) GTEST_SKIP() << found.text;
    if (found.outcome == check_outcome::failed) GTEST_FAIL() << found.text;
  }

 private:
  check_case case_;
};

/// Registers a test for each property of each function; for `main`, before RUN_ALL_TESTS.
/// \throws std::invalid_argument as `checks_of`.
inline void register_tests(const implementation& checked, const check_choices& choices = {}) {
  for (const auto& one : checks_of(checked, choices))
    testing::RegisterTest(checked.name().c_str(), one.name.c_str(), nullptr, nullptr, __FILE__, __LINE__,
                          [one]() -> testing::Test* { return new check_test(one); });
}

}  // namespace actcheck
