#include "kernels/arrays.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <stdexcept>

namespace actcheck::kernels {

void require_usable(format f, std::size_t n, const void* in, const void* out, std::string_view what, std::string_view result) {
  const auto a = reinterpret_cast<std::uintptr_t>(in), b = reinterpret_cast<std::uintptr_t>(out);
  const std::size_t size = n * bytes(f);
  if (n > 0 && (in == nullptr || out == nullptr)) throw std::invalid_argument(fmt::format("reference: {} or {} is null", what, result));
  if (a % bytes(f) != 0 || b % bytes(f) != 0)
    throw std::invalid_argument(fmt::format("reference: {} and {} must be aligned to {} bytes", what, result, bytes(f)));
  if (a != b && a < b + size && b < a + size)
    throw std::invalid_argument(fmt::format("reference: {} and {} overlap in part; they may be the same array or apart", what, result));
}

void require_apart(format f, std::size_t n, const void* one, const void* other, std::string_view name, std::string_view other_name) {
  const auto a = reinterpret_cast<std::uintptr_t>(one), b = reinterpret_cast<std::uintptr_t>(other);
  const std::size_t size = n * bytes(f);
  if (a < b + size && b < a + size) throw std::invalid_argument(fmt::format("reference: {} and {} overlap", name, other_name));
}

}  // namespace actcheck::kernels
