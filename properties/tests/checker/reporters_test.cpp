// Markdown, GitHub and JUnit: what they say of each verdict, and that no text inside a report can break out of its place.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <regex>

#include "made_reports.hpp"
#include "reporters/reporter.hpp"
#include "support.hpp"

namespace actcheck::tests {
namespace {

using words = std::vector<std::string>;

/// Text with everything that some format would act on.
const std::string evil = "a|b <b>&amp; `x`\n```\n::error::no%0A, \"q\" 'r' @all \x01\xff\xef\xbf\xbf ]]> *s* _t_";

result with_verdict(const std::string& property, verdict v) {
  auto r = made("relu", format::f32, pass::forward, property, v);
  if (property == "accuracy") r.found.accuracy = v == verdict::fail ? grade::wrong : grade::tight;
  if (r.found.accuracy) r.found.worst = counterexample{1, 2, 3, 2.5};
  if (v == verdict::known_fail) r.known = {"to be mended", "https://example.org/1", "known.toml:1"};
  if (v == verdict::unexpected_pass) r.found.message = "passes, but is a known failure";
  return r;
}

/// One result of each verdict, a crash, and failures at other parameter values.
report every_verdict() {
  auto crash = made("tanh", format::f16, pass::backward, "batch", verdict::fail);
  crash.crashed = true;
  crash.found.message = "the subject crashed with signal 11";
  auto unsure = made("tanh", format::f16, pass::backward, "range", verdict::inconclusive);
  auto choice = made("tanh", format::f16, pass::forward, "range", verdict::convention);
  choice.found.conventions = {"f'(0) = 0"};
  return made({with_verdict("accuracy", verdict::fail), with_verdict("range", verdict::pass),
               with_verdict("dead_neuron", verdict::skip), with_verdict("batch", verdict::known_fail),
               with_verdict("symmetry", verdict::unexpected_pass), crash, unsure, choice});
}

/// All texts of a report are `evil`.
report evil_report() {
  report r = every_verdict();
  r.subject = r.subject_version = r.subject_argument = r.profile = evil;
  for (auto& one : r.results) {
    one.found.message = evil;
    one.property += "a|b&<c>";
    if (!one.repro.empty()) one.repro = evil;
    if (one.known) one.known = {evil, evil, evil};
    if (!one.found.conventions.empty()) one.found.conventions = {evil};
  }
  return r;
}

TEST(markdown_report, is_a_table_with_the_failures_below) {
  EXPECT_EQ(
      markdown_text(every_verdict()),
      "### actcheck: FAIL\n"
      "\n"
      "x.so: 2 failed, 1 passed, 1 with conventions, 1 not applicable, 1 known to fail, 1 unexpectedly passed, 1 crashed or timed out"
      " · effort smoke, seed 1, profile default · 70 inputs judged\n"
      "\n"
      "| activation | format | forward | backward |\n"
      "|:--|:--|:--|:--|\n"
      "| relu | f32 | WRONG (2.5 ulp); **fails** accuracy; **unexpectedly passes** symmetry; known to fail: batch | - |\n"
      "| tanh | f16 | ok | **fails** batch |\n"
      "\n"
      "<details><summary>2 failing checks</summary>\n"
      "\n"
      "**relu f32 forward, accuracy**: is wrong\n"
      "\n"
      "```text\n"
      "simplest: x = 1 (0x3f800000)   got 2 (0x40000000)   want 3 (0x40400000)   (4 ulp)\n"
      "reproduce: actcheck check x.so\n"
      "```\n"
      "\n"
      "**tanh f16 backward, batch**: the subject crashed with signal 11\n"
      "\n"
      "```text\n"
      "simplest: x = 1 (0x3c00)   got 2 (0x4000)   want 3 (0x4200)   (4 ulp)\n"
      "reproduce: actcheck check x.so\n"
      "```\n"
      "\n"
      "</details>\n"
      "\n"
      "<details><summary>1 unexpected success</summary>\n"
      "\n"
      "**relu f32 forward, symmetry**: passes, but is a known failure\n"
      "\n"
      "</details>\n"
      "\n"
      "<details><summary>1 known failure</summary>\n"
      "\n"
      "**relu f32 forward, batch**: is wrong: to be mended (https://example.org/1)\n"
      "\n"
      "</details>\n"
      "\n");
}

/// Outside the blocks of code, nothing of the evil text is left that could be markup.
TEST(markdown_report, escapes_what_others_wrote) {
  const std::string text = markdown_text(evil_report());
  std::string outside;
  std::string fence;
  for (const auto& line : lines_of(text)) {
    if (fence.empty() && line.starts_with("```")) fence = line.substr(0, line.find_first_not_of('`'));
    else if (!fence.empty() && line == fence) fence.clear();
    else if (fence.empty()) outside += line + "\n";
  }
  EXPECT_EQ(fence, "") << text;
  EXPECT_FALSE(contains(outside, "<b>")) << outside;
  EXPECT_FALSE(contains(outside, "@all")) << outside;
  EXPECT_FALSE(contains(outside, "\n::error")) << outside;
  EXPECT_FALSE(std::regex_search(outside, std::regex("[^\\\\]`"))) << outside;
  EXPECT_FALSE(contains(outside, "*s*") || contains(outside, "_t_") || contains(outside, "&gt;&amp; ")) << outside;
  for (const auto& line : lines_of(outside))
    EXPECT_TRUE(!line.starts_with("|") || occurrences(line, "|") - occurrences(line, "\\|") == 5) << line;
  EXPECT_FALSE(contains(text, "\xff")) << "not UTF-8";
}

TEST(markdown_report, keeps_its_limit_and_says_what_is_missing) {
  report r = made({});
  for (const activation* a : catalogue(activation_kind::elementwise))
    for (const format f : all_formats)
      r.results.push_back(made(std::string(a->name), f, pass::forward, "accuracy", verdict::fail));
  const std::string whole = markdown_text(r);
  for (const std::size_t limit :
       {std::size_t{0}, std::size_t{100}, std::size_t{1000}, std::size_t{20000}, whole.size() - 1}) {
    const std::string text = markdown_text(r, limit);
    EXPECT_LE(text.size(), limit);
    EXPECT_EQ(occurrences(text, "<details>"), occurrences(text, "</details>")) << text;
    EXPECT_EQ(occurrences(text, "```") % 2, 0U);
  }
  EXPECT_TRUE(contains(markdown_text(r, whole.size() - 1), " more, for which there is no room here\n"));
  EXPECT_FALSE(contains(whole, "no room"));
}

TEST(github_report, annotates_failures_and_known_ones) {
  EXPECT_EQ(
      github_annotations(every_verdict()),
      "::error title=actcheck%3A relu f32 forward%2C accuracy::is wrong%0Asimplest: x = 1 (0x3f800000)   got 2 (0x40000000)   want 3 "
      "(0x40400000)   (4 ulp)%0Areproduce: actcheck check x.so\n"
      "::error title=actcheck%3A tanh f16 backward%2C batch::the subject crashed with signal 11%0Asimplest: x = 1 (0x3c00)   got 2 "
      "(0x4000)   want 3 (0x4200)   (4 ulp)%0Areproduce: actcheck check x.so\n"
      "::error title=actcheck%3A relu f32 forward%2C symmetry::passes, but is a known failure\n"
      "::notice title=actcheck%3A relu f32 forward%2C batch::is wrong: to be mended (https://example.org/1)\n");
}

TEST(github_report, escapes_what_would_end_or_start_a_command) {
  const auto lines = lines_of(github_annotations(evil_report()));
  EXPECT_EQ(lines.size(), 4U);
  for (const auto& line : lines) {
    EXPECT_TRUE(line.starts_with("::error title=actcheck%3A ") || line.starts_with("::notice title=actcheck%3A "))
        << line;
    EXPECT_TRUE(contains(line, "```%0A::error::no%250A, ")) << line;
  }
}

TEST(github_report, has_at_most_ten_annotations_of_a_kind) {
  const auto annotations = [](std::size_t failures) {
    report r = made({});
    for (const format f : all_formats)
      for (const char* a : {"relu", "gelu"})
        if (r.results.size() < failures) r.results.push_back(made(a, f, pass::forward, "range", verdict::fail));
    return lines_of(github_annotations(r));
  };
  EXPECT_EQ(annotations(0).size(), 0U);
  EXPECT_EQ(annotations(10).size(), 10U);
  EXPECT_FALSE(contains(annotations(10).back(), " more"));
  EXPECT_EQ(annotations(12).size(), 10U);
  EXPECT_TRUE(annotations(12).back().starts_with("::error title=actcheck%3A 3 more::")) << annotations(12).back();
}

/// Failures at other parameter values say nothing new.
TEST(github_report, has_one_annotation_for_a_check) {
  auto other = made("leaky_relu", format::f32, pass::forward, "accuracy", verdict::fail);
  report r = made({other});
  other.parameters = {0.5};
  other.default_parameters = false;
  r.results.push_back(other);
  EXPECT_EQ(lines_of(github_annotations(r)).size(), 1U);
}

class step_summary : public testing::Test {
 protected:
  step_summary() { setenv("GITHUB_STEP_SUMMARY", file_.c_str(), 1); }
  ~step_summary() override { unsetenv("GITHUB_STEP_SUMMARY"); }
  outcome check() const {
    return run_tool({"check", subject("naive"), "--effort", "smoke", "--activation", "relu", "--report", "github"});
  }
  const scratch_folder folder_;
  const std::string file_ = folder_ / "summary.md";
};

TEST_F(step_summary, is_appended_to) {
  folder_.write("summary.md", "# Before\n");
  const auto run = check();
  EXPECT_EQ(run.status, 1);
  EXPECT_TRUE(contains(run.out, "\n::error title=actcheck%3A relu f32 forward%2C special_values::")) << run.out;
  EXPECT_TRUE(read_file(file_).starts_with("# Before\n### actcheck: FAIL\n")) << read_file(file_);
}

TEST_F(step_summary, is_made_if_it_is_not_there) {
  check();
  EXPECT_TRUE(read_file(file_).starts_with("### actcheck: FAIL\n"));
}

/// GitHub drops a summary of more than 1 MiB, with what other commands of the step wrote to it.
TEST_F(step_summary, never_exceeds_a_mebibyte) {
  const std::size_t mebibyte = std::size_t{1} << 20;
  for (const std::size_t room : {std::size_t{0}, std::size_t{300}, std::size_t{700}}) {
    folder_.write("summary.md", std::string(mebibyte - room, 'x'));
    EXPECT_EQ(check().status, 1);
    EXPECT_LE(std::filesystem::file_size(file_), mebibyte) << room;
  }
}

TEST_F(step_summary, that_cannot_be_written_is_an_error_before_anything_is_checked) {
  setenv("GITHUB_STEP_SUMMARY", folder_.path().c_str(), 1);
  const auto run = check();
  EXPECT_EQ(run.status, 2);
  EXPECT_EQ(run.out, "");
  EXPECT_TRUE(contains(run.err, "directory")) << run.err;
}

TEST(junit_report, counts_each_verdict_where_it_belongs) {
  const std::string xml = junit_text(every_verdict());
  EXPECT_TRUE(is_well_formed(xml)) << xml;
  // skipped: not applicable, inconclusive and known; failures: failed and unexpected, without the crash, which is an error.
  EXPECT_TRUE(contains(xml, "tests=\"8\" failures=\"2\" errors=\"1\" skipped=\"3\"")) << xml;
  EXPECT_EQ(occurrences(xml, "<testcase "), 8U);
  EXPECT_EQ(occurrences(xml, "<failure "), 2U);
  EXPECT_EQ(occurrences(xml, "<error "), 1U);
  EXPECT_EQ(occurrences(xml, "<skipped "), 3U);
  EXPECT_TRUE(contains(
      xml,
      "<testcase classname=\"relu.f32.forward\" name=\"batch\">\n    <skipped message=\"known failure: is wrong: to be mended\"/>"))
      << xml;
  EXPECT_TRUE(contains(xml, "<failure message=\"passes, but is a known failure\">")) << xml;
}

TEST(junit_report, is_xml_whatever_the_texts_hold) {
  const std::string xml = junit_text(evil_report());
  EXPECT_TRUE(is_well_formed(xml)) << xml;
  EXPECT_EQ(occurrences(xml, "<testcase "), 8U);
  EXPECT_FALSE(contains(xml, "<b>") || contains(xml, "\x01") || contains(xml, "\xff") || contains(xml, "\xef\xbf\xbf"));
}

}  // namespace
}  // namespace actcheck::tests
