#include "kernels/lane_kernels.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "hwy/highway.h"

namespace actcheck::kernels {

// The generated files lane_kernels_0.cpp to lane_kernels_3.cpp, between which the activations are dealt out.
lane_functions find_in_share_0(std::string_view, pass);
lane_functions find_in_share_1(std::string_view, pass);
lane_functions find_in_share_2(std::string_view, pass);
lane_functions find_in_share_3(std::string_view, pass);

namespace {

struct named_target {
  std::string_view name;
  std::int64_t bit;
};

/// Best first. `portable` needs nothing beyond the baseline that the library was compiled for.
constexpr named_target known_targets[] = {
    {"AVX-512", HWY_AVX3}, {"AVX2", HWY_AVX2}, {"SSE4", HWY_SSE4}, {"portable", HWY_STATIC_TARGET}};

/// Those that the kernels were compiled for. Asked once, before a choice hides the others.
std::int64_t targets_of_this_machine() {
  static const std::int64_t targets = hwy::SupportedTargets() & HWY_TARGETS;
  return targets;
}

bool is_available(const named_target& t) { return t.bit == HWY_STATIC_TARGET || (targets_of_this_machine() & t.bit) != 0; }

}  // namespace

bool lanes_can_take(parameter_values values) {
  if (values.size() > most_parameters) return false;
  for (const double v : values)
    if (v != 0 && !std::isinf(v) && !(std::fabs(v) >= 0x1p-64 && std::fabs(v) <= 0x1p64)) return false;
  return true;
}

lane_functions find_lane_functions(std::string_view activation, pass p) {
  for (const auto find : {find_in_share_0, find_in_share_1, find_in_share_2, find_in_share_3})
    if (const auto found = find(activation, p); found.evaluate != nullptr) return found;
  return {};
}

std::vector<std::string> available_targets() {
  std::vector<std::string> names;
  for (const auto& t : known_targets)
    if (is_available(t)) names.emplace_back(t.name);
  return names;
}

void choose_target(std::string_view name) {
  const auto names = available_targets();
  if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end())
    throw std::invalid_argument(fmt::format("unknown target '{}': this machine has {}", name, fmt::join(names, ", ")));
  std::int64_t only = 0;  // all of them
  for (const auto& t : known_targets)
    if (t.name == name) only = t.bit;
  hwy::SetSupportedTargetsForTest(only);
  hwy::GetChosenTarget().Update(hwy::SupportedTargets());
}

std::string current_target() {
  const auto supported = hwy::SupportedTargets() & HWY_TARGETS;
  for (const auto& t : known_targets)
    if ((supported & t.bit) != 0) return std::string(t.name);
  return "portable";
}

}  // namespace actcheck::kernels
