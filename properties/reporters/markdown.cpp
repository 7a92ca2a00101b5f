#include "reporters/markdown.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/counts.hpp"
#include "reporters/reporter.hpp"
#include "reporters/table.hpp"
#include "reporters/text.hpp"

namespace actcheck {

std::string markdown_escaped(std::string_view text) {
  std::string out;
  for (const char c : valid_utf8(text)) switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '@': out += "&#64;"; break;  // nobody is to be called
      case '\n':
      case '\r': out += ' '; break;
      case '\\':
      case '`':
      case '*':
      case '_':
      case '[':
      case ']':
      case '#':
      case '|':
      case '~':
      case '$': out += '\\'; [[fallthrough]];
      default: out += c;
    }
  return out;
}

std::string markdown_code(std::string_view text) {
  const std::string content = valid_utf8(text);
  std::size_t longest = 0, run = 0;
  for (const char c : content) longest = std::max(longest, run = c == '`' ? run + 1 : 0);
  const std::string fence(std::max<std::size_t>(3, longest + 1), '`');
  return fmt::format("{}text\n{}\n{}\n", fence, content, fence);
}

namespace {

std::string names(const std::set<std::string>& properties) {
  std::string text;
  for (const auto& p : properties) text += (text.empty() ? "" : ", ") + p;
  return markdown_escaped(text);
}

std::string cell_text(const table_cell& c) {
  if (!c.present) return "-";
  std::string text = c.grade_word();
  if (!c.error().empty()) text += fmt::format(" ({})", c.error());
  const auto add = [&](std::string_view word, const std::set<std::string>& properties) {
    if (!properties.empty()) text += fmt::format("{}{} {}", text.empty() ? "" : "; ", word, names(properties));
  };
  add("**fails**", c.failed);
  add("**unexpectedly passes**", c.unexpected);
  add("known to fail:", c.known);
  return text.empty() ? "ok" : text;
}

std::string failure(const result& r) {
  std::string code;
  if (r.found.simplest) code += "simplest: " + counterexample_text(r.number_format, *r.found.simplest) + "\n";
  if (!r.repro.empty()) code += "reproduce: " + r.repro + "\n";
  while (code.ends_with('\n')) code.pop_back();
  return fmt::format("**{}**: {}\n\n{}{}", markdown_escaped(title_text(r)), markdown_escaped(r.found.message),
                     code.empty() ? "" : markdown_code(code), code.empty() ? "" : "\n");
}

std::string known_failure(const result& r) {
  std::string text = fmt::format("**{}**: {}", markdown_escaped(check_text(r)), markdown_escaped(r.found.message));
  if (r.known)
    text += fmt::format(": {}",
                        markdown_escaped(r.known->reason + (r.known->link.empty() ? "" : " (" + r.known->link + ")")));
  return text + "\n\n";
}

/// Text of at most `limit` bytes, whole parts only.
class bounded_text {
 public:
  explicit bounded_text(std::size_t limit) : limit_(limit) {}
  bool add(const std::string& part, std::size_t reserve = 0) {
    if (text_.size() + part.size() + reserve > limit_) return false;
    text_ += part;
    return true;
  }
  /// Parts between a beginning and an end; as many as fit, and how many do not.
  void add_folded(const std::string& title, const std::vector<std::string>& parts) {
    const std::string end = "</details>\n\n";
    const std::size_t reserve = end.size() + 80;  // for the end, and the line of what is left out
    if (parts.empty() || !add(fmt::format("<details><summary>{}</summary>\n\n", title), reserve)) return;
    std::size_t shown = 0;
    while (shown < parts.size() && add(parts[shown], reserve)) ++shown;
    if (shown < parts.size())
      add(fmt::format("{} more, for which there is no room here\n\n", with_commas(parts.size() - shown)));
    add(end);
  }
  std::string take() { return std::move(text_); }

 private:
  std::size_t limit_;
  std::string text_;
};

}  // namespace

std::string markdown_text(const report& r, std::size_t limit) {
  const summary s = r.totals();
  bounded_text out(limit);
  if (!out.add(fmt::format("### actcheck: {}\n\n{}: {} · {} · {} inputs judged\n\n", verdict_text(r),
                           markdown_escaped(subject_text(r)), counts_text(s), markdown_escaped(run_text(r)),
                           with_commas(s.checked))))
    return "";
  std::string table = "| activation | format | forward | backward |\n|:--|:--|:--|:--|\n";
  const auto rows = make_table(r);
  for (const auto& row : rows)
    table += fmt::format("| {} | {} | {} | {} |\n", markdown_escaped(row.activation), name(row.number_format),
                         cell_text(row.passes[0]), cell_text(row.passes[1]));
  if (!rows.empty()) out.add(table + "\n");
  const auto section = [&](verdict v, std::string_view title, const auto& text) {
    std::vector<std::string> parts;
    for (const result* one : one_per_check(r, v)) parts.push_back(text(*one));
    out.add_folded(counted(parts.size(), title), parts);
  };
  section(verdict::fail, "failing check", failure);
  section(verdict::unexpected_pass, "unexpected success", failure);
  section(verdict::known_fail, "known failure", known_failure);
  return out.take();
}

}  // namespace actcheck
