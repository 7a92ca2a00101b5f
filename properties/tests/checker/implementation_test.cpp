// Functions of this program as a subject: every kind of function is called as promised, failures read like the command's, crashes and
// hangs stay in their process, and mistakes have their lines.
#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <stdexcept>
#include <unistd.h>

#include "actcheck/activations.hpp"
#include "actcheck/gtest.hpp"
#include "support.hpp"

namespace actcheck::tests {
namespace {

/// The reference's own calls: exact wherever they are used.
implementation exact() {
  implementation all("exact", "1.0");
  all.scalar<float>("gelu", [](float x) { return gelu(x); }, [](float x, float dy) { return gelu.backward(x, dy); })
      .scalar<f8e4m3fn>("gelu", [](f8e4m3fn x) { return gelu(x); })
      .scalar<double>("leaky_relu", [](double x, parameter_values p) { return leaky_relu(x, p[0]); },
                      [](double x, double dy, std::span<const double> p) { return leaky_relu.backward(x, dy, p[0]); })
      .array<float>(
          "prelu",
          [](std::span<const float> x, std::span<float> y, parameter_values p) {
            for (std::size_t i = 0; i < x.size(); ++i) y[i] = prelu(x[i], p[0]);
          },
          [](std::span<const float> x, std::span<const float> dy, std::span<float> dx, parameter_values p) {
            for (std::size_t i = 0; i < x.size(); ++i) dx[i] = prelu.backward(x[i], dy[i], p[0]);
          })
      .gated<float>("swiglu", [](float a, float b) { return swiglu(a, b); },
                    [](float a, float b, float dy) { return swiglu.backward(a, b, dy); })
      .row<float>(
          "softmax",
          [](std::span<const float> x, std::span<float> y) {
            const auto result = softmax(x);
            std::copy(result.begin(), result.end(), y.begin());
          },
          [](std::span<const float> x, std::span<const float> dy, std::span<float> dx) {
            const auto result = softmax.backward(x, dy);
            std::copy(result.begin(), result.end(), dx.begin());
          });
  return all;
}

check_choices smoke(std::vector<std::string> properties = {}, std::string required = "absolute") {
  return {.effort = "smoke", .require = {std::move(required)}, .properties = std::move(properties), .timeout = 5};
}

TEST(implementation, of_exact_functions_passes_whatever_they_take) {
  auto checks = checks_of(exact(), smoke({}, "exact"));
  // Hundreds of thousands of calls, one by one.
  std::erase_if(checks, [](const check_case& one) { return one.name.starts_with("batch/gelu") || one.name.starts_with("batch/swiglu"); });
  std::size_t passed = 0;
  for (const auto& one : checks) {
    const auto found = one.run();
    EXPECT_EQ(found.outcome, check_outcome::passed) << one.name << ": " << found.text;
    EXPECT_TRUE(contains(found.text, " inputs")) << found.text;
    passed += found.outcome == check_outcome::passed ? 1 : 0;
  }
  EXPECT_GT(passed, 100U);
  for (const std::string name : {"accuracy/gelu.f8e4m3fn.forward", "parameters/leaky_relu.f64.backward", "batch/prelu.f32.backward",
                                 "gated_values/swiglu.f32.backward", "row_sums/softmax.f32.forward"})
    EXPECT_EQ(std::count_if(checks.begin(), checks.end(), [&](const auto& one) { return one.name == name; }), 1) << name;
}

check_verdict only(const implementation& of, const check_choices& choices) {
  const auto checks = checks_of(of, choices);
  EXPECT_EQ(checks.size(), 1U);
  return checks.at(0).run();
}

TEST(implementation, failures_say_what_the_command_says) {
  implementation naive("naive");
  naive.scalar<float>("relu", [](float x) { return x > 0 ? x : 0; });
  const auto found = only(naive, smoke({"special_values"}));
  EXPECT_EQ(found.outcome, check_outcome::failed);
  EXPECT_TRUE(contains(found.text, "relu f32 forward, special_values: ")) << found.text;
  EXPECT_TRUE(contains(found.text, "\n  simplest: x = nan")) << found.text;
  EXPECT_TRUE(contains(found.text, "\n  why it matters: ")) << found.text;
}

TEST(implementation, crashes_hangs_and_exceptions_stay_in_their_process) {
  const auto ends_by = [](auto end) {
    implementation fatal("fatal");
    fatal.scalar<float>("relu", [end](float x) {
      if (x > 1) end();
      return x < 0 ? 0 : x;
    });
    const auto found = only(fatal, smoke({"range"}));
    EXPECT_EQ(found.outcome, check_outcome::failed);
    return found.text;
  };
  const auto aborted = ends_by([] { std::abort(); }), left = ends_by([] { _exit(3); });
  EXPECT_TRUE(contains(aborted, "the subject ")) << aborted;
  EXPECT_TRUE(contains(left, "ended the process with status 3")) << left;
  const auto thrown = ends_by([] { throw std::runtime_error("no more"); });
  EXPECT_TRUE(contains(thrown, "no more")) << thrown;
  implementation slow("slow");
  slow.scalar<float>("relu", [](float x) {
    for (;;) usleep(1000);
    return x;
  });
  auto choices = smoke({"range"});
  choices.timeout = 0.5;
  const auto hung = only(slow, choices);
  EXPECT_EQ(hung.outcome, check_outcome::failed);
  EXPECT_TRUE(contains(hung.text, "did not return within 0.5 s")) << hung.text;
}

TEST(implementation, is_called_as_it_allows) {
  implementation shy("shy");
  shy.scalar<float>("relu", [](float x) { return x < 0 ? 0 : x; }).not_in_place().not_thread_safe();
  EXPECT_THROW(checks_of(shy, smoke({"in_place"})), std::invalid_argument);
  EXPECT_EQ(only(shy, smoke({"range"})).outcome, check_outcome::passed);
}

std::string complaint_of(const std::function<void()>& what) {
  try {
    what();
  } catch (const std::invalid_argument& problem) {
    return problem.what();
  }
  return "no complaint";
}

TEST(implementation, mistakes_have_their_lines) {
  const auto identity = [](float x) { return x; };
  EXPECT_TRUE(contains(complaint_of([&] { implementation("m").scalar<float>("geluu", identity); }), "'gelu'"));
  EXPECT_EQ(complaint_of([&] { implementation("m").scalar<float>("softmax", identity); }), "softmax is row-wise, not elementwise");
  EXPECT_EQ(complaint_of([&] { implementation("m").scalar<float>("identity", identity).scalar<float>("identity", identity); }),
            "m has a forward function of identity in f32 already");
  EXPECT_EQ(complaint_of([] { checks_of(implementation("m")); }), "m has no function: add one with scalar, array, gated or row");
  const auto with = [&](const check_choices& choices) {
    return complaint_of([&] { checks_of(implementation("m").scalar<float>("identity", identity), choices); });
  };
  EXPECT_TRUE(contains(with({.effort = "smok"}), "did you mean 'smoke'")) << with({.effort = "smok"});
  EXPECT_TRUE(contains(with({.require = {"gelu=tihgt"}}), "'tight'"));
  EXPECT_TRUE(contains(with({.profile = "tourch"}), "'torch'"));
  EXPECT_TRUE(contains(with({.properties = {"rnage"}}), "'range'"));
  EXPECT_EQ(with({.properties = {"row_sums"}}), "m: none of these properties applies to any of its functions");
}

/// The example of the documentation: what fails there, and nothing else.
TEST(implementation, the_example_fails_where_it_should) {
  const auto ran = run_line(fmt::format("'{}' --gtest_brief=1", ACTCHECK_OWN_FUNCTIONS));
  EXPECT_EQ(ran.status, 1);
  EXPECT_EQ(occurrences(ran.out, "[  FAILED  ] mine."), 2U) << ran.out;
  EXPECT_TRUE(contains(ran.out, "[  FAILED  ] mine.special_values/leaky_relu.f32.forward"));
  EXPECT_TRUE(contains(ran.out, "[  FAILED  ] mine.dead_neuron/tanh.f32.backward"));
  EXPECT_TRUE(contains(ran.out, "looks like: 1-y*y, computed from the rounded y")) << ran.out;
}

}  // namespace
}  // namespace actcheck::tests

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  // As a user's program does.
  actcheck::register_tests(actcheck::implementation("registered").scalar<float>("relu", [](float x) { return actcheck::relu(x); }),
                           {.effort = "smoke", .require = {"exact"}, .properties = {"accuracy", "range"}});
  return RUN_ALL_TESTS();
}
