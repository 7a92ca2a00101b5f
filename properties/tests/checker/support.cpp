#include "support.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace actcheck::tests {
namespace {

/// An unnamed file: a child's standard streams, without the deadlocks of pipes.
class stream_file {
 public:
  explicit stream_file(const std::string& text = "") : file_(std::tmpfile()) {
    if (file_ == nullptr) throw std::runtime_error("cannot make a temporary file");
    std::fwrite(text.data(), 1, text.size(), file_);
    std::rewind(file_);
  }
  ~stream_file() { std::fclose(file_); }
  stream_file(const stream_file&) = delete;
  stream_file& operator=(const stream_file&) = delete;

  int descriptor() const { return fileno(file_); }
  std::string text() const {
    std::string all;
    std::array<char, 65536> buffer{};
    std::rewind(file_);
    for (std::size_t n; (n = std::fread(buffer.data(), 1, buffer.size(), file_)) > 0;) all.append(buffer.data(), n);
    return all;
  }

 private:
  std::FILE* file_;
};

outcome run(const std::vector<std::string>& words, const surroundings& where) {
  const stream_file in(where.input), out, err;
  std::vector<char*> arguments;
  for (const auto& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("cannot start a process");
  if (child == 0) {
    dup2(in.descriptor(), STDIN_FILENO);
    dup2(out.descriptor(), STDOUT_FILENO);
    dup2(err.descriptor(), STDERR_FILENO);
    if (!where.folder.empty() && chdir(where.folder.c_str()) != 0) _exit(127);
    alarm(300);  // outlives exec
    execv(arguments[0], arguments.data());
    _exit(127);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status), out.text(), err.text()};
}

}  // namespace

std::filesystem::path tool() { return ACTCHECK_TOOL; }

std::string subject(std::string_view name) {
  return fmt::format("{}/{}{}", ACTCHECK_SUBJECTS, name, ACTCHECK_SUBJECT_SUFFIX);
}

std::string program(std::string_view name) { return fmt::format("{}/{}", ACTCHECK_SUBJECTS, name); }

outcome run_tool(const std::vector<std::string>& arguments, const surroundings& where) {
  std::vector<std::string> words{tool().string()};
  words.insert(words.end(), arguments.begin(), arguments.end());
  return run(words, where);
}

outcome run_line(const std::string& line, const surroundings& where) {
  const std::string command = "actcheck ";
  const bool ours = line.starts_with(command);
  return run({"/bin/sh", "-c", ours ? fmt::format("'{}' {}", tool().string(), line.substr(command.size())) : line},
             where);
}

scratch_folder::scratch_folder() {
  std::string pattern = testing::TempDir() + "actcheck-XXXXXX";
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("cannot make a folder in " + testing::TempDir());
  path_ = pattern;
}

scratch_folder::~scratch_folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::vector<std::string> scratch_folder::contents() const {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(path_))
    names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

void scratch_folder::write(std::string_view name, std::string_view text) const {
  std::ofstream(path_ / name, std::ios::binary) << text;
}

std::string read_file(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

nlohmann::json read_json(const std::filesystem::path& path) {
  const auto parsed = nlohmann::json::parse(read_file(path), nullptr, false);
  if (!parsed.is_discarded()) return parsed;
  ADD_FAILURE() << path << " holds no JSON";
  return nullptr;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

bool is_well_formed(const std::string& xml) {
  const auto python = run_line(
      "python3 -c 'import sys, xml.dom.minidom; xml.dom.minidom.parseString(sys.stdin.buffer.read())'", {.input = xml});
  if (python.status != 127) return python.status == 0;
  std::vector<std::string> open;
  for (std::size_t at = xml.find('<'); at != std::string::npos; at = xml.find('<', at + 1)) {
    const std::size_t end = xml.find('>', at);
    if (end == std::string::npos) return false;
    const std::string tag = xml.substr(at + 1, end - at - 1);
    if (tag.starts_with("?") || tag.ends_with("/")) continue;
    if (!tag.starts_with("/")) open.push_back(tag.substr(0, tag.find(' ')));
    else if (open.empty() || open.back() != tag.substr(1)) return false;
    else open.pop_back();
  }
  return open.empty();
}

std::size_t occurrences(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

}  // namespace actcheck::tests
