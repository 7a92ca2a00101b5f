// Known failures: what the file may say, which failures it excuses, and what is an error.
#include "engine/known.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <ostream>
#include <set>

#include "actcheck/catalogue.hpp"
#include "made_reports.hpp"
#include "reporters/reporter.hpp"
#include "support.hpp"

namespace actcheck::tests {
namespace {

using words = std::vector<std::string>;
using namespace std::chrono_literals;

constexpr std::chrono::year_month_day some_day{2026y, std::chrono::November, 25d};

known_failures known_as(const std::string& text) { return parse_known(text, "known.toml"); }

const std::string relu_entry =
    "[[known]]\nactivation = \"relu\"\nformat = \"f32\"\npass = \"forward\"\nproperty = \"accuracy\"\nreason = \"it is being mended\"\n";

TEST(known_file, says_what_an_entry_covers) {
  const auto known = known_as(
      "# with a comment\n"
      "[[known]]\n"
      "activation = [\"relu\", \"GELU_erf\"]  # aliases count\n"
      "format = \"*\"\n"
      "pass = \"backward\"\n"
      "property = [\"accuracy\", \"range\"]\n"
      "reason = \"it is being mended\"\n"
      "expires = 2027-01-31\n"
      "link = \"https://example.org/1\"\n");
  ASSERT_EQ(known.entries.size(), 1U);
  const known_entry& e = known.entries.front();
  EXPECT_EQ(e.place, "known.toml:2");
  EXPECT_EQ(e.reason, "it is being mended");
  EXPECT_EQ(e.link, "https://example.org/1");
  EXPECT_EQ(e.expires, (std::chrono::year_month_day{2027y, std::chrono::January, 31d}));
  EXPECT_TRUE(e.covers("relu", format::f16, pass::backward));
  EXPECT_TRUE(e.covers("gelu", format::f64, pass::backward));
  EXPECT_FALSE(e.covers("gelu", format::f64, pass::forward));
  EXPECT_FALSE(e.covers("tanh", format::f64, pass::backward));
  EXPECT_TRUE(e.covers(made("relu", format::f32, pass::backward, "range", verdict::fail)));
  EXPECT_FALSE(e.covers(made("relu", format::f32, pass::backward, "batch", verdict::fail)));
}

TEST(known_file, may_be_empty) { EXPECT_TRUE(known_as("# nothing is known to fail any more\n").entries.empty()); }

/// The entry with one line replaced; its lines are numbered from 1, after `[[known]]`.
std::string with_line(std::size_t number, const std::string& line) {
  auto lines = lines_of(relu_entry);
  lines.at(number - 1) = line;
  std::string text;
  for (const auto& l : lines) text += l + "\n";
  return text;
}

TEST(known_file, may_hold_any_text_in_strings_and_comments) {
  const auto known =
      known_as("# \xc2\xa7 1: [\xc2\xa7]\n" + with_line(6, "reason = \"\"\"\xc2\xa7 \\\"\"\" \\\n  and \xc2\xa7\"\"\"") +
               "link = 'https://example.org/\xc2\xa7\\'\n");
  EXPECT_EQ(known.entries.at(0).reason, "\xc2\xa7 \"\"\" and \xc2\xa7");
  EXPECT_EQ(known.entries.at(0).link, "https://example.org/\xc2\xa7\\");
  EXPECT_EQ(known.entries.at(0).place, "known.toml:2");
}

/// The text of a file, and what its error says.
struct bad_file {
  std::string name, text;
  words says;
};
void PrintTo(const bad_file& b, std::ostream* out) { *out << b.name; }

class bad_known_file : public testing::TestWithParam<bad_file> {};

TEST_P(bad_known_file, is_an_error_with_its_line) {
  try {
    known_as(GetParam().text);
    FAIL() << "it was read";
  } catch (const std::invalid_argument& error) {
    for (const auto& part : GetParam().says)
      EXPECT_TRUE(contains(error.what(), part)) << "should say: " << part << "\n" << error.what();
  }
}

std::string meant(const std::string& word) { return "did you mean '" + word + "'?"; }

std::string case_name(const testing::TestParamInfo<bad_file>& info) { return info.param.name; }

INSTANTIATE_TEST_SUITE_P(
    with, bad_known_file,
    testing::Values(
        bad_file{"no_toml", relu_entry + "oops\n", {"known.toml:7: not TOML: "}},
        bad_file{"bytes_that_are_no_text", "\xff\xfe", {"known.toml:1: not TOML: "}},
        bad_file{
            "header_without_a_key", "\n[&", {"known.toml:2: not TOML: a table header that does not begin with a key"}},
        bad_file{"string_in_a_word",
                 "x = 0\"\xcd\x89\"\n",
                 {"known.toml:1: not TOML: a character that is not ASCII in a string that does not follow"}},
        bad_file{"paragraph_for_an_escape",
                 with_line(6, "reason = \"\\\xc2\xa7\""),
                 {"known.toml:6: not TOML: a character that is not ASCII after"}},
        bad_file{"paragraph_in_a_list",
                 with_line(2, "activation = [\"\xc2\xa7\"]"),
                 {"known.toml:2: not TOML: a character that is not ASCII in a string"}},
        bad_file{"form_feed", "[\fknown]]\n", {"known.toml:1: not TOML: "}},
        bad_file{"letter_outside_strings",
                 relu_entry + "\xcc\xaa = 1\n",
                 {"known.toml:7: not TOML: a character that is not ASCII outside"}},
        bad_file{"paragraph_after_a_backslash",
                 with_line(6, "reason = \"\"\"\\\n\xc2\xa7\"\"\""),
                 {"known.toml:7: not TOML: a character that is not ASCII after"}},
        bad_file{"control_character_in_a_string",
                 with_line(6, "reason = \"\x01\""),
                 {"known.toml:6: not TOML: a control character"}},
        bad_file{"open_string", with_line(6, "reason = \"\"\"no end"), {"known.toml:"}},
        bad_file{"unknown_activation",
                 with_line(2, "activation = \"rleu\""),
                 {"known.toml:2: unknown activation 'rleu'", meant("relu")}},
        bad_file{"unknown_second_activation",
                 with_line(2, "activation = [\"relu\",\n \"gleu\"]"),
                 {"known.toml:3: ", "'gleu'", meant("gelu")}},
        bad_file{"empty_list", with_line(2, "activation = []"), {"known.toml:2: 'activation' is empty"}},
        bad_file{
            "star_in_a_list", with_line(2, "activation = [\"relu\", \"*\"]"), {"known.toml:2: unknown activation '*'"}},
        bad_file{"number_for_a_name", with_line(3, "format = 32"), {"known.toml:3: 'format' should be text"}},
        bad_file{"unknown_format", with_line(3, "format = \"f31\""), {"known.toml:3: unknown format 'f31'", meant("f32")}},
        bad_file{
            "unknown_pass", with_line(4, "pass = \"forwrd\""), {"known.toml:4: unknown pass 'forwrd'", meant("forward")}},
        bad_file{"unknown_property",
                 with_line(5, "property = \"acuracy\""),
                 {"known.toml:5: unknown property 'acuracy'", meant("accuracy")}},
        bad_file{"all_properties", with_line(5, "property = \"*\""), {"known.toml:5: 'property' should name"}},
        bad_file{"no_activation", with_line(2, ""), {"known.toml:1: the entry has no 'activation'"}},
        bad_file{"no_format", with_line(3, ""), {"known.toml:1: the entry has no 'format'"}},
        bad_file{"no_pass", with_line(4, ""), {"known.toml:1: the entry has no 'pass'"}},
        bad_file{"no_property", with_line(5, ""), {"known.toml:1: the entry has no 'property'"}},
        bad_file{"no_reason", with_line(6, ""), {"known.toml:1: the entry has no 'reason'"}},
        bad_file{"empty_reason", with_line(6, "reason = \" \""), {"known.toml:6: 'reason' should say why"}},
        bad_file{"reason_that_is_none", with_line(6, "reason = true"), {"known.toml:6: 'reason' should be text"}},
        bad_file{"date_in_quotes",
                 relu_entry + "expires = \"2027-01-31\"\n",
                 {"known.toml:7: 'expires' should be a date without quotes"}},
        bad_file{"day_that_is_none", relu_entry + "expires = 2027-02-30\n", {"known.toml:7: "}},
        bad_file{"link_that_is_none", relu_entry + "link = 7\n", {"known.toml:7: 'link' should be text"}},
        bad_file{
            "unknown_key", relu_entry + "expire = 2027-01-31\n", {"known.toml:7: unknown key 'expire'", meant("expires")}},
        bad_file{"unknown_section", "[[knwon]]\n", {"known.toml:1: unknown key 'knwon'", meant("known")}},
        bad_file{"single_brackets",
                 "\n[known]\nactivation = \"relu\"\n",
                 {"known.toml:2: 'known' should be written as [[known]]"}}),
    case_name);

std::vector<verdict> applied(const known_failures& known, std::vector<result> results,
                             std::vector<result>* after = nullptr) {
  apply_known(known, results, some_day);
  std::vector<verdict> verdicts;
  for (const auto& r : results) verdicts.push_back(r.found.outcome);
  if (after != nullptr) *after = std::move(results);
  return verdicts;
}

using verdicts = std::vector<verdict>;
const auto accuracy_of = [](const std::string& activation, verdict v) {
  return made(activation, format::f32, pass::forward, "accuracy", v);
};

TEST(known_failure, is_excused_and_says_why) {
  std::vector<result> after;
  const auto others = made("relu", format::f32, pass::forward, "range", verdict::fail);
  EXPECT_EQ(applied(known_as(relu_entry),
                    {accuracy_of("relu", verdict::fail), accuracy_of("tanh", verdict::fail), others}, &after),
            (verdicts{verdict::known_fail, verdict::fail, verdict::fail}));
  ASSERT_TRUE(after[0].known);
  EXPECT_EQ(after[0].known->reason, "it is being mended");
  EXPECT_EQ(after[0].known->entry, "known.toml:1");
  EXPECT_FALSE(after[1].known);
}

TEST(known_failure, that_passes_is_unexpected) {
  std::vector<result> after;
  for (const verdict v : {verdict::pass, verdict::convention}) {
    EXPECT_EQ(applied(known_as(relu_entry), {accuracy_of("relu", v)}, &after), verdicts{verdict::unexpected_pass});
    EXPECT_TRUE(contains(after[0].found.message, "delete known.toml:1")) << after[0].found.message;
  }
  for (const verdict v : {verdict::skip, verdict::inconclusive})
    EXPECT_EQ(applied(known_as(relu_entry), {accuracy_of("relu", v)}), verdicts{v});
}

TEST(known_failure, counts_all_values_of_the_parameters_together) {
  auto other_slope = accuracy_of("relu", verdict::fail);
  other_slope.default_parameters = false;
  EXPECT_EQ(applied(known_as(relu_entry), {accuracy_of("relu", verdict::pass), other_slope}),
            (verdicts{verdict::pass, verdict::known_fail}));
  other_slope.found.outcome = verdict::pass;
  EXPECT_EQ(applied(known_as(relu_entry), {accuracy_of("relu", verdict::pass), other_slope}),
            (verdicts{verdict::unexpected_pass, verdict::pass}));
}

TEST(known_failure, excuses_until_its_last_day_and_not_longer) {
  std::vector<result> after;
  EXPECT_EQ(applied(known_as(relu_entry + "expires = 2026-11-25\n"), {accuracy_of("relu", verdict::fail)}),
            verdicts{verdict::known_fail});
  EXPECT_EQ(applied(known_as(relu_entry + "expires = 2026-11-24\n"), {accuracy_of("relu", verdict::fail)}, &after),
            verdicts{verdict::fail});
  EXPECT_TRUE(contains(after[0].found.message, "known.toml:1 expired on 2026-11-24")) << after[0].found.message;
  // It expects nothing any more, either.
  EXPECT_EQ(applied(known_as(relu_entry + "expires = 2026-11-24\n"), {accuracy_of("relu", verdict::pass)}),
            verdicts{verdict::pass});
}

TEST(known_failure, never_excuses_a_crash) {
  std::vector<result> after;
  auto crash = accuracy_of("relu", verdict::fail);
  crash.crashed = true;
  EXPECT_EQ(applied(known_as(relu_entry), {crash}, &after), verdicts{verdict::fail});
  EXPECT_TRUE(contains(after[0].found.message, "known.toml:1 does not excuse a crash")) << after[0].found.message;
  // What did not run to its end does not pass unexpectedly.
  crash.property = "range";
  EXPECT_EQ(applied(known_as(relu_entry), {accuracy_of("relu", verdict::pass), crash}),
            (verdicts{verdict::pass, verdict::fail}));
}

std::string problem(const known_failures& known, const check_options& options, const std::vector<target>& targets) {
  try {
    require_current(known, options, targets);
    return "";
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
}

target relu_target(format f, pass p = pass::forward) { return {&get_activation("relu"), f, p, {}}; }

TEST(stale_entry, is_one_within_the_selection_that_the_subject_has_nothing_of) {
  EXPECT_EQ(problem(known_as(relu_entry), {}, {relu_target(format::f32)}), "");
  EXPECT_TRUE(problem(known_as(relu_entry), {}, {relu_target(format::f16)}).starts_with("known.toml:1: stale: "));
  EXPECT_TRUE(contains(problem(known_as(relu_entry), {}, {relu_target(format::f32, pass::backward)}),
                       "relu f32 forward, accuracy"));
}

TEST(stale_entry, is_none_that_lies_outside_the_selection) {
  check_options others;
  others.formats = {format::f16};
  EXPECT_EQ(problem(known_as(relu_entry), others, {relu_target(format::f16)}), "");
  others = {};
  others.activations = {&get_activation("tanh")};
  EXPECT_EQ(problem(known_as(relu_entry), others, {}), "");
  others = {};
  others.passes = {pass::backward};
  EXPECT_EQ(problem(known_as(relu_entry), others, {}), "");
  others = {};
  others.properties = {find_property("range")};
  EXPECT_EQ(problem(known_as(relu_entry), others, {}), "");
}

TEST(stale_entry, is_one_whose_property_does_not_apply) {
  const auto skipped = accuracy_of("relu", verdict::skip);
  EXPECT_TRUE(contains(inapplicable_entry(known_as(relu_entry), {skipped}, {}),
                       "known.toml:1: stale: accuracy does not apply to relu f32 forward"));
  EXPECT_EQ(inapplicable_entry(known_as(relu_entry), {accuracy_of("relu", verdict::fail)}, {}), "");
  // It may apply to what another shard holds; and after a crash nobody knows.
  EXPECT_EQ(inapplicable_entry(known_as(relu_entry), {skipped}, {relu_target(format::f32)}), "");
  auto crash = made("relu", format::f32, pass::forward, "range", verdict::fail);
  crash.crashed = true;
  EXPECT_EQ(inapplicable_entry(known_as(relu_entry), {skipped, crash}, {}), "");
}

TEST(known_failure, has_one_entry) {
  EXPECT_TRUE(contains(problem(known_as(relu_entry + relu_entry), {}, {relu_target(format::f32)}),
                       "known.toml:7: relu f32 forward, accuracy is known already, by known.toml:1"));
}

// The command.

const words check_relu{"check", subject("naive"), "--effort",   "smoke",    "--activation",
                       "relu",  "--known",        "known.toml", "--report", "json=report.json"};

/// What fails of the example's relu, as entries.
std::string entries_for_failures(const nlohmann::json& report) {
  std::set<std::string> entries;
  for (const auto& r : report.at("results"))
    if (r.at("verdict") == "fail")
      entries.insert(fmt::format(
          "[[known]]\nactivation = {}\nformat = {}\npass = {}\nproperty = {}\nreason = \"textbook formula\"\n",
          r.at("activation").dump(), r.at("format").dump(), r.at("pass").dump(), r.at("property").dump()));
  return fmt::format("{}", fmt::join(entries, ""));
}

/// The example's relu checked with a file made of what fails of it.
class known_to_the_command : public testing::Test {
 protected:
  known_to_the_command() {
    folder_.write("known.toml", "");
    EXPECT_EQ(run().status, 1);
    before_ = read_json(folder_ / "report.json");
    entries_ = entries_for_failures(before_);
    EXPECT_FALSE(entries_.empty());
  }
  outcome run(const words& more = {}) const {
    words arguments = check_relu;
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_tool(arguments, {.folder = folder_.path()});
  }
  const scratch_folder folder_;
  nlohmann::json before_;
  std::string entries_;
};

TEST_F(known_to_the_command, failures_let_the_run_pass) {
  folder_.write("known.toml", entries_);
  const auto run = this->run({"--report", "junit=report.xml"});
  EXPECT_EQ(run.status, 0) << run.out << run.err;
  EXPECT_TRUE(contains(run.out, "verdict: PASS")) << run.out;
  EXPECT_TRUE(contains(run.out, "textbook formula")) << run.out;
  const auto after = read_json(folder_ / "report.json");
  EXPECT_EQ(after.at("summary").at("failed"), 0);
  EXPECT_EQ(after.at("summary").at("known_failures"), before_.at("summary").at("failed"));
  for (const auto& r : after.at("results")) {
    if (r.at("verdict") != "known-fail") continue;
    EXPECT_EQ(r.at("known").at("reason"), "textbook formula");
    // Without the file it fails: the line shows it.
    EXPECT_EQ(run_line(r.at("repro")).status, 1) << r.at("repro");
  }
}

TEST_F(known_to_the_command, passes_fail_the_run) {
  folder_.write("known.toml", entries_ + relu_entry.substr(0, relu_entry.find("property")) +
                                  "property = \"monotonicity\"\nreason = \"never\"\n");
  const auto run = this->run();
  EXPECT_EQ(run.status, 1) << run.out << run.err;
  EXPECT_TRUE(contains(
      run.out,
      "UNEXPECTED PASS relu f32 forward, monotonicity: passes, but is a known failure (never): delete known.toml:"))
      << run.out;
  EXPECT_EQ(read_json(folder_ / "report.json").at("summary").at("unexpected_passes"), 1);
}

TEST_F(known_to_the_command, entries_that_have_expired_excuse_nothing) {
  std::string expired = entries_;
  for (std::size_t at = 0; (at = expired.find("reason", at)) != std::string::npos; at += 60)
    expired.insert(at, "expires = 2020-01-01\n");
  folder_.write("known.toml", expired);
  const auto run = this->run();
  EXPECT_EQ(run.status, 1);
  EXPECT_TRUE(contains(run.out, "expired on 2020-01-01")) << run.out;
}

TEST_F(known_to_the_command, stale_entries_are_errors) {
  const auto error = [&](const std::string& text) {
    folder_.write("known.toml", text);
    const auto run = this->run();
    EXPECT_EQ(run.status, 2) << run.out;
    EXPECT_EQ(lines_of(run.err).size(), 1U) << run.err;
    return run.err;
  };
  EXPECT_TRUE(contains(error(with_line(3, "format = \"f16\"")), "known.toml:1: stale: "));
  EXPECT_TRUE(contains(error(with_line(5, "property = \"dead_neuron\"")),
                       "known.toml:1: stale: dead_neuron does not apply to relu f32 forward"));
  EXPECT_TRUE(contains(error(with_line(5, "property = \"acuracy\"")), "known.toml:5: unknown property"));
  // What is not selected here may be there in another run.
  folder_.write("known.toml", entries_ + with_line(2, "activation = \"tanh\""));
  EXPECT_EQ(run().status, 0);
  std::filesystem::remove(folder_ / "known.toml");
  EXPECT_TRUE(contains(run().err, "cannot read 'known.toml': No such file"));
}

/// What fails can be written as the file that excuses it.
TEST_F(known_to_the_command, failures_can_be_written_as_entries) {
  EXPECT_EQ(run({"--report", "known=written.toml"}).status, 1);
  const std::string written = read_file(folder_ / "written.toml");
  folder_.write("known.toml", written);
  const auto run = this->run({"--report", "known=more.toml"});
  EXPECT_EQ(run.status, 0) << run.out << run.err << written;
  EXPECT_EQ(read_file(folder_ / "more.toml"), "");
}

TEST(known_file, is_written_so_that_it_can_be_read) {
  auto odd = made("relu", format::f32, pass::forward, "range", verdict::fail);
  odd.found.message = "a \"quoted\" \\ message\nwith \x01, \x7f and \xff";
  auto crash = made("tanh", format::f32, pass::forward, "range", verdict::fail);
  crash.crashed = true;
  const auto known =
      known_as(known_text(made({odd, crash, made("gelu", format::f16, pass::backward, "batch", verdict::known_fail)})));
  ASSERT_EQ(known.entries.size(), 1U);  // neither the crash nor what is known already
  EXPECT_TRUE(known.entries[0].covers(odd));
  EXPECT_EQ(known.entries[0].reason, "found: a \"quoted\" \\ message\nwith \x01, \x7f and \xef\xbf\xbd");
}

/// A crash is a crash, whatever is known.
TEST(known_crash, is_a_crash_still) {
  const scratch_folder folder;
  words arguments{"check", subject("segfault"), "--effort",        "smoke", "--activation",
                  "relu",  "--report",          "json=report.json"};
  ASSERT_EQ(run_tool(arguments, {.folder = folder.path()}).status, 3);
  folder.write("known.toml", entries_for_failures(read_json(folder / "report.json")));
  arguments.insert(arguments.end(), {"--known", "known.toml"});
  const auto run = run_tool(arguments, {.folder = folder.path()});
  EXPECT_EQ(run.status, 3);
  EXPECT_TRUE(contains(run.out, "does not excuse a crash")) << run.out;
}

}  // namespace
}  // namespace actcheck::tests
