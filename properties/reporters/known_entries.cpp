#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "reporters/reporter.hpp"
#include "reporters/text.hpp"

namespace actcheck {
namespace {

/// A basic string of TOML: JSON's, in which DEL is escaped too.
std::string toml_string(std::string_view text) {
  std::string out;
  for (const char c : nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)) {
    if (c == '\x7f') out += "\\u007f";
    else out += c;
  }
  return out;
}

}  // namespace

std::string known_text(const report& r) {
  std::string text;
  for (const result* one : one_per_check(r, verdict::fail))
    if (!one->crashed)
      text += fmt::format("[[known]]\nactivation = {}\nformat = {}\npass = {}\nproperty = {}\nreason = {}\n\n",
                          toml_string(one->activation), toml_string(name(one->number_format)),
                          toml_string(name(one->direction)), toml_string(one->property),
                          toml_string("found: " + one->found.message));
  return text;
}

}  // namespace actcheck
