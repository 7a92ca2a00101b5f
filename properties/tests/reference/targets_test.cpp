// Choosing an instruction set: what there is, what is in use, and that an unknown name changes nothing. (That results are the
// same on each: kernels_test.cpp.)
#include "actcheck/targets.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace actcheck::test {
namespace {

class targets : public testing::Test {
 protected:
  void TearDown() override { choose_target(""); }
};

TEST_F(targets, the_best_is_used_until_another_is_chosen) {
  const auto names = available_targets();
  ASSERT_FALSE(names.empty());
  EXPECT_EQ(names.back(), "portable");
  EXPECT_EQ(current_target(), names.front());
  for (const auto& name : names) {
    choose_target(name);
    EXPECT_EQ(current_target(), name);
    EXPECT_EQ(available_targets(), names) << "a choice must not hide the others";
  }
  choose_target("");
  EXPECT_EQ(current_target(), names.front());
}

TEST_F(targets, an_unknown_name_is_refused_and_changes_nothing) {
  const auto slowest = available_targets().back();
  choose_target(slowest);
  for (const std::string name : {"AVX", "avx2", "AVX-1024", " "}) {
    try {
      choose_target(name);
      FAIL() << name << " was accepted";
    } catch (const std::invalid_argument& problem) {
      EXPECT_NE(std::string(problem.what()).find("'" + name + "'"), std::string::npos) << problem.what();
      EXPECT_NE(std::string(problem.what()).find(slowest), std::string::npos) << problem.what();
    }
    EXPECT_EQ(current_target(), slowest);
  }
}

}  // namespace
}  // namespace actcheck::test
