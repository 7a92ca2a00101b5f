#include "support.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <stdexcept>

#include "actcheck/catalogue.hpp"
#include "actcheck/oracle.hpp"

namespace actcheck::test {
namespace {

/// A number from the environment; anything else there is an error, not a silent default.
double from_environment(const char* variable, double otherwise) {
  const char* text = std::getenv(variable);
  if (text == nullptr || *text == '\0') return otherwise;
  char* end = nullptr;
  const double value = std::strtod(text, &end);
  if (*end != '\0' || !(value > 0))
    throw std::invalid_argument(fmt::format("{}={}: not a positive number", variable, text));
  return value;
}

}  // namespace

std::uint64_t seed() { return static_cast<std::uint64_t>(from_environment("ACTCHECK_SEED", 1)); }

double scale() { return std::min(1.0, from_environment("ACTCHECK_TEST_SCALE", 1)); }

std::size_t scaled(std::size_t count, std::size_t least) {
  return std::max(least, static_cast<std::size_t>(static_cast<double>(count) * scale()));
}

std::uint64_t stride() { return static_cast<std::uint64_t>(1 / scale()) | 1; }

std::size_t pattern_count(std::size_t standard) {
  return static_cast<std::size_t>(from_environment("ACTCHECK_PATTERNS", static_cast<double>(scaled(standard))));
}

random_numbers::random_numbers(std::string_view stream) {
  std::uint64_t hash = 0xcbf29ce484222325 ^ seed();  // FNV-1a
  for (const char c : stream) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  engine_.seed(hash);
}

double random_numbers::pattern(format f) {
  for (;;) {
    const std::uint64_t drawn = bits() >> (64 - shape(f).bits);
    if (!is_nan_bits(f, drawn)) return decode(f, drawn);
  }
}

double random_numbers::lively(format f) {
  const double magnitude = std::exp2(between(-12, 8));
  return round_to(f, (bits() & 1) != 0 ? magnitude : -magnitude);
}

double random_numbers::upstream(format f) {
  switch (below(12)) {
    case 0: return 0.0;
    case 1: return -0.0;
    case 2: return infinity;
    case 3: return -infinity;
    case 4: return largest(f);
    case 5: return -smallest(f);
    case 6: return pattern(f);
    default: return lively(f);
  }
}

std::string evaluation::name() const {
  return fmt::format("{}_{}_{}", of->name, actcheck::name(number_format), actcheck::name(direction));
}

std::vector<evaluation> every_evaluation(std::vector<format> formats) {
  std::vector<evaluation> all;
  for (const auto* a : catalogue(activation_kind::elementwise))
    for (const format f : formats)
      for (const pass p : {pass::forward, pass::backward}) all.push_back({a, p, f});
  return all;
}

std::vector<std::vector<double>> parameter_sets(const activation& a) {
  std::vector<std::vector<double>> sets{a.default_parameters()};
  for (auto& trial : a.trial_parameters()) sets.push_back(std::move(trial));
  return sets;
}

std::string call_text(const activation& a, parameter_values values) {
  std::vector<std::string> arguments;
  for (std::size_t i = 0; i < values.size(); ++i)
    arguments.push_back(fmt::format("{}={}", a.parameters[i].name, values[i]));
  return arguments.empty() ? std::string(a.name) : fmt::format("{}({})", a.name, fmt::join(arguments, ", "));
}

std::string show(format f, double value) {
  if (!std::isnan(value) && round_to(f, value) != value) return fmt::format("{} (not a number of {})", value, name(f));
  return fmt::format("{} (0x{:0{}x})", value, encode(f, value), shape(f).bits / 4);
}

bool same(double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

std::vector<double> named_points(const facts& claims) {
  std::vector<double> points = turning_points(claims, pass::forward);
  for (const double t : turning_points(claims, pass::backward)) points.push_back(t);
  for (const auto& d : claims.dead_set) points.insert(points.end(), {d.from, d.to});
  points.insert(points.end(), {0.0, claims.steepest_at});
  std::erase_if(points, [](double v) { return !std::isfinite(v); });
  std::sort(points.begin(), points.end());
  points.erase(std::unique(points.begin(), points.end()), points.end());
  return points;
}

mismatches::~mismatches() {
  if (count_ == 0) return;
  ADD_FAILURE() << fmt::format("{}: {} mismatch{} (seed {})\n  {}", what_, count_, count_ == 1 ? "" : "es", seed(),
                               fmt::join(texts_, "\n  "));
}

}  // namespace actcheck::test
