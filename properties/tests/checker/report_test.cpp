// Reports: the JSON of the documented schema, JUnit XML, and that a run can be repeated to the byte.
#include <fmt/format.h>

#include <cmath>
#include <map>
#include <regex>
#include <set>

#include "actcheck/catalogue.hpp"
#include "actcheck/version.hpp"
#include "engine/property.hpp"
#include "engine/verdict.hpp"
#include "support.hpp"

namespace actcheck::tests {
namespace {

using nlohmann::json;
using words = std::vector<std::string>;

/// One run with both reports.
struct reported {
  outcome run;
  json report;
  std::string json_text, junit;
};

reported check(const std::string& subject_argument, const words& options) {
  const scratch_folder folder;
  words arguments{"check", subject_argument, "--report", "json=report.json", "--report", "junit=report.xml"};
  arguments.insert(arguments.end(), options.begin(), options.end());
  reported r;
  r.run = run_tool(arguments, {.folder = folder.path()});
  r.json_text = read_file(folder / "report.json");
  r.report = read_json(folder / "report.json");
  r.junit = read_file(folder / "report.xml");
  return r;
}

/// Runs that several tests look at.
const reported& naive() {
  static const reported r = check(subject("naive"), {"--effort", "smoke"});
  return r;
}
const reported& builtin() {
  static const reported r = check("builtin:reference", {"--effort", "smoke", "--property", "accuracy,range"});
  return r;
}
const reported& plain() {
  static const reported r = check(subject("plain_c"), {"--effort", "smoke"});
  return r;
}

bool is_count(const json& j) { return j.is_number_unsigned(); }
/// JSON has no infinities and no NaN; they are these strings.
bool is_real(const json& j) { return j.is_number() || j == "inf" || j == "-inf" || j == "nan"; }

template <class Names>
bool is_one_of(const json& j, const Names& names) {
  return j.is_string() &&
         std::any_of(std::begin(names), std::end(names), [&](const auto& n) { return j.get<std::string>() == n; });
}

/// The fields of an object, exactly.
void expect_fields(const json& j, const std::set<std::string>& required, const std::set<std::string>& allowed = {}) {
  ASSERT_TRUE(j.is_object()) << j;
  for (const auto& field : required) EXPECT_TRUE(j.contains(field)) << field << " in " << j;
  for (const auto& [field, unused] : j.items())
    EXPECT_TRUE(required.contains(field) || allowed.contains(field)) << "undocumented: " << field;
}

void expect_counterexample(const json& c, format f) {
  if (c.is_null()) return;
  expect_fields(c, {"x", "x_bits", "got", "got_bits", "want", "want_bits", "ulp"});
  for (const char* field : {"x", "got", "want", "ulp"}) EXPECT_TRUE(is_real(c.at(field))) << c;
  for (const char* field : {"x_bits", "got_bits", "want_bits"})
    EXPECT_TRUE(
        std::regex_match(c.at(field).get<std::string>(), std::regex(fmt::format("[0-9a-f]{{{}}}", shape(f).bits / 4))))
        << c;
  for (const std::string field : {"x", "got"}) {
    if (!c.at(field).is_number()) continue;
    const double rounded = round_to(f, c.at(field).get<double>());
    EXPECT_EQ(fmt::format("{:0{}x}", encode(f, rounded), shape(f).bits / 4), c.at(field + "_bits")) << c;
  }
}

void expect_result(const json& r) {
  expect_fields(r,
                {"activation", "format", "pass", "property", "verdict", "grade", "params", "checked", "coverage",
                 "violations", "message", "worst", "intervals", "counterexample", "repro"},
                {"default_params", "conventions", "histogram", "reason", "looks_like", "crashed", "known"});
  const activation* a = find_activation(r.at("activation").get<std::string>());
  ASSERT_NE(a, nullptr);
  EXPECT_EQ(a->name, r.at("activation").get<std::string>());
  const auto f = find_format(r.at("format").get<std::string>());
  ASSERT_TRUE(f);
  EXPECT_TRUE(is_one_of(r.at("pass"), words{"forward", "backward"}));
  EXPECT_NE(find_property(r.at("property").get<std::string>()), nullptr);
  EXPECT_TRUE(find_verdict(r.at("verdict").get<std::string>())) << r.at("verdict");
  EXPECT_TRUE(r.at("grade").is_null() || find_grade(r.at("grade").get<std::string>())) << r.at("grade");
  const bool graded = r.at("property") == "accuracy" || (r.at("property") == "row_values" && r.at("verdict") != "skip");
  EXPECT_EQ(r.at("grade").is_null(), !graded || r.at("crashed") == true) << r;
  EXPECT_EQ(r.at("params").size(), a->parameters.size());
  std::vector<double> parameters;  // JSON has no infinity
  for (const auto& value : r.at("params")) parameters.push_back(value == "inf" ? infinity : value.get<double>());
  EXPECT_EQ(r.at("default_params").get<bool>(), parameters == a->default_parameters());
  EXPECT_TRUE(is_count(r.at("checked")));
  EXPECT_TRUE(is_count(r.at("violations")));
  EXPECT_TRUE(is_one_of(r.at("coverage"), words{"exhaustive", "sampled"}));
  EXPECT_TRUE(r.at("message").is_string());
  EXPECT_EQ(r.at("message").get<std::string>().find('\n'), std::string::npos) << r.at("message");
  EXPECT_TRUE(r.at("repro").is_string());
  expect_counterexample(r.at("worst"), *f);
  expect_counterexample(r.at("counterexample"), *f);
  std::uint64_t in_intervals = 0;
  for (const auto& i : r.at("intervals")) {
    expect_fields(i, {"from", "to", "violations", "worst_ulp"}, {"what"});
    for (const char* field : {"from", "to", "worst_ulp"}) EXPECT_TRUE(is_real(i.at(field))) << i;
    EXPECT_TRUE(is_count(i.at("violations"))) << i;
    in_intervals += i.at("violations").get<std::uint64_t>();
  }
  const bool failed = r.at("verdict") == "fail";
  EXPECT_EQ(failed, r.at("violations") > 0) << r;
  EXPECT_EQ(failed, !r.at("repro").get<std::string>().empty()) << r;
  if (failed) {
    EXPECT_FALSE(r.at("message").get<std::string>().empty());
    EXPECT_LE(in_intervals, r.at("violations"));
  } else {
    EXPECT_TRUE(r.at("counterexample").is_null()) << r;
  }
  EXPECT_TRUE(r.at("verdict") != "skip" || (r.at("checked") == 0 && r.at("message") != "")) << r;
  EXPECT_TRUE(r.at("verdict") == "skip" || r.at("checked") > 0 || r.at("crashed") == true) << r;
  if (!r.contains("histogram")) return;
  std::uint64_t in_histogram = 0;
  for (const auto& [label, count] : r.at("histogram").items()) in_histogram += count.get<std::uint64_t>();
  EXPECT_EQ(in_histogram, r.at("checked")) << r;
  EXPECT_EQ(r.at("histogram").size(), 8U);
}

void expect_report(const json& j, const std::string& argument) {
  expect_fields(j, {"schema", "tool", "subject", "machine", "seed", "effort", "profile", "results", "summary"},
                {"seconds", "shard"});
  EXPECT_EQ(j.at("schema"), "actcheck.report/1");
  EXPECT_EQ(j.at("tool"), (json{{"name", "actcheck"}, {"version", ACTCHECK_VERSION}}));
  EXPECT_EQ(j.at("subject").at("argument"), argument);
  EXPECT_TRUE(j.at("subject").at("name").is_string());
  EXPECT_TRUE(j.at("machine").is_object());
  EXPECT_EQ(j.at("seed"), 1);
  EXPECT_EQ(j.at("effort"), "smoke");
  EXPECT_EQ(j.at("profile"), "default");
  EXPECT_TRUE(j.at("seconds").is_number());
  ASSERT_FALSE(j.at("results").empty());
  std::map<std::string, std::uint64_t> verdicts;
  std::uint64_t checked = 0;
  std::set<std::string> seen;
  for (const auto& r : j.at("results")) {
    SCOPED_TRACE(fmt::format("{} {} {} {}", r.at("activation").dump(), r.at("format").dump(), r.at("pass").dump(),
                             r.at("property").dump()));
    expect_result(r);
    ++verdicts[r.at("verdict")];
    checked += r.at("checked").get<std::uint64_t>();
    const json key{r.at("activation"), r.at("format"), r.at("pass"), r.at("property"), r.at("params")};
    EXPECT_TRUE(seen.insert(key.dump()).second) << "twice: " << key;
  }
  const json& s = j.at("summary");
  expect_fields(s, {"verdict", "passed", "failed", "conventions", "skipped"},
                {"inconclusive", "known_failures", "unexpected_passes", "crashed", "checked"});
  EXPECT_EQ(s.at("passed"), verdicts["pass"]);
  EXPECT_EQ(s.at("failed"), verdicts["fail"]);
  EXPECT_EQ(s.at("conventions"), verdicts["convention"]);
  EXPECT_EQ(s.at("skipped"), verdicts["skip"]);
  EXPECT_EQ(s.at("checked"), checked);
  EXPECT_EQ(s.at("verdict"), verdicts["fail"] == 0 ? "pass" : "fail");
}

TEST(json_report, of_the_naive_example_is_of_the_schema) {
  EXPECT_EQ(naive().run.status, 1);
  expect_report(naive().report, subject("naive"));
  EXPECT_GT(naive().report.at("summary").at("failed"), 0);
}

TEST(json_report, of_the_reference_is_of_the_schema_and_without_failures) {
  EXPECT_EQ(builtin().run.status, 0) << builtin().run.out;
  expect_report(builtin().report, "builtin:reference");
  EXPECT_EQ(builtin().report.at("summary").at("failed"), 0);
  std::set<std::string> targets;
  for (const auto& r : builtin().report.at("results")) {
    targets.insert(json{r.at("activation"), r.at("format"), r.at("pass")}.dump());
    EXPECT_TRUE(r.at("property") != "accuracy" || r.at("grade") == "exact") << r;
  }
  EXPECT_EQ(targets.size(), catalogue().size() * all_formats.size() * 2);
}

TEST(json_report, names_a_subject_as_it_names_itself) {
  EXPECT_EQ(plain().report.at("subject").at("name"), "plain <C> & \"co\"");
  EXPECT_EQ(plain().report.at("subject").at("version"), "1.2.3");
}

TEST(json_report, holds_other_parameters_and_their_values) {
  std::set<std::string> values;
  for (const auto& r : naive().report.at("results"))
    if (r.at("activation") == "leaky_relu" && r.at("property") == "accuracy" && r.at("pass") == "forward")
      values.insert(r.at("params").dump());
  std::set<std::string> expected{"[0.01]"};
  for (const double v : get_activation("leaky_relu").parameters[0].trial_values) expected.insert(json{v}.dump());
  EXPECT_EQ(values, expected);
}

/// What the console says at the end is what the report says.
TEST(json_report, agrees_with_the_console) {
  for (const reported* r : {&naive(), &builtin(), &plain()}) {
    const json& s = r->report.at("summary");
    const auto expected =
        fmt::format("{} failed, {} passed, {} with conventions, {} not applicable", s.at("failed").get<int>(),
                    s.at("passed").get<int>(), s.at("conventions").get<int>(), s.at("skipped").get<int>());
    EXPECT_TRUE(contains(r->run.out, expected)) << expected << "\n" << r->run.out;
  }
}

/// Everything but how long it took.
std::string without_seconds(const std::string& text) {
  return std::regex_replace(text, std::regex("\n \"seconds\": [^\n]*"), "");
}

TEST(json_report, is_the_same_to_the_byte_for_the_same_seed) {
  EXPECT_TRUE(without_seconds(check(subject("naive"), {"--effort", "smoke"}).json_text) ==
              without_seconds(naive().json_text));
  EXPECT_NE(without_seconds(naive().json_text), naive().json_text);
}

TEST(json_report, is_another_for_another_seed) {
  const json other = check(subject("naive"), {"--effort", "smoke", "--seed", "2"}).report;
  EXPECT_EQ(other.at("seed"), 2);
  EXPECT_NE(other.at("results"), naive().report.at("results"));
}

TEST(json_report, is_the_same_on_one_and_on_two_threads) {
  const words options{"--activation", "gelu,relu", "--property", "accuracy,monotonicity,range,dead_neuron", "--jobs"};
  const auto on = [&](const std::string& jobs) {
    words all = options;
    all.push_back(jobs);
    return without_seconds(check(subject("naive"), all).json_text);
  };
  EXPECT_TRUE(on("1") == on("2"));
}

TEST(json_report, holds_what_was_selected_and_nothing_else) {
  const json report =
      check("builtin:reference", {"--effort", "smoke", "--activation", "tanh,RELU", "--format", "bf16", "--format",
                                  "f16", "--pass", "backward", "--property", "bounds,dead_neuron"})
          .report;
  std::set<std::string> seen;
  for (const auto& r : report.at("results"))
    seen.insert(fmt::format("{} {} {} {}", r.at("activation").get<std::string>(), r.at("format").get<std::string>(),
                            r.at("pass").get<std::string>(), r.at("property").get<std::string>()));
  std::set<std::string> expected;
  for (const char* a : {"relu", "tanh"})
    for (const char* f : {"f16", "bf16"})
      for (const char* p : {"bounds", "dead_neuron"}) expected.insert(fmt::format("{} {} backward {}", a, f, p));
  EXPECT_EQ(seen, expected);
}

/// A property alone finds what it finds among all the others: that is why its `repro` line can name it alone.
TEST(json_report, of_one_property_is_that_propertys_part_of_the_whole) {
  for (const std::string property : {"accuracy", "batch", "derivative", "dead_neuron", "special_values", "symmetry"}) {
    const json alone = check(subject("naive"), {"--effort", "smoke", "--property", property}).report;
    json part = json::array();
    for (const auto& r : naive().report.at("results"))
      if (r.at("property") == property) part.push_back(r);
    EXPECT_TRUE(part == alone.at("results")) << property;
  }
}

TEST(json_report, exhaustive_coverage_is_told_of_whole_formats_only) {
  for (const auto& r : builtin().report.at("results")) {
    if (r.at("property") != "accuracy") continue;
    const std::map<std::string, int> finite{{"f16", 63488}, {"bf16", 65280}, {"f8e4m3fn", 254}, {"f8e5m2", 248}};
    const std::string f = r.at("format");
    const bool whole = r.at("coverage") == "exhaustive", byte = f.starts_with("f8");
    EXPECT_EQ(whole, finite.contains(f) && (byte || r.at("default_params") == true)) << r;
    EXPECT_TRUE(!whole || r.at("checked") == finite.at(f)) << r;
  }
}

TEST(junit_report, is_xml_with_one_case_for_each_result) {
  for (const reported* r : {&naive(), &builtin(), &plain()}) {
    EXPECT_TRUE(is_well_formed(r->junit)) << r->junit.substr(0, 500);
    const json& s = r->report.at("summary");
    const std::size_t results = r->report.at("results").size();
    EXPECT_EQ(occurrences(r->junit, "<testcase "), results);
    EXPECT_EQ(occurrences(r->junit, "<failure "), s.at("failed"));
    EXPECT_EQ(occurrences(r->junit, "<skipped "), s.at("skipped"));
    EXPECT_TRUE(contains(r->junit, fmt::format("tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\"", results,
                                               s.at("failed").get<int>(), s.at("skipped").get<int>())));
  }
  EXPECT_FALSE(is_well_formed("<a><b></a></b>"));
}

TEST(junit_report, escapes_what_xml_must) {
  EXPECT_TRUE(contains(plain().junit, "plain &lt;C&gt; &amp; &quot;co&quot;")) << plain().junit.substr(0, 300);
}

/// CI systems tell cases apart by class and name.
TEST(junit_report, names_no_two_cases_alike) {
  for (const reported* r : {&naive(), &builtin()}) {
    std::set<std::string> names;
    for (const auto& line : lines_of(r->junit))
      EXPECT_TRUE(!contains(line, "<testcase ") || names.insert(line.substr(0, line.find('>'))).second) << line;
  }
}

}  // namespace
}  // namespace actcheck::tests
