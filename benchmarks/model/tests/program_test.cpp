/// \file
/// The program, as its users call it.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <string>

namespace {

struct outcome {
  int status;
  std::string text;
};

outcome called(const std::string& arguments) {
  std::FILE* pipe = popen((std::string("'" ACTCHECK_MODEL "' ") + arguments + " 2>&1").c_str(), "r");
  outcome result{-1, ""};
  for (std::array<char, 1024> buffer{}; std::fgets(buffer.data(), buffer.size(), pipe) != nullptr;) result.text += buffer.data();
  result.status = WEXITSTATUS(pclose(pipe));
  return result;
}

std::string output_file() { return (std::filesystem::path(testing::TempDir()) / "actcheck_model_program.json").string(); }

/// One line that says what is wrong, exit status 2 and no output.
void expect_refused(const std::string& arguments, const std::string& part, const std::string& output = output_file()) {
  std::filesystem::remove(output_file());
  const auto [status, text] = called("--output '" + output + "' " + arguments);
  EXPECT_EQ(status, 2) << text;
  EXPECT_NE(text.find(part), std::string::npos) << text;
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1) << text;
  EXPECT_FALSE(std::filesystem::exists(output_file()));
}

TEST(program, refuses_what_it_does_not_know) {
  expect_refused("--activation relv", "did you mean 'relu'?");
  expect_refused("--activation relu,softmax", "'softmax' is row-wise");
  expect_refused("--plan ful", "unknown plan 'ful' (did you mean 'full'?)");
  expect_refused("--jobs 0", "jobs");
  expect_refused("--nonsense", "nonsense");
  expect_refused("--data /nonexistent/digits.csv", "/nonexistent/digits.csv: ");
  expect_refused("", "/nonexistent/model.json", "/nonexistent/model.json");
}

TEST(program, writes_what_it_is_asked_for) {
  const auto [status, text] = called("--plan short --activation relu --output '" + output_file() + "'");
  EXPECT_EQ(status, 0) << text;
  EXPECT_TRUE(std::filesystem::exists(output_file()));
  std::filesystem::remove(output_file());
}

}  // namespace
