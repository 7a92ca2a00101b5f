#include <fmt/color.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "engine/counts.hpp"
#include "reporters/reporter.hpp"
#include "reporters/table.hpp"
#include "reporters/text.hpp"

namespace actcheck {
namespace {

std::string amount(const table_cell& c) {
  if (!c.exhaustive) return with_commas(c.checked);
  return fmt::format("all 2^{:.0f}", std::round(std::log2(static_cast<double>(c.checked))));
}

class console {
 public:
  console(const report& r, bool colour) : report_(r), table_(make_table(r)), colour_(colour) {}

  std::string text() {
    heading();
    rows();
    details();
    closing();
    return out_;
  }

 private:
  std::string paint(const std::string& text, fmt::text_style style) const { return colour_ ? fmt::format(style, "{}", text) : text; }
  static fmt::text_style red() { return fmt::emphasis::bold | fg(fmt::terminal_color::red); }
  static fmt::text_style green() { return fmt::emphasis::bold | fg(fmt::terminal_color::green); }
  static fmt::text_style faint() { return fg(fmt::terminal_color::bright_black); }
  template <class... Part>
  void line(fmt::format_string<Part...> pattern, Part&&... parts) {
    out_ += fmt::format(pattern, std::forward<Part>(parts)...);
    while (!out_.empty() && out_.back() == ' ') out_.pop_back();
    out_ += '\n';
  }

  void heading() {
    line("actcheck {}   {}   {}", report_.tool_version, subject_text(report_), run_text(report_));
    line("");
  }

  std::string cell_text(const table_cell& c) const {
    if (!c.present) return fmt::format("{:<{}}", "-", cell_width);
    const std::string_view end = c.bad() ? "FAIL" : c.known.empty() ? "ok" : "known";
    const std::string plain = fmt::format("{:<9} {:<12} {:<9}  {}", c.grade_word(), c.error(), c.accuracy ? amount(c) : "", end);
    const std::string padded = fmt::format("{:<{}}", plain, cell_width);
    return c.bad() ? paint(padded, red()) : padded;
  }

  void rows() {
    if (table_.empty()) return;
    std::size_t width = 8, format_width = 5;
    for (const auto& row : table_) {
      width = std::max(width, row.activation.size());
      format_width = std::max(format_width, name(row.number_format).size());
    }
    line("{:<{}}  {:<{}} {:<{}} {:<{}}", "", width, "", format_width, "forward", cell_width, "backward", cell_width);
    for (const auto& row : table_)
      line("{:<{}}  {:<{}} {} {}", row.activation, width, name(row.number_format), format_width, cell_text(row.passes[0]), cell_text(row.passes[1]));
    line("");
  }

  /// Failures at other parameter values say nothing new where the defaults fail alike.
  bool told(const result& r) {
    if (told_.insert(check_text(r)).second) return false;
    ++repeated_;
    return true;
  }

  void details() {
    for (const auto& r : report_.results)
      if (r.found.outcome == verdict::fail && !told(r)) failure(r);
    if (repeated_ > 0) line("{} at other parameter values fail the same properties; the JSON report lists them\n", repeated_ == 1 ? "1 result" : fmt::format("{} results", repeated_));
    expected_otherwise();
    bool notes = false;
    for (const auto& r : report_.results)
      if (is_note(r)) {
        note(r);
        notes = true;
      }
    for (const auto& row : table_) {
      if (row.conventions.empty()) continue;
      std::string choices;
      for (const auto& c : row.conventions) choices += (choices.empty() ? "" : "; ") + c;
      line("{} {} {}: {}", paint("convention", faint()), row.activation, name(row.number_format), choices);
      notes = true;
    }
    if (notes) line("");
  }

  static bool is_note(const result& r) {
    const bool quiet = r.found.outcome == verdict::pass || r.found.outcome == verdict::convention || r.found.outcome == verdict::inconclusive;
    return quiet && r.default_parameters && !r.found.message.empty();
  }

  /// What an entry of known failures is about, once whatever the parameters.
  void expected_otherwise() {
    bool any = false;
    for (const auto& r : report_.results) {
      const bool unexpected = r.found.outcome == verdict::unexpected_pass;
      if (!unexpected && (r.found.outcome != verdict::known_fail || !r.known || !named_.insert(check_text(r)).second)) continue;
      if (unexpected) line("{} {}: {}", paint("UNEXPECTED PASS", red()), title_text(r), r.found.message);
      else line("{} {}: {}: {}{}", paint("known", faint()), check_text(r), r.found.message, r.known->reason,
                r.known->link.empty() ? "" : " (" + r.known->link + ")");
      any = true;
    }
    if (any) line("");
  }

  void failure(const result& r) {
    line("{} {}: {}", paint("FAIL", red()), title_text(r), r.found.message);
    for (const auto& detail : failure_lines(r)) line("     {}", detail);
    line("");
  }

  void note(const result& r) {
    const std::string where = intervals_text(r, 2);
    line("{} {}: {}{}", paint("note", faint()), title_text(r), r.found.message, where.empty() ? "" : ": " + where);
  }

  void closing() {
    const summary s = report_.totals();
    const std::string verdict_word = verdict_text(report_);
    line("{} · {} inputs judged in {:.1f} s   verdict: {}", counts_text(s), with_commas(s.checked), report_.seconds,
         paint(verdict_word, verdict_word == "PASS" ? green() : red()));
  }

  static constexpr std::size_t cell_width = 41;
  const report& report_;
  const std::vector<table_row> table_;
  bool colour_;
  std::string out_;
  std::set<std::string> told_, named_;
  std::size_t repeated_ = 0;
};

}  // namespace

std::string console_text(const report& r, bool colour) { return console(r, colour).text(); }

}  // namespace actcheck
