// Mutants: wrong implementations, most of them re-created from real bugs, each caught by the property that should catch
// it, by way of the real command. Twins: right implementations that look unusual, which must pass.
//
// The folder is the list: each file's header says what to check (`check: gelu f32 backward`) and, of a mutant, which
// property catches it (`caught-by: derivative`). There is one test for each check, `caught/NAME.gelu_f32_backward` or
// `twin/NAME.gelu_f32_backward`. A full run writes the kill matrix, mutants by failing properties, as JSON.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <ctime>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "engine/property.hpp"
#include "engine/report.hpp"
#include "support.hpp"

namespace actcheck::tests {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

/// The `key: value` lines of the comment that a file begins with.
std::map<std::string, std::string> header_of(const fs::path& file) {
  std::map<std::string, std::string> entries;
  const std::string text = read_file(file);
  for (std::string line : lines_of(text.substr(0, text.find("*/")))) {
    line.erase(0, line.find_first_not_of("/* "));
    const std::size_t colon = line.find(": ");
    if (colon == std::string::npos || line.find(' ') < colon) continue;
    entries[line.substr(0, colon)] = line.substr(colon + 2, line.find_last_not_of(" \r") - colon - 1);
  }
  return entries;
}

/// `gelu f32 backward`
struct target_words {
  std::string activation, format, pass;
  std::string name() const { return fmt::format("{}_{}_{}", activation, format, pass); }
};

std::vector<target_words> targets_in(const std::string& checks) {
  std::vector<target_words> targets;
  std::istringstream list(checks);
  for (std::string one; std::getline(list, one, ';');) {
    std::istringstream words(one);
    target_words t;
    std::string excess;
    if (!(words >> t.activation >> t.format >> t.pass) || words >> excess) return {};
    targets.push_back(t);
  }
  return targets;
}

/// What a full run writes: for each mutant and target, what is wrong with it, who should catch it and who does.
std::map<std::string, json> kill_matrix;
std::size_t mutant_tests = 0;

std::string today() {
  const std::time_t now = std::time(nullptr);
  char text[sizeof "2000-01-01"];
  std::strftime(text, sizeof text, "%F", std::gmtime(&now));
  return text;
}

class kill_matrix_writer : public testing::Environment {
 public:
  void TearDown() override {
    if (kill_matrix.size() != mutant_tests) return;
    json rows = json::array();
    for (const auto& [name, row] : kill_matrix) rows.push_back(row);
    const json all{{"schema", "actcheck.kills/1"}, {"tool_version", ACTCHECK_VERSION}, {"machine", machine_name()}, {"date", today()}, {"mutants", rows}};
    std::ofstream(ACTCHECK_KILL_MATRIX) << all.dump(1) << "\n";
  }
};

std::string params_of(const json& result) { return result.at("params").dump(); }

/// Runs one check of one file.
class check_test : public testing::Test {
 public:
  check_test(const std::string& module, target_words t) : library_(subject(module)), target_(std::move(t)) {}

 protected:
  outcome check() {
    EXPECT_TRUE(fs::exists(library_)) << "not built: run cmake and build again";
    return run_tool({"check", library_, "--activation", target_.activation, "--format", target_.format, "--pass",
                     target_.pass, "--report", "json=" + (folder_ / "report.json")});
  }

  const std::string library_;
  const target_words target_;
  const scratch_folder folder_;
};

class mutant_test final : public check_test {
 public:
  mutant_test(const std::string& name, const target_words& t, const std::map<std::string, std::string>& header)
      : check_test("mutant_" + name, t), name_(name), header_(header), catcher_(header.at("caught-by")) {}

  void TestBody() override {
    ASSERT_NE(find_property(catcher_), nullptr) << "caught-by names no property: '" << catcher_ << "'";
    const outcome run = check();
    record({}, "");
    ASSERT_TRUE(run.status == 1 || run.status == 3) << run.out << run.err;
    const json report = read_json(folder_ / "report.json");
    std::set<std::string> failed;
    json caught;
    for (const auto& r : report.at("results"))
      if (r.at("verdict") == "fail") {
        failed.insert(r.at("property").get<std::string>());
        if (caught.is_null() && r.at("property") == catcher_) caught = r;
      }
    record(failed, caught.is_null() ? "" : caught.at("message").get<std::string>());
    EXPECT_EQ(run.status, 1) << run.out << run.err;
    ASSERT_FALSE(caught.is_null()) << catcher_ << " does not catch it; failed: " << fmt::format("{}", failed) << "\n"
                                   << run.out;
    EXPECT_EQ(caught.at("crashed"), false);
    reproduce(caught);
  }

 private:
  void record(const std::set<std::string>& failed, const std::string& message) const {
    const auto source = header_.find("source");
    kill_matrix[name_ + "." + target_.name()] = {{"name", name_}, {"activation", target_.activation}, {"format", target_.format}, {"pass", target_.pass},
                                                 {"what", header_.at("mutant")}, {"source", source == header_.end() ? "" : source->second},
                                                 {"caught_by", catcher_}, {"failed", failed}, {"message", message}};
  }

  /// The line that the report prints must fail the same way: same property, same simplest input.
  void reproduce(const json& caught) const {
    const std::string line = caught.at("repro");
    ASSERT_TRUE(line.starts_with("actcheck check ")) << line;
    const outcome again = run_line(line + " --report json=again.json", {.folder = folder_.path()});
    ASSERT_EQ(again.status, 1) << line << "\n" << again.out << again.err;
    bool found = false;
    const json report = read_json(folder_ / "again.json");
    for (const auto& r : report.at("results")) {
      EXPECT_EQ(r.at("property"), catcher_) << line;
      if (r.at("verdict") != "fail" || params_of(r) != params_of(caught)) continue;
      found = true;
      EXPECT_EQ(r.at("counterexample").is_null(), caught.at("counterexample").is_null()) << line;
      if (!r.at("counterexample").is_null()) {
        EXPECT_EQ(r.at("counterexample").at("x_bits"), caught.at("counterexample").at("x_bits")) << line;
      }
    }
    EXPECT_TRUE(found) << line << " does not fail with params " << params_of(caught);
  }

  const std::string name_;
  const std::map<std::string, std::string> header_;
  const std::string catcher_;
};

class twin_test final : public check_test {
 public:
  twin_test(const std::string& name, const target_words& t) : check_test("twin_" + name, t) {}

  void TestBody() override {
    const outcome run = check();
    EXPECT_EQ(run.status, 0) << run.out << run.err;
  }
};

/// A file whose header cannot be read must not be passed over.
class header_test : public testing::Test {
 public:
  explicit header_test(std::string problem) : problem_(std::move(problem)) {}
  void TestBody() override { FAIL() << problem_; }

 private:
  const std::string problem_;
};

void register_file(const fs::path& file, bool mutant) {
  const std::string name = file.stem().string(), kind = mutant ? "mutant" : "twin";
  auto header = header_of(file);
  const auto targets = targets_in(header["check"]);
  std::string problem;
  if (!header.contains(kind)) problem = fmt::format("{} has no line '{}: ...'", file.string(), kind);
  if (targets.empty()) problem = fmt::format("{} has no 'check: ACTIVATION FORMAT PASS; ...'", file.string());
  if (header.contains("caught-by") != mutant)
    problem = fmt::format("{}: mutants have 'caught-by:', twins have not", file.string());
  const char* source = __FILE__;
  if (!problem.empty()) {
    testing::RegisterTest("header", name.c_str(), nullptr, nullptr, source, __LINE__,
                          [=]() -> header_test* { return new header_test(problem); });
    return;
  }
  const std::string suite = (mutant ? "caught/" : "twin/") + name;
  for (const auto& t : targets) {
    mutant_tests += mutant ? 1 : 0;
    testing::RegisterTest(suite.c_str(), t.name().c_str(), nullptr, nullptr, source, __LINE__, [=]() -> check_test* {
      if (mutant) return new mutant_test(name, t, header);
      return new twin_test(name, t);
    });
  }
}

/// Returns how many files there are.
std::size_t register_folder(const fs::path& folder, bool mutants) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".c") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  for (const auto& file : files) register_file(file, mutants);
  return files.size();
}

}  // namespace
}  // namespace actcheck::tests

int main(int argc, char** argv) {
  using namespace actcheck::tests;
  testing::InitGoogleTest(&argc, argv);
  const fs::path folder = ACTCHECK_MUTANTS;
  if (register_folder(folder, true) == 0 || register_folder(folder / "twins", false) == 0) {
    fmt::print(stderr, "no mutants or no twins in {}\n", folder.string());
    return 1;
  }
  testing::AddGlobalTestEnvironment(new kill_matrix_writer);
  return RUN_ALL_TESTS();
}
