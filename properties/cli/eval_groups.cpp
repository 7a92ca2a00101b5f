// `actcheck eval` for activations of two numbers and of rows.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iostream>

#include "actcheck/gated.hpp"
#include "actcheck/rows.hpp"
#include "cli/command.hpp"
#include "cli/eval.hpp"
#include "reporters/text.hpp"

namespace actcheck::cli {
namespace {

/// The words between commas, if there are any, else between white space. An empty word between commas stays one.
std::vector<std::string> words_of(const std::string& text) {
  constexpr std::string_view blanks = " \t\r";
  const std::string separators = text.find(',') != std::string::npos ? "," : std::string(blanks);
  std::vector<std::string> words;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find_first_of(separators, begin), text.size());
    std::string word = text.substr(begin, end - begin);
    word.erase(0, std::min(word.find_first_not_of(blanks), word.size()));
    word.erase(word.find_last_not_of(blanks) + 1);
    if (separators == "," || !word.empty()) words.push_back(word);
    begin = end + 1;
  }
  return words;
}

std::vector<double> parse_group(format f, const std::string& text, bool bits, const std::string& place) {
  std::vector<double> values;
  for (const auto& word : words_of(text)) values.push_back(parse_input(f, word, bits, place));
  return values;
}

/// Results of one line: bits only, or values with their bits.
std::string line_of(format f, const std::vector<double>& results, bool bits) {
  std::vector<std::string> texts;
  for (const double r : results)
    texts.push_back(bits ? fmt::format("{:0{}x}", encode(f, r), shape(f).bits / 4) : value_and_bits(f, r));
  return fmt::format("{}\n", fmt::join(texts, " "));
}

/// Answers each line of stdin, a group of bit patterns, by a line of results.
template <class Evaluate>
void answer_lines(format f, Evaluate evaluate) {
  std::string line, answers;
  for (std::size_t number = 1; std::getline(std::cin, line); ++number) {
    const std::string place = fmt::format("stdin line {}", number);
    answers += line_of(f, evaluate(parse_group(f, line, true, place), place), true);
    if (answers.size() < (1 << 16)) continue;
    std::fwrite(answers.data(), 1, answers.size(), stdout);
    answers.clear();
  }
  std::fwrite(answers.data(), 1, answers.size(), stdout);
}

std::vector<double> results_of(const row_reference& r, std::span<const double> x, std::span<const double> dy) {
  std::vector<reference_value> results(x.size());
  r.evaluate(x, dy, results);
  std::vector<double> rounded;
  for (const auto& one : results) rounded.push_back(one.rounded);
  return rounded;
}

/// d y_i / d x_i for each i: the diagonal of the Jacobian, by the backward pass of each unit vector.
std::vector<double> diagonal(const row_reference& backward, std::span<const double> x) {
  std::vector<double> slopes, unit(x.size(), 0.0);
  for (std::size_t i = 0; i < x.size(); ++i) {
    unit[i] = 1;
    slopes.push_back(results_of(backward, x, unit)[i]);
    unit[i] = 0;
  }
  return slopes;
}

}  // namespace

void evaluate_gated(const activation& a, format f, const std::vector<double>& parameters, const eval_choices& c) {
  const gated_reference r(a, f, parameters);
  const auto evaluate = [&](const std::vector<double>& pair, const std::string& place) {
    if (pair.size() != 2)
      throw std::invalid_argument(fmt::format("{}: {} takes two numbers, as in A,B; got {}", place, a.name, pair.size()));
    if (!c.derivative) return std::vector{r.evaluate(gated_result::y, pair[0], pair[1]).rounded};
    return std::vector{r.evaluate(gated_result::da, pair[0], pair[1]).rounded, r.evaluate(gated_result::db, pair[0], pair[1]).rounded};
  };
  if (c.inputs.empty()) return answer_lines(f, evaluate);
  std::string answers;
  for (const auto& text : c.inputs) {
    const std::string place = fmt::format("input '{}'", text);
    answers += line_of(f, evaluate(parse_group(f, text, c.bits, place), place), c.bits);
  }
  fmt::print("{}", answers);
}

void evaluate_rows(const activation& a, format f, const eval_choices& c) {
  const row_reference r(a, c.derivative ? pass::backward : pass::forward, f);
  const auto evaluate = [&](const std::vector<double>& row, const std::string&) {
    return c.derivative ? diagonal(r, row) : results_of(r, row, {});
  };
  if (c.inputs.empty()) return answer_lines(f, evaluate);
  std::vector<double> row;
  for (const auto& text : c.inputs) row.push_back(parse_input(f, text, c.bits, "X"));
  for (const double result : evaluate(row, "")) fmt::print("{}", line_of(f, {result}, c.bits));
}

}  // namespace actcheck::cli
