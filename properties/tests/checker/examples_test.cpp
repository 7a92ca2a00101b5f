// What the documentation tells its readers to run in continuous integration runs, and does what is said.
#include <fmt/format.h>

#include <map>
#include <regex>

#include "support.hpp"

namespace actcheck::tests {
namespace {

using words = std::vector<std::string>;

std::filesystem::path docs() { return ACTCHECK_DOCS; }

/// The scripts of a workflow by name of their step: `- name: X` with `run: |`, without any library for YAML.
std::multimap<std::string, std::string> scripts_of(const std::string& workflow) {
  std::multimap<std::string, std::string> scripts;
  std::string step, script;
  std::size_t inside = 0;  // indentation of the script; 0 outside
  for (const auto& line : lines_of(workflow + "\nend")) {
    const std::size_t indent = line.find_first_not_of(' ');
    if (inside > 0 && (indent == std::string::npos || indent >= inside)) {
      script += (line.size() > inside ? line.substr(inside) : "") + "\n";
      continue;
    }
    if (inside > 0) scripts.emplace(step, script);
    inside = 0;
    script.clear();
    const std::string content = indent == std::string::npos ? "" : line.substr(indent);
    if (content.starts_with("- name: ")) step = content.substr(8);
    if (content == "run: |") inside = indent + 2;
  }
  return scripts;
}

/// A repository as the examples assume it, with the built tool where they install it.
class user_repository : public testing::Test {
 protected:
  user_repository() {
    std::filesystem::create_directories(folder_.path() / "prefix/bin");
    std::filesystem::create_symlink(tool(), folder_ / "prefix/bin/actcheck");
    std::filesystem::copy_file(docs() / "examples/naive_activations.c", folder_ / "kernels.c");
    std::filesystem::copy_file(docs() / "examples/known_failures.toml", folder_ / "known_failures.toml");
  }
  outcome sh(const std::string& script) const {
    return run_line("export PATH=\"$PWD/prefix/bin:$PATH\" GITHUB_STEP_SUMMARY=summary.md\nset -e\n" + script,
                    {.folder = folder_.path()});
  }
  const scratch_folder folder_;
};

TEST_F(user_repository, runs_the_example_of_a_workflow) {
  const auto scripts = scripts_of(read_file(docs() / "examples/github_workflow.yml"));
  EXPECT_EQ(scripts.size(), 6U);
  for (const auto& [name, script] : scripts) EXPECT_EQ(run_line("sh -n", {.input = script}).status, 0) << script;
  const auto script = [&](const std::string& name) {
    EXPECT_EQ(scripts.count(name), 1U) << name;
    return scripts.find(name)->second;
  };
  ASSERT_EQ(sh(script("Build the library")).status, 0);
  for (const char* shard : {"1", "2", "3"}) {
    const auto run = sh(std::regex_replace(script("Check"), std::regex(R"(\$\{\{ matrix\.shard \}\})"), shard));
    EXPECT_EQ(run.status, 0) << run.out << run.err;
  }
  // A mistake in the line is none of the verdict job's.
  EXPECT_NE(sh(std::regex_replace(script("Check"), std::regex("--known"), "--knwon")).status, 0);
  const auto merged = sh(script("Merge"));
  EXPECT_EQ(merged.status, 1) << merged.err;
  EXPECT_TRUE(contains(merged.out, "\n::error title=actcheck%3A gelu f32 forward%2C special_values::")) << merged.out;
  EXPECT_TRUE(contains(merged.out, "\n::notice title=actcheck%3A relu f32 forward%2C special_values::")) << merged.out;
  EXPECT_TRUE(read_file(folder_ / "summary.md").starts_with("### actcheck: FAIL\n"));
  EXPECT_EQ(read_json(folder_ / "report.json").at("summary").at("known_failures"), 1);
  EXPECT_TRUE(is_well_formed(read_file(folder_ / "report.xml")));
}

/// The commands of a page's section, one a line, with the statuses that its comments promise (`# status 1`).
words commands_of_section(const std::string& page, const std::string& anchor) {
  words commands;
  bool inside = false, code = false;
  for (const auto& line : lines_of(page)) {
    if (line.starts_with("## ")) inside = contains(line, "{#" + anchor + "}");
    else if (inside && line.starts_with("```")) code = line == "```sh";
    else if (inside && code) commands.push_back(line);
  }
  return commands;
}

TEST_F(user_repository, runs_what_the_page_says_of_continuous_integration) {
  ASSERT_EQ(sh("cc -O2 -shared -fPIC kernels.c -o libmine.so -lm").status, 0);
  const auto commands = commands_of_section(read_file(docs() / "pages/using.md"), "using_ci");
  EXPECT_GE(commands.size(), 6U);
  const std::regex promise("# status ([0-9])");
  for (const auto& command : commands) {
    std::smatch found;
    const int due = std::regex_search(command, found, promise) ? std::stoi(found[1]) : 0;
    const auto run = sh(command);
    EXPECT_EQ(run.status, due) << command << "\n" << run.out << run.err;
  }
}

/// The CMake of the page is what a user's project does; the installed package is tested by one (consumer).
TEST(examples, of_cmake_use_words_that_the_function_knows) {
  const std::string page = read_file(docs() / "pages/using.md"),
                    function = read_file(docs() / "../reference/cmake/actcheckAddCheck.cmake");
  const std::regex call("\nactcheck_add_check\\(([^)]*)\\)"), word("[A-Z]{3,}");
  std::size_t words_seen = 0;
  for (std::sregex_iterator c(page.begin(), page.end(), call), none; c != none; ++c) {
    const std::string arguments = (*c)[1];
    for (std::sregex_iterator w(arguments.begin(), arguments.end(), word); w != none; ++w, ++words_seen)
      EXPECT_TRUE(std::regex_search(function, std::regex("set\\((lists|values) [A-Z ]*\\b" + w->str() + "\\b")))
          << w->str();
  }
  EXPECT_GE(words_seen, 3U);
}

}  // namespace
}  // namespace actcheck::tests
