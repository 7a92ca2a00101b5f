#include "actcheck/formats.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstring>

namespace actcheck {
namespace {

constexpr std::uint64_t double_sign = std::uint64_t{1} << 63;
constexpr std::uint64_t double_infinity = std::uint64_t{0x7ff} << 52;

/// Calls `act` with a number of the format's storage.
template <class Act>
auto with_storage(format f, Act act) {
  switch (bytes(f)) {
    case 1: return act(std::uint8_t{});
    case 2: return act(std::uint16_t{});
    case 4: return act(std::uint32_t{});
    default: return act(std::uint64_t{});
  }
}

template <class Storage, class Convert>
void for_each_stored(const void* storage, std::span<double> values, Convert convert) noexcept {
  const auto* stored = static_cast<const Storage*>(storage);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = convert(stored[i]);
}

template <class Storage, class Convert>
void store_each(std::span<const double> values, void* storage, Convert convert) noexcept {
  auto* stored = static_cast<Storage*>(storage);
  for (std::size_t i = 0; i < values.size(); ++i) stored[i] = convert(values[i]);
}

}  // namespace

std::optional<format> find_format(std::string_view wanted) noexcept {
  for (const format f : all_formats)
    if (name(f) == wanted) return f;
  return std::nullopt;
}

double round_unbounded(format f, double value) noexcept {
  if (f == format::f64) return value;
  if (f == format::f32) return static_cast<double>(static_cast<float>(value));
  if ((std::bit_cast<std::uint64_t>(value) & ~double_sign) >= double_infinity) return value;  // inf or NaN
  // Adding 1.5 * 2^(52+e) leaves no room for bits below 2^e: the addition itself rounds to a multiple of the spacing
  // 2^e, to nearest even, and the subtraction is exact. Values of twice the format's range and more overflow anyway.
  if (std::fabs(value) >= 2 * largest(f)) return std::copysign(std::numeric_limits<double>::infinity(), value);
  const double magic = 1.5 * power_of_two(52 + spacing_exponent(f, value));
  const double rounded = std::copysign((value + magic) - magic, value);
  if (std::fabs(rounded) > largest(f)) return std::copysign(std::numeric_limits<double>::infinity(), value);
  return rounded;
}

double round_to(format f, double value, overflow policy) noexcept {
  const double rounded = round_unbounded(f, value);
  return std::isinf(rounded) ? overflowed(f, rounded, policy) : rounded;
}

std::uint64_t encode(format f, double value) noexcept {
  const auto s = shape(f);
  const auto pattern = std::bit_cast<std::uint64_t>(value);
  const std::uint64_t infinity = static_cast<std::uint64_t>(infinity_ordinal(f));
  if ((pattern & ~double_sign) > double_infinity) return infinity | (std::uint64_t{1} << (s.precision - 2));
  if (!s.has_infinity && (pattern & ~double_sign) == double_infinity) return infinity;  // the pattern of NaN
  if (f == format::f64) return pattern;
  if (f == format::f32) return std::bit_cast<std::uint32_t>(static_cast<float>(value));
  const std::uint64_t sign = (pattern >> 63) << (s.bits - 1);
  const double magnitude = std::fabs(value);
  if ((pattern & ~double_sign) == double_infinity) return sign | infinity;
  assert(round_to(f, value) == value);
  if (magnitude < smallest_normal(f))
    return sign | static_cast<std::uint64_t>(magnitude / smallest(f));  // exact: a small integer
  // A normal double: its exponent, and its fraction with the hidden bit, of which the format has the upper bits.
  constexpr int double_bits = 52, double_bias = 1023;
  const int exponent = static_cast<int>((pattern & ~double_sign) >> double_bits) - double_bias;
  const std::uint64_t fraction =
      ((pattern & ((std::uint64_t{1} << double_bits) - 1)) | (std::uint64_t{1} << double_bits)) >> (double_bits - (s.precision - 1));
  const auto biased = static_cast<std::uint64_t>(exponent - s.min_exponent);  // fraction's hidden bit adds the 1
  return sign | ((biased << (s.precision - 1)) + fraction);
}

double decode(format f, std::uint64_t bits) noexcept {
  if (f == format::f64) return std::bit_cast<double>(bits);
  if (f == format::f32) return static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
  if (is_nan_bits(f, bits)) return std::numeric_limits<double>::quiet_NaN();
  const auto s = shape(f);
  const std::uint64_t sign = std::uint64_t{1} << (s.bits - 1);
  const std::uint64_t magnitude = bits & (sign - 1);
  const int fraction_bits = s.precision - 1;
  const int biased = static_cast<int>(magnitude >> fraction_bits);
  double value = 0;
  if (magnitude == static_cast<std::uint64_t>(infinity_ordinal(f))) {
    value = std::numeric_limits<double>::infinity();
  } else if (biased == 0) {
    value = static_cast<double>(magnitude) * smallest(f);
  } else {
    const std::uint64_t fraction = magnitude & ((std::uint64_t{1} << fraction_bits) - 1);
    value = (1.0 + static_cast<double>(fraction) * power_of_two(-fraction_bits)) *
            power_of_two(biased - 1 + s.min_exponent);
  }
  return (bits & sign) != 0 ? -value : value;
}

void decode_array(format f, const void* storage, std::span<double> values) noexcept {
  switch (f) {
    case format::f64:
      if (!values.empty()) std::memcpy(values.data(), storage, values.size_bytes());
      return;
    case format::f32: for_each_stored<float>(storage, values, [](float v) { return static_cast<double>(v); }); return;
    case format::f16:
    case format::bf16:
      for_each_stored<std::uint16_t>(storage, values, [f](std::uint16_t v) { return decode(f, v); });
      return;
    case format::f8e4m3fn:
    case format::f8e5m2: for_each_stored<std::uint8_t>(storage, values, [f](std::uint8_t v) { return decode(f, v); }); return;
  }
}

void encode_array(format f, std::span<const double> values, void* storage) noexcept {
  switch (f) {
    case format::f64:
      store_each<std::uint64_t>(values, storage, [](double v) { return encode(format::f64, v); });
      return;
    case format::f32: store_each<std::uint32_t>(values, storage, [](double v) { return static_cast<std::uint32_t>(encode(format::f32, v)); });
      return;
    case format::f16:
    case format::bf16:
      store_each<std::uint16_t>(values, storage, [f](double v) { return static_cast<std::uint16_t>(encode(f, v)); });
      return;
    case format::f8e4m3fn:
    case format::f8e5m2:
      store_each<std::uint8_t>(values, storage, [f](double v) { return static_cast<std::uint8_t>(encode(f, v)); });
      return;
  }
}

std::uint64_t load_bits(format f, const void* storage, std::size_t index) noexcept {
  return with_storage(f, [&]<class Storage>(Storage stored) -> std::uint64_t {
    std::memcpy(&stored, static_cast<const char*>(storage) + index * sizeof stored, sizeof stored);
    return stored;
  });
}

void store_bits(format f, void* storage, std::size_t index, std::uint64_t bits) noexcept {
  with_storage(f, [&]<class Storage>(Storage stored) {
    stored = static_cast<Storage>(bits);
    std::memcpy(static_cast<char*>(storage) + index * sizeof stored, &stored, sizeof stored);
  });
}

}  // namespace actcheck
