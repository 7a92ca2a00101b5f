/// \file
/// Options that choose from what there is: `--activation gelu,silu --format f32`.
#pragma once

#include <fmt/format.h>

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "actcheck/catalogue.hpp"
#include "actcheck/formats.hpp"
#include "cli/command.hpp"
#include "engine/names.hpp"
#include "engine/passes.hpp"

namespace actcheck::cli {

/// The items named by `a,b` lists. \throws std::invalid_argument with a suggestion if there is no such item.
template <class Item, class Names, class Find>
std::vector<Item> parse_list(const std::vector<std::string>& lists, const std::string& kind, Names names, Find find) {
  std::vector<Item> items;
  for (const auto& list : lists)
    for (const auto& word : split(list, "--" + kind)) {
      const auto found = find(word);
      if (!found) throw std::invalid_argument(fmt::format("unknown {} '{}'{}", kind, word, suggestion(word, names())));
      items.push_back(static_cast<Item>(*found));
    }
  return items;
}

template <class Pointer>
std::optional<Pointer> if_found(Pointer p) { return p == nullptr ? std::nullopt : std::optional(p); }

inline std::vector<const activation*> parse_activations(const std::vector<std::string>& lists) {
  return parse_list<const activation*>(lists, "activation", [] { return names_of(catalogue()); },
                                       [](const auto& w) { return if_found(find_activation(w)); });
}
inline std::vector<format> parse_formats(const std::vector<std::string>& lists) {
  return parse_list<format>(lists, "format", [] { return names_of(all_formats); }, find_format);
}
inline std::vector<pass> parse_passes(const std::vector<std::string>& lists) {
  return parse_list<pass>(lists, "pass", [] { return names_of(all_passes); }, find_pass);
}

/// \throws std::invalid_argument
inline void require_sensible_jobs(unsigned jobs) {
  if (jobs < 1 || jobs > 1024) throw std::invalid_argument("--jobs must be from 1 to 1024");
}

}  // namespace actcheck::cli
