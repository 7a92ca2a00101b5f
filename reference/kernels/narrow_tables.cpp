#include "kernels/narrow_tables.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/narrow_tables.cpp"
#include "hwy/foreach_target.h"

#include "hwy/highway.h"
#include "arithmetic/lane_packs-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace actcheck::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using wide_tag = hn::CappedTag<float, 16>;
using wide_vector = hn::Vec<wide_tag>;
inline constexpr wide_tag wide;
inline constexpr hn::RebindToUnsigned<wide_tag> words;
inline constexpr hn::RebindToSigned<wide_tag> offsets;
inline constexpr hn::Rebind<std::uint16_t, wide_tag> patterns;
inline constexpr std::size_t most_lanes = hn::MaxLanes(wide_tag());
using word_vector = hn::Vec<hn::RebindToUnsigned<wide_tag>>;

void look_up(const std::uint16_t* table, const std::uint16_t* x, std::size_t n, std::uint16_t* out) {
  std::size_t i = 0;
#if HWY_TARGET <= HWY_AVX2  // the others have no instruction for it
  const auto* const entries = reinterpret_cast<const std::int32_t*>(table);
  const std::size_t step = hn::Lanes(wide);
  for (; i + step <= n; i += step) {
    const auto pattern = hn::PromoteTo(words, hn::LoadU(patterns, x + i));
    const auto pairs = hn::GatherOffset(offsets, entries, hn::BitCast(offsets, hn::Add(pattern, pattern)));
    const auto result = hn::And(hn::BitCast(words, pairs), hn::Set(words, 0xffffu));
    hn::StoreU(hn::TruncateTo(patterns, result), patterns, out + i);
  }
#endif
  for (; i < n; ++i) out[i] = table[x[i]];
}

/// f32 of the nearest number of the format, ties to even, as that one's pattern. Not for NaN.
template <format f>
HWY_INLINE word_vector nearest_pattern(wide_vector v) {
  const auto bits = hn::BitCast(words, v);
  if constexpr (f == format::bf16) {  // its pattern is the upper half of f32's; a carry out of the fraction raises the exponent
    const auto odd = hn::And(hn::ShiftRight<16>(bits), hn::Set(words, 1u));
    return hn::ShiftRight<16>(hn::Add(bits, hn::Add(odd, hn::Set(words, 0x7fffu))));
  } else {
    // Adding 1.5 * 2^(23+e) leaves no room for bits below the spacing 2^e.
    constexpr auto s = shape(f);
    constexpr auto exponent_of = [](int e) { return static_cast<std::uint32_t>(e + 127) << 23; };
    const auto largest_sum = hn::Set(wide, static_cast<float>(power_of_two(s.max_exponent + 1)));
    const auto size = hn::Min(hn::Abs(v), largest_sum);
    const auto exponent = hn::And(hn::BitCast(words, size), hn::Set(words, 0x7f800000u));
    const auto binade = hn::Max(hn::BitCast(offsets, exponent), hn::Set(offsets, static_cast<std::int32_t>(exponent_of(s.min_exponent))));
    const auto magic_bits = hn::Add(hn::BitCast(words, binade), hn::Set(words, ((24u - s.precision) << 23) | (1u << 22)));
    const auto magic = hn::BitCast(wide, magic_bits);
    const auto rounded = hn::Sub(hn::Add(size, magic), magic);
    // Exponents of f16 are 127 - 15 less; 2^16, where its numbers end, becomes the pattern of infinity.
    const auto magnitude = hn::ShiftRight<13>(hn::BitCast(words, hn::Mul(rounded, hn::Set(wide, 0x1p-112F))));
    return hn::Or(magnitude, hn::ShiftRight<16>(hn::And(bits, hn::Set(words, 0x80000000u))));
  }
}

/// Infinities and NaN become infinities or NaN.
template <format f>
HWY_INLINE wide_vector number_of(word_vector pattern) {
  if constexpr (f == format::bf16) return hn::BitCast(wide, hn::ShiftLeft<16>(pattern));
  const auto magnitude = hn::ShiftLeft<13>(hn::And(pattern, hn::Set(words, 0x7fffu)));
  const auto scaled = hn::Mul(hn::BitCast(wide, magnitude), hn::Set(wide, 0x1p112F));
  const auto value = hn::IfThenElse(hn::Gt(scaled, hn::Set(wide, 65504.0F)), hn::Inf(wide), scaled);
  const auto sign = hn::ShiftLeft<16>(hn::And(pattern, hn::Set(words, 0x8000u)));
  return hn::BitCast(wide, hn::Or(hn::BitCast(words, value), sign));
}

/// One vector of products: slope and product lose 2^-24 of themselves each, and the ends of the interval that has room for it
/// have to round alike. Next to f32's subnormals they lose more: those are left open, but for zeros, which are either the product
/// with a zero or far below the smallest number of the format.
template <format f>
HWY_INLINE hn::Mask<wide_tag> multiply_at(const float* slopes, const std::uint16_t* x, const std::uint16_t* dy, std::uint16_t* out) {
  const auto pattern = hn::BitCast(offsets, hn::PromoteTo(words, hn::LoadU(patterns, x)));
  const auto upstream = number_of<f>(hn::PromoteTo(words, hn::LoadU(patterns, dy)));
  const auto product = hn::Mul(hn::GatherIndex(wide, slopes, pattern), upstream);
  const auto size = hn::Abs(product), margin = hn::Mul(size, hn::Set(wide, 0x1p-22F));
  const auto low = nearest_pattern<f>(hn::Sub(product, margin)), high = nearest_pattern<f>(hn::Add(product, margin));
  hn::StoreU(hn::TruncateTo(patterns, low), patterns, out);
  const auto zero = hn::Eq(size, hn::Zero(wide));
  const auto regular = hn::And(hn::Ge(size, hn::Set(wide, 0x1p-100F)), hn::Lt(size, hn::Inf(wide)));
  const auto alike = hn::RebindMask(wide, hn::Eq(low, high));
  return hn::Not(hn::Or(zero, hn::And(regular, alike)));
}

template <format f>
std::size_t multiply_as(const kernels::slope_products& p, kernels::undecided_product* undecided) {
  std::size_t found = 0;
  const auto run = [&](const std::uint16_t* x, const std::uint16_t* dy, std::size_t index, std::size_t count) ACTCHECK_INLINE_LAMBDA {
    std::uint16_t results[most_lanes];
    const auto doubt = multiply_at<f>(p.slopes, x, dy, results);
    if (HWY_UNLIKELY((!hn::AllFalse(wide, doubt)))) {
      alignas(64) float doubts[most_lanes];
      hn::Store(hn::IfThenElse(doubt, hn::Set(wide, 1.0F), hn::Zero(wide)), wide, doubts);
      for (std::size_t j = 0; j < count; ++j)
        if (doubts[j] != 0) undecided[found++] = {static_cast<std::uint32_t>(index + j), x[j], dy[j]};
    }
    std::copy_n(results, count, p.out + index);
  };
  const std::size_t step = hn::Lanes(wide);
  std::size_t i = 0;
  for (; i + step <= p.n; i += step) run(p.x + i, p.dy + i, i, step);
  if (i < p.n) {
    std::uint16_t last_x[most_lanes] = {}, last_dy[most_lanes] = {};
    std::copy_n(p.x + i, p.n - i, last_x);
    std::copy_n(p.dy + i, p.n - i, last_dy);
    run(last_x, last_dy, i, p.n - i);
  }
  return found;
}

std::size_t multiply_slopes(format f, const kernels::slope_products& p, kernels::undecided_product* undecided) {
  if (f == format::f16) return multiply_as<format::f16>(p, undecided);
  if (f == format::bf16) return multiply_as<format::bf16>(p, undecided);
  throw std::logic_error("multiply_slopes: a format that the tables are not made for");
}

}  // namespace actcheck::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace actcheck {
HWY_EXPORT(look_up);
HWY_EXPORT(multiply_slopes);
namespace kernels {

void look_up(const std::uint16_t* table, const std::uint16_t* x, std::size_t n, std::uint16_t* out) {
  HWY_DYNAMIC_DISPATCH(look_up)(table, x, n, out);
}
std::size_t multiply_slopes(format f, const slope_products& p, undecided_product* undecided) {
  return HWY_DYNAMIC_DISPATCH(multiply_slopes)(f, p, undecided);
}

float slope_entry(double slope) {
  const auto nearest = static_cast<float>(slope);
  const bool held = slope == 0 || (std::fabs(nearest) >= std::numeric_limits<float>::min() && std::isfinite(nearest));
  return held ? nearest : std::numeric_limits<float>::quiet_NaN();
}

}  // namespace kernels
}  // namespace actcheck
#endif
