#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "reporters/reporter.hpp"

namespace actcheck {
namespace {

std::string temporary_beside(const std::string& path) { return fmt::format("{}.{}.tmp", path, getpid()); }

[[noreturn]] void fail(const std::string& path) {
  throw std::runtime_error(fmt::format("cannot write '{}': {}", path, std::strerror(errno)));
}

}  // namespace

void write_file(const std::string& path, const std::string& text) {
  const std::string temporary = temporary_beside(path);
  std::error_code problem;
  {
    std::ofstream out(temporary, std::ios::binary);
    out << text << std::flush;
    if (!out) {
      std::filesystem::remove(temporary, problem);
      fail(path);
    }
  }
  std::filesystem::rename(temporary, path, problem);
  if (problem) {
    std::error_code ignored;
    std::filesystem::remove(temporary, ignored);
    throw std::runtime_error(fmt::format("cannot write '{}': {}", path, problem.message()));
  }
}

void append_step_summary(const std::string& path, const report& r) {
  std::error_code none_yet;
  const auto there = std::filesystem::file_size(path, none_yet);
  constexpr std::size_t most = std::size_t{1} << 20;
  const std::size_t used = none_yet ? 0 : static_cast<std::size_t>(std::min<std::uintmax_t>(there, most));
  const std::string text = markdown_text(r, most - used);
  errno = 0;
  std::ofstream out(path, std::ios::binary | std::ios::app);
  out << text << std::flush;
  if (!out) fail(path);
}

void require_appendable(const std::string& path) {
  if (std::filesystem::is_directory(path)) throw std::runtime_error(fmt::format("cannot write '{}': it is a directory", path));
  const bool there = std::filesystem::exists(path);
  errno = 0;
  if (!std::ofstream(path, std::ios::app)) fail(path);
  std::error_code ignored;
  if (!there) std::filesystem::remove(path, ignored);
}

void require_writable(const std::string& path) {
  if (std::filesystem::is_directory(path)) throw std::runtime_error(fmt::format("cannot write '{}': it is a directory", path));
  const std::string temporary = temporary_beside(path);
  errno = 0;
  if (!std::ofstream(temporary)) fail(path);
  std::error_code ignored;
  std::filesystem::remove(temporary, ignored);
}

}  // namespace actcheck
