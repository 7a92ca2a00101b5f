#include "generators/stratified.hpp"

#include <algorithm>

#include "generators/seed.hpp"

namespace actcheck {

stratified_sample::stratified_sample(const std::vector<range>& ranges, std::vector<std::int64_t> points, std::uint64_t seed) : seed_(seed) {
  for (const range& r : ranges) {
    if (r.strata == 0) continue;
    ranges_.push_back({r.first, r.strata, r.numbers / r.strata, r.numbers % r.strata, drawn_});
    drawn_ += r.strata;
  }
  std::sort(points.begin(), points.end());
  points.erase(std::unique(points.begin(), points.end()), points.end());
  for (const std::int64_t point : points) {
    const rank r = rank_of(point);
    if (!r.drawn) points_.push_back({point, r.below + points_.size()});
  }
}

std::int64_t stratified_sample::draw(const placed_range& r, std::uint64_t stratum) const {
  const std::uint64_t index = stratum - r.position;
  const std::uint64_t start = index * r.size + std::min(index, r.larger), size = r.size + (index < r.larger ? 1 : 0);
  const std::uint64_t chance = bits_at(seed_, stratum);
  // A product in place of a division, where it fits.
  const std::uint64_t within = size < (std::uint64_t{1} << 32) ? ((chance >> 32) * size) >> 32 : chance % size;
  return r.first + static_cast<std::int64_t>(start + within);
}

stratified_sample::rank stratified_sample::rank_of(std::int64_t ordinal) const {
  const auto after = std::upper_bound(ranges_.begin(), ranges_.end(), ordinal, [](std::int64_t o, const placed_range& r) { return o < r.first; });
  if (after == ranges_.begin()) return {0, false};
  const placed_range& r = *std::prev(after);
  const auto offset = static_cast<std::uint64_t>(ordinal - r.first), in_larger = r.larger * (r.size + 1);
  const std::uint64_t index = offset < in_larger ? offset / (r.size + 1) : r.larger + (offset - in_larger) / r.size;
  if (index >= r.strata) return {r.position + r.strata, false};
  const std::int64_t drawn = draw(r, r.position + index);
  return {r.position + index + (drawn < ordinal ? 1 : 0), drawn == ordinal};
}

std::int64_t stratified_sample::operator[](std::uint64_t position) const {
  std::int64_t ordinal = 0;
  copy(position, {&ordinal, 1});
  return ordinal;
}

void stratified_sample::copy(std::uint64_t position, std::span<std::int64_t> ordinals) const {
  auto point = std::lower_bound(points_.begin(), points_.end(), position, [](const placed_point& p, std::uint64_t at) { return p.position < at; });
  std::uint64_t stratum = position - static_cast<std::uint64_t>(point - points_.begin());
  auto in = std::upper_bound(ranges_.begin(), ranges_.end(), stratum, [](std::uint64_t at, const placed_range& r) { return at < r.position; });
  if (in != ranges_.begin()) --in;
  for (std::size_t i = 0; i < ordinals.size(); ++i) {
    if (point != points_.end() && point->position == position + i) {
      ordinals[i] = (point++)->ordinal;
      continue;
    }
    while (stratum >= in->position + in->strata) ++in;
    ordinals[i] = draw(*in, stratum++);
  }
}

}  // namespace actcheck
