#include <fmt/color.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "actcheck/version.hpp"
#include "engine/counts.hpp"
#include "reporters/reporter.hpp"
#include "reporters/text.hpp"

namespace actcheck {
namespace {

/// What the table says of one activation, format and pass.
struct cell {
  std::optional<grade> accuracy;
  double worst_ulp = 0;
  std::uint64_t checked = 0;
  bool exhaustive = false;
  bool present = false;
  std::set<std::string> failed;
};

struct row {
  cell passes[2];
  std::vector<std::string> conventions;
};

using table = std::vector<std::pair<std::string, row>>;

row& row_of(table& rows, const result& r) {
  const std::string key = fmt::format("{}\t{}", r.activation, name(r.number_format));
  for (auto& [existing, content] : rows)
    if (existing == key) return content;
  return rows.emplace_back(key, row{}).second;
}

table make_table(const report& r) {
  table rows;
  for (const auto& one : r.results) {
    row& line = row_of(rows, one);
    cell& c = line.passes[one.direction == pass::backward ? 1 : 0];
    c.present = c.present || one.found.outcome != verdict::skip;
    if (one.found.outcome == verdict::fail) c.failed.insert(one.property);
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

std::string amount(const cell& c) {
  if (!c.exhaustive) return with_commas(c.checked);
  return fmt::format("all 2^{:.0f}", std::round(std::log2(static_cast<double>(c.checked))));
}

class console {
 public:
  console(const report& r, bool colour) : report_(r), colour_(colour) {}

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
    line("actcheck {}   {}{}   effort {}, seed {}, profile {}", ACTCHECK_VERSION, report_.subject,
         report_.subject_version.empty() ? "" : " " + report_.subject_version, report_.effort, report_.seed, report_.profile);
    line("");
  }

  std::string cell_text(const cell& c) const {
    if (!c.present) return fmt::format("{:<{}}", "-", cell_width);
    const bool bad = !c.failed.empty();
    std::string grade_word = c.accuracy ? std::string(name(*c.accuracy)) : "";
    if (c.failed.count("accuracy") != 0)
      std::transform(grade_word.begin(), grade_word.end(), grade_word.begin(), [](unsigned char l) { return std::toupper(l); });
    std::string error = !c.accuracy ? "" : std::isinf(c.worst_ulp) ? "NaN" : c.worst_ulp == 0 ? "" : fmt::format("{:.3g} ulp", c.worst_ulp);
    const std::string plain = fmt::format("{:<9} {:<12} {:<9}  {}", grade_word, error, c.accuracy ? amount(c) : "", bad ? "FAIL" : "ok");
    const std::string padded = fmt::format("{:<{}}", plain, cell_width);
    if (!bad) return padded;
    return paint(padded, red());
  }

  void rows() {
    const table all = make_table(report_);
    if (all.empty()) return;
    std::size_t width = 8, format_width = 5;
    for (const auto& [key, unused] : all) {
      width = std::max(width, key.find('\t'));
      format_width = std::max(format_width, key.size() - key.find('\t') - 1);
    }
    line("{:<{}}  {:<{}} {:<{}} {:<{}}", "", width, "", format_width, "forward", cell_width, "backward", cell_width);
    for (const auto& [key, content] : all) {
      const auto tab = key.find('\t');
      line("{:<{}}  {:<{}} {} {}", key.substr(0, tab), width, key.substr(tab + 1), format_width, cell_text(content.passes[0]), cell_text(content.passes[1]));
    }
    line("");
  }

  /// Failures at other parameter values say nothing new where the defaults fail alike.
  bool told(const result& r) {
    const std::string key = fmt::format("{}.{}.{}.{}", r.activation, name(r.number_format), name(r.direction), r.property);
    if (told_.insert(key).second) return false;
    ++repeated_;
    return true;
  }

  void details() {
    for (const auto& r : report_.results)
      if (r.found.outcome == verdict::fail && !told(r)) failure(r);
    if (repeated_ > 0) line("{} at other parameter values fail the same properties; the JSON report lists them\n", repeated_ == 1 ? "1 result" : fmt::format("{} results", repeated_));
    bool notes = false;
    for (const auto& r : report_.results)
      if (r.found.outcome != verdict::fail && r.default_parameters && !r.found.message.empty() && r.found.outcome != verdict::skip) {
        note(r);
        notes = true;
      }
    const table all = make_table(report_);
    for (const auto& [key, content] : all) {
      if (content.conventions.empty()) continue;
      std::string choices;
      for (const auto& c : content.conventions) choices += (choices.empty() ? "" : "; ") + c;
      line("{} {} {}: {}", paint("convention", faint()), key.substr(0, key.find('\t')), key.substr(key.find('\t') + 1), choices);
      notes = true;
    }
    if (notes) line("");
  }

  std::string interval_list(const result& r, std::size_t most) const {
    std::string text;
    for (std::size_t i = 0; i < std::min(most, r.found.intervals.size()); ++i)
      text += (i == 0 ? "" : ", ") + interval_text(r.number_format, r.found.intervals[i]);
    if (r.found.intervals.size() > most) text += ", ...";
    return text;
  }

  void failure(const result& r) {
    line("{} {}: {}", paint("FAIL", red()), title_text(r), r.found.message);
    if (r.found.simplest) line("     simplest: {}", counterexample_text(r.number_format, *r.found.simplest));
    const bool informative = std::any_of(r.found.intervals.begin(), r.found.intervals.end(), [](const failing_interval& i) { return i.from < i.to; });
    if (informative) line("     where: {}", interval_list(r, 3));
    if (!r.found.reason.empty()) line("     why it matters: {}", r.found.reason);
    if (!r.repro.empty()) line("     reproduce: {}", r.repro);
    line("");
  }

  void note(const result& r) {
    const std::string where = interval_list(r, 2);
    line("{} {}: {}{}", paint("note", faint()), title_text(r), r.found.message, where.empty() ? "" : ": " + where);
  }

  void closing() {
    const summary s = report_.totals();
    std::string text = fmt::format("{} failed, {} passed, {} with conventions, {} not applicable", s.failed, s.passed, s.conventions, s.skipped);
    if (s.crashed > 0) text += fmt::format(", {} crashed or timed out", s.crashed);
    const bool good = report_.exit_status() == 0;
    line("{} · {} inputs judged in {:.1f} s   verdict: {}", text, with_commas(s.checked), report_.seconds,
         paint(good ? "PASS" : s.nothing_checked() ? "NOTHING CHECKED" : "FAIL", good ? green() : red()));
  }

  static constexpr std::size_t cell_width = 41;
  const report& report_;
  bool colour_;
  std::string out_;
  std::set<std::string> told_;
  std::size_t repeated_ = 0;
};

}  // namespace

std::string console_text(const report& r, bool colour) { return console(r, colour).text(); }

}  // namespace actcheck
