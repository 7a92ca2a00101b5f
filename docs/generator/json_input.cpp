#include "json_input.hpp"

#include <algorithm>
#include <fstream>

namespace actcheck::docs {

namespace fs = std::filesystem;

input_error unusable(const fs::path& file, std::string what) {
  std::replace(what.begin(), what.end(), '\n', ' ');
  return input_error(fmt::format("{}: {}", file.string(), what));
}

json read_json(const fs::path& file) {
  std::error_code ignored;
  if (!fs::exists(file, ignored)) throw unusable(file, "no such file");
  std::ifstream stream(file);
  if (!stream || fs::is_directory(file, ignored)) throw unusable(file, "cannot be read");
  json content = json::parse(stream, nullptr, /*allow_exceptions=*/false);
  if (content.is_discarded()) throw unusable(file, "not JSON (truncated?)");
  if (!content.is_object()) throw unusable(file, "not a JSON object");
  return content;
}

std::string optional_text(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

json optional_object(const json& object, const char* key) {
  json member = object.value(key, json::object());
  if (!member.is_object()) throw std::runtime_error(fmt::format("'{}' is not an object", key));
  return member;
}

std::optional<double> optional_number(const json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number()) return std::nullopt;
  return found->get<double>();
}

}  // namespace actcheck::docs
