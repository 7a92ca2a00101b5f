// The code of an activation's formula, cut out of its file.
#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "page.hpp"
#include "text.hpp"

namespace actcheck::docs {
namespace {

std::vector<std::string> lines_of(const std::filesystem::path& file) {
  std::ifstream stream(file);
  if (!stream)
    throw input_error(
        fmt::format("{}: cannot be read (--sources names the repository's folder reference)", file.string()));
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// Members that are templates over the arithmetic: from `template <class T>` to the brace that ends them.
std::string templates_in(const std::vector<std::string>& lines) {
  constexpr std::string_view begin = "  template <class T>", end = "  }";
  std::string code;
  bool inside = false;
  for (const auto& line : lines) {
    inside = inside || line == begin;
    if (inside) code += line.substr(std::min<std::size_t>(line.size(), 2)) + "\n";
    if (line == end) inside = false;
  }
  return code;
}

/// What the file's struct inherits from has its own file: `#include "arithmetic/two_slopes-inl.hpp"`.
std::string shared_templates(const std::vector<std::string>& lines, const std::filesystem::path& folder) {
  constexpr std::string_view begin = "#include \"", end = "-inl.hpp\"";
  for (const auto& line : lines)
    if (line.starts_with(begin) && line.ends_with(end))
      return templates_in(lines_of(folder / line.substr(begin.size(), line.size() - begin.size() - 1)));
  return "";
}

}  // namespace

std::string formula_source(const activation& a, const evidence& measured) {
  if (measured.sources.empty()) return "";
  const auto file = measured.sources / "activations" / fmt::format("{}.cpp", a.name);
  const auto lines = lines_of(file);
  std::string code = shared_templates(lines, measured.sources) + templates_in(lines);
  if (code.find("forward") == std::string::npos)
    throw input_error(fmt::format("{}: no formula is found in it", file.string()));
  code.pop_back();  // the last end of line
  return code;
}

}  // namespace actcheck::docs
