// What a wrong subject is told to look like, by way of the real command.
#include <fmt/format.h>

#include "support.hpp"

namespace actcheck::tests {
namespace {

struct likeness {
  std::string mutant, activation, format, pass, looks_like;
};
void PrintTo(const likeness& l, std::ostream* out) { *out << l.mutant; }

class recognised : public testing::TestWithParam<likeness> {};

TEST_P(recognised, as_what_it_computes) {
  const auto& [mutant, activation, format, pass, words] = GetParam();
  const auto run = run_tool({"check", subject("mutant_" + mutant), "--activation", activation, "--format", format, "--pass", pass, "--effort", "smoke"});
  EXPECT_EQ(run.status, 1);
  EXPECT_TRUE(contains(run.out, "looks like: " + words + "\n")) << run.out;
}

INSTANTIATE_TEST_SUITE_P(
    , recognised,
    testing::Values(likeness{"sigmoid_backward_from_the_rounded_output", "sigmoid", "f32", "backward", "y*(1-y), computed from the rounded y"},
                    likeness{"tanh_backward_from_the_rounded_output", "tanh", "f32", "backward", "1-y*y, computed from the rounded y"},
                    likeness{"gelu_is_the_tanh_formula", "gelu", "f32", "forward", "gelu_tanh"},
                    likeness{"gelu_backward_of_the_tanh_formula", "gelu", "f32", "backward", "the derivative of gelu_tanh"},
                    likeness{"gelu_f16_is_quick_gelu", "gelu", "f16", "forward", "quick_gelu"},
                    likeness{"gelu_f8e5m2_is_relu", "gelu", "f8e5m2", "forward", "relu"}),
    [](const auto& tested) { return tested.param.mutant; });

TEST(unrecognised, says_nothing) {
  const auto run = run_tool({"check", subject("mutant_sigmoid_drops_at_a_seam"), "--effort", "smoke"});
  EXPECT_EQ(run.status, 1);
  EXPECT_FALSE(contains(run.out, "looks like")) << run.out;
}

}  // namespace
}  // namespace actcheck::tests
