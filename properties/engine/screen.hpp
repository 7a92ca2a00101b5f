/// \file
/// One look at a block of stored results, as fast as memory: nearly always it shows that nothing else needs to be looked at.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "actcheck/formats.hpp"

namespace actcheck {

/// The value of element `index` of an array of stored numbers.
inline double stored_value(format f, const void* storage, std::size_t index) noexcept {
  if (f == format::f32) {
    float value = 0;
    std::memcpy(&value, static_cast<const char*>(storage) + index * sizeof value, sizeof value);
    return value;
  }
  return decode(f, load_bits(f, storage, index));
}

struct screened {
  bool equal;             ///< every result has the same bits as what was wanted
  bool rising, falling;   ///< no result is less, or greater, than the one before; false where one is NaN
  double low, high;       ///< the smallest and the largest result; NaN where one is NaN
};

/// Looks at n >= 1 results and the n numbers that were wanted.
screened screen(format, const void* got, const void* want, std::size_t n);

/// `list_differences` writes up to this many indices more than there are.
inline constexpr std::size_t screen_padding = 16;

struct differences {
  std::size_t listed;      ///< in more than the sign of a zero
  std::size_t zero_signs;  ///< in that alone
};

/// Counts where the bits differ, and lists the indices, in order, where they are not two zeros. `indices` has room for
/// n + screen_padding.
differences list_differences(format, const void* got, const void* want, std::size_t n, std::uint32_t* indices);

}  // namespace actcheck
