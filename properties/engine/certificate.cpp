#include "engine/certificate.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <numeric>
#include <stdexcept>

#include "actcheck/catalogue.hpp"
#include "engine/passes.hpp"

namespace actcheck {
namespace {

namespace fs = std::filesystem;
using json = nlohmann::ordered_json;

constexpr std::string_view schema = "actcheck.certificate/1";
/// What stands before the digest of the text, and after it.
constexpr std::string_view seal = ",\n  \"self_digest\": \"", end = "\"\n}\n";

constexpr std::string_view base64_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// 24 bits are four digits of base64, without padding.
std::string to_base64(const std::vector<std::uint32_t>& digests) {
  std::string text;
  for (const std::uint32_t d : digests)
    for (int shift = 18; shift >= 0; shift -= 6) text += base64_digits[d >> shift & 63];
  return text;
}

std::vector<std::uint32_t> from_base64(const std::string& text) {
  std::vector<std::uint32_t> digests(text.size() / 4);
  if (text.size() % 4 != 0) throw std::runtime_error("block digests are cut off");
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::size_t digit = base64_digits.find(text[i]);
    if (digit == std::string_view::npos) throw std::runtime_error("block digests are not base64");
    digests[i / 4] = digests[i / 4] << 6 | static_cast<std::uint32_t>(digit);
  }
  return digests;
}

/// Neighbours that are alike are kept once: in constant tails thousands of blocks are.
json collapsed(const std::vector<std::uint32_t>& digests) {
  std::vector<std::uint32_t> different;
  json runs = json::array();
  for (std::size_t i = 0; i < digests.size();) {
    std::size_t next = i + 1;
    while (next < digests.size() && digests[next] == digests[i]) ++next;
    if (next - i > 1) runs.push_back({different.size(), next - i});
    different.push_back(digests[i]);
    i = next;
  }
  return {{"base64", to_base64(different)}, {"repeated", runs}};
}

std::vector<std::uint32_t> expanded(const json& value, std::size_t count) {
  const auto different = from_base64(value.at("base64").get<std::string>());
  std::vector<std::size_t> times(different.size(), 1);
  for (const auto& run : value.at("repeated")) times.at(run.at(0).get<std::size_t>()) = run.at(1).get<std::size_t>();
  std::vector<std::uint32_t> digests;
  for (std::size_t i = 0; i < different.size(); ++i) {
    if (times[i] > count - digests.size()) throw std::runtime_error("there are more block digests than blocks");
    digests.insert(digests.end(), times[i], different[i]);
  }
  if (digests.size() != count) throw std::runtime_error("there are fewer block digests than blocks");
  return digests;
}

std::string hex(std::uint64_t bits, format f) { return fmt::format("{:0{}x}", bits, shape(f).bits / 4); }

std::uint64_t parse_hex(const json& value) {
  const auto text = value.get<std::string>();
  std::uint64_t bits = 0;
  const auto [stop, problem] = std::from_chars(text.data(), text.data() + text.size(), bits, 16);
  if (problem != std::errc() || stop != text.data() + text.size())
    throw std::runtime_error(fmt::format("'{}' is not hexadecimal", text));
  return bits;
}

/// JSON has no infinity, which some thresholds are.
json number(double v) { return std::isfinite(v) ? json(v) : json(fmt::format("{}", v)); }
double parse_parameter(const json& value) {
  return value.is_string() ? std::strtod(value.get<std::string>().c_str(), nullptr) : value.get<double>();
}

double four_digits(double v) { return std::strtod(fmt::format("{:.3e}", v).c_str(), nullptr); }

json to_json(const proof_record& p) {
  json proven = json::array(), hardest = json::array();
  for (const auto& r : p.proven) proven.push_back({r.first, r.last});
  for (const auto& h : p.hardest)
    hardest.push_back({{"x", decode(p.number_format, h.x)}, {"x_bits", hex(h.x, p.number_format)},
                       {"result_bits", hex(h.result, p.number_format)}, {"distance", four_digits(h.distance)}});
  const auto& c = p.counts;
  return {{"format", name(p.number_format)},
          {"pass", name(p.direction)},
          {"formula", p.formula},
          {"coverage", p.complete() ? "complete" : "partial"},
          {"inputs", c.total()},
          {"block_size", prover::block_size_of(p.number_format)},
          {"blocks", prover::block_count_of(p.number_format)},
          {"proven", proven},
          {"digest", p.digest},
          {"block_digests", collapsed(p.block_digests)},
          {"methods", {{"trivial", c.trivial}, {"constant", c.constant}, {"monotone", c.monotone},
                       {"polynomial", c.polynomial}, {"expansion", c.expansion}, {"oracle", c.oracle}}},
          {"hardest", hardest},
          {"date", p.date},
          {"tool", p.tool},
          {"toolchain", p.toolchain}};
}

template <class Item, class Find>
Item parse_name(const json& value, std::string_view kind, Find find) {
  const auto word = value.get<std::string>();
  if (const auto found = find(word)) return *found;
  throw std::runtime_error(fmt::format("unknown {} '{}'", kind, word));
}

proof_record proof_from(const json& value) {
  proof_record p;
  p.number_format = parse_name<format>(value.at("format"), "format", find_format);
  p.direction = parse_name<pass>(value.at("pass"), "pass", find_pass);
  p.formula = value.at("formula").get<std::string>();
  const std::size_t blocks = prover::block_count_of(p.number_format);
  for (const auto& r : value.at("proven")) {
    const block_range range{r.at(0).get<std::size_t>(), r.at(1).get<std::size_t>()};
    if (range.first > range.last || range.last >= blocks || (!p.proven.empty() && range.first <= p.proven.back().last))
      throw std::runtime_error("the proven blocks are no increasing ranges of the format's blocks");
    p.proven.push_back(range);
  }
  p.digest = value.at("digest").get<std::string>();
  p.block_digests = expanded(value.at("block_digests"), p.proven_blocks());
  const auto& methods = value.at("methods");
  const auto count = [&](const char* method) { return methods.at(method).get<std::uint64_t>(); };
  p.counts = {count("trivial"), count("constant"), count("monotone"), count("polynomial"), count("expansion"), count("oracle")};
  if (p.counts.total() != p.proven_blocks() * prover::block_size_of(p.number_format))
    throw std::runtime_error("the counts of the methods do not add up to the proven inputs");
  if ((value.at("coverage").get<std::string>() == "complete") != p.complete())
    throw std::runtime_error("coverage and proven blocks contradict each other");
  for (const auto& h : value.at("hardest"))
    p.hardest.push_back({parse_hex(h.at("x_bits")), parse_hex(h.at("result_bits")), h.at("distance").get<double>()});
  p.date = value.at("date").get<std::string>();
  p.tool = value.at("tool").get<std::string>();
  p.toolchain = value.at("toolchain").get<std::string>();
  return p;
}

certificate certificate_from(const json& value) {
  if (const auto found = value.at("schema").get<std::string>(); found != schema)
    throw std::runtime_error(fmt::format("its schema is '{}', not '{}'", found, schema));
  certificate c;
  c.activation = value.at("activation").get<std::string>();
  const activation* a = find_activation(c.activation);
  if (a == nullptr || a->name != c.activation || a->formulas == nullptr)
    throw std::runtime_error(fmt::format("the catalogue has no elementwise activation '{}'", c.activation));
  for (const auto& p : value.at("parameters")) c.parameters.push_back(parse_parameter(p.at("value")));
  if (c.parameters != a->default_parameters())
    throw std::runtime_error(fmt::format("it is about {} with other parameters than today's defaults", c.activation));
  for (const auto& p : value.at("proofs")) {
    c.proofs.push_back(proof_from(p));
    const auto& last = c.proofs.back();
    if (c.find(last.number_format, last.direction) != &last)
      throw std::runtime_error(fmt::format("it has two proofs for {} {}", name(last.number_format), name(last.direction)));
  }
  return c;
}

}  // namespace

std::size_t proof_record::proven_blocks() const {
  return std::accumulate(proven.begin(), proven.end(), std::size_t{0},
                         [](std::size_t sum, const block_range& r) { return sum + r.last - r.first + 1; });
}

std::string whole_digest(const std::vector<std::uint64_t>& blocks) {
  std::vector<unsigned char> stored;
  for (const std::uint64_t b : blocks)
    for (int shift = 0; shift < 64; shift += 8) stored.push_back(static_cast<unsigned char>(b >> shift));
  return digest128(stored.data(), stored.size());
}

std::uint32_t short_digest(std::uint64_t block) { return static_cast<std::uint32_t>(block >> 40); }

const proof_record* certificate::find(format f, pass p) const {
  const auto found = std::find_if(proofs.begin(), proofs.end(),
                                  [&](const proof_record& r) { return r.number_format == f && r.direction == p; });
  return found == proofs.end() ? nullptr : &*found;
}

void certificate::put(const proof_record& one) {
  const auto order = [](const proof_record& r) { return std::pair(r.number_format, r.direction); };
  std::erase_if(proofs, [&](const proof_record& r) { return order(r) == order(one); });
  proofs.insert(std::find_if(proofs.begin(), proofs.end(), [&](const proof_record& r) { return order(r) > order(one); }), one);
}

std::vector<std::size_t> blocks_in(const std::vector<block_range>& ranges) {
  std::vector<std::size_t> blocks;
  for (const auto& r : ranges)
    for (std::size_t b = r.first; b <= r.last; ++b) blocks.push_back(b);
  return blocks;
}

std::vector<block_range> ranges_of(const std::vector<std::size_t>& blocks) {
  std::vector<block_range> ranges;
  for (const std::size_t b : blocks) {
    if (!ranges.empty() && ranges.back().last + 1 == b) ranges.back().last = b;
    else ranges.push_back({b, b});
  }
  return ranges;
}

std::filesystem::path certificate_file(const std::filesystem::path& folder, std::string_view activation) {
  return folder / fmt::format("{}.json", activation);
}

std::string certificate_text(const certificate& c) {
  const activation& a = get_activation(c.activation);
  json parameters = json::array();
  for (std::size_t i = 0; i < c.parameters.size(); ++i)
    parameters.push_back({{"name", a.parameters[i].name}, {"value", number(c.parameters[i])}});
  // A line for each member: small, and a change shows where it is.
  std::string text = fmt::format(
      "{{\n  \"schema\": \"{}\",\n  \"activation\": \"{}\",\n  \"parameters\": {},\n  \"proofs\": [", schema, c.activation,
      parameters.dump());
  for (std::size_t i = 0; i < c.proofs.size(); ++i) {
    std::vector<std::string> members;
    const json proof = to_json(c.proofs[i]);
    for (const auto& [key, value] : proof.items()) members.push_back(fmt::format("      \"{}\": {}", key, value.dump()));
    text += fmt::format("{}\n    {{\n{}\n    }}", i > 0 ? "," : "", fmt::join(members, ",\n"));
  }
  text += "\n  ]";
  return fmt::format("{}{}{}{}", text, seal, digest128(text.data(), text.size()), end);
}

certificate read_certificate(const std::filesystem::path& file) {
  const auto fail = [&](std::string_view why) -> std::runtime_error {
    return std::runtime_error(fmt::format(
        "{}: {}; take it from the repository again, or remove it and run actcheck certify", file.string(), why));
  };
  if (fs::is_directory(file)) throw fail("is a directory");
  errno = 0;
  std::ifstream stream(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  if (!stream.is_open() || stream.bad()) throw fail(fmt::format("cannot be read ({})", std::strerror(errno)));
  const std::size_t sealed = text.rfind(seal);
  const std::string_view rest =
      sealed == std::string::npos ? std::string_view() : std::string_view(text).substr(sealed + seal.size());
  if (rest.size() != 32 + end.size() || !rest.ends_with(end)) throw fail("was cut off, or is no certificate");
  if (rest.substr(0, 32) != digest128(text.data(), sealed)) throw fail("was edited: its text has another digest than it says");
  try {
    return certificate_from(json::parse(text));
  } catch (const json::exception&) {
    throw fail("does not have the form of a certificate");
  } catch (const std::out_of_range&) {
    throw fail("does not have the form of a certificate");
  } catch (const std::runtime_error& problem) {
    throw fail(problem.what());
  }
}

}  // namespace actcheck
