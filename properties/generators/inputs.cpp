#include "generators/inputs.hpp"

#include <algorithm>
#include <cmath>

#include "generators/seed.hpp"

namespace actcheck {
namespace {

double unit(random_bits& random) { return static_cast<double>(random() >> 11) * 0x1p-53; }

void add_neighbourhood(std::vector<std::int64_t>& ordinals, format f, double point, std::int64_t radius) {
  const double rounded = round_to(f, point);
  if (!std::isfinite(rounded)) return;
  const std::int64_t centre = ordinal_of(f, rounded);
  for (std::int64_t o = centre - radius; o <= centre + radius; ++o) ordinals.push_back(o);
}

}  // namespace

sweep_inputs every_finite_input(format f) {
  return {true, -infinity_ordinal(f), infinity_ordinal(f) - 1, {}};
}

std::vector<double> interesting_points(const reference& truth) {
  const format f = truth.number_format();
  const auto& claims = truth.claims();
  std::vector<double> points{0.0, 1.0, -1.0, largest(f), -largest(f), smallest_normal(f), -smallest_normal(f),
                             truth.lower_tail(), truth.upper_tail(), claims.steepest_at};
  for (const pass p : {pass::forward, pass::backward})
    for (const double v : turning_points(claims, p)) points.push_back(v);
  std::erase_if(points, [](double v) { return !std::isfinite(v); });
  return points;
}

sweep_inputs sampled_inputs(const reference& truth, std::size_t count, std::uint64_t seed) {
  const format f = truth.number_format();
  random_bits random(seed);
  std::vector<std::int64_t> ordinals;
  ordinals.reserve(count + 4096);
  for (const double point : interesting_points(truth)) add_neighbourhood(ordinals, f, point, 16);
  const auto s = shape(f);
  for (int e = s.min_exponent; e <= s.max_exponent; e += std::max(1, s.max_exponent / 64))
    for (const double sign : {1.0, -1.0}) add_neighbourhood(ordinals, f, sign * power_of_two(e), 1);
  const std::size_t by_pattern = count / 3, by_value = count - by_pattern;
  const auto extent = static_cast<double>(infinity_ordinal(f));
  for (std::size_t i = 0; i < by_pattern; ++i) {
    const double share = (static_cast<double>(i) + unit(random)) / static_cast<double>(by_pattern);
    ordinals.push_back(static_cast<std::int64_t>((2 * share - 1) * extent));
  }
  for (const double v : spread_values(f, -20, 20, by_value, random())) ordinals.push_back(ordinal_of(f, v));
  std::sort(ordinals.begin(), ordinals.end());
  ordinals.erase(std::unique(ordinals.begin(), ordinals.end()), ordinals.end());
  const std::int64_t limit = infinity_ordinal(f);
  std::erase_if(ordinals, [limit](std::int64_t o) { return o >= limit || o < -limit; });
  return {false, 0, -1, std::move(ordinals)};
}

std::vector<double> random_patterns(format f, std::size_t count, std::uint64_t seed) {
  random_bits random(seed);
  const std::uint64_t mask = shape(f).bits == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << shape(f).bits) - 1;
  std::vector<double> values(count);
  for (double& v : values) v = decode(f, random() & mask);
  return values;
}

std::vector<double> spread_values(format f, double from, double to, std::size_t count, std::uint64_t seed) {
  random_bits random(seed);
  std::vector<double> values(count);
  for (std::size_t i = 0; i < count; ++i)
    values[i] = round_to(f, from + (to - from) * (static_cast<double>(i) + unit(random)) / static_cast<double>(count));
  return values;
}

}  // namespace actcheck
