/// \file
/// Seeds and random bits. Every property on every target draws from its own stream, derived from the global seed and
/// its name, so that one property's draws never depend on which others ran.
#pragma once

#include <cstdint>
#include <random>
#include <string_view>

namespace actcheck {

using random_bits = std::mt19937_64;

/// A seed for the stream called `name` (64-bit FNV-1a of the name over the global seed).
constexpr std::uint64_t derive_seed(std::uint64_t global, std::string_view name) noexcept {
  std::uint64_t hash = 0xcbf29ce484222325 ^ global;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

}  // namespace actcheck
