#include "reporters/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>

namespace actcheck {
namespace {

table_row& row_of(std::vector<table_row>& rows, const result& r) {
  for (auto& row : rows)
    if (row.activation == r.activation && row.number_format == r.number_format) return row;
  rows.push_back({r.activation, r.number_format, {}});
  return rows.back();
}

}  // namespace

std::string table_cell::grade_word() const {
  std::string word = accuracy ? std::string(name(*accuracy)) : "";
  if (failed.contains("accuracy"))
    std::transform(word.begin(), word.end(), word.begin(), [](unsigned char l) { return std::toupper(l); });
  return word;
}

std::string table_cell::error() const {
  if (!accuracy || worst_ulp == 0) return "";
  return std::isinf(worst_ulp) ? "NaN" : fmt::format("{:.3g} ulp", worst_ulp);
}

std::vector<table_row> make_table(const report& r) {
  std::vector<table_row> rows;
  for (const auto& one : r.results) {
    table_row& line = row_of(rows, one);
    table_cell& c = line.passes[one.direction == pass::backward ? 1 : 0];
    c.present = c.present || one.found.outcome != verdict::skip;
    if (one.found.outcome == verdict::fail) c.failed.insert(one.property);
    if (one.found.outcome == verdict::known_fail) c.known.insert(one.property);
    if (one.found.outcome == verdict::unexpected_pass) c.unexpected.insert(one.property);
    if (!one.default_parameters) continue;
    if (one.found.accuracy) {
      c.accuracy = one.found.accuracy;
      c.worst_ulp = one.found.worst ? one.found.worst->ulp : 0;
      c.checked = one.found.checked;
      c.exhaustive = one.found.exhaustive;
    }
    for (const auto& choice : one.found.conventions)
      if (std::find(line.conventions.begin(), line.conventions.end(), choice) == line.conventions.end())
        line.conventions.push_back(choice);
  }
  return rows;
}

}  // namespace actcheck
