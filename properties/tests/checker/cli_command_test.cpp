// Programs as subjects, over pipes: what a right one gets, what becomes of those that break the protocol, and the examples.
#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <ostream>
#include <thread>

#include "support.hpp"

namespace actcheck::tests {
namespace {

using nlohmann::json;
using words = std::vector<std::string>;

/// In the place of the shell, so that it ends as the program does.
std::string misbehaving(const std::string& way) {
  return fmt::format("exec '{}' {}", program("misbehaving_command"), way);
}

/// As a child of the shell.
std::string beside_others(const std::string& way) {
  return fmt::format("true; '{}' {}; exit $?", program("misbehaving_command"), way);
}

outcome check(const std::string& command, const words& options, const surroundings& where = {}) {
  words arguments{"check", "--command", command};
  arguments.insert(arguments.end(), options.begin(), options.end());
  return run_tool(arguments, where);
}

void expect_one_line(const outcome& run, const words& says) {
  EXPECT_EQ(run.status, 2) << run.out << run.err;
  EXPECT_EQ(run.out, "");
  EXPECT_EQ(std::count(run.err.begin(), run.err.end(), '\n'), 1) << run.err;
  EXPECT_TRUE(run.err.starts_with("actcheck: ")) << run.err;
  for (const auto& part : says) EXPECT_TRUE(contains(run.err, part)) << "should say: " << part << "\n" << run.err;
}

/// The processes of this machine that have `mark` among their arguments.
std::vector<pid_t> processes_with(const std::string& mark) {
  std::vector<pid_t> found;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const std::string name = entry.path().filename().string();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    if (contains(read_file(entry.path() / "cmdline"), mark)) found.push_back(std::stoi(name));
  }
  return found;
}

/// Within five seconds. Whatever is left must not go on spinning.
bool all_gone(const std::string& mark) {
  for (int i = 0; i < 50 && !processes_with(mark).empty(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  const auto left = processes_with(mark);
  for (const pid_t process : left) kill(process, SIGKILL);
  return left.empty();
}

struct fault {
  std::string way;
  words says;
};
void PrintTo(const fault& f, std::ostream* out) { *out << f.way; }
std::string case_name(const testing::TestParamInfo<fault>& info) { return info.param.way; }

/// At the greeting: the subject cannot be used.
class bad_greeting : public testing::TestWithParam<fault> {};

TEST_P(bad_greeting, is_one_line_and_status_2) {
  expect_one_line(check(misbehaving(GetParam().way), {"--timeout", "1"}), GetParam().says);
}

INSTANTIATE_TEST_SUITE_P(
    by, bad_greeting,
    testing::Values(fault{"no_json", {"the first line", "'Hello, I am a program!'", "no JSON object", "stderr"}},
                    fault{"no_object", {"'[1,2,3]'", "no JSON object"}},
                    fault{"no_protocol", {"protocol missing", "\"actcheck.command/1\"", "actcheck.command/1"}},
                    fault{"other_version", {"\"actcheck.command/2\"", "speaks \"actcheck.command/1\""}},
                    fault{"no_function", {"lists no function"}},
                    fault{"unknown_function", {"'tahn_f32'", "did you mean 'tanh_f32'?"}},
                    fault{"functions_of_another_type", {"\"functions\" (a list of strings)"}},
                    fault{"functions_of_numbers", {"\"functions\" (a list of strings)"}},
                    fault{"error_at_start", {"the first line", "the error 'no device was found'"}},
                    fault{"leave_at_start", {"ended with status 3", "the first line"}},
                    fault{"endless_line", {"no JSON object"}}, fault{"two_lines", {"more than a line", "the first line"}},
                    fault{"hang_at_start", {"hang_at_start", "1 s"}}),
    case_name);

/// In a call: a crash of the subject, while the rest is checked.
class bad_answer : public testing::TestWithParam<fault> {};

TEST_P(bad_answer, is_reported_while_the_other_targets_are_checked) {
  const scratch_folder folder;
  const auto run =
      check(misbehaving(GetParam().way), {"--effort", "smoke", "--timeout", "2", "--report", "json=report.json"},
            {.folder = folder.path()});
  EXPECT_EQ(run.status, 3) << run.out << run.err;
  for (const auto& part : GetParam().says)
    EXPECT_TRUE(contains(run.out, part)) << "should say: " << part << "\n" << run.out;
  const json report = read_json(folder / "report.json");
  EXPECT_EQ(report.at("summary").at("crashed"), 1);
  std::size_t passed = 0;
  std::string repro;
  for (const auto& r : report.at("results")) {
    if (r.at("crashed") == true) repro = r.at("repro");
    EXPECT_EQ(r.at("crashed") == true, r.at("verdict") == "fail") << r;
    if (r.at("activation") == "tanh" && r.at("verdict") == "pass") ++passed;
  }
  EXPECT_GE(passed, 4U);
  EXPECT_TRUE(contains(repro, "actcheck check --command 'exec '\\''" + program("misbehaving_command"))) << repro;
  if (GetParam().way == "garbage") {
    EXPECT_EQ(run_line(repro).status, 3) << repro;
  }
}

INSTANTIATE_TEST_SUITE_P(
    by, bad_answer,
    testing::Values(fault{"leave", {"the command ended with status 0 in the middle of relu_f32 (n = "}},
                    fault{"leave_with_7", {"the command ended with status 7 in the middle of relu_f32 (n = "}},
                    fault{"segfault", {"the command was ended by signal 11", "in the middle of relu_f32 (n = "}},
                    fault{"closed_output", {"the command closed its output in the middle of relu_f32"}},
                    fault{"hang", {"the subject did not return within 2 s"}},
                    fault{"garbage", {"answered relu_f32 (n = ", "'computing relu of ", "no JSON object", "stderr"}},
                    fault{"error", {"answered relu_f32 (n = ", "the error 'too large.for me'"}},
                    fault{"no_consent", {"answered relu_f32 (n = ", "{\"n\":", "neither \"ok\":true nor \"error\""}},
                    fault{"short_array", {"ended with status 0 in the middle of relu_f32 (n = ", " bytes of its results"}},
                    fault{"long_answer", {"more than "}}),
    case_name);

TEST(command, that_crashes_in_a_shell_is_told_by_its_status) {
  const auto run = check(beside_others("segfault"), {"--effort", "smoke", "--activation", "relu"});
  EXPECT_EQ(run.status, 3);
  EXPECT_TRUE(contains(
      run.out,
      "the command ended with status 139 (a shell's word for signal 11: Segmentation fault) in the middle of relu_f32"))
      << run.out;
}

TEST(command, that_answers_before_it_has_read_passes) {
  const auto run = check(misbehaving("answer_early"), {"--effort", "smoke"});
  EXPECT_EQ(run.status, 0) << run.out << run.err;
  EXPECT_TRUE(contains(run.out, "misbehaving 7")) << run.out;
}

/// 20 thousand lines of 100 bytes in each call.
TEST(command, may_flood_its_stderr) {
  const auto run =
      check(misbehaving("flood_stderr"), {"--activation", "relu", "--property", "batch", "--effort", "smoke"});
  EXPECT_EQ(run.status, 0) << run.out;
  EXPECT_TRUE(contains(run.err, "00000000042\n"));
  EXPECT_TRUE(contains(run.err, "left out"));
  EXPECT_LT(run.err.size(), 200'000U);
}

TEST(command, skips_what_looks_at_memory) {
  const scratch_folder folder;
  ASSERT_EQ(
      check(program("example_command"), {"--activation", "relu", "--effort", "smoke", "--report", "json=report.json"},
            {.folder = folder.path()})
          .status,
      0);
  std::size_t skipped = 0;
  const json report = read_json(folder / "report.json");
  for (const auto& r : report.at("results"))
    if (r.at("property") == "bounds" || r.at("property") == "environment" || r.at("property") == "in_place") {
      ++skipped;
      EXPECT_EQ(r.at("verdict"), "skip");
      EXPECT_TRUE(contains(r.dump(), "a process of its own")) << r;
    }
  EXPECT_EQ(skipped, 6U);
}

/// The results of a report by what was checked; without how it was run.
std::map<std::string, json> results_of(const std::string& file) {
  std::map<std::string, json> results;
  const json report = read_json(file);
  for (json r : report.at("results")) {
    r.erase("repro");
    if (r.at("property") == "determinism") r.erase("checked");  // it calls from as many threads as it may
    const std::string key =
        fmt::format("{} {} {} {} {}", r.at("activation").get<std::string>(), r.at("format").get<std::string>(),
                    r.at("pass").get<std::string>(), r.at("property").get<std::string>(), r.at("params").dump());
    results.emplace(key, r);
  }
  return results;
}

/// The same code as a library and behind pipes; one thread and two.
void expect_same_results(const std::string& library, const std::string& symbols, const words& options, std::size_t least) {
  const scratch_folder folder;
  const std::string command = fmt::format("'{}' '{}' {}", program("library_command"), subject(library), symbols);
  const auto run = [&](const words& of_subject, const std::string& jobs, const std::string& name) {
    words arguments{"check", "--jobs", jobs, "--report", "json=" + (folder / name)};
    arguments.insert(arguments.end(), of_subject.begin(), of_subject.end());
    arguments.insert(arguments.end(), options.begin(), options.end());
    return run_tool(arguments).status;
  };
  const int status = run({subject(library)}, "2", "library");
  EXPECT_EQ(run({"--command", command}, "1", "one"), status);
  EXPECT_EQ(run({"--command", command}, "2", "two"), status);
  const auto want = results_of(folder / "library"), one = results_of(folder / "one"), two = results_of(folder / "two");
  EXPECT_EQ(one.size(), want.size());
  EXPECT_EQ(two.size(), want.size());
  EXPECT_EQ(read_json(folder / "two").at("subject").at("argument"), "command:" + command);
  std::size_t same = 0;
  for (const auto& [key, result] : want) {
    if (contains(key, " bounds ") || contains(key, " environment ") || contains(key, " in_place ")) continue;
    ASSERT_TRUE(two.contains(key) && one.contains(key)) << key;
    EXPECT_EQ(two.at(key), result) << key;
    EXPECT_EQ(one.at(key), result) << key;
    ++same;
  }
  EXPECT_GE(same, least);
}

TEST(command, gets_the_results_of_the_same_code_in_a_library) {
  expect_same_results(
      "naive", "sigmoid_f32 sigmoid_f32_backward leaky_relu_f32 leaky_relu_f32_backward gelu_f32 gelu_f32_backward",
      {"--activation", "sigmoid,leaky_relu,gelu", "--effort", "smoke"}, 60);
}

TEST(command, gets_them_for_gated_and_row_wise_activations) {
  expect_same_results("rows_too", "glu_f32 softmax_f32 relu_f32", {"--effort", "smoke"}, 20);
}

/// The sweep at `quick` is long enough for several threads.
TEST(command, runs_in_as_many_processes_as_threads_call) {
  const auto run = check(program("example_command"), {"--activation", "relu", "--pass", "forward", "--jobs", "3"});
  EXPECT_EQ(run.status, 0) << run.out << run.err;
}

TEST(command, that_is_not_parallel_runs_alone) {
  const scratch_folder folder;
  const std::string lock = " " + (folder / "lock");
  const words options{"--activation", "relu", "--property", "accuracy,determinism", "--jobs", "3"};
  EXPECT_EQ(check(misbehaving("not_parallel" + lock), options).status, 0);
  EXPECT_EQ(check(misbehaving("parallel" + lock), options).status, 3) << "the lock shows nothing";
}

TEST(command, may_give_functions_other_names) {
  const std::string command = fmt::format("'{}' '{}' my_fast_gelu", program("library_command"), subject("gelu_only"));
  expect_one_line(check(command, {}), {"'my_fast_gelu'"});
  expect_one_line(check(command, {"--map", "gelu.f64=my_slow_gelu"}), {"'my_slow_gelu'", "gelu_f64"});
  const auto run = check(command, {"--map", "gelu.f64=my_fast_gelu", "--effort", "smoke"});
  EXPECT_EQ(run.status, 0) << run.out << run.err;
  EXPECT_TRUE(contains(run.out, "gelu      f64   absolute")) << run.out;
}

TEST(command, stands_in_the_place_of_a_subject) {
  expect_one_line(run_tool({"check", "./x.so", "--command", "./x"}), {"'./x.so'", "--command './x'", "one of them"});
  expect_one_line(run_tool({"check"}), {"SUBJECT", "--command"});
  expect_one_line(check("", {}), {"--command is empty"});
  const auto missing = check("./no_such_program", {});
  EXPECT_EQ(missing.status, 2);
  EXPECT_TRUE(contains(missing.err, "no_such_program")) << missing.err;
  EXPECT_TRUE(contains(missing.err, "actcheck: the command ended with status 127")) << missing.err;
}

/// The shell that hangs with its child is no child of ours, but goes too.
TEST(command, leaves_no_process_behind_when_it_hangs) {
  const scratch_folder folder;
  const std::string mark = folder / "mark";
  const auto run = check(beside_others("hang " + mark), {"--effort", "smoke", "--timeout", "1", "--activation", "relu"});
  EXPECT_EQ(run.status, 3) << run.out;
  EXPECT_TRUE(all_gone(mark));
}

TEST(command, leaves_no_process_behind_when_the_checker_is_killed) {
  const scratch_folder folder;
  const std::string mark = folder / "mark", program = tool().string(), command = beside_others("hang " + mark);
  const pid_t checker = fork();
  if (checker == 0) {
    execl(program.c_str(), program.c_str(), "check", "--jobs", "1", "--activation", "relu", "--command",
          command.c_str(), nullptr);
    _exit(127);
  }
  // The keeper, the shell and the program; and the checker and its worker.
  for (int i = 0; i < 300 && processes_with(mark).size() < 5; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  EXPECT_EQ(processes_with(mark).size(), 5U);
  kill(checker, SIGKILL);
  waitpid(checker, nullptr, 0);
  EXPECT_TRUE(all_gone(mark));
}

/// The examples of the documentation pass.
void expect_example_passes(const std::string& interpreter, const std::string& file, const std::string& probe,
                           const words& options) {
  const std::string command = fmt::format("{} '{}/examples/{}'", interpreter, ACTCHECK_DOCS, file);
  if (run_line(probe).status != 0) GTEST_SKIP() << "not there: " << probe;
  words all{"--effort", "smoke"};
  all.insert(all.end(), options.begin(), options.end());
  const auto run = check(command, all);
  EXPECT_EQ(run.status, 0) << run.out << run.err;
  EXPECT_TRUE(contains(run.out, "verdict: PASS")) << run.out;
}

TEST(example, in_python_passes) {
  expect_example_passes("python3", "command_python.py", "python3 -c 'import array'",
                        {"--activation", "relu,gelu", "--format", "f32,f16,bf16"});
}
TEST(example, in_python_takes_parameters) {
  expect_example_passes("python3", "command_python.py", "python3 -c 'import array'",
                        {"--activation", "leaky_relu", "--format", "f64,f32"});
}
TEST(example, in_numpy_passes) {
  expect_example_passes("python3", "command_numpy.py", "python3 -c 'import numpy'", {});
}
TEST(example, in_javascript_passes) { expect_example_passes("node", "command_node.js", "node --version", {}); }
TEST(example, in_c_passes) {
  const auto run = check(program("example_command"), {"--effort", "smoke"});
  EXPECT_EQ(run.status, 0) << run.out << run.err;
  EXPECT_TRUE(contains(run.out, "plain C 1")) << run.out;
}

}  // namespace
}  // namespace actcheck::tests
