#include "fuzz/entry_points.hpp"

#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>

#include "engine/known.hpp"
#include "engine/merge.hpp"
#include "reporters/reporter.hpp"

namespace actcheck::tests {
namespace {

[[noreturn]] void misbehaved(const char* how, const std::string& detail) {
  std::fprintf(stderr, "%s: %s\n", how, detail.c_str());
  std::abort();
}

void require(bool holds, const char* what, const std::string& detail) {
  if (!holds) misbehaved(what, detail);
}

}  // namespace

answer fuzz_known_file(std::string_view bytes) {
  known_failures known;
  try {
    known = parse_known(bytes, "seed.toml");
  } catch (const std::invalid_argument& error) {
    const std::string message = error.what();
    const bool placed =
        message.starts_with("seed.toml:") && message.size() > 10 && message[10] >= '1' && message[10] <= '9';
    require(placed, "an error without its line", message);
    return answer::refused;
  }
  for (const auto& e : known.entries) {
    require(!e.properties.empty() && !e.reason.empty() && !e.place.empty(), "an entry that says too little", e.place);
    require(!e.expires || e.expires->ok(), "a day that is none", e.place);
  }
  return answer::read;
}

answer fuzz_report(std::string_view bytes) {
  report r;
  try {
    r = parse_report(bytes, "seed.json");
  } catch (const std::invalid_argument& error) {
    require(std::string(error.what()).starts_with("'seed.json': "), "an error without its file", error.what());
    return answer::refused;
  }
  const std::string written = json_text(r);
  require(json_text(parse_report(written, "seed.json")) == written, "read back, it is another", written);
  // Whatever was read can be shown, compared and merged.
  console_text(r, true);
  junit_text(r);
  markdown_text(r, 1000);
  github_annotations(r);
  known_text(r);
  require(compare(r, r).differences.empty(), "it differs from itself", written);
  comparison_markdown(compare(r, report{}));
  comparison_text(compare(report{}, r));
  try {
    merge({{"seed.json", r}});
  } catch (const std::invalid_argument&) {
    require(r.part.has_value(), "a whole run that cannot be merged", written);
  }
  return answer::read;
}

}  // namespace actcheck::tests
