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

/// Magnitudes that belong together: a binade, or the part of it on one side of `widest`. Neighbours are equally far apart in it.
struct magnitudes {
  std::int64_t from, to;  ///< ordinals; `to` is the first of the next
};

constexpr double widest = 20;

std::vector<magnitudes> split_magnitudes(format f) {
  const std::int64_t limit = infinity_ordinal(f), binade = std::int64_t{1} << (shape(f).precision - 1);
  const std::int64_t cut = ordinal_of(f, widest);
  std::vector<magnitudes> parts;
  for (std::int64_t from = 0; from < limit;) {
    std::int64_t to = std::min(limit, (from / binade + 1) * binade);
    if (from < cut && cut < to) to = cut;
    parts.push_back({from, to});
    from = to;
  }
  return parts;
}

/// How many numbers should be drawn from there, of one sign.
double expected_draws(format f, const magnitudes& m, double by_pattern, double by_value) {
  const double share_of_patterns = static_cast<double>(m.to - m.from) / (2 * static_cast<double>(infinity_ordinal(f)));
  const bool near = m.to <= ordinal_of(f, widest);
  const double share_of_values = near ? (value_of_ordinal(f, m.to) - value_of_ordinal(f, m.from)) / (2 * widest) : 0;
  return by_pattern * share_of_patterns + by_value * share_of_values;
}

std::vector<stratified_sample::range> ranges_to_draw_from(format f, double by_pattern, double by_value) {
  const auto parts = split_magnitudes(f);
  std::vector<stratified_sample::range> ranges;
  double expected = 0, assigned = 0;
  const auto add = [&](const magnitudes& m, std::int64_t first) {
    expected += expected_draws(f, m, by_pattern, by_value);
    const double strata = std::floor(expected + 0.5) - assigned;  // what rounding takes from one goes to the next
    assigned += strata;
    const auto numbers = static_cast<std::uint64_t>(m.to - m.from);
    ranges.push_back({first, numbers, std::min(numbers, static_cast<std::uint64_t>(strata))});
  };
  std::for_each(parts.rbegin(), parts.rend(), [&](const magnitudes& m) { add(m, -m.to); });
  for (const magnitudes& m : parts) add(m, m.from);
  return ranges;
}

}  // namespace

sweep_inputs listed_inputs(std::vector<std::int64_t> ordinals) {
  return {false, 0, -1, stratified_sample({}, std::move(ordinals), 0)};
}

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
  std::vector<std::int64_t> ordinals;
  for (const double point : interesting_points(truth)) add_neighbourhood(ordinals, f, point, 16);
  const auto s = shape(f);
  for (int e = s.min_exponent; e <= s.max_exponent; e += std::max(1, s.max_exponent / 64))
    for (const double sign : {1.0, -1.0}) add_neighbourhood(ordinals, f, sign * power_of_two(e), 1);
  const std::int64_t limit = infinity_ordinal(f);
  std::erase_if(ordinals, [limit](std::int64_t o) { return o >= limit || o < -limit; });
  const double by_pattern = static_cast<double>(count / 3), by_value = static_cast<double>(count - count / 3);
  return {false, 0, -1, stratified_sample(ranges_to_draw_from(f, by_pattern, by_value), std::move(ordinals), seed)};
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

void sprinkle_specials(format f, std::vector<double>& values, std::size_t step, std::size_t first) {
  const std::array specials{std::numeric_limits<double>::quiet_NaN(), infinity, -infinity, 0.0, -0.0, largest(f), smallest(f)};
  for (std::size_t i = first, turn = first; i < values.size(); i += step) values[i] = round_to(f, specials[turn++ % specials.size()]);
}

}  // namespace actcheck
