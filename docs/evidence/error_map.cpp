/// \file
/// actcheck_error_map: the largest error of a subject's f32 results in each binade, over all 2^32 inputs or every N-th of them.
///
/// One line of JSON for each activation: {"subject", "version", "activation", "every", "worst": [[bin, steps], ...]}. A bin is the upper nine
/// bits of the input, sign and exponent; `steps` is the largest distance, counted in numbers of f32, between a result and the correctly
/// rounded one, null where one is NaN and the other is not. Bins without error are left out.
///
/// Parameters are those of the profile that has the subject's name, where there is one: what the library's users get who give none.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <nlohmann/json.hpp>
#include <span>
#include <vector>

#include "actcheck/catalogue.hpp"
#include "actcheck/profiles.hpp"
#include "actcheck/reference.hpp"
#include "subjects/subject.hpp"

namespace actcheck {
namespace {

constexpr std::size_t block_size = 1 << 13;
constexpr std::int64_t not_a_number = std::numeric_limits<std::int64_t>::max();

/// Neighbouring numbers differ by 1; both zeros are 0.
std::int64_t ordinal(float v) {
  const auto bits = static_cast<std::int32_t>(std::bit_cast<std::uint32_t>(v) & 0x7fffffffu);
  return std::signbit(v) ? -std::int64_t{bits} : std::int64_t{bits};
}

std::int64_t steps_between(float got, float want) {
  if (std::isnan(got) || std::isnan(want)) return std::isnan(got) == std::isnan(want) ? 0 : not_a_number;
  const std::int64_t steps = ordinal(got) - ordinal(want);
  return steps < 0 ? -steps : steps;
}

using worst_by_bin = std::array<std::int64_t, 512>;

worst_by_bin map_errors(const activation& a, const kernel& forward, const std::vector<double>& parameters,
                        std::uint64_t every) {
  const reference exact(a, pass::forward, format::f32, parameters);
  std::vector<float> x(block_size), got(block_size), want(block_size);
  worst_by_bin worst{};
  for (std::uint64_t next = 0; next < std::uint64_t{1} << 32;) {
    for (float& v : x) {
      v = std::bit_cast<float>(static_cast<std::uint32_t>(next));  // past the last pattern from the first on again
      next += every;
    }
    const void* inputs[] = {x.data()};
    void* outputs[] = {got.data()};
    forward(inputs, outputs, {1, block_size}, parameters.data());
    exact.apply(x.data(), nullptr, want.data(), block_size);
    for (std::size_t i = 0; i < block_size; ++i) {
      if (std::bit_cast<std::uint32_t>(got[i]) == std::bit_cast<std::uint32_t>(want[i])) continue;
      auto& bin = worst[std::bit_cast<std::uint32_t>(x[i]) >> 23];
      bin = std::max(bin, steps_between(got[i], want[i]));
    }
  }
  return worst;
}

void write_line(const subject& of, const activation& a, std::uint64_t every, const worst_by_bin& worst) {
  auto bins = nlohmann::json::array();
  for (std::size_t i = 0; i < worst.size(); ++i)
    if (worst[i] > 0) bins.push_back({i, worst[i] == not_a_number ? nlohmann::json() : nlohmann::json(worst[i])});
  fmt::print(
      "{}\n",
      nlohmann::json{
          {"subject", of.name()}, {"version", of.version()}, {"activation", a.name}, {"every", every}, {"worst", bins}}
          .dump());
  std::fflush(stdout);
}

void map_subject(const std::string& name, std::uint64_t every, std::span<const std::string_view> wanted) {
  const auto of = open_subject(name);
  const profile* own = find_profile(name.substr(name.find(':') + 1));
  for (const auto* a : catalogue(activation_kind::elementwise)) {
    const auto forward = of->find(*a, format::f32).forward;
    if (!forward || (!wanted.empty() && std::find(wanted.begin(), wanted.end(), a->name) == wanted.end())) continue;
    fmt::print(stderr, "{} {}\n", name, a->name);
    const auto parameters = own == nullptr ? a->default_parameters() : own->parameters_for(*a, format::f32);
    write_line(*of, *a, every, map_errors(*a, forward, parameters, every));
  }
}

}  // namespace
}  // namespace actcheck

int main(int count, char** arguments) {
  const std::uint64_t every = count > 2 ? std::strtoull(arguments[2], nullptr, 10) : 0;
  if (every == 0 || every > 1 << 20) {
    fmt::print(stderr,
               "usage: actcheck_error_map SUBJECT N [ACTIVATION...]\n  N: every N-th input is looked at; 1: all\n");
    return 2;
  }
  try {
    const std::vector<std::string_view> wanted(arguments + 3, arguments + count);
    actcheck::map_subject(arguments[1], every, wanted);
    return 0;
  } catch (const std::exception& problem) {
    fmt::print(stderr, "actcheck_error_map: {}\n", problem.what());
    return 2;
  }
}
