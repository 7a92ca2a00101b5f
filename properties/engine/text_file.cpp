#include "engine/text_file.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <stdexcept>

namespace actcheck {

std::string read_text(const std::string& path) {
  const auto fail = [&] { throw std::invalid_argument(fmt::format("cannot read '{}': {}", path, std::strerror(errno))); };
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), std::fclose);
  if (!file) fail();
  std::string text;
  std::array<char, 65536> buffer{};
  for (std::size_t n; (n = std::fread(buffer.data(), 1, buffer.size(), file.get())) > 0;) text.append(buffer.data(), n);
  if (std::ferror(file.get()) != 0) fail();
  return text;
}

}  // namespace actcheck
