/// \file
/// What the tests of the checker share: runs of the command, the test subjects, scratch folders.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace actcheck::tests {

/// Are the checker's own parts built with sanitizers?
inline constexpr bool sanitized = ACTCHECK_SANITIZED != 0;

/// How a command ended: its exit status, or minus the signal that ended it.
struct outcome {
  int status = 0;
  std::string out, err;
};

/// Where a command runs and what it reads.
struct surroundings {
  std::string input{};
  std::filesystem::path folder{};  ///< empty: where the test runs
};

/// Runs the built `actcheck` with these arguments. A command that takes more than five minutes is killed.
outcome run_tool(const std::vector<std::string>& arguments, const surroundings& = {});
/// Runs a line of the shell, such as a report's `repro`, in which `actcheck` at the start is the built one.
outcome run_line(const std::string& line, const surroundings& = {});
/// The built command's file.
std::filesystem::path tool();
/// The file of a test subject (subjects/CMakeLists.txt).
std::string subject(std::string_view name);
/// The file of a test program (there, too).
std::string program(std::string_view name);

/// A fresh folder that goes away with everything in it.
class scratch_folder {
 public:
  scratch_folder();
  ~scratch_folder();
  scratch_folder(const scratch_folder&) = delete;
  scratch_folder& operator=(const scratch_folder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::string operator/(std::string_view name) const { return (path_ / name).string(); }
  /// The names of what lies in it, sorted.
  std::vector<std::string> contents() const;
  void write(std::string_view name, std::string_view text) const;

 private:
  std::filesystem::path path_;
};

std::string read_file(const std::filesystem::path&);
/// The JSON in a file, or null (and a failed test) if there is none.
nlohmann::json read_json(const std::filesystem::path&);
/// The lines of a text, without their ends.
std::vector<std::string> lines_of(const std::string& text);
bool contains(std::string_view text, std::string_view part);
std::size_t occurrences(const std::string& text, const std::string& part);
/// Is it XML? By Python's parser where there is one, else by counting its tags.
bool is_well_formed(const std::string& xml);

}  // namespace actcheck::tests
