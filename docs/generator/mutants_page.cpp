// The page of the mutants: wrong implementations, most of them re-created from bugs of real libraries, and what catches them.
#include <algorithm>

#include "json_input.hpp"
#include "page.hpp"
#include "text.hpp"

namespace actcheck::docs {
namespace {

constexpr const char* schema = "actcheck.kills/1";

mutant read_mutant(const json& entry, const std::string& where) {
  const auto text = [&](const char* key) { return required<std::string>(entry, key, where); };
  return {text("name"),      text("activation"), text("format"),
          text("pass"),      text("what"),       text("source"),
          text("caught_by"), text("message"),    required<std::vector<std::string>>(entry, "failed", where)};
}

/// Addresses become links; marks in brackets that only the authors' list explains are left out.
std::string source_text(const std::string& source) {
  std::string text = source;
  for (const std::string note : {"(B", "(catalogue"}) {
    const std::size_t begin = text.find(note), end = text.find(')', begin);
    if (begin != std::string::npos && end != std::string::npos) text.erase(begin, end + 1 - begin);
  }
  while (text.ends_with(' ')) text.pop_back();
  const std::size_t address = text.find("https://");
  if (address == std::string::npos) return markdown(text);
  const std::size_t end = std::min(text.find(' ', address), text.size());
  const std::string link = text.substr(address, end - address);
  return fmt::format("{}[report]({}){}", markdown(text.substr(0, address)), link, markdown(text.substr(end)));
}

std::string row(const mutant& m) {
  std::vector<std::string> others;
  for (const auto& name : m.failed)
    if (name != m.caught_by) others.push_back(fmt::format("\\ref property_{0} \"{0}\"", name));
  return fmt::format("| {} | {} {} {} | {} | \\ref property_{} \"{}\" | {} | {} |\n", markdown(m.what), m.activation,
                     m.format, m.pass, source_text(m.source), m.caught_by, m.caught_by, markdown(m.message),
                     fmt::join(others, ", "));
}

}  // namespace

kill_matrix read_kills(const std::filesystem::path& file) {
  return read_evidence(file, schema, "not a kill matrix", [](const json& content) {
    const std::string whole = "the matrix";
    kill_matrix all{required<std::string>(content, "tool_version", whole),
                    required<std::string>(content, "machine", whole),
                    required<std::string>(content, "date", whole),
                    {}};
    for (const auto& entry : required<std::vector<json>>(content, "mutants", whole))
      all.mutants.push_back(read_mutant(entry, fmt::format("mutants[{}]", all.mutants.size())));
    return all;
  });
}

std::string mutants_page(const evidence& measured) {
  std::string page = "# Bugs that it catches {#mutants}\n\n";
  page +=
      "Mutants are wrong implementations, most of them written after a bug that somebody reported of a real library. Each was checked "
      "with the command as a user would, at effort `quick`, and must fail the property that is meant for it; so the tests of actcheck "
      "demand. Beside them stand right implementations that look unusual, which must pass.\n\n";
  if (!measured.kills)
    return page +
           "There is no evidence of such a run in this build: `cmake --build build/test --target kill_matrix` makes it.\n";
  const auto& all = *measured.kills;
  if (!is_current(all.tool_version)) page += age_note(all.tool_version) + "\n\n";
  const auto caught = std::count_if(all.mutants.begin(), all.mutants.end(), [](const mutant& m) {
    return std::find(m.failed.begin(), m.failed.end(), m.caught_by) != m.failed.end();
  });
  page += fmt::format("{} of {} are caught by the property that is meant for them (actcheck {}, {}, {}).\n\n", caught,
                      counted(all.mutants.size(), "mutant"), all.tool_version, markdown(all.machine), all.date);
  page += "| what is wrong | checked | after | caught by | what it says | also fails |\n|:--|:--|:--|:--|:--|:--|\n";
  for (const auto& m : all.mutants) page += row(m);
  return page;
}

}  // namespace actcheck::docs
