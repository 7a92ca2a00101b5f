/// \file
/// The names of things: of activations, properties, formats, passes, grades.
#pragma once

#include <string>
#include <vector>

namespace actcheck {

template <class Range>
std::vector<std::string> names_of(const Range& items) {
  std::vector<std::string> names;
  for (const auto& item : items) {
    if constexpr (requires { item->name; }) names.emplace_back(item->name);
    else names.emplace_back(name(item));
  }
  return names;
}

}  // namespace actcheck
