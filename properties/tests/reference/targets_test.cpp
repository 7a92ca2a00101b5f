// Choosing an instruction set: what there is, what is in use, and that an unknown name changes nothing.
#include "actcheck/targets.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

#include "actcheck/catalogue.hpp"
#include "actcheck/reference.hpp"

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

TEST_F(targets, results_are_the_same_on_each) {
  std::vector<float> x(10'000), expected(x.size()), got(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = (static_cast<float>(i) - 5000.0f) / 300.0f;
  for (const auto* a : catalogue()) {
    for (const auto p : {pass::forward, pass::backward}) {
      choose_target("");
      reference(*a, p, format::f32, a->default_parameters()).apply(x.data(), nullptr, expected.data(), x.size());
      for (const auto& name : available_targets()) {
        choose_target(name);
        reference(*a, p, format::f32, a->default_parameters()).apply(x.data(), nullptr, got.data(), x.size());
        EXPECT_TRUE(std::equal(got.begin(), got.end(), expected.begin(), [](float g, float e) { return same_number(g, e); }))
            << a->name << ' ' << actcheck::name(p) << " on " << name;
      }
    }
  }
}

}  // namespace
}  // namespace actcheck::test
