// The command's help, lists and explanations, and the paths of `check` that end well or with a failed property.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "actcheck/catalogue.hpp"
#include "actcheck/profiles.hpp"
#include "actcheck/version.hpp"
#include "engine/property.hpp"
#include "support.hpp"

namespace actcheck::tests {
namespace {

using words = std::vector<std::string>;

std::string printed(const words& arguments) {
  const auto run = run_tool(arguments);
  EXPECT_EQ(run.status, 0) << run.err;
  EXPECT_EQ(run.err, "");
  return run.out;
}

TEST(help, version_is_the_projects) { EXPECT_EQ(printed({"--version"}), std::string(ACTCHECK_VERSION) + "\n"); }

TEST(help, names_every_command_and_status) {
  const std::string help = printed({"--help"});
  for (const char* command : {"check", "compare", "eval", "explain", "list", "merge", "show"})
    EXPECT_TRUE(contains(help, std::string("\n  ") + command + " ")) << command;
  for (const char* status : {"0 every", "1 a property", "2 usage", "3 the subject", "4 nothing"})
    EXPECT_TRUE(contains(help, status)) << status;
}

/// The options of a command's help, with what is said of each.
std::vector<std::pair<std::string, std::string>> options_in(const std::string& help) {
  std::vector<std::pair<std::string, std::string>> options;
  bool inside = false;
  for (const auto& line : lines_of(help)) {
    if (line == "Options:") inside = true;
    else if (line.empty()) inside = false;
    else if (inside && line.starts_with("  -")) {
      const std::size_t dashes = line.find("--"), end = line.find_first_of(" ,", dashes), gap = line.find("  ", end);
      options.emplace_back(line.substr(dashes, end - dashes),
                           gap == std::string::npos ? "" : line.substr(line.find_first_not_of(' ', gap)));
    } else if (inside && !options.empty() && options.back().second.empty()) {
      options.back().second = line.substr(line.find_first_not_of(' '));  // a long option's text starts on the next line
    }
  }
  return options;
}

TEST(help, documents_every_option) {
  const std::vector<std::pair<std::string, words>> commands{
      {"check",
       {"--help", "--command", "--activation", "--format", "--pass", "--property", "--effort", "--require", "--profile", "--known",
        "--shard", "--seed", "--jobs", "--timeout", "--map", "--report"}},
      {"certify",
       {"--help", "--activation", "--format", "--pass", "--folder", "--jobs", "--check", "--work", "--blocks", "--again"}},
      {"compare", {"--help", "--report"}},
      {"merge", {"--help", "--report"}},
      {"eval", {"--help", "--format", "--saturate", "--derivative", "--param", "--bits"}},
      {"list", {"--help", "--properties", "--profiles"}},
      {"show", {"--help"}},
      {"explain", {"--help"}}};
  for (const auto& [command, expected] : commands) {
    words found;
    for (const auto& [option, text] : options_in(printed({command, "--help"}))) {
      found.push_back(option);
      EXPECT_GE(text.size(), 10U) << command << " " << option;
    }
    for (const auto& option : expected)
      EXPECT_NE(std::find(found.begin(), found.end(), option), found.end()) << command << " " << option;
    EXPECT_EQ(found.size(), expected.size()) << command << " has options that this test does not know";
  }
}

TEST(list, names_every_activation_in_order) {
  const auto lines = lines_of(printed({"list"}));
  ASSERT_EQ(lines.size(), catalogue().size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    EXPECT_TRUE(lines[i].starts_with(fmt::format("{}(", catalogue()[i]->name))) << lines[i];
    EXPECT_TRUE(lines[i].ends_with(catalogue()[i]->text.summary)) << lines[i];
    EXPECT_TRUE(contains(lines[i], fmt::format(" {} ", name(catalogue()[i]->kind)))) << lines[i];
    for (const auto& p : catalogue()[i]->parameters)
      EXPECT_TRUE(contains(lines[i], fmt::format("{}={}", p.name, p.default_value))) << lines[i];
  }
}

TEST(list, names_every_property) {
  const auto lines = lines_of(printed({"list", "--properties"}));
  ASSERT_EQ(lines.size(), all_properties().size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    EXPECT_TRUE(lines[i].starts_with(fmt::format("{} ", all_properties()[i]->name))) << lines[i];
    EXPECT_TRUE(lines[i].ends_with(all_properties()[i]->statement)) << lines[i];
  }
}

TEST(list, names_every_profile) {
  const auto lines = lines_of(printed({"list", "--profiles"}));
  ASSERT_EQ(lines.size(), profiles().size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    EXPECT_TRUE(lines[i].starts_with(fmt::format("{} ", profiles()[i]->name))) << lines[i];
    EXPECT_TRUE(contains(lines[i], profiles()[i]->summary)) << lines[i];
    for (const auto alias : profiles()[i]->aliases) EXPECT_TRUE(contains(lines[i], alias)) << lines[i];
  }
}

TEST(list, lists_one_thing_at_a_time) {
  const auto run = run_tool({"list", "--profiles", "--properties"});
  EXPECT_EQ(run.status, 2);
  EXPECT_EQ(run.out, "");
  EXPECT_EQ(lines_of(run.err).size(), 1U) << run.err;
}

std::string upper(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return result;
}

TEST(show, finds_every_activation_by_any_of_its_names) {
  for (const activation* a : catalogue()) {
    const std::string text = printed({"show", std::string(a->name)});
    EXPECT_TRUE(text.starts_with(fmt::format("{} ({}): {}\n", a->name, a->text.title, a->text.summary))) << text;
    for (const auto& part : {a->text.code, a->text.derivative_code, a->text.smoothness, a->text.monotonicity})
      EXPECT_TRUE(contains(text, part)) << part;
    for (const auto& p : a->parameters)
      EXPECT_TRUE(contains(text, fmt::format("{} = {}", p.name, p.default_value))) << text;
    EXPECT_EQ(printed({"show", upper(a->name)}), text);
    for (const auto alias : a->aliases) {
      EXPECT_EQ(printed({"show", std::string(alias)}), text) << alias;
      EXPECT_EQ(printed({"show", upper(alias)}), text) << alias;
    }
  }
}

/// Its columns stand one below the other: every name begins where the first one does, every remark too.
TEST(show, lists_frameworks_in_columns) {
  for (const activation* a : catalogue()) {
    const auto frameworks = in_frameworks(*a);
    const auto lines = lines_of(printed({"show", std::string(a->name)}));
    auto line = std::find(lines.begin(), lines.end(), "  frameworks");
    ASSERT_EQ(line != lines.end(), !frameworks.empty()) << a->name;
    std::set<std::size_t> names, remarks;
    for (const auto& f : frameworks) {
      ASSERT_NE(++line, lines.end()) << a->name;
      ASSERT_TRUE(line->starts_with("    " + f.framework + "  ")) << *line;
      names.insert(line->find(f.name, f.framework.size() + 6));
      if (f.remark.empty()) EXPECT_TRUE(line->ends_with(f.name)) << *line;
      else remarks.insert(line->size() - f.remark.size());
      EXPECT_TRUE(line->ends_with(f.remark)) << *line;
    }
    EXPECT_LE(names.size(), 1U) << a->name;
    EXPECT_LE(remarks.size(), 1U) << a->name;
  }
}

TEST(show, states_the_facts_of_gates_and_rows) {
  const std::string gated = printed({"show", "reglu"}), row = printed({"show", "log_softmax"});
  for (const char* part : {"b * relu(a)", "linear in b", "in [0, inf)", "at most 1 |b|", "kink          at a = 0", "(-inf, 0) of a"})
    EXPECT_TRUE(contains(gated, part)) << part << "\n" << gated;
  for (const char* part : {"(-inf, 0)", "the sum of e^(y_i) is 1", "y_i = -inf where x_i = -inf", "Lipschitz     none"})
    EXPECT_TRUE(contains(row, part)) << part << "\n" << row;
}

TEST(explain, says_what_why_and_for_example_of_every_property) {
  for (const property* p : all_properties()) {
    const std::string text = printed({"explain", std::string(p->name)});
    for (const auto& part : {p->name, p->statement, p->reason, p->example}) EXPECT_TRUE(contains(text, part)) << part;
  }
}

TEST(check, passes_a_plain_c_subject_under_its_own_name) {
  const auto run = run_tool({"check", subject("plain_c")});
  EXPECT_EQ(run.status, 0) << run.out;
  EXPECT_EQ(run.err, "");
  const auto lines = lines_of(run.out);
  ASSERT_FALSE(lines.empty());
  EXPECT_TRUE(lines[0].starts_with(fmt::format("actcheck {}   plain <C> & \"co\" 1.2.3   ", ACTCHECK_VERSION)))
      << lines[0];
  EXPECT_TRUE(contains(lines[0], "effort quick, seed 1, profile default")) << lines[0];
  EXPECT_TRUE(contains(run.out, "relu      f32   exact")) << run.out;
  EXPECT_TRUE(contains(run.out, "verdict: PASS")) << run.out;
}

TEST(check, covers_every_kind_of_activation) {
  const auto run = run_tool({"check", subject("rows_too"), "--effort", "smoke"});
  EXPECT_EQ(run.status, 0) << run.out;
  for (const char* name : {"glu", "relu", "softmax"}) EXPECT_TRUE(contains(run.out, fmt::format("{:<8}  f32", name))) << run.out;
}

/// Its library counts the calls that are under way: more than one at a time makes its results wrong.
TEST(check, calls_a_subject_that_is_not_thread_safe_from_one_thread) {
  const auto run = run_tool({"check", subject("plain_c"), "--jobs", "4", "--property", "accuracy,range"});
  EXPECT_EQ(run.status, 0) << run.out;
}

TEST(check, says_what_is_wrong_with_the_naive_example) {
  const auto run = run_tool({"check", subject("naive"), "--effort", "smoke"});
  EXPECT_EQ(run.status, 1) << run.err;
  EXPECT_FALSE(contains(run.err, "actcheck:")) << run.err;
  for (const char* part : {"FAIL relu f32 forward, special_values: NaN becomes 0",
                           "FAIL sigmoid f32 backward, dead_neuron", "verdict: FAIL"})
    EXPECT_TRUE(contains(run.out, part)) << part << "\n" << run.out;
  std::size_t failures = 0, simplest = 0, lines_to_reproduce = 0;
  for (const auto& line : lines_of(run.out)) {
    failures += line.starts_with("FAIL ") ? 1 : 0;
    simplest += line.starts_with("     simplest: x = ") ? 1 : 0;
    lines_to_reproduce += line.starts_with("     reproduce: actcheck check ") ? 1 : 0;
  }
  EXPECT_EQ(simplest, failures);
  EXPECT_EQ(lines_to_reproduce, failures);
}

TEST(check, writes_no_colours_and_no_carriage_returns_into_files) {
  const auto run = run_tool({"check", subject("naive"), "--effort", "smoke", "--activation", "relu"});
  EXPECT_EQ(run.out.find_first_of("\x1b\r"), std::string::npos);
  EXPECT_EQ(run.err, "");
}

TEST(check, a_requirement_decides_what_fails) {
  const words with_grade{"check", subject("gelu_only"), "--effort", "smoke", "--property", "accuracy", "--require"};
  const auto status = [&](const std::string& required) {
    words all = with_grade;
    all.push_back(required);
    return run_tool(all).status;
  };
  EXPECT_EQ(status("faithful"), 0);
  EXPECT_EQ(run_tool({"check", subject("naive"), "--effort", "smoke", "--activation", "gelu", "--pass", "forward",
                      "--property", "accuracy", "--require", "relu=exact,gelu=tight"})
                .status,
            1);
  EXPECT_EQ(run_tool({"check", subject("naive"), "--effort", "smoke", "--activation", "gelu", "--pass", "forward",
                      "--property", "accuracy", "--require", "tight", "--require", "gelu=absolute"})
                .status,
            0);
}

TEST(check, finds_symbols_of_other_names) {
  const auto run = run_tool({"check", subject("gelu_only"), "--map", "gelu.f64=my_fast_gelu", "--format", "f64",
                             "--property", "accuracy", "--effort", "smoke"});
  EXPECT_EQ(run.status, 0) << run.out << run.err;
  EXPECT_TRUE(contains(run.out, "gelu      f64")) << run.out;
  // The slope of one activation under the name of another: a mapped symbol is judged by what it should be.
  const auto wrong = run_tool({"check", subject("naive"), "--map", "softsign.f32.backward=tanh_f32_backward",
                               "--activation", "softsign", "--effort", "smoke"});
  EXPECT_EQ(wrong.status, 1) << wrong.out << wrong.err;
  EXPECT_TRUE(contains(wrong.out, "--map softsign.f32.backward=tanh_f32_backward")) << wrong.out;
}

TEST(check, accepts_names_in_any_case_and_aliases) {
  EXPECT_EQ(
      run_tool({"check", subject("gelu_only"), "--activation", "GELU_erf", "--format", "f32", "--effort", "smoke"}).status,
      0);
}

/// A path that the shell would take apart must come back whole from the line that reproduces a failure.
TEST(check, quotes_odd_paths_in_the_line_that_reproduces) {
  const scratch_folder folder;
  std::filesystem::create_directory(folder / "my libs");
  std::filesystem::create_symlink(subject("naive"), folder / "my libs/it's $HOME.so");
  const auto run = run_tool({"check", folder / "my libs/it's $HOME.so", "--activation", "relu", "--pass", "forward",
                             "--effort", "smoke", "--report", "json=" + (folder / "report.json")});
  ASSERT_EQ(run.status, 1) << run.err;
  const auto report = read_json(folder / "report.json");
  for (const auto& r : report.at("results"))
    EXPECT_TRUE(r.at("verdict") != "fail" || run_line(r.at("repro")).status == 1) << r.at("repro");
}

TEST(check, takes_a_file_of_any_bytes_as_its_name) {
  const scratch_folder folder;
  const std::string latin = folder / "relu\xe9.so";
  std::filesystem::create_symlink(subject("plain_c"), latin);
  std::filesystem::create_symlink(subject("gelu_only"), folder / "gelu\xe9.so");
  EXPECT_EQ(run_tool({"check", latin, "--effort", "smoke", "--report", "json=" + (folder / "report.json")}).status, 0);
  EXPECT_EQ(run_tool({"check", folder / "gelu\xe9.so", "--effort", "smoke"}).status, 0);  // its name is shown
}

TEST(check, needs_no_slash_in_the_name_of_a_library) {
  const scratch_folder folder;
  std::filesystem::create_symlink(subject("plain_c"), folder / "mine.so");
  EXPECT_EQ(run_tool({"check", "mine.so", "--effort", "smoke"}, {.folder = folder.path()}).status, 0);
}

TEST(check, status_4_when_nothing_was_checked) {
  const auto other = run_tool({"check", subject("gelu_only"), "--activation", "relu"});
  EXPECT_EQ(other.status, 4);
  EXPECT_EQ(lines_of(other.err).size(), 1U) << other.err;
  EXPECT_TRUE(contains(other.err, "nothing was checked") && contains(other.err, "relu")) << other.err;
  EXPECT_FALSE(contains(other.out, "PASS")) << other.out;
  EXPECT_EQ(run_tool({"check", subject("gelu_only"), "--pass", "backward"}).status, 4);
  EXPECT_EQ(run_tool({"check", subject("gelu_only"), "--format", "bf16"}).status, 4);
  // Only properties that do not apply: all were skipped.
  EXPECT_EQ(run_tool({"check", subject("gelu_only"), "--format", "f32", "--property", "dead_neuron"}).status, 4);
}

}  // namespace
}  // namespace actcheck::tests
