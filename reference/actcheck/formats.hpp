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

/// A number format of the catalogue. All are IEEE 754 style: sign, biased exponent, fraction. f8e4m3fn alone spends the
/// exponent of ones on numbers too: it has no infinity, and one NaN of each sign (all bits behind the sign set).
enum class format : std::uint8_t { f64, f32, f16, bf16, f8e4m3fn, f8e5m2 };

/// The shape of a format. `precision` counts the hidden bit.
struct format_shape {
  std::string_view name;  ///< as on the command line: "f32"
  int bits;          ///< width of the storage, in bits
  int precision;     ///< significant bits, hidden bit included
  int min_exponent;  ///< exponent e of the smallest normal number 2^e
  int max_exponent;  ///< exponent e of the largest binade [2^e, 2^(e+1))
  bool has_infinity = true;  ///< false: overflow gives NaN, or the largest number
};

/// Every format, widest first.
inline constexpr std::array<format, 6> all_formats{format::f64,  format::f32,      format::f16,
                                                   format::bf16, format::f8e4m3fn, format::f8e5m2};

/// Shape of `f`. Sources: IEEE 754-2019 table 3.5; bfloat16 is binary32 with 16 fraction bits cut off; the 8-bit formats
/// are those of the OCP 8-bit Floating Point Specification (OFP8) 1.0, table 1.
constexpr format_shape shape(format f) noexcept {
  switch (f) {
    case format::f64: return {"f64", 64, 53, -1022, 1023};
    case format::f32: return {"f32", 32, 24, -126, 127};
    case format::f16: return {"f16", 16, 11, -14, 15};
    case format::bf16: return {"bf16", 16, 8, -126, 127};
    case format::f8e4m3fn: return {"f8e4m3fn", 8, 4, -6, 8, false};
    case format::f8e5m2: return {"f8e5m2", 8, 3, -14, 15};
  }
  return {};
}

/// "f64", "f32", ..., as on the command line.
constexpr std::string_view name(format f) noexcept { return shape(f).name; }

/// The format called `name`, or nothing.
std::optional<format> find_format(std::string_view name) noexcept;

/// Storage of a half-precision number (IEEE binary16): the bits, nothing else.
struct f16 {
  std::uint16_t bits = 0;  ///< sign, exponent, fraction, from the top
  /// Compares the bits: 0 and -0 differ, a NaN equals itself.
  friend bool operator==(f16, f16) = default;
};
/// Storage of a bfloat16 number: the bits, nothing else.
struct bf16 {
  std::uint16_t bits = 0;  ///< sign, exponent, fraction, from the top
  /// Compares the bits: 0 and -0 differ, a NaN equals itself.
  friend bool operator==(bf16, bf16) = default;
};

/// Storage of an 8-bit number with 3 fraction bits and no infinity (OCP E4M3): the bits, nothing else.
struct f8e4m3fn {
  std::uint8_t bits = 0;  ///< sign, exponent, fraction, from the top
  /// Compares the bits: 0 and -0 differ, a NaN equals itself.
  friend bool operator==(f8e4m3fn, f8e4m3fn) = default;
};
/// Storage of an 8-bit number with 2 fraction bits (OCP E5M2): the bits, nothing else.
struct f8e5m2 {
  std::uint8_t bits = 0;  ///< sign, exponent, fraction, from the top
  /// Compares the bits: 0 and -0 differ, a NaN equals itself.
  friend bool operator==(f8e5m2, f8e5m2) = default;
};

/// The format that the C++ type `T` stores.
template <class T>
inline constexpr format format_of = [] { static_assert(sizeof(T) == 0, "no such format"); return format::f64; }();
/// \cond the specialisations say nothing new
template <>
inline constexpr format format_of<double> = format::f64;
template <>
inline constexpr format format_of<float> = format::f32;
template <>
inline constexpr format format_of<f16> = format::f16;
template <>
inline constexpr format format_of<bf16> = format::bf16;
template <>
inline constexpr format format_of<f8e4m3fn> = format::f8e4m3fn;
template <>
inline constexpr format format_of<f8e5m2> = format::f8e5m2;
/// \endcond

/// 2^e as a double. Domain: -1074 <= e <= 1023. Exact.
constexpr double power_of_two(int e) noexcept {
  return e >= -1022 ? std::bit_cast<double>(static_cast<std::uint64_t>(e + 1023) << 52)
                    : std::bit_cast<double>(std::uint64_t{1} << (e + 1074));
}

/// Largest finite value. Without infinities only the last pattern of the last binade is taken, by NaN.
constexpr double largest(format f) noexcept {
  const auto s = shape(f);
  return power_of_two(s.max_exponent) * (2.0 - power_of_two((s.has_infinity ? 1 : 2) - s.precision));
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

/// What a result becomes that rounds to more than the largest number, or is infinite: the two modes of conversion that
/// OFP8 (section 5.2.1) defines.
enum class overflow : std::uint8_t {
  standard,  ///< an infinity; NaN in f8e4m3fn, which has none
  saturate   ///< the largest number of that sign
};

/// What `f` holds instead of a result beyond its largest number, of the given sign.
constexpr double overflowed(format f, double sign, overflow policy) noexcept {
  const double magnitude = policy == overflow::saturate ? largest(f) : std::numeric_limits<double>::infinity();
  if (policy == overflow::standard && !shape(f).has_infinity) return std::numeric_limits<double>::quiet_NaN();
  return sign < 0 ? -magnitude : magnitude;
}

/// `value` rounded to nearest, ties to even, sign of zero kept, and overflow to infinity whether or not the format has
/// one: what rounding says before the format has its say. NaN gives NaN.
double round_unbounded(format f, double value) noexcept;

/// `value` rounded to nearest, ties to even, sign of zero kept, overflow by policy. NaN gives NaN.
double round_to(format f, double value, overflow policy = overflow::standard) noexcept;

/// Equal, and of the same sign when zero. NaN is no number, so never the same.
constexpr bool same_number(double a, double b) noexcept {
  return a == b && std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

/// The bits of `value`. \pre `value` is representable (`round_to(f, value) == value`) or NaN.
/// NaN gives the canonical quiet NaN: sign 0, only the top fraction bit set; in f8e4m3fn 0x7f, its only one of that sign,
/// which infinities give as well.
std::uint64_t encode(format f, double value) noexcept;

/// The value of a bit pattern; any NaN pattern gives NaN. Exact.
double decode(format f, std::uint64_t bits) noexcept;

/// Is this bit pattern a NaN? Decided on the integer: g++ 12 folds `v != v` away for some bf16 conversions.
constexpr bool is_nan_bits(format f, std::uint64_t bits) noexcept {
  const auto s = shape(f);
  const std::uint64_t magnitude = bits & ((std::uint64_t{1} << (s.bits - 1)) - 1);
  if (!s.has_infinity) return magnitude == (std::uint64_t{1} << (s.bits - 1)) - 1;
  const std::uint64_t exponent_mask = ((std::uint64_t{1} << (s.bits - s.precision)) - 1) << (s.precision - 1);
  return magnitude > exponent_mask;
}

/// \name Ordinals
/// The non-NaN values of a format in increasing order are the integers
/// -infinity_ordinal-1 (-inf), ..., -1 (-0), 0 (+0), ..., infinity_ordinal (+inf).
/// Neighbours differ by one, which makes sweeps, bisection and shrinking integer arithmetic.
/// Where the format has no infinity, infinity_ordinal is still the one after the largest number; its pattern is NaN.
///@{

/// The ordinal of infinity.
constexpr std::int64_t infinity_ordinal(format f) noexcept {
  const auto s = shape(f);
  if (!s.has_infinity) return (std::int64_t{1} << (s.bits - 1)) - 1;
  return static_cast<std::int64_t>(((std::uint64_t{1} << (s.bits - s.precision)) - 1) << (s.precision - 1));
}
/// The bit pattern of an ordinal. \pre -infinity_ordinal-1 <= `ordinal` <= infinity_ordinal.
constexpr std::uint64_t bits_of_ordinal(format f, std::int64_t ordinal) noexcept {
  const std::uint64_t sign = std::uint64_t{1} << (shape(f).bits - 1);
  return ordinal >= 0 ? static_cast<std::uint64_t>(ordinal) : sign | static_cast<std::uint64_t>(-(ordinal + 1));
}
/// The ordinal of a bit pattern, which must not be a NaN.
constexpr std::int64_t ordinal_of_bits(format f, std::uint64_t bits) noexcept {
  const std::uint64_t sign = std::uint64_t{1} << (shape(f).bits - 1);
  return (bits & sign) != 0 ? -static_cast<std::int64_t>(bits & (sign - 1)) - 1 : static_cast<std::int64_t>(bits);
}
/// The value of an ordinal; -0 for -1.
inline double value_of_ordinal(format f, std::int64_t ordinal) noexcept {
  return decode(f, bits_of_ordinal(f, ordinal));
}
/// The ordinal of a value of the format, which must not be NaN.
inline std::int64_t ordinal_of(format f, double value) noexcept { return ordinal_of_bits(f, encode(f, value)); }
///@}

/// Reads as many stored numbers as there are `values`. Exact.
void decode_array(format f, const void* storage, std::span<double> values) noexcept;
/// Writes as many stored numbers as there are `values`, which must be values of the format.
void encode_array(format f, std::span<const double> values, void* storage) noexcept;
/// Bytes of one stored value.
constexpr std::size_t bytes(format f) noexcept { return static_cast<std::size_t>(shape(f).bits / 8); }
/// The bits of element `index` of a stored array.
std::uint64_t load_bits(format f, const void* storage, std::size_t index) noexcept;
/// Stores the bits of element `index`.
void store_bits(format f, void* storage, std::size_t index, std::uint64_t bits) noexcept;

}  // namespace actcheck
