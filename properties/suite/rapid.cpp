#include "suite/rapid.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/detail/TestListenerAdapter.h>

#include <algorithm>
#include <cstdlib>
#include <unordered_map>

#include "generators/seed.hpp"

namespace actcheck {

std::uint64_t global_seed() {
  const char* given = std::getenv("ACTCHECK_SEED");
  return given == nullptr ? 1 : std::strtoull(given, nullptr, 0);
}

double test_scale() {
  const char* given = std::getenv("ACTCHECK_TEST_SCALE");
  const double scale = given == nullptr ? 1 : std::strtod(given, nullptr);
  return scale > 0 ? std::min(scale, 1.0) : 1;
}

void check_drawn(const std::string& name, int cases, const std::function<void()>& body) {
  rc::detail::TestParams parameters;
  parameters.seed = derive_seed(global_seed(), name);
  parameters.maxSuccess = std::max(3, static_cast<int>(cases * test_scale()));
  rc::detail::TestMetadata metadata;
  metadata.id = metadata.description = name;
  rc::detail::TestListenerAdapter silent;
  const std::unordered_map<std::string, rc::detail::Reproduce> nothing_to_reproduce;
  const auto result = rc::detail::checkTestable(body, metadata, parameters, silent, nothing_to_reproduce);

  rc::detail::SuccessResult success;
  if (result.match(success)) {
    testing::Test::RecordProperty("cases", success.numSuccess);
    EXPECT_GE(success.numSuccess, 1) << name << " checked nothing";
    return;
  }
  rc::detail::FailureResult failure;
  std::string details;
  if (result.match(failure)) {
    details = fmt::format("after {} good cases: {}\n", failure.numSuccess, failure.description);
    for (const auto& [type, value] : failure.counterExample) details += fmt::format("  {}: {}\n", type, value);
  } else {
    rc::detail::GaveUpResult gave_up;
    rc::detail::Error error;
    if (result.match(gave_up)) details = "gave up: " + gave_up.description;
    if (result.match(error)) details = "error: " + error.description;
  }
  ADD_FAILURE() << name << " (repeat with ACTCHECK_SEED=" << global_seed() << " and --gtest_filter=" << name << ")\n" << details;
}

}  // namespace actcheck
