// Certificates: reading them, and what an activation's page says of them.
#include <cmath>

#include "json_input.hpp"
#include "page.hpp"
#include "text.hpp"

namespace actcheck::docs {
namespace {

constexpr const char* schema = "actcheck.certificate/1";

certified read_proof(const json& entry, const std::string& activation, const std::string& where) {
  certified c;
  c.activation = activation;
  c.format = required<std::string>(entry, "format", where);
  c.pass = required<std::string>(entry, "pass", where);
  c.complete = required<std::string>(entry, "coverage", where) == "complete";
  c.inputs = required<std::uint64_t>(entry, "inputs", where);
  c.date = required<std::string>(entry, "date", where);
  c.digest = required<std::string>(entry, "digest", where);
  const auto hardest = required<std::vector<json>>(entry, "hardest", where);
  if (hardest.empty()) return c;
  const std::string of = "hardest[0] of " + where;
  c.hardest =
      hard_case{required<double>(hardest[0], "x", of), required<std::string>(hardest[0], "x_bits", of),
                required<std::string>(hardest[0], "result_bits", of), required<double>(hardest[0], "distance", of)};
  return c;
}

std::string row(const certified& c) {
  std::string hardest;
  if (const auto& h = c.hardest)
    hardest = fmt::format("{:.9g} (0x{}), within 2<sup>{:.1f}</sup>", h->x, h->x_bits, std::log2(h->distance));
  return fmt::format("| {} | {} | {}{} | {} | {} | {} |\n", c.format, c.pass,
                     c.complete ? "all " : "partial: ", grouped(c.inputs), hardest, c.date, code(c.digest));
}

}  // namespace

std::vector<certified> read_certificate(const std::filesystem::path& file) {
  return read_evidence(file, schema, "not a certificate", [](const json& content) {
    const auto activation = required<std::string>(content, "activation", "the certificate");
    std::vector<certified> proofs;
    for (const auto& entry : required<std::vector<json>>(content, "proofs", "the certificate"))
      proofs.push_back(read_proof(entry, activation, fmt::format("proofs[{}]", proofs.size())));
    return proofs;
  });
}

std::string certificate_section(const activation& a, const evidence& measured) {
  std::string rows;
  for (const auto& c : measured.certificates)
    if (c.activation == a.name) rows += row(c);
  if (rows.empty()) return "";
  return fmt::format(
      "\\anchor {}_certificate\n**Certificate.** actcheck's own results for these inputs, at the default parameters, were "
      "compared with the exact values one by one: each is the correctly rounded one (\\ref trust_certificates). The hardest "
      "input is the one whose exact result lies nearest to the middle between two neighbouring numbers, measured in their spacing.\n\n"
      "| format | pass | inputs | hardest | proven on | digest |\n|:--|:--|--:|:--|:--|:--|\n{}\n",
      a.name, rows);
}

}  // namespace actcheck::docs
