// Shards: a stable partition, and reports that put together are the report of the whole run, to the byte.
#include "engine/merge.hpp"

#include <fmt/format.h>
#include <rapidcheck.h>

#include <cmath>
#include <map>
#include <ostream>
#include <regex>
#include <set>

#include "actcheck/catalogue.hpp"
#include "engine/passes.hpp"
#include "engine/property.hpp"
#include "made_reports.hpp"
#include "reporters/reporter.hpp"
#include "suite/rapid.hpp"
#include "support.hpp"

namespace actcheck::tests {
namespace {

using words = std::vector<std::string>;

/// Every target of the catalogue, as names.
std::vector<std::tuple<std::string, format, pass>> all_targets() {
  std::vector<std::tuple<std::string, format, pass>> targets;
  for (const activation* a : catalogue(activation_kind::elementwise))
    for (const format f : all_formats)
      for (const pass p : all_passes) targets.emplace_back(a->name, f, p);
  return targets;
}

TEST(shard, holds_every_target_once_and_about_as_many_as_the_others) {
  for (const unsigned count : {1U, 2U, 3U, 7U}) {
    std::map<unsigned, std::size_t> sizes;
    for (const auto& [a, f, p] : all_targets()) {
      unsigned holders = 0;
      for (unsigned i = 1; i <= count; ++i)
        if (holds({i, count}, a, f, p)) {
          ++holders;
          ++sizes[i];
        }
      EXPECT_EQ(holders, 1U) << a;
    }
    const double mean = static_cast<double>(all_targets().size()) / count;
    for (unsigned i = 1; i <= count; ++i)
      EXPECT_NEAR(static_cast<double>(sizes[i]), mean, 6 * std::sqrt(mean)) << i << " of " << count;
  }
}

/// Reports of two versions are compared, and machines keep what they cached: where a target lies must never change.
TEST(shard, of_a_target_is_always_the_same) {
  const auto index = [](const char* a, format f, pass p) {
    for (unsigned i = 1; i <= 10; ++i)
      if (holds({i, 10}, a, f, p)) return i;
    return 0U;
  };
  EXPECT_EQ(index("relu", format::f32, pass::forward), 5U);
  EXPECT_EQ(index("relu", format::f32, pass::backward), 6U);
  EXPECT_EQ(index("gelu", format::bf16, pass::forward), 10U);
}

/// A drawn report: results of drawn targets in the order of a plan, with everything that a result can hold.
report drawn_report() {
  const auto below = [](std::uint64_t n) { return *rc::gen::inRange<std::uint64_t>(0, n); };
  const std::vector<double> values{0, -0.0, 1, -1.5, 0x1p-149, 3.4e38, infinity, -infinity, std::nan(""), 0.1};
  const auto value = [&] { return values[below(values.size())]; };
  report r = made({});
  r.seconds = 0;
  for (const auto& [a, f, p] : all_targets()) {
    if (below(20) != 0) continue;
    const std::uint64_t count = below(4);
    for (std::uint64_t i = 0; i < count; ++i) {
      result one = made(a, f, p, std::string(all_properties()[i]->name), all_verdicts[below(all_verdicts.size())]);
      one.found.message = *rc::gen::container<std::string>(rc::gen::inRange<char>(' ', 127));
      one.found.checked = below(1000);
      one.found.exhaustive = below(2) == 0;
      one.crashed = below(50) == 0;
      if (below(2) == 0) one.found.accuracy = all_grades[below(all_grades.size())];
      if (below(2) == 0) one.found.worst = counterexample{value(), value(), value(), value()};
      if (below(3) == 0) one.found.intervals.push_back({value(), value(), below(9), value(), "returns 0"});
      if (below(3) == 0) one.found.histogram = ulp_histogram{1, 2, 3, 4, 5, 6, 7, below(9)};
      if (below(3) == 0) one.found.conventions = {"f'(0) = 0"};
      if (below(3) == 0) one.known = {"a reason", "", "known.toml:1"};
      r.results.push_back(std::move(one));
    }
  }
  return r;
}

TEST(merge, of_drawn_reports_gives_the_whole_back) {
  check_drawn("merge.of_drawn_reports_gives_the_whole_back", 200, [] {
    const report whole = drawn_report();
    const auto count = *rc::gen::inRange<unsigned>(1, 12);
    std::vector<named_report> parts;
    for (unsigned i = 1; i <= count; ++i) {
      report part = whole;
      part.part = shard{i, count};
      std::erase_if(part.results,
                    [&](const result& r) { return !holds(*part.part, r.activation, r.number_format, r.direction); });
      const std::string file = fmt::format("{}.json", i);
      parts.insert(parts.begin() + static_cast<std::ptrdiff_t>(*rc::gen::inRange<std::size_t>(0, parts.size() + 1)),
                   {file, parse_report(json_text(part), file)});
    }
    const report merged = merge(parts);
    RC_ASSERT(json_text(merged) == json_text(whole));
    RC_ASSERT(merged.exit_status() == whole.exit_status());
  });
}

/// Two shards of one made-up run.
std::vector<named_report> two_parts() {
  std::vector<named_report> parts;
  for (unsigned i = 1; i <= 2; ++i) {
    report r = made({});
    r.part = shard{i, 2};
    for (const auto& [a, f, p] : all_targets())
      if (holds(*r.part, a, f, p)) r.results.push_back(made(a, f, p, "accuracy", verdict::pass));
    parts.push_back({fmt::format("{}.json", i), r});
  }
  return parts;
}

TEST(merge, adds_seconds_and_lists_machines) {
  auto parts = two_parts();
  EXPECT_EQ(merge(parts).machine, "abacus");
  EXPECT_EQ(merge(parts).seconds, 4);
  parts[0].content.machine = "slide rule";
  parts[0].content.threads = 8;
  std::swap(parts[0], parts[1]);
  EXPECT_EQ(merge(parts).machine, "slide rule; abacus");
  EXPECT_EQ(merge(parts).threads, 8U);
  EXPECT_FALSE(merge(parts).part);
}

std::string problem(const std::vector<named_report>& reports) {
  try {
    merge(reports);
    return "";
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
}

TEST(merge, refuses_parts_of_different_runs) {
  const std::vector<std::pair<std::string, void (*)(report&)>> changes{
      {"version of actcheck '", [](report& r) { r.tool_version = "9.9"; }},
      {"subject './x.so' and './y.so'", [](report& r) { r.subject_argument = "./y.so"; }},
      {"name of the subject 'x.so' and 'y'", [](report& r) { r.subject = "y"; }},
      {"version of the subject '' and '2'", [](report& r) { r.subject_version = "2"; }},
      {"seed '1' and '7'", [](report& r) { r.seed = 7; }},
      {"effort 'smoke' and 'quick'", [](report& r) { r.effort = "quick"; }},
      {"profile 'default' and 'torch'", [](report& r) { r.profile = "torch"; }},
      {"number of shards '2' and '3'", [](report& r) { r.part->count = 3; }}};
  EXPECT_EQ(problem(two_parts()), "");
  for (const auto& [says, change] : changes) {
    auto parts = two_parts();
    change(parts[1].content);
    EXPECT_TRUE(contains(problem(parts), "'1.json' and '2.json' are of different runs: " + says)) << problem(parts);
  }
}

TEST(merge, needs_every_shard_once) {
  auto parts = two_parts();
  EXPECT_EQ(problem({parts[0]}), "a shard is missing: 2/2");
  EXPECT_EQ(problem({parts[0], {"copy.json", parts[0].content}, parts[1]}),
            "'1.json' and 'copy.json' are both of shard 1/2");
  auto many = parts[0];
  many.content.part = shard{3, 12};
  many.content.results.clear();
  EXPECT_EQ(problem({many}), "shards are missing: 1/12, 2/12, 4/12, 5/12, 6/12, 7/12, 8/12, 9/12 and 3 more");
  auto whole = parts[1];
  whole.content.part.reset();
  EXPECT_TRUE(contains(problem({parts[0], whole}), "'2.json' is the report of a whole run"));
  EXPECT_EQ(problem({whole}), "");
  std::swap(parts[0].content.results, parts[1].content.results);
  EXPECT_TRUE(contains(problem(parts), "does not belong to shard 1/2")) << problem(parts);
}

// The command.

/// Everything but how long it took.
std::string without_seconds(const std::string& text) {
  return std::regex_replace(text, std::regex("\n \"seconds\": [^\n]*"), "");
}
std::string without_time(const std::string& text) {
  return std::regex_replace(text, std::regex(" in [0-9.]+ s "), " ");
}

/// The example, checked whole and in shards.
class sharded : public testing::Test {
 protected:
  static constexpr unsigned count = 4;
  static void SetUpTestSuite() {
    folder_ = new scratch_folder;
    folder_->write("known.toml",
                   "[[known]]\nactivation = [\"relu\", \"gelu\"]\nformat = \"*\"\npass = \"forward\"\n"
                   "property = \"special_values\"\nreason = \"NaN\"\n");
    whole_ = check({"--report", "json=whole.json"});
    for (unsigned i = 1; i <= count; ++i)
      statuses_.push_back(
          check({"--shard", fmt::format("{}/{}", i, count), "--report", fmt::format("json={}.json", i)}).status);
  }
  static void TearDownTestSuite() { delete folder_; }
  static outcome check(const words& more) {
    words arguments{"check", subject("naive"), "--effort", "smoke", "--known", "known.toml"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_tool(arguments, {.folder = folder_->path()});
  }
  static outcome merge_files(const words& arguments) {
    words all{"merge"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return run_tool(all, {.folder = folder_->path()});
  }
  static inline scratch_folder* folder_ = nullptr;
  static inline outcome whole_;
  static inline std::vector<int> statuses_;
};

TEST_F(sharded, reports_merge_to_the_report_of_the_whole_run) {
  const auto run = merge_files(
      {"3.json", "1.json", "4.json", "2.json", "--report", "json=merged.json", "--report", "junit=merged.xml"});
  EXPECT_EQ(run.status, whole_.status) << run.err;
  EXPECT_EQ(run.err, "");
  EXPECT_EQ(without_time(run.out), without_time(whole_.out));
  EXPECT_TRUE(without_seconds(read_file(*folder_ / "merged.json")) == without_seconds(read_file(*folder_ / "whole.json")));
  EXPECT_TRUE(contains(read_file(*folder_ / "merged.xml"), "</testsuite>"));
  EXPECT_EQ(read_json(*folder_ / "merged.json").at("summary").at("known_failures"), 2);
  double seconds = 0;
  for (unsigned i = 1; i <= count; ++i)
    seconds += read_json(*folder_ / fmt::format("{}.json", i)).at("seconds").get<double>();
  EXPECT_NEAR(read_json(*folder_ / "merged.json").at("seconds").get<double>(), seconds, 1e-9);
}

TEST_F(sharded, reports_say_which_part_they_are) {
  std::set<std::string> seen;
  for (unsigned i = 1; i <= count; ++i) {
    const auto part = read_json(*folder_ / fmt::format("{}.json", i));
    EXPECT_EQ(part.at("shard"), (nlohmann::json{{"index", i}, {"count", count}}));
    for (const auto& r : part.at("results")) {
      const std::string target =
          nlohmann::json{r.at("activation"), r.at("format"), r.at("pass")}.dump() + std::to_string(i);
      seen.insert(target);
    }
  }
  EXPECT_FALSE(read_json(*folder_ / "whole.json").contains("shard"));
  EXPECT_EQ(seen.size(), 14U);  // the example's seven activations and two passes, each in one shard
  EXPECT_TRUE(std::find(statuses_.begin(), statuses_.end(), 1) != statuses_.end());
}

TEST_F(sharded, runs_that_drew_nothing_are_no_failures) {
  words files;
  int passed = 0;
  for (unsigned i = 1; i <= 3; ++i) {
    files.push_back(fmt::format("one-{}.json", i));
    const auto run = check({"--activation", "relu", "--pass", "forward", "--property", "range", "--shard",
                            fmt::format("{}/3", i), "--report", "json=" + files.back()});
    EXPECT_EQ(run.status, 0) << run.out;
    EXPECT_EQ(read_json(*folder_ / files.back()).at("summary").at("verdict"), "pass");
    passed += contains(run.out, "verdict: PASS") ? 1 : 0;
    EXPECT_EQ(contains(run.err, "had nothing to check; 1 target of other shards"), contains(run.out, "NOTHING CHECKED"))
        << run.err;
  }
  EXPECT_EQ(passed, 1);
  EXPECT_EQ(merge_files(files).status, 0);
  // But if no shard has anything, each says so.
  for (const char* part : {"1/2", "2/2"})
    EXPECT_EQ(
        check({"--activation", "mish", "--shard", part, "--report", fmt::format("json=none-{}.json", part[0])}).status,
        4);
  const auto run = merge_files({"none-1.json", "none-2.json"});
  EXPECT_EQ(run.status, 4);
  EXPECT_EQ(lines_of(run.err).size(), 1U) << run.err;
}

TEST_F(sharded, crashes_are_merged_as_crashes) {
  words files;
  for (const std::string part : {"1/2", "2/2"}) {
    files.push_back(fmt::format("crash-{}.json", part[0]));
    run_tool({"check", subject("segfault"), "--effort", "smoke", "--shard", part, "--report", "json=" + files.back()},
             {.folder = folder_->path()});
  }
  EXPECT_EQ(merge_files(files).status, 3);
}

TEST_F(sharded, a_whole_report_can_be_written_in_other_forms) {
  const auto run = merge_files({"whole.json", "--report", "json=again.json", "--report", "markdown=whole.md"});
  EXPECT_EQ(run.status, whole_.status);
  EXPECT_EQ(run.out, whole_.out);
  EXPECT_EQ(read_file(*folder_ / "again.json"), read_file(*folder_ / "whole.json"));
  EXPECT_TRUE(contains(read_file(*folder_ / "whole.md"), "### actcheck: FAIL"));
}

/// Bad reports: one line that names the file, status 2, nothing written.
TEST_F(sharded, bad_reports_are_errors) {
  const std::string good = read_file(*folder_ / "1.json");
  const auto replaced = [&](const std::string& what, const std::string& by) {
    const std::size_t at = good.find(what);
    EXPECT_NE(at, std::string::npos) << what;
    return good.substr(0, at) + by + good.substr(at + what.size());
  };
  const std::string first_result = read_json(*folder_ / "1.json").at("results").at(0).dump();
  const std::vector<std::tuple<std::string, std::string, std::string>> cases{
      {"cut off", good.substr(0, good.size() / 2), "no JSON, or cut off"},
      {"empty", "", "no JSON, or cut off"},
      {"a list", "[]", "not a report of actcheck"},
      {"other JSON", "{\"tests\": 3}", "not a report of actcheck"},
      {"other schema", replaced("actcheck.report/1", "actcheck.report/2"),
       "its schema is \"actcheck.report/2\"; this actcheck reads 'actcheck.report/1'"},
      {"no seed", replaced("\"seed\"", "\"sead\""), "'seed' not found"},
      {"seed in words", replaced("\"seed\": 1", "\"seed\": \"1\""), "\"1\" is not a count"},
      {"negative seed", replaced("\"seed\": 1", "\"seed\": -1"), "-1 is not a count"},
      {"no such shard", replaced("\"index\": 1", "\"index\": 9"), "there is no shard 9/4"},
      {"unknown verdict", replaced("\"verdict\": \"pass\"", "\"verdict\": \"pas\""),
       "unknown verdict 'pas' (did you mean 'pass'?)"},
      {"unknown format", replaced("\"format\": \"f32\"", "\"format\": \"f31\""), "results[0]: unknown format 'f31'"},
      {"result twice", replaced("\"results\": [", "\"results\": [" + first_result + ","), "is there twice"},
      {"edited verdict", replaced("\"verdict\": \"pass\"", "\"verdict\": \"skip\""), "it was edited"}};
  for (const auto& [what, text, says] : cases) {
    folder_->write("bad.json", text);
    const auto run = merge_files({"bad.json", "2.json", "3.json", "4.json", "--report", "json=not.json"});
    EXPECT_EQ(run.status, 2) << what;
    EXPECT_EQ(run.out, "") << what;
    EXPECT_EQ(lines_of(run.err).size(), 1U) << run.err;
    EXPECT_TRUE(run.err.starts_with("actcheck: 'bad.json': ") && contains(run.err, says)) << what << ": " << run.err;
    EXPECT_FALSE(std::filesystem::exists(*folder_ / "not.json")) << what;
  }
}

}  // namespace
}  // namespace actcheck::tests
