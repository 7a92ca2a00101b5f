/// \file
/// A sorted sample that is never written down: 2^26 numbers would be half a gigabyte.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace actcheck {

/// Ordinals are cut into strata, and of each one is drawn by the seed and the stratum's place alone; chosen points are merged
/// in. So the sample increases, holds nothing twice, and any part of it can be made without the rest.
class stratified_sample {
 public:
  /// Consecutive ordinals, cut into strata of as equal a size as can be.
  struct range {
    std::int64_t first;
    std::uint64_t numbers;
    std::uint64_t strata;  ///< at most `numbers`; 0: none is drawn here
  };

  stratified_sample() = default;
  /// `ranges` increase and do not overlap; `points` are in any order.
  stratified_sample(const std::vector<range>& ranges, std::vector<std::int64_t> points, std::uint64_t seed);

  std::uint64_t size() const { return drawn_ + points_.size(); }
  std::int64_t operator[](std::uint64_t position) const;
  /// Those from `position` on. \pre there are as many.
  void copy(std::uint64_t position, std::span<std::int64_t> ordinals) const;

 private:
  struct placed_range {
    std::int64_t first;
    std::uint64_t strata;
    std::uint64_t size, larger;    ///< strata hold `size` ordinals, the first `larger` of them one more
    std::uint64_t position;        ///< of its first stratum among all strata
  };
  struct placed_point {
    std::int64_t ordinal;
    std::uint64_t position;        ///< in the sample
  };
  std::int64_t draw(const placed_range&, std::uint64_t stratum) const;
  struct rank {
    std::uint64_t below;  ///< how many drawn ordinals are less
    bool drawn;           ///< it is drawn itself
  };
  rank rank_of(std::int64_t ordinal) const;

  std::vector<placed_range> ranges_;
  std::vector<placed_point> points_;
  std::uint64_t drawn_ = 0, seed_ = 0;
};

}  // namespace actcheck
