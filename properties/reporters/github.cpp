// Workflow commands, as docs.github.com, "Workflow commands for GitHub Actions", and its toolkit's command.ts escape them.
#include <fmt/format.h>

#include "reporters/reporter.hpp"
#include "reporters/text.hpp"

namespace actcheck {
namespace {

constexpr std::size_t most_annotations = 10;  // "10 error annotations per step": more are dropped in silence

/// `%`, CR and LF in the message; `:` and `,` in a property, too.
std::string escaped(std::string_view text, bool in_property) {
  std::string out;
  for (const char c : valid_utf8(text)) {
    const bool special = c == '%' || c == '\r' || c == '\n' || (in_property && (c == ':' || c == ','));
    if (special) out += fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    else out += c;
  }
  return out;
}

std::string annotation(std::string_view kind, const std::string& title, const std::string& message) {
  return fmt::format("::{} title={}::{}\n", kind, escaped("actcheck: " + title, true), escaped(message, false));
}

std::string message_of(const result& r) {
  std::string text = r.found.message;
  if (r.known) text += ": " + r.known->reason + (r.known->link.empty() ? "" : " (" + r.known->link + ")");
  else if (r.found.simplest) text += "\nsimplest: " + counterexample_text(r.number_format, *r.found.simplest);
  return r.known || r.repro.empty() ? text : text + "\nreproduce: " + r.repro;
}

std::string annotations(std::string_view kind, const std::vector<const result*>& results) {
  const std::size_t shown = results.size() <= most_annotations ? results.size() : most_annotations - 1;
  std::string text;
  for (std::size_t i = 0; i < shown; ++i) text += annotation(kind, check_text(*results[i]), message_of(*results[i]));
  if (shown < results.size())
    text += annotation(kind, fmt::format("{} more", results.size() - shown),
                       "the step's summary and the reports hold all of them");
  return text;
}

}  // namespace

std::string github_annotations(const report& r) {
  auto errors = one_per_check(r, verdict::fail);
  const auto unexpected = one_per_check(r, verdict::unexpected_pass);
  errors.insert(errors.end(), unexpected.begin(), unexpected.end());
  return annotations("error", errors) + annotations("notice", one_per_check(r, verdict::known_fail));
}

}  // namespace actcheck
