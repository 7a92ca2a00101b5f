#include "kernels/lane_formats.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <span>
#include <stdexcept>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/lane_formats.cpp"
#include "hwy/foreach_target.h"

#include "hwy/highway.h"
#include "kernels/narrow-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace actcheck::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
using kernels::unrounded_block;

using lane_tag = hn::CappedTag<double, 8>;
using lane_vector = hn::Vec<lane_tag>;
inline constexpr lane_tag tag;
inline constexpr hn::RebindToUnsigned<lane_tag> bits64;
inline constexpr hn::Rebind<float, lane_tag> tag32;
inline constexpr hn::Rebind<std::uint32_t, lane_tag> bits32;
inline constexpr hn::Rebind<std::uint16_t, lane_tag> bits16;

/// f32: the hardware rounds.
struct as_f32 {
  using stored = float;
  using rounded = hn::Vec<decltype(tag32)>;
  static HWY_INLINE lane_vector load(const float* p) { return hn::PromoteTo(tag, hn::LoadU(tag32, p)); }
  static HWY_INLINE rounded round(lane_vector v) { return to_f32(tag32, v); }
  static HWY_INLINE lane_vector widen(rounded v) { return hn::PromoteTo(tag, v); }
  static HWY_INLINE bool all_equal(rounded a, rounded b) { return hn::AllTrue(tag32, hn::Eq(a, b)); }
  static HWY_INLINE void store(rounded v, float* p) { hn::StoreU(v, tag32, p); }
};

/// 16-bit formats. A value is rounded by adding and subtracting 1.5 * 2^(52+e), which leaves no room for bits below the
/// format's spacing 2^e there (as `round_to`). The result, a multiple of that spacing, then changes its container exactly.
template <format f>
struct as_16_bits {
  using stored = std::uint16_t;
  using rounded = lane_vector;
  static constexpr auto s = shape(f);

  static HWY_INLINE lane_vector load(const std::uint16_t* p) {
    const auto pattern = hn::PromoteTo(bits32, hn::LoadU(bits16, p));
    if constexpr (f == format::bf16) {
      return hn::PromoteTo(tag, hn::BitCast(tag32, hn::ShiftLeft<16>(pattern)));
    } else {
      // Exponent and fraction in the places that f32 has for them, times 2^(127-15) for the difference of the biases.
      const auto magnitude = hn::And(pattern, hn::Set(bits32, 0x7fffu));
      const auto sign = hn::ShiftLeft<16>(hn::AndNot(hn::Set(bits32, 0x7fffu), pattern));
      const auto scaled = hn::Mul(hn::PromoteTo(tag, hn::BitCast(tag32, hn::ShiftLeft<13>(magnitude))), hn::Set(tag, 0x1p112));
      const auto value = hn::IfThenElse(hn::Gt(scaled, hn::Set(tag, 65504.0)), hn::Inf(tag), scaled);  // and NaN: not finite
      return hn::CopySignToAbs(value, hn::PromoteTo(tag, hn::BitCast(tag32, hn::Or(sign, hn::Set(bits32, 0x3f800000u)))));
    }
  }
  static HWY_INLINE lane_vector round(lane_vector v) {
    const auto smallest_exponent = hn::Set(bits64, static_cast<std::uint64_t>(s.min_exponent + 1023) << 52);
    const auto largest_sum = hn::Set(tag, power_of_two(s.max_exponent) * 2);
    const auto size = hn::Abs(v);
    const auto magnitude = hn::IfThenElse(hn::Gt(size, largest_sum), largest_sum, size);  // NaN stays: it is never decided
    const auto exponent = hn::And(hn::BitCast(bits64, magnitude), hn::Set(bits64, std::uint64_t{0x7ff} << 52));
    const auto binade = hn::BitCast(bits64, hn::Max(hn::BitCast(tag, exponent), hn::BitCast(tag, smallest_exponent)));
    const auto magic_exponent = hn::Add(binade, hn::Set(bits64, std::uint64_t{53u - s.precision} << 52));
    const auto magic = hn::BitCast(tag, hn::Or(magic_exponent, hn::Set(bits64, std::uint64_t{1} << 51)));
    return hn::CopySignToAbs(hn::Sub(hn::Add(magnitude, magic), magic), v);
  }
  static HWY_INLINE lane_vector widen(lane_vector v) { return v; }
  static HWY_INLINE bool all_equal(lane_vector a, lane_vector b) { return hn::AllTrue(tag, hn::Eq(a, b)); }
  static HWY_INLINE void store(lane_vector v, std::uint16_t* p) {
    // 2^(max_exponent+1), to which values past the largest one were rounded, becomes the pattern of infinity.
    constexpr double bias = f == format::bf16 ? 1.0 : 0x1p-112;
    constexpr int shift = f == format::bf16 ? 16 : 13;
    const auto pattern = hn::BitCast(bits32, to_f32(tag32, hn::Mul(v, hn::Set(tag, bias))));
    const auto magnitude = hn::ShiftRight<shift>(hn::And(pattern, hn::Set(bits32, 0x7fffffffu)));
    const auto sign = hn::ShiftRight<16>(hn::And(pattern, hn::Set(bits32, 0x80000000u)));
    hn::StoreU(hn::TruncateTo(bits16, hn::Or(magnitude, sign)), bits16, p);
  }
};

template <class Format>
HWY_INLINE bool load_as(const void* stored, std::size_t n, double* values) {
  const auto* from = static_cast<const typename Format::stored*>(stored);
  const std::size_t step = hn::Lanes(tag);
  auto spoiled = hn::Zero(tag);  // 0 * x is NaN for an infinity and for NaN, and stays
  std::size_t i = 0;
  for (; i + step <= n; i += step) {
    const auto v = Format::load(from + i);
    hn::Store(v, tag, values + i);
    spoiled = hn::MulAdd(v, hn::Zero(tag), spoiled);
  }
  if (i < n) {
    typename Format::stored rest[8] = {};
    std::copy(from + i, from + n, rest);
    const auto v = Format::load(rest);
    hn::Store(v, tag, values + i);
    spoiled = hn::MulAdd(v, hn::Zero(tag), spoiled);
  }
  return !hn::AllTrue(tag, hn::Eq(spoiled, hn::Zero(tag)));
}

/// Ends of the interval of possible values.
struct lane_interval {
  lane_vector low, high;
  /// Two zeros compare equal, and a zero upstream makes zeros of all: of an interval that held both signs before it was
  /// multiplied, the sign of the result is not known.
  hn::Mask<lane_tag> mixed_signs;
};

template <bool with_upstream, bool cancels>
HWY_INLINE lane_interval interval_at(const unrounded_block& block, std::size_t i) {
  auto value = hn::Load(tag, block.value + i);
  const auto relative = hn::Set(tag, block.relative_error());
  auto error = hn::Mul(cancels ? hn::Load(tag, block.magnitude + i) : hn::Abs(value), relative);
  const auto mixed_signs = hn::Gt(error, hn::Abs(value));
  if constexpr (with_upstream) {
    const auto upstream = hn::Load(tag, block.upstream + i);
    value = hn::Mul(value, upstream);
    error = hn::Mul(error, hn::Abs(upstream));
  }
  return {hn::Sub(value, error), hn::Add(value, error), mixed_signs};
}

/// Rounds the results at i and after, and says whether all of them are decided.
template <class Format, bool with_upstream, bool cancels>
HWY_INLINE bool round_at(const unrounded_block& block, std::size_t i, typename Format::stored* to) {
  const auto ends = interval_at<with_upstream, cancels>(block, i);
  const auto low = Format::round(ends.low), high = Format::round(ends.high);
  Format::store(low, to);
  return Format::all_equal(low, high) && (!cancels || hn::AllFalse(tag, ends.mixed_signs));
}

/// Adds the undecided positions among those at i and after.
template <class Format, bool with_upstream, bool cancels>
HWY_NOINLINE std::size_t list_undecided(const unrounded_block& block, std::size_t i, std::uint32_t* undecided) {
  const auto ends = interval_at<with_upstream, cancels>(block, i);
  const auto decided = hn::And(hn::Eq(Format::widen(Format::round(ends.low)), Format::widen(Format::round(ends.high))),
                               hn::Not(ends.mixed_signs));
  alignas(64) double flags[8];
  hn::Store(hn::IfThenElse(decided, hn::Zero(tag), hn::Set(tag, 1.0)), tag, flags);
  std::size_t count = 0;
  for (std::size_t j = 0; j < hn::Lanes(tag) && i + j < block.size; ++j)
    if (flags[j] != 0) undecided[count++] = static_cast<std::uint32_t>(i + j);
  return count;
}

template <class Format, bool with_upstream, bool cancels>
std::size_t round_as(const unrounded_block& block, void* stored, std::uint32_t* undecided) {
  auto* to = static_cast<typename Format::stored*>(stored);
  const std::size_t step = hn::Lanes(tag);
  std::size_t count = 0, i = 0;
  for (; i + step <= block.size; i += step)
    if (HWY_UNLIKELY((!round_at<Format, with_upstream, cancels>(block, i, to + i))))
      count += list_undecided<Format, with_upstream, cancels>(block, i, undecided + count);
  if (i < block.size) {
    typename Format::stored rest[8];
    if (!round_at<Format, with_upstream, cancels>(block, i, rest))
      count += list_undecided<Format, with_upstream, cancels>(block, i, undecided + count);
    std::copy(rest, rest + (block.size - i), to + i);
  }
  return count;
}

template <class Format>
std::size_t round_in(const unrounded_block& block, void* stored, std::uint32_t* undecided) {
  if (block.upstream != nullptr)
    return block.bound.cancels ? round_as<Format, true, true>(block, stored, undecided)
                               : round_as<Format, true, false>(block, stored, undecided);
  return block.bound.cancels ? round_as<Format, false, true>(block, stored, undecided)
                             : round_as<Format, false, false>(block, stored, undecided);
}

bool load_block(format f, const void* stored, std::size_t n, double* values) {
  switch (f) {
    case format::f32: return load_as<as_f32>(stored, n, values);
    case format::f16: return load_as<as_16_bits<format::f16>>(stored, n, values);
    case format::bf16: return load_as<as_16_bits<format::bf16>>(stored, n, values);
    case format::f64:
    case format::f8e4m3fn:
    case format::f8e5m2: break;
  }
  throw std::logic_error("load_block: a format that the lanes are not made for");
}

std::size_t round_block(format f, const unrounded_block& block, void* stored, std::uint32_t* undecided) {
  switch (f) {
    case format::f32: return round_in<as_f32>(block, stored, undecided);
    case format::f16: return round_in<as_16_bits<format::f16>>(block, stored, undecided);
    case format::bf16: return round_in<as_16_bits<format::bf16>>(block, stored, undecided);
    case format::f64:
    case format::f8e4m3fn:
    case format::f8e5m2: break;
  }
  throw std::logic_error("round_block: a format that the lanes are not made for");
}

void set_at(double position, double slope, const double* x, std::size_t n, double* value) {
  const auto where = hn::Set(tag, position), put = hn::Set(tag, slope);
  for (std::size_t i = 0; i < n; i += hn::Lanes(tag)) {
    const auto here = hn::Eq(hn::Load(tag, x + i), where);
    hn::Store(hn::IfThenElse(here, put, hn::Load(tag, value + i)), tag, value + i);
  }
}

}  // namespace actcheck::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace actcheck {
HWY_EXPORT(load_block);
HWY_EXPORT(round_block);
HWY_EXPORT(set_at);
namespace kernels {

bool load_block(format f, const void* stored, std::size_t n, double* values) {
  return HWY_DYNAMIC_DISPATCH(load_block)(f, stored, n, values);
}
std::size_t round_block(format f, const unrounded_block& block, void* stored, std::uint32_t* undecided) {
  return HWY_DYNAMIC_DISPATCH(round_block)(f, block, stored, undecided);
}
void set_at(double position, double slope, const double* x, std::size_t n, double* value) {
  HWY_DYNAMIC_DISPATCH(set_at)(position, slope, x, n, value);
}

}  // namespace kernels
}  // namespace actcheck
#endif
