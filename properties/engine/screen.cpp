#include "engine/screen.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

// Outside of what is compiled for each target.
#ifndef ACTCHECK_SCREEN_ONE_BY_ONE
#define ACTCHECK_SCREEN_ONE_BY_ONE
namespace actcheck {

template <class Bits>
static differences list_one_by_one(const Bits* got, const Bits* want, std::size_t n, std::uint32_t first, std::uint32_t* indices) {
  differences found{0, 0};
  for (std::size_t i = 0; i < n; ++i) {
    if (got[i] == want[i]) continue;
    if (static_cast<Bits>((got[i] | want[i]) << 1) == 0) ++found.zero_signs;
    else indices[found.listed++] = first + static_cast<std::uint32_t>(i);
  }
  return found;
}

}  // namespace actcheck
#endif

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/screen.cpp"
#include "hwy/foreach_target.h"

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace actcheck::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using tag_f32 = hn::CappedTag<float, screen_padding>;
using tag_bits = hn::RebindToUnsigned<tag_f32>;
inline constexpr tag_f32 tag;
inline constexpr tag_bits bits;

/// What has been seen so far, in every lane for itself.
struct lanes_seen {
  hn::Vec<tag_f32> low, high;
  hn::Vec<tag_bits> different;
  hn::Mask<tag_f32> rising, falling, numbers;

  // Written out: a generated constructor would not be compiled for the target.
  HWY_INLINE explicit lanes_seen(float first)
      : low(hn::Set(tag, first)), high(low), different(hn::Zero(bits)), rising(hn::Eq(low, low)), falling(rising), numbers(rising) {}

  HWY_INLINE void look_at(hn::Vec<tag_f32> before, hn::Vec<tag_f32> got, hn::Vec<tag_f32> want) {
    different = hn::Or(different, hn::Xor(hn::BitCast(bits, got), hn::BitCast(bits, want)));
    rising = hn::And(rising, hn::Ge(got, before));
    falling = hn::And(falling, hn::Le(got, before));
    numbers = hn::And(numbers, hn::Eq(got, got));
    low = hn::Min(low, got);
    high = hn::Max(high, got);
  }
  HWY_INLINE screened in_all() const {
    const bool all_numbers = hn::AllTrue(tag, numbers);
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    return {hn::AllTrue(bits, hn::Eq(different, hn::Zero(bits))), hn::AllTrue(tag, rising), hn::AllTrue(tag, falling),
            all_numbers ? static_cast<double>(hn::GetLane(hn::MinOfLanes(tag, low))) : nan,
            all_numbers ? static_cast<double>(hn::GetLane(hn::MaxOfLanes(tag, high))) : nan};
  }
};

screened screen_f32(const float* got, const float* want, std::size_t n) {
  lanes_seen seen(got[0]);
  seen.look_at(hn::Set(tag, got[0]), hn::Set(tag, got[0]), hn::Set(tag, want[0]));  // before it is itself
  const std::size_t step = hn::Lanes(tag);
  std::size_t i = 1;
  for (; i + step <= n; i += step) seen.look_at(hn::LoadU(tag, got + i - 1), hn::LoadU(tag, got + i), hn::LoadU(tag, want + i));
  for (; i < n; ++i) seen.look_at(hn::Set(tag, got[i - 1]), hn::Set(tag, got[i]), hn::Set(tag, want[i]));
  return seen.in_all();
}

differences list_differences_32(const std::uint32_t* got, const std::uint32_t* want, std::size_t n, std::uint32_t* indices) {
  const std::size_t step = hn::Lanes(bits);
  std::size_t count = 0, zero_signs = 0, i = 0;
  for (; i + step <= n; i += step) {
    const auto g = hn::LoadU(bits, got + i), w = hn::LoadU(bits, want + i);
    const auto differ = hn::Ne(g, w), zeros = hn::Eq(hn::ShiftLeft<1>(hn::Or(g, w)), hn::Zero(bits));
    if (hn::AllFalse(bits, differ)) continue;
    zero_signs += hn::CountTrue(bits, hn::And(differ, zeros));
    const auto numbers = hn::AndNot(zeros, differ);
    if (hn::AllFalse(bits, numbers)) continue;
    // Compressed in a register: some processors take long to compress to memory.
    hn::StoreU(hn::Compress(hn::Iota(bits, static_cast<std::uint32_t>(i)), numbers), bits, indices + count);
    count += hn::CountTrue(bits, numbers);
  }
  const auto rest = list_one_by_one(got + i, want + i, n - i, static_cast<std::uint32_t>(i), indices + count);
  return {count + rest.listed, zero_signs + rest.zero_signs};
}

}  // namespace actcheck::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace actcheck {
HWY_EXPORT(screen_f32);
HWY_EXPORT(list_differences_32);
namespace {

template <class Bits>
differences list_differences_of(const void* got, const void* want, std::size_t n, std::uint32_t* indices) {
  return list_one_by_one(static_cast<const Bits*>(got), static_cast<const Bits*>(want), n, 0, indices);
}

}  // namespace

screened screen(format f, const void* got, const void* want, std::size_t n) {
  if (f == format::f32) return HWY_DYNAMIC_DISPATCH(screen_f32)(static_cast<const float*>(got), static_cast<const float*>(want), n);
  double before = stored_value(f, got, 0);
  screened seen{std::memcmp(got, want, n * bytes(f)) == 0, true, true, before, before};
  bool all_numbers = true;
  for (std::size_t i = 0; i < n; ++i) {
    const double value = stored_value(f, got, i);
    seen.rising &= value >= before;
    seen.falling &= value <= before;
    all_numbers &= !std::isnan(value);
    seen.low = std::min(seen.low, value);
    seen.high = std::max(seen.high, value);
    before = value;
  }
  if (!all_numbers) seen.low = seen.high = std::numeric_limits<double>::quiet_NaN();
  return seen;
}

differences list_differences(format f, const void* got, const void* want, std::size_t n, std::uint32_t* indices) {
  switch (bytes(f)) {
    case 1: return list_differences_of<std::uint8_t>(got, want, n, indices);
    case 2: return list_differences_of<std::uint16_t>(got, want, n, indices);
    case 4:
      return HWY_DYNAMIC_DISPATCH(list_differences_32)(static_cast<const std::uint32_t*>(got), static_cast<const std::uint32_t*>(want), n, indices);
    default: return list_differences_of<std::uint64_t>(got, want, n, indices);
  }
}

}  // namespace actcheck
#endif
