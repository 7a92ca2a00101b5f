// The file of known failures: TOML to entries. Every error names the line.
#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "actcheck/catalogue.hpp"
#include "engine/known.hpp"
#include "engine/names.hpp"
#include "engine/passes.hpp"
#include "engine/text_file.hpp"
#include "engine/toml_text.hpp"

#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

namespace actcheck {
namespace {

class known_reader {
 public:
  explicit known_reader(const std::string& file) : file_(file) {}

  known_failures read(std::string_view text) {
    known_failures known;
    const toml::table top = parse(text);
    for (const auto& [key, node] : top) {
      const std::vector<std::string> keys{"known"};
      if (key != "known") fail(key.source(), fmt::format("unknown key '{}'{}", key.str(), suggestion(key.str(), keys)));
      const toml::array* entries = node.as_array();
      if (entries == nullptr || entries->empty() || !entries->is_homogeneous(toml::node_type::table))
        fail(node.source(), "'known' should be written as [[known]], once for each entry");
      for (const auto& entry : *entries) known.entries.push_back(read_entry(*entry.as_table()));
    }
    return known;
  }

 private:
  [[noreturn]] void fail(const toml::source_region& where, const std::string& what) const {
    throw std::invalid_argument(fmt::format("{}: {}", place(where), what));
  }
  std::string place(const toml::source_region& where) const { return fmt::format("{}:{}", file_, where.begin.line); }

  toml::table parse(std::string_view text) const {
    if (const auto problem = find_toml_problem(text))
      throw std::invalid_argument(fmt::format("{}:{}: not TOML: {}", file_, problem->line, problem->what));
    try {
      return toml::parse(text, file_);
    } catch (const toml::parse_error& error) {
      fail(error.source(), fmt::format("not TOML: {}", error.description()));
    }
  }

  known_entry read_entry(const toml::table& table) const {
    const std::vector<std::string> keys{"activation", "format", "pass", "property", "reason", "expires", "link"};
    for (const auto& [key, node] : table)
      if (std::find(keys.begin(), keys.end(), key.str()) == keys.end())
        fail(key.source(), fmt::format("unknown key '{}'{}", key.str(), suggestion(key.str(), keys)));
    known_entry e;
    e.place = place(table.source());
    e.activations = choices<const activation*>(table, "activation", names_of(catalogue()), find_activation);
    e.formats = choices<format>(table, "format", names_of(all_formats), find_format);
    e.passes = choices<pass>(table, "pass", names_of(all_passes), find_pass);
    e.properties = choices<const property*>(table, "property", names_of(all_properties()), find_property);
    if (e.properties.empty())
      fail(table.get("property")->source(), "'property' should name properties: nothing fails all of them");
    e.reason = text(required(table, "reason"), "reason");
    if (e.reason.find_first_not_of(" \t\n") == std::string::npos)
      fail(table.get("reason")->source(), "'reason' should say why");
    if (const toml::node* link = table.get("link")) e.link = text(*link, "link");
    if (const toml::node* date = table.get("expires")) e.expires = day(*date);
    return e;
  }

  const toml::node& required(const toml::table& table, const char* key) const {
    const toml::node* node = table.get(key);
    if (node == nullptr) fail(table.source(), fmt::format("the entry has no '{}'", key));
    return *node;
  }

  std::string text(const toml::node& node, const char* key) const {
    const auto* value = node.as_string();
    if (value == nullptr) fail(node.source(), fmt::format("'{}' should be text in quotes", key));
    return value->get();
  }

  std::chrono::year_month_day day(const toml::node& node) const {
    const auto* value = node.as_date();
    if (value == nullptr) fail(node.source(), "'expires' should be a date without quotes, as in expires = 2027-01-31");
    const toml::date d = value->get();
    return {std::chrono::year(d.year), std::chrono::month(d.month), std::chrono::day(d.day)};
  }

  /// One name or a list of them; `"*"` alone stands for all, and gives an empty list.
  template <class Item, class Find>
  std::vector<Item> choices(const toml::table& table, const char* key, const std::vector<std::string>& names,
                            Find find) const {
    const toml::node& node = required(table, key);
    std::vector<Item> items;
    const auto add = [&](const toml::node& word) {
      const auto name = text(word, key);
      const auto found = find(name);
      if (!found) fail(word.source(), fmt::format("unknown {} '{}'{}", key, name, suggestion(name, names)));
      if constexpr (std::is_pointer_v<Item>) items.push_back(found);
      else items.push_back(*found);
    };
    if (const toml::array* list = node.as_array()) {
      if (list->empty()) fail(node.source(), fmt::format("'{}' is empty", key));
      for (const auto& word : *list) add(word);
    } else if (text(node, key) != "*") {
      add(node);
    }
    return items;
  }

  const std::string& file_;
};

}  // namespace

known_failures parse_known(std::string_view text, const std::string& file) { return known_reader(file).read(text); }

known_failures read_known(const std::string& file) { return parse_known(read_text(file), file); }

}  // namespace actcheck
