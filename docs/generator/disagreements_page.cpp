// Where frameworks give different results for the same call: computed from the profiles.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "actcheck/catalogue.hpp"
#include "actcheck/profiles.hpp"
#include "page.hpp"
#include "text.hpp"

namespace actcheck::docs {
namespace {

/// Who has which value, in the order of the profiles.
class ballot {
 public:
  void add(std::string_view framework, std::string value) {
    const auto same = [&](const auto& entry) { return entry.first == value; };
    auto found = std::find_if(values_.begin(), values_.end(), same);
    if (found == values_.end()) found = values_.insert(found, {std::move(value), {}});
    found->second.emplace_back(framework);
  }
  bool is_split() const { return values_.size() > 1; }
  std::string row(const std::string& topic) const {
    std::vector<std::string> parts;
    for (const auto& [value, who] : values_)
      parts.push_back(fmt::format("<b>{}</b> {}", value, markdown(enumeration(who))));
    return fmt::format("| {} | {} |\n", topic, fmt::join(parts, "; "));
  }

 private:
  std::vector<std::pair<std::string, std::vector<std::string>>> values_;
};

/// The frameworks that have the activation, with what they say of it.
template <class Tell>
std::string split_row(const activation& a, const std::string& topic, Tell&& tell) {
  ballot votes;
  for (const profile* p : profiles())
    if (const framework_entry* e = p->framework.empty() ? nullptr : p->find(a)) tell(votes, *p, *e);
  return votes.is_split() ? votes.row(topic) : "";
}

std::string parameter_rows(const activation& a) {
  std::string rows;
  for (std::size_t i = 0; i < a.parameters.size(); ++i)
    rows += split_row(
        a, "default of " + code(a.parameters[i].name), [&](ballot& votes, const profile& p, const framework_entry& e) {
          const bool required = std::find(e.required.begin(), e.required.end(), a.parameters[i].name) != e.required.end();
          votes.add(p.framework, required ? "none, it must be given" : readable(p.parameters_for(a, format::f32)[i]));
        });
  return rows;
}

std::string kink_rows(const activation& a) {
  const auto defaults = a.default_parameters();
  std::string rows;
  if (a.kind != activation_kind::elementwise) return rows;
  for (const auto& k : a.facts_for(defaults).kinks)
    rows += split_row(a, fmt::format("f\u2032 at the kink {}", readable(k.x)),
                      [&](ballot& votes, const profile& p, const framework_entry&) {
                        if (const auto required = p.required_slope(a, defaults, k.x))
                          votes.add(p.framework, readable(required->value));
                      });
  return rows;
}

std::string special_rows(const activation& a) {
  constexpr std::array<std::pair<special_input, std::string_view>, 3> inputs{
      {{special_input::not_a_number, "NaN"},
       {special_input::minus_infinity, "\u2212\u221e"},
       {special_input::plus_infinity, "\u221e"}}};
  const auto defaults = a.default_parameters();
  std::string rows;
  for (const pass direction : {pass::forward, pass::backward})
    for (const auto& [input, text] : inputs)
      rows += split_row(a, fmt::format("{}({})", direction == pass::forward ? "f" : "f\u2032", text),
                        [&](ballot& votes, const profile& p, const framework_entry&) {
                          if (const auto required = p.required_result(a, defaults, direction, input))
                            votes.add(p.framework, readable(required->value));
                        });
  return rows;
}

std::string row_rows(const activation& a) {
  if (a.kind != activation_kind::row_wise) return "";
  constexpr std::array<std::pair<special_row, std::string_view>, 2> inputs{
      {{special_row::only_minus_infinity, "a row of \u2212\u221e only"},
       {special_row::holds_plus_infinity, "a row that holds \u221e"}}};
  std::string rows;
  for (const auto& [input, text] : inputs)
    rows += split_row(a, std::string(text), [&](ballot& votes, const profile& p, const framework_entry&) {
      if (const auto required = p.required_row(a, pass::forward, input))
        votes.add(p.framework, readable(required->value));
    });
  return rows;
}

/// Frameworks that mean another activation by this one's name.
std::string name_rows(const activation& a) {
  ballot votes;
  for (const profile* p : profiles()) {
    if (p->framework.empty()) continue;
    if (const activation* other = p->meaning_of(a.name)) votes.add(p->framework, std::string(other->text.title));
    else if (p->find(a) != nullptr) votes.add(p->framework, std::string(a.text.title));
  }
  return votes.is_split() ? votes.row(fmt::format("what {} means", code(a.name))) : "";
}

}  // namespace

std::string disagreement_rows(const activation& a) {
  return name_rows(a) + parameter_rows(a) + kink_rows(a) + special_rows(a) + row_rows(a);
}

std::string disagreements_page() {
  std::string page =
      "# Where frameworks disagree {#disagreements}\n\n"
      "The same name, called the same way, gives different numbers in different frameworks. Each line below is computed from the profiles "
      "(`reference/profiles`, where every statement has its source; `actcheck show NAME` prints them): only frameworks that have the activation and "
      "whose choice is known are named. To check an implementation against a framework's choices: `actcheck check ./libmine.so --profile NAME`.\n\n";
  std::size_t count = 0, of = 0;
  std::string sections;
  for (const auto* a : catalogue()) {
    const auto rows = disagreement_rows(*a);
    if (rows.empty()) continue;
    ++of;
    count += static_cast<std::size_t>(std::count(rows.begin(), rows.end(), '\n'));
    sections += fmt::format("## {0} {{#disagreements_{1}}}\n\n\\ref {2}\n\n{3}{4}\n", markdown(a->text.title), a->name,
                            page_label(*a), disagreement_head, rows);
  }
  return page + fmt::format("There are {} such points, of {}.\n\n", count, counted(of, "activation")) + sections;
}

}  // namespace actcheck::docs
