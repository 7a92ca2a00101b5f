// Subjects that crash, hang, leave or print: the checker survives them, says what happened, and checks the rest.
#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <map>
#include <ostream>
#include <set>
#include <thread>

#include "support.hpp"

namespace actcheck::tests {
namespace {

using nlohmann::json;

struct crash {
  std::string library, says;
};

class crashing_subject : public testing::TestWithParam<crash> {};

TEST_P(crashing_subject, is_reported_while_the_other_targets_are_checked) {
  const scratch_folder folder;
  const auto run = run_tool({"check", subject(GetParam().library), "--effort", "smoke", "--timeout", "2", "--report",
                             "json=report.json", "--report", "junit=report.xml"},
                            {.folder = folder.path()});
  EXPECT_EQ(run.status, 3) << run.err;
  EXPECT_TRUE(contains(run.out, "FAIL relu f32 forward, ")) << run.out;
  EXPECT_TRUE(contains(run.out, ": the subject ")) << run.out;
  // A sanitizer's own handler turns the signal of a fault into an exit status, and exit's into that of its leak check.
  EXPECT_TRUE(sanitized || contains(run.out, GetParam().says)) << run.out;
  EXPECT_TRUE(contains(run.out, "verdict: FAIL")) << run.out;
  EXPECT_TRUE(contains(read_file(folder / "report.xml"), "<error message=")) << GetParam().library;

  const json report = read_json(folder / "report.json");
  EXPECT_EQ(report.at("summary").at("crashed"), 1);
  EXPECT_EQ(report.at("summary").at("verdict"), "fail");
  std::size_t crashed = 0, of_tanh = 0;
  for (const auto& r : report.at("results")) {
    if (r.at("crashed") == true) {
      ++crashed;
      EXPECT_EQ(r.at("activation"), "relu");
      EXPECT_EQ(r.at("pass"), "forward");
      EXPECT_EQ(r.at("verdict"), "fail");
      EXPECT_NE(r.at("property"), "start");
    }
    if (r.at("activation") != "tanh") continue;
    EXPECT_TRUE(r.at("verdict") == "pass" || r.at("verdict") == "skip") << r;
    of_tanh += r.at("verdict") == "pass" ? 1 : 0;
  }
  EXPECT_EQ(crashed, 1U);
  EXPECT_GE(of_tanh, 5U);
}

TEST_P(crashing_subject, crashes_again_by_the_line_that_reproduces_it) {
  const scratch_folder folder;
  const std::string report = "json=" + (folder / "report.json");
  ASSERT_EQ(run_tool({"check", subject(GetParam().library), "--activation", "relu", "--effort", "smoke", "--timeout",
                      "2", "--report", report})
                .status,
            3);
  const json first = read_json(folder / "report.json");
  for (const auto& r : first.at("results"))
    if (r.at("crashed") == true) {
      const auto start = std::chrono::steady_clock::now();
      EXPECT_EQ(run_line(r.at("repro")).status, 3) << r.at("repro");
      EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20))
          << "with another timeout? " << r.at("repro");
    }
}

void PrintTo(const crash& c, std::ostream* out) { *out << c.library; }
std::string case_name(const testing::TestParamInfo<crash>& info) { return info.param.library; }

INSTANTIATE_TEST_SUITE_P(by, crashing_subject,
                         testing::Values(crash{"segfault", "crashed with signal 11"},
                                         crash{"abort", "crashed with signal 6"}, crash{"leave", "ended the process"},
                                         crash{"leave_with_7", "ended the process with status 7"},
                                         crash{"hang", "did not return within 2 s"},
                                         crash{"overflow_the_stack", "crashed with signal 11"},
                                         crash{"take_too_much", "crashed with signal 11"}),
                         case_name);

json report_of(const std::string& library, const scratch_folder& folder) {
  EXPECT_EQ(run_tool({"check", subject(library), "--effort", "smoke", "--report", "json=report.json"}, {.folder = folder.path()}).status, 3);
  return read_json(folder / "report.json");
}

TEST(late_crash, keeps_what_was_found_before_and_the_rest_goes_on) {
  const scratch_folder folder;
  std::map<std::string, std::string> verdicts;
  std::string message;
  const json report = report_of("late_segfault", folder);
  for (const auto& r : report.at("results")) {
    if (r.at("activation") != "relu") continue;
    verdicts[r.at("property")] = r.at("verdict");
    if (r.at("crashed") == true) message = r.at("message");
  }
  EXPECT_EQ(verdicts["bounds"], "fail") << "it crashes with 67 elements";
  EXPECT_TRUE(contains(message, "in forward, called with 67 elements")) << message;
  for (const char* property : {"accuracy", "batch", "range"}) EXPECT_EQ(verdicts[property], "inconclusive") << property;
}

TEST(crash_at_a_trial_parameter, is_reported_with_it) {
  const scratch_folder folder;
  std::size_t crashes = 0, passes = 0;
  const json report = report_of("slope_crash", folder);
  for (const auto& r : report.at("results")) {
    passes += r.at("default_params") == true && r.at("verdict") == "pass" ? 1 : 0;
    if (r.at("crashed") != true) continue;
    ++crashes;
    EXPECT_EQ(r.at("params"), json({1.5})) << r;
    EXPECT_EQ(r.at("default_params"), false) << r;
  }
  EXPECT_GE(crashes, 1U);
  EXPECT_GE(passes, 8U) << "results at the default slope are kept";
}

/// What a call leaves behind is a finding, and all the rest is checked as ever.
struct leftover {
  std::string library, says;
};
class untidy_subject : public testing::TestWithParam<leftover> {};
void PrintTo(const leftover& l, std::ostream* out) { *out << l.library; }
std::string leftover_name(const testing::TestParamInfo<leftover>& info) { return info.param.library; }

TEST_P(untidy_subject, is_reported_and_checked_to_the_end) {
  if (sanitized && GetParam().library == "keep_100_bytes") GTEST_SKIP() << "a sanitizer's heap is not looked into";
  const scratch_folder folder;
  const auto run = run_tool({"check", subject(GetParam().library), "--effort", "smoke", "--report", "json=report.json"}, {.folder = folder.path()});
  EXPECT_EQ(run.status, 1) << run.out << run.err;
  std::size_t failed = 0, passed = 0;
  const json report = read_json(folder / "report.json");
  std::set<std::string> checks;
  for (const auto& r : report.at("results")) {
    EXPECT_TRUE(checks.insert(r.at("activation").get<std::string>() + r.at("property").get<std::string>()).second) << "told twice: " << r;
    passed += r.at("verdict") == "pass" ? 1 : 0;
    if (r.at("verdict") != "fail") continue;
    ++failed;
    EXPECT_EQ(r.at("property"), "environment");
    EXPECT_TRUE(contains(r.at("message").get<std::string>(), GetParam().says)) << r;
  }
  EXPECT_EQ(failed, 1U) << run.out;
  EXPECT_GE(passed, 20U);
}

INSTANTIATE_TEST_SUITE_P(by, untidy_subject,
                         testing::Values(leftover{"fork_away", "a call starts a process and does not wait for its end"},
                                         leftover{"close_stdout", "a call closes stdout"},
                                         leftover{"keep_100_bytes", "a call keeps 112 bytes of memory that it never gives back"}),
                         leftover_name);

/// Its memory is limited, so that it fails before the machine does.
TEST(greedy_subject, is_stopped) {
  if (sanitized) GTEST_SKIP() << "a sanitizer's own memory cannot be limited";
  const scratch_folder folder;
  const auto run = run_tool({"check", subject("take_everything"), "--activation", "relu", "--effort", "smoke"}, {.folder = folder.path()});
  EXPECT_EQ(run.status, 3) << run.out << run.err;
  EXPECT_TRUE(contains(run.out, "crashed with signal 6")) << run.out;
}

TEST(printing_subject, does_not_disturb_the_findings) {
  const scratch_folder folder;
  const std::string report = "json=" + (folder / "report.json");
  const auto noisy = run_tool({"check", subject("print"), "--effort", "smoke", "--report", report});
  EXPECT_EQ(noisy.status, 0);
  EXPECT_FALSE(contains(noisy.out, "the subject says")) << noisy.out;
  EXPECT_TRUE(contains(noisy.err, "the subject says")) << noisy.err;
  EXPECT_TRUE(contains(noisy.err, "and this")) << noisy.err;
  EXPECT_TRUE(contains(noisy.out, "verdict: PASS")) << noisy.out;
  EXPECT_EQ(read_json(folder / "report.json").at("summary").at("verdict"), "pass");
}

/// Who ends the checker, with a signal that it cannot turn into a tidy end, must not leave a spinning process behind.
TEST(checker, leaves_no_worker_behind_when_it_is_killed) {
  const scratch_folder folder;
  const pid_t checker = fork();
  if (checker == 0) {
    const std::string program = tool().string(), library = subject("hang");
    execl(program.c_str(), program.c_str(), "check", library.c_str(), "--activation", "relu", "--timeout", "60", nullptr);
    _exit(127);
  }
  // The worker is the checker's child; it is there as soon as the library has been described by another.
  const std::string children = fmt::format("/proc/{0}/task/{0}/children", checker);
  if (!std::filesystem::exists(children)) {
    kill(checker, SIGKILL);
    waitpid(checker, nullptr, 0);
    GTEST_SKIP() << "this kernel does not list a process's children";
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(1500));
  pid_t worker = 0;
  std::ifstream(children) >> worker;
  kill(checker, SIGTERM);
  waitpid(checker, nullptr, 0);
  ASSERT_GT(worker, 0);
  bool gone = false;
  for (int i = 0; i < 30 && !gone; ++i) {
    gone = kill(worker, 0) != 0;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  EXPECT_TRUE(gone);
  if (!gone) kill(worker, SIGKILL);
}

}  // namespace
}  // namespace actcheck::tests
