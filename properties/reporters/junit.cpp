#include <fmt/format.h>

#include "reporters/reporter.hpp"
#include "reporters/text.hpp"

namespace actcheck {
namespace {

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : valid_utf8(text)) switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default:
        if (static_cast<unsigned char>(c) >= 0x20 || c == '\n') out += c;  // XML 1.0 has no other control characters
    }
  for (const std::string_view none : {"\xEF\xBF\xBE", "\xEF\xBF\xBF"})  // nor U+FFFE and U+FFFF
    for (std::size_t at = out.find(none); at != std::string::npos; at = out.find(none)) out.erase(at, none.size());
  return out;
}

std::string test_case(const result& r) {
  std::string text = fmt::format("  <testcase classname=\"{}.{}.{}\" name=\"{}\"", r.activation, name(r.number_format),
                                 name(r.direction), escaped(r.property + parameters_text(r)));
  std::string inside;
  if (r.found.outcome == verdict::known_fail) {
    inside = fmt::format("    <skipped message=\"known failure: {}\"/>\n", escaped(r.found.message + (r.known ? ": " + r.known->reason : "")));
  } else if (r.found.outcome == verdict::skip || r.found.outcome == verdict::inconclusive) {
    inside = fmt::format("    <skipped message=\"{}\"/>\n", escaped(r.found.message));
  } else if (r.found.outcome == verdict::fail || r.found.outcome == verdict::unexpected_pass) {
    std::string details = r.found.simplest ? counterexample_text(r.number_format, *r.found.simplest) + "\n" : "";
    if (!r.repro.empty()) details += "reproduce: " + r.repro + "\n";
    inside = fmt::format("    <{0} message=\"{1}\">{2}</{0}>\n", r.crashed ? "error" : "failure", escaped(r.found.message), escaped(details));
  }
  if (!r.found.conventions.empty()) {
    inside += "    <system-out>";
    for (const auto& c : r.found.conventions) inside += escaped("convention: " + c + "\n");
    inside += "</system-out>\n";
  }
  return inside.empty() ? text + "/>\n" : text + ">\n" + inside + "  </testcase>\n";
}

}  // namespace

std::string junit_text(const report& r) {
  const summary s = r.totals();
  std::string text = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"actcheck {}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" "
      "skipped=\"{}\" time=\"{:.3f}\">\n",
      escaped(r.subject), r.results.size(), s.failed + s.unexpected - s.crashed, s.crashed, s.skipped + s.inconclusive + s.known, r.seconds);
  text += fmt::format("  <properties>\n    <property name=\"seed\" value=\"{}\"/>\n    <property name=\"effort\" value=\"{}\"/>\n"
                      "    <property name=\"profile\" value=\"{}\"/>\n  </properties>\n", r.seed, escaped(r.effort), escaped(r.profile));
  for (const auto& one : r.results) text += test_case(one);
  return text + "</testsuite>\n";
}

}  // namespace actcheck
