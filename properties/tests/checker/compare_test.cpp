// What changed between two reports, what of it is worse, and how it is told.
#include <fmt/format.h>

#include <cmath>

#include "engine/comparison.hpp"
#include "made_reports.hpp"
#include "reporters/reporter.hpp"
#include "support.hpp"

namespace actcheck::tests {
namespace {

using words = std::vector<std::string>;

result relu(const std::string& property, verdict v) { return made("relu", format::f32, pass::forward, property, v); }
result graded(grade g, double ulp) {
  result r = relu("accuracy", verdict::pass);
  r.found.accuracy = g;
  r.found.worst = counterexample{1, 2, 3, ulp};
  return r;
}

/// The only difference of two reports with one check each, or none.
std::optional<difference> between(const std::vector<result>& before, const std::vector<result>& after) {
  const report old_report = made(before), new_report = made(after);
  const comparison c = compare(old_report, new_report);
  EXPECT_LE(c.differences.size(), 1U);
  EXPECT_EQ(c.worse(), !c.differences.empty() && c.differences.front().worse());
  return c.differences.empty() ? std::nullopt : std::optional(c.differences.front());
}

/// `broken!` for a difference that makes it worse, `fixed` for one that does not, and `same`.
std::string told(const std::vector<result>& before, const std::vector<result>& after) {
  const auto d = between(before, after);
  return d ? std::string(name(d->what)) + (d->worse() ? "!" : "") : "same";
}

TEST(comparison, of_verdicts) {
  const auto range = [](verdict before, verdict after) { return told({relu("range", before)}, {relu("range", after)}); };
  EXPECT_EQ(range(verdict::pass, verdict::fail), "broken!");
  EXPECT_EQ(range(verdict::convention, verdict::fail), "broken!");
  EXPECT_EQ(range(verdict::unexpected_pass, verdict::fail), "broken!");
  EXPECT_EQ(range(verdict::pass, verdict::known_fail), "broken!");  // excused or not, it worked before
  EXPECT_EQ(range(verdict::skip, verdict::fail), "broken!");
  EXPECT_EQ(range(verdict::fail, verdict::pass), "fixed");
  EXPECT_EQ(range(verdict::known_fail, verdict::unexpected_pass), "fixed");
  EXPECT_EQ(range(verdict::fail, verdict::known_fail), "same");
  EXPECT_EQ(range(verdict::pass, verdict::convention), "same");
  EXPECT_EQ(range(verdict::pass, verdict::skip), "unchecked!");
  EXPECT_EQ(range(verdict::pass, verdict::inconclusive), "unchecked!");
  EXPECT_EQ(range(verdict::fail, verdict::inconclusive), "unchecked");
  EXPECT_EQ(range(verdict::skip, verdict::inconclusive), "same");
  EXPECT_EQ(range(verdict::skip, verdict::pass), "new");
}

TEST(comparison, of_crashes) {
  auto crash = relu("range", verdict::fail);
  crash.crashed = true;
  EXPECT_EQ(told({relu("range", verdict::pass)}, {crash}), "broken!");
  EXPECT_EQ(told({relu("range", verdict::fail)}, {crash}), "broken!");
  EXPECT_EQ(told({crash}, {relu("range", verdict::fail)}), "fixed");
  EXPECT_EQ(told({crash}, {crash}), "same");
}

TEST(comparison, of_grades) {
  EXPECT_EQ(told({graded(grade::exact, 0)}, {graded(grade::faithful, 0.8)}), "worse!");
  EXPECT_EQ(told({graded(grade::wrong, 99)}, {graded(grade::tight, 3)}), "better");
  EXPECT_EQ(told({graded(grade::tight, 2)}, {graded(grade::tight, 3)}), "same");
  auto wrong = graded(grade::wrong, 99);
  wrong.found.outcome = verdict::fail;
  EXPECT_EQ(told({graded(grade::tight, 3)}, {wrong}), "broken!");  // one line says both
}

TEST(comparison, of_what_comes_and_goes) {
  const auto pass_one = relu("accuracy", verdict::pass);
  EXPECT_EQ(told({pass_one}, {pass_one, relu("range", verdict::pass)}), "new");
  EXPECT_EQ(told({pass_one}, {pass_one, relu("range", verdict::fail)}), "new!");
  EXPECT_EQ(told({pass_one}, {pass_one, relu("range", verdict::skip)}), "same");
  EXPECT_EQ(told({pass_one, relu("range", verdict::pass)}, {pass_one}), "gone!");
  EXPECT_EQ(told({pass_one, relu("range", verdict::fail)}, {pass_one}), "gone");
  EXPECT_EQ(told({pass_one, relu("range", verdict::skip)}, {pass_one}), "same");
  // A whole target is one line.
  const auto gone = between({pass_one, relu("range", verdict::fail), relu("batch", verdict::skip)}, {});
  ASSERT_TRUE(gone);
  EXPECT_TRUE(gone->whole_target);
  EXPECT_EQ(gone->checks, 2U);
  EXPECT_EQ(gone->failing, 1U);
  EXPECT_TRUE(gone->worse());
  EXPECT_EQ(told({relu("range", verdict::fail)}, {}), "gone");
}

TEST(comparison, tells_values_of_parameters_apart) {
  auto at = [](double slope, verdict v) {
    auto r = made("leaky_relu", format::f32, pass::forward, "accuracy", v);
    r.parameters = {slope};
    return r;
  };
  EXPECT_EQ(told({at(0.5, verdict::pass), at(2, verdict::fail)}, {at(2, verdict::fail), at(0.5, verdict::pass)}), "same");
  EXPECT_EQ(told({at(0.5, verdict::pass), at(2, verdict::fail)}, {at(0.5, verdict::pass), at(2, verdict::pass)}),
            "fixed");
}

TEST(comparison, of_times_is_of_the_same_machine_and_effort_only) {
  report before = made({}), after = made({});
  const auto slowdown = [&] { return compare(before, after).slowdown(); };
  EXPECT_EQ(slowdown(), 0);
  after.seconds = 3;
  EXPECT_EQ(slowdown(), 1.5);
  after.seconds = 1;
  EXPECT_EQ(slowdown(), 0.5);
  EXPECT_FALSE(compare(before, after).worse());
  after.effort = "quick";
  EXPECT_EQ(slowdown(), 0);
  after.effort = before.effort;
  after.machine = "slide rule";
  EXPECT_EQ(slowdown(), 0);
  after.machine = before.machine;
  after.seconds = 0;
  EXPECT_EQ(slowdown(), 0);
}

/// Two reports with one difference of each kind.
std::pair<report, report> two_reports() {
  auto broken = graded(grade::wrong, std::nan(""));
  broken.activation = "tanh";
  broken.found.outcome = verdict::fail;
  broken.repro = "actcheck check ./x.so --activation tanh";
  auto before_broken = graded(grade::tight, 1.5);
  before_broken.activation = "tanh";
  broken.found.worst->ulp = infinity;
  report before = made({before_broken, relu("range", verdict::fail), graded(grade::exact, 0),
                        relu("batch", verdict::pass), made("gelu", format::f16, pass::backward, "range", verdict::pass)});
  report after =
      made({broken, relu("range", verdict::pass), graded(grade::faithful, 0.75), relu("batch", verdict::inconclusive),
            made("silu", format::bf16, pass::forward, "range", verdict::fail), relu("symmetry", verdict::pass)});
  after.subject_version = "2.0";
  after.seconds = 4;
  after.seed = 2;
  return {before, after};
}

TEST(comparison_text, is_short_and_aligned) {
  const auto [before, after] = two_reports();
  EXPECT_EQ(comparison_text(compare(before, after)),
            "actcheck compare   old: x.so   new: x.so 2.0\n"
            "note: seed 1 -> 2\n"
            "\n"
            "broken     tanh f32 forward, accuracy  pass, tight (1.5 ulp) -> fail, wrong (NaN)\n"
            "           reproduce: actcheck check ./x.so --activation tanh\n"
            "worse      relu f32 forward, accuracy  pass, exact -> pass, faithful (0.75 ulp)\n"
            "unchecked  relu f32 forward, batch     pass -> inconclusive\n"
            "gone       gelu f16 backward           1 check\n"
            "fixed      relu f32 forward, range     fail -> pass\n"
            "new        relu f32 forward, symmetry  pass\n"
            "new        silu bf16 forward           1 check, 1 failing\n"
            "\n"
            "slower: 2.0 s -> 4.0 s\n"
            "1 broken, 1 worse, 1 unchecked, 1 gone, 1 fixed, 2 new   verdict: WORSE\n");
  EXPECT_EQ(comparison_text(compare(before, before)),
            "actcheck compare   old: x.so   new: x.so\n\nno differences   verdict: NOT WORSE\n");
}

TEST(comparison_text, is_a_table_in_markdown) {
  const auto [before, after] = two_reports();
  const auto text = comparison_markdown(compare(before, after));
  EXPECT_TRUE(text.starts_with("### actcheck compare: WORSE\n\nold: x.so · new: x.so 2.0 · 1 broken, ")) << text;
  EXPECT_TRUE(contains(text, "\n| change | check | from -> to |\n|:--|:--|:--|\n")) << text;
  EXPECT_TRUE(
      contains(text, "\n| **broken** | tanh f32 forward, accuracy | pass, tight (1.5 ulp) -&gt; fail, wrong (NaN) |\n"))
      << text;
  EXPECT_TRUE(contains(text, "\n| fixed | relu f32 forward, range | fail -&gt; pass |\n")) << text;
}

TEST(compare, says_what_a_repaired_library_gained) {
  const scratch_folder folder;
  const auto check = [&](const std::string& name, const words& more) {
    words arguments{"check", subject("naive"), "--effort", "smoke", "--report", "json=" + name};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_tool(arguments, {.folder = folder.path()}).status;
  };
  ASSERT_EQ(check("both.json", {"--activation", "relu,tanh"}), 1);
  ASSERT_EQ(check("relu.json", {"--activation", "relu"}), 1);
  ASSERT_EQ(check("part.json", {"--shard", "1/2"}), 1);
  const auto compare = [&](const words& arguments) {
    words all{"compare"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return run_tool(all, {.folder = folder.path()});
  };
  EXPECT_EQ(compare({"both.json", "both.json"}).status, 0);
  const auto worse = compare({"both.json", "relu.json", "--report", "markdown=worse.md"});
  EXPECT_EQ(worse.status, 1) << worse.err;
  EXPECT_TRUE(contains(worse.out, "gone       tanh f32 forward ")) << worse.out;
  EXPECT_TRUE(contains(read_file(folder / "worse.md"), "| **gone** | tanh f32 forward |"))
      << read_file(folder / "worse.md");
  EXPECT_EQ(compare({"relu.json", "both.json"}).status, 1);  // the new tanh fails
  const auto part = compare({"both.json", "part.json"});
  EXPECT_EQ(part.status, 2);
  EXPECT_EQ(part.err,
            "actcheck: 'part.json' is the report of shard 1/2: put the shards together first, with actcheck merge\n");
}

}  // namespace
}  // namespace actcheck::tests
