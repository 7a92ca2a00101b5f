// `check --profile`: what a profile requires, what it permits, and how its names are read.
#include <fmt/format.h>

#include "support.hpp"

namespace actcheck::tests {
namespace {

using nlohmann::json;

outcome check(const std::string& library, const std::vector<std::string>& options) {
  std::vector<std::string> arguments{"check", subject(library), "--effort", "smoke"};
  arguments.insert(arguments.end(), options.begin(), options.end());
  return run_tool(arguments);
}

TEST(profile, requires_the_slope_at_a_kink) {
  EXPECT_EQ(check("twin_relu_slope_is_one_at_zero", {"--pass", "backward"}).status, 0) << "a convention";
  const auto torch = check("twin_relu_slope_is_one_at_zero", {"--pass", "backward", "--profile", "torch"});
  EXPECT_EQ(torch.status, 1);
  EXPECT_TRUE(contains(torch.out, "FAIL relu f32 backward, conventions: profile torch requires f'(0) = 0")) << torch.out;
  EXPECT_TRUE(contains(torch.out, "here it is 1")) << torch.out;
  EXPECT_TRUE(contains(torch.out, "--property conventions --seed 1 --profile torch")) << torch.out;
}

TEST(profile, line_that_reproduces_a_failure_has_it) {
  const scratch_folder folder;
  ASSERT_EQ(check("twin_relu_slope_is_one_at_zero", {"--pass", "backward", "--profile", "PyTorch", "--report", "json=" + (folder / "report.json")}).status, 1);
  const json report = read_json(folder / "report.json");
  EXPECT_EQ(report.at("profile"), "torch");
  for (const auto& r : report.at("results"))
    if (r.at("verdict") == "fail") { EXPECT_EQ(run_line(r.at("repro")).status, 1) << r.at("repro"); }
}

TEST(profile, requires_flushing_of_subnormal_numbers) {
  EXPECT_EQ(check("twin_relu_flushes_subnormals", {"--profile", "ftz"}).status, 0);
  const auto kept = check("plain_c", {"--activation", "relu", "--profile", "ftz"});
  EXPECT_EQ(kept.status, 1);
  EXPECT_TRUE(contains(kept.out, "conventions: profile ftz requires")) << kept.out;
}

TEST(profile, says_nothing_where_the_framework_does_not) {
  const auto run = check("gelu_only", {"--profile", "webnn", "--property", "conventions"});
  EXPECT_EQ(run.status, 4) << run.out << run.err;
}

TEST(profile, reads_names_as_the_framework_means_them) {
  const auto run = check("gelu_only", {"--profile", "jax", "--activation", "gelu"});
  EXPECT_EQ(run.status, 4) << "it has no gelu_tanh";
  EXPECT_TRUE(contains(run.err, "profile jax means gelu_tanh by gelu")) << run.err;
  EXPECT_EQ(check("gelu_only", {"--profile", "jax", "--activation", "gelu_erf", "--property", "range"}).status, 0);
}

TEST(profile, unknown_is_one_line_and_status_2) {
  const auto run = check("gelu_only", {"--profile", "torhc"});
  EXPECT_EQ(run.status, 2);
  EXPECT_EQ(lines_of(run.err).size(), 1U) << run.err;
  EXPECT_TRUE(contains(run.err, "torhc") && contains(run.err, "did you mean 'torch'?")) << run.err;
}

TEST(default_profile, leaves_conventions_free) {
  const scratch_folder folder;
  ASSERT_EQ(check("plain_c", {"--report", "json=" + (folder / "report.json")}).status, 0);
  for (const auto& r : read_json(folder / "report.json").at("results"))
    if (r.at("property") == "conventions") { EXPECT_EQ(r.at("verdict"), "skip") << r; }
}

}  // namespace
}  // namespace actcheck::tests
