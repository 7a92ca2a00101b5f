// A few correctly rounded results, to compare one's own with.
#include <fmt/format.h>

#include <array>
#include <cmath>
#include <limits>

#include "actcheck/gated.hpp"
#include "actcheck/reference.hpp"
#include "actcheck/rows.hpp"
#include "page.hpp"
#include "text.hpp"

namespace actcheck::docs {
namespace {

constexpr format shown_format = format::f32;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

std::string number_text(double v) { return v == 0 && std::signbit(v) ? "\u22120" : readable(shown_format, v); }

/// Two cells: the number and its pattern.
std::string result_cells(double v) {
  return fmt::format("{} | <code>0x{:08x}</code>", number_text(v), encode(shown_format, v));
}

std::string of_one_number(const page_source& s) {
  constexpr std::array inputs{-infinity, -10.0, -2.0, -1.0, -0.5, -0.0, 0.0, 0.5, 1.0, 2.0, 10.0, infinity, nan};
  const reference forward(*s.entry, pass::forward, shown_format, s.parameters),
      backward(*s.entry, pass::backward, shown_format, s.parameters);
  std::string table = "| x | f(x) | bits | f\u2032(x) | bits |\n|--:|--:|:--|--:|:--|\n";
  for (const double x : inputs)
    table += fmt::format("| {} | {} | {} |\n", number_text(x), result_cells(forward.evaluate(x).rounded),
                         result_cells(backward.evaluate(x).rounded));
  return table;
}

std::string of_two_numbers(const page_source& s) {
  constexpr std::array<std::pair<double, double>, 9> inputs{
      {{-2, 1}, {-1, 2}, {-0.5, -3}, {0, 3}, {0.5, -1}, {1, 2}, {3, 0.5}, {10, infinity}, {1, nan}}};
  const gated_reference r(*s.entry, shown_format, s.parameters);
  std::string table =
      "| a | b | y | bits | \u2202y/\u2202a | bits | \u2202y/\u2202b | bits |\n|--:|--:|--:|:--|--:|:--|--:|:--|\n";
  for (const auto& [a, b] : inputs)
    table += fmt::format("| {} | {} | {} | {} | {} |\n", number_text(a), number_text(b),
                         result_cells(r.evaluate(gated_result::y, a, b).rounded),
                         result_cells(r.evaluate(gated_result::da, a, b).rounded),
                         result_cells(r.evaluate(gated_result::db, a, b).rounded));
  return table;
}

std::string of_rows(const page_source& s) {
  const std::vector<std::vector<double>> inputs{{1, 2, 3}, {0, 0, 0, 0}, {-1, 1000}, {-infinity, 0, 0}, {2.5}};
  const row_reference r(*s.entry, pass::forward, shown_format);
  std::string table = "| row | result | bits |\n|:--|:--|:--|\n";
  for (const auto& row : inputs) {
    std::vector<reference_value> results(row.size());
    r.evaluate(row, {}, results);
    std::vector<std::string> given, numbers, bits;
    for (std::size_t i = 0; i < row.size(); ++i) {
      given.push_back(number_text(row[i]));
      numbers.push_back(number_text(results[i].rounded));
      bits.push_back(fmt::format("<code>0x{:08x}</code>", encode(shown_format, results[i].rounded)));
    }
    table += fmt::format("| {} | {} | {} |\n", fmt::join(given, ", "), fmt::join(numbers, ", "), fmt::join(bits, " "));
  }
  return table;
}

}  // namespace

std::string sample_values(const page_source& s) {
  std::string text =
      "### Values to compare with\n\nCorrectly rounded to f32; at a kink the derivative is the default convention's.\n\n";
  switch (s.entry->kind) {
    case activation_kind::elementwise: text += of_one_number(s); break;
    case activation_kind::gated: text += of_two_numbers(s); break;
    case activation_kind::row_wise: text += of_rows(s); break;
  }
  return text + "\n";
}

}  // namespace actcheck::docs
