/// \file
/// Number formats: what a bit pattern means, and the one rounding that turns a real number into one.
///
/// Values of every format travel through actcheck as `double`, which holds each of them exactly.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string_view>

namespace actcheck {

/// A number format of the catalogue. All are IEEE 754 style: sign, biased exponent, fraction.
enum class format : std::uint8_t { f64, f32, f16, bf16 };

/// The shape of a format. `precision` counts the hidden bit.
struct format_shape {
  std::string_view name;
  int bits;          ///< width of the storage, in bits
  int precision;     ///< significant bits, hidden bit included
  int min_exponent;  ///< exponent e of the smallest normal number 2^e
  int max_exponent;  ///< exponent e of the largest binade [2^e, 2^(e+1))
};

inline constexpr std::array<format, 4> all_formats{format::f64, format::f32, format::f16, format::bf16};

/// Shape of `f`. Source: IEEE 754-2019 table 3.5; bfloat16 is binary32 with 16 fraction bits cut off.
constexpr format_shape shape(format f) noexcept {
  switch (f) {
    case format::f64: return {"f64", 64, 53, -1022, 1023};
    case format::f32: return {"f32", 32, 24, -126, 127};
    case format::f16: return {"f16", 16, 11, -14, 15};
    case format::bf16: return {"bf16", 16, 8, -126, 127};
  }
  return {};
}

constexpr std::string_view name(format f) noexcept { return shape(f).name; }

/// The format called `name`, or nothing.
std::optional<format> find_format(std::string_view name) noexcept;

/// Storage of a half-precision number (IEEE binary16): the bits, nothing else.
struct f16 {
  std::uint16_t bits = 0;
  friend bool operator==(f16, f16) = default;
};
/// Storage of a bfloat16 number: the bits, nothing else.
struct bf16 {
  std::uint16_t bits = 0;
  friend bool operator==(bf16, bf16) = default;
};

/// The format that the C++ type `T` stores.
template <class T>
inline constexpr format format_of = [] { static_assert(sizeof(T) == 0, "no such format"); return format::f64; }();
template <>
inline constexpr format format_of<double> = format::f64;
template <>
inline constexpr format format_of<float> = format::f32;
template <>
inline constexpr format format_of<f16> = format::f16;
template <>
inline constexpr format format_of<bf16> = format::bf16;

/// 2^e as a double. Domain: -1074 <= e <= 1023. Exact.
constexpr double power_of_two(int e) noexcept {
  return e >= -1022 ? std::bit_cast<double>(static_cast<std::uint64_t>(e + 1023) << 52)
                    : std::bit_cast<double>(std::uint64_t{1} << (e + 1074));
}

/// Largest finite value.
constexpr double largest(format f) noexcept {
  const auto s = shape(f);
  return power_of_two(s.max_exponent) * (2.0 - power_of_two(1 - s.precision));
}
/// Smallest positive normal value.
constexpr double smallest_normal(format f) noexcept { return power_of_two(shape(f).min_exponent); }
/// Smallest positive value: the smallest subnormal.
constexpr double smallest(format f) noexcept {
  return power_of_two(shape(f).min_exponent - shape(f).precision + 1);
}
/// Spacing of the format at 1: eps = 2^(1-precision).
constexpr double epsilon(format f) noexcept { return power_of_two(1 - shape(f).precision); }

/// Exponent of the spacing (distance of neighbours) in the binade that holds |value|, never below the smallest
/// subnormal; values past the largest finite one are measured with the spacing that their binade would have.
/// Domain: finite `value`.
constexpr int spacing_exponent(format f, double value) noexcept {
  const int field = static_cast<int>((std::bit_cast<std::uint64_t>(value) >> 52) & 0x7ff);
  const auto s = shape(f);
  const int exponent = field - 1023 > s.min_exponent ? field - 1023 : s.min_exponent;
  return exponent - (s.precision - 1);
}

/// `value` rounded to nearest, ties to even, overflow to infinity, sign of zero kept. NaN gives NaN.
double round_to(format f, double value) noexcept;

/// Equal, and of the same sign when zero. NaN is no number, so never the same.
constexpr bool same_number(double a, double b) noexcept {
  return a == b && std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

/// The bits of `value`. \pre `value` is representable (`round_to(f, value) == value`) or NaN.
/// NaN gives the canonical quiet NaN: sign 0, only the top fraction bit set.
std::uint64_t encode(format f, double value) noexcept;

/// The value of a bit pattern; any NaN pattern gives NaN. Exact.
double decode(format f, std::uint64_t bits) noexcept;

/// Is this bit pattern a NaN? Decided on the integer: g++ 12 folds `v != v` away for some bf16 conversions.
constexpr bool is_nan_bits(format f, std::uint64_t bits) noexcept {
  const auto s = shape(f);
  const std::uint64_t magnitude = bits & ((std::uint64_t{1} << (s.bits - 1)) - 1);
  const std::uint64_t exponent_mask = ((std::uint64_t{1} << (s.bits - s.precision)) - 1) << (s.precision - 1);
  return magnitude > exponent_mask;
}

/// \name Ordinals
/// The non-NaN values of a format in increasing order are the integers
/// -infinity_ordinal-1 (-inf), ..., -1 (-0), 0 (+0), ..., infinity_ordinal (+inf).
/// Neighbours differ by one, which makes sweeps, bisection and shrinking integer arithmetic.
///@{
constexpr std::int64_t infinity_ordinal(format f) noexcept {
  const auto s = shape(f);
  return static_cast<std::int64_t>(((std::uint64_t{1} << (s.bits - s.precision)) - 1) << (s.precision - 1));
}
constexpr std::uint64_t bits_of_ordinal(format f, std::int64_t ordinal) noexcept {
  const std::uint64_t sign = std::uint64_t{1} << (shape(f).bits - 1);
  return ordinal >= 0 ? static_cast<std::uint64_t>(ordinal) : sign | static_cast<std::uint64_t>(-(ordinal + 1));
}
constexpr std::int64_t ordinal_of_bits(format f, std::uint64_t bits) noexcept {
  const std::uint64_t sign = std::uint64_t{1} << (shape(f).bits - 1);
  return (bits & sign) != 0 ? -static_cast<std::int64_t>(bits & (sign - 1)) - 1 : static_cast<std::int64_t>(bits);
}
inline double value_of_ordinal(format f, std::int64_t ordinal) noexcept {
  return decode(f, bits_of_ordinal(f, ordinal));
}
inline std::int64_t ordinal_of(format f, double value) noexcept { return ordinal_of_bits(f, encode(f, value)); }
///@}

/// Conversions between arrays of storage and arrays of values. Sizes must agree.
void decode_array(format f, const void* storage, std::span<double> values) noexcept;
void encode_array(format f, std::span<const double> values, void* storage) noexcept;
/// Bytes of one stored value.
constexpr std::size_t bytes(format f) noexcept { return static_cast<std::size_t>(shape(f).bits / 8); }
/// The bits of element `index` of a stored array.
std::uint64_t load_bits(format f, const void* storage, std::size_t index) noexcept;
/// Stores the bits of element `index`.
void store_bits(format f, void* storage, std::size_t index, std::uint64_t bits) noexcept;

}  // namespace actcheck
