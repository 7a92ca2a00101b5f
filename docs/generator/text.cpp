#include "text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace actcheck::docs {
namespace {

constexpr std::size_t longest_exact = 9;   ///< numbers up to this many characters are written in full
constexpr std::size_t leading_digits = 8;  ///< of longer ones, this many characters

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

/// Escapes one stretch of prose that holds no formula.
std::string escaped(std::string_view prose) {
  constexpr std::string_view special = "\\`*_[]<>&#@%$|!\"";
  std::string result;
  for (std::size_t i = 0; i < prose.size(); ++i) {
    const bool dashes = prose.substr(i, 2) == "--", scope = prose.substr(i, 2) == "::";
    if (dashes || scope || special.find(prose[i]) != std::string_view::npos) result += '\\';
    result += prose[i];
    if (dashes || scope) result += prose[++i];
  }
  return result;
}

std::string with_true_minus(std::string text) {
  replace_all(text, "-", "\u2212");
  return text;
}

/// The shortest decimal that identifies a double, cut (not rounded) where it is too long to read.
std::string shortened(double value) {
  std::string text = fmt::format("{}", value);
  if (text.size() <= longest_exact) return text;
  const std::size_t exponent = text.find('e');
  const std::string tail = exponent == std::string::npos ? "" : text.substr(exponent);
  const std::string digits = text.substr(0, exponent);
  const std::size_t sign = value < 0 ? 1 : 0;
  if (digits.size() <= leading_digits + sign) return text;
  return digits.substr(0, leading_digits + sign) + "\u2026" + tail;
}

}  // namespace

std::string markdown(std::string_view prose) {
  std::string result;
  while (true) {
    const std::size_t open = prose.find("\\(");
    const std::size_t close = open == std::string_view::npos ? open : prose.find("\\)", open);
    if (close == std::string_view::npos) return result + escaped(prose);
    result += escaped(prose.substr(0, open)) + inline_formula(prose.substr(open + 2, close - open - 2));
    prose.remove_prefix(close + 2);
  }
}

std::string markdown_list(const std::vector<std::string_view>& entries) {
  if (entries.empty()) return "None recorded.\n\n";
  std::string list;
  for (const auto entry : entries) list += "- " + markdown(entry) + "\n";
  return list + "\n";
}

// A bar inside a formula would end a cell of a Markdown table.
std::string inline_formula(std::string_view tex) {
  std::string formula(tex);
  replace_all(formula, "|", "\\vert ");
  return "\\f$" + formula + "\\f$";
}

std::string display_formula(std::string_view tex) { return fmt::format("\\f[ {} \\f]\n\n", tex); }

std::string code(std::string_view text) { return fmt::format("<code>{}</code>", escaped(text)); }

std::string code_block(std::string_view language, std::string_view text) {
  return fmt::format("```{}\n{}\n```\n\n", language, text);
}

std::string html_escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '&': result += "&amp;"; break;
      case '<': result += "&lt;"; break;
      case '>': result += "&gt;"; break;
      case '"': result += "&quot;"; break;
      default: result += c;
    }
  }
  return result;
}

std::string html_block(std::string_view html) { return fmt::format("\\htmlonly[block]{}\\endhtmlonly\n\n", html); }

std::string readable(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value < 0 ? "\u2212\u221e" : "\u221e";
  return with_true_minus(shortened(value == 0 ? 0.0 : value));
}

std::string readable(double value, int digits) { return readable(std::stod(fmt::format("{:.{}g}", value, digits))); }

std::string readable(format f, double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return readable(value);
  return with_true_minus(f == format::f32 ? fmt::format("{}", static_cast<float>(value)) : fmt::format("{}", value));
}

std::string grouped(std::uint64_t count) {
  std::string digits = std::to_string(count);
  for (std::size_t at = digits.size(); at > 3;) {
    at -= 3;
    digits.insert(at, 1, ',');
  }
  return digits;
}

std::string library_name(std::string_view subject) {
  const std::size_t colon = subject.find(':');
  return std::string(subject.substr(colon == std::string_view::npos ? 0 : colon + 1));
}

std::string enumeration(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " and " : ", ";
    text += words[i];
  }
  return text;
}

// The plural of "set of parameters" is "sets of parameters".
std::string counted(std::uint64_t count, std::string_view singular) {
  std::string words(singular);
  if (count != 1) words.insert(std::min(words.find(" of "), words.size()), "s");
  return grouped(count) + " " + words;
}

}  // namespace actcheck::docs
