/// \file
/// Reading JSON that others wrote: every problem becomes one line that names the file and what is wrong with it.
#pragma once

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "evidence.hpp"

namespace actcheck::docs {

using json = nlohmann::json;

/// The file's content, a JSON object. \throws input_error
json read_json(const std::filesystem::path&);

/// "FILE: what is wrong", on one line whatever `what` holds.
input_error unusable(const std::filesystem::path&, std::string what);

/// A member of text, or "" where there is none.
std::string optional_text(const json& object, const char* key);
/// A member that is a number, or nothing.
std::optional<double> optional_number(const json& object, const char* key);

/// A member that is an object, or an empty one. \throws std::runtime_error if it is something else.
json optional_object(const json& object, const char* key);

/// A member that must be there and have the right type. `where` says of what it is a member.
template <class T>
T required(const json& object, const char* key, const std::string& where) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  if (found == object.end()) throw std::runtime_error(fmt::format("{} has no '{}'", where, key));
  // The JSON library would turn -1 into a huge count.
  if (std::is_unsigned_v<T> && !found->is_number_unsigned())
    throw std::runtime_error(fmt::format("'{}' of {} is not a count", key, where));
  try {
    return found->get<T>();
  } catch (const json::exception&) {
    throw std::runtime_error(fmt::format("'{}' of {} has the wrong type", key, where));
  }
}

/// The content of a file of this schema, as `interpret` makes it from the JSON; what it throws becomes "FILE: `failure`: ...".
/// \throws input_error
template <class Interpret>
auto read_evidence(const std::filesystem::path& file, std::string_view schema, std::string_view failure,
                   Interpret&& interpret) {
  const json content = read_json(file);
  try {
    if (optional_text(content, "schema") != schema)
      throw std::runtime_error(fmt::format("expected the schema '{}'", schema));
    return interpret(content);
  } catch (const std::exception& problem) {
    throw unusable(file, fmt::format("{}: {}", failure, problem.what()));
  }
}

}  // namespace actcheck::docs
