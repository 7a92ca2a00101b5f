#include "plan.hpp"

#include "arguments.hpp"
#include "contest.hpp"

namespace actcheck::benchmarks {
namespace {

// Inside the second cache, inside the last one of most machines, and far beyond it.
constexpr std::size_t small = std::size_t{1} << 14, middle = std::size_t{1} << 20, large = std::size_t{1} << 26;

}  // namespace

bool plan::includes(format f, const std::string& implementation, std::size_t elements, unsigned thread_count) const {
  if (f == format::f64 && elements >= large) return false;  // 1.5 GiB, to learn what `middle` tells
  if (!f32_first || f == format::f32) return true;
  // How the reference's narrow formats compare with f32, and how many f64 results it makes.
  return elements != middle && thread_count == 1 && is_yardstick(implementation);
}

const std::vector<plan>& all_plans() {
  static const std::vector<plan> plans{
      {.name = "default",
       .meaning = "f32 in full, the reference alone in other formats",
       .sizes = {{small, 7, 0.003}, {middle, 5, 0.005}, {large, 5, 0}},
       .threads = {1, 2},
       .f32_first = true},
      {.name = "long",
       .meaning = "every format in full, more repetitions",
       .sizes = {{small, 15, 0.01}, {middle, 11, 0.02}, {large, 7, 0}},
       .threads = {1, 2},
       .f32_first = false},
      {.name = "smoke",
       .meaning = "every row once on 1,000 elements: measures nothing",
       .sizes = {{1000, 1, 0}},
       .threads = {1, 2},
       .f32_first = false},
  };
  return plans;
}

const plan& find_plan(std::string_view name) {
  std::string known;
  for (const auto& p : all_plans()) {
    if (p.name == name) return p;
    known += (known.empty() ? "" : ", ") + std::string(p.name);
  }
  throw usage_error("--plan: unknown plan '" + std::string(name) + "' (one of: " + known + ")");
}

}  // namespace actcheck::benchmarks
