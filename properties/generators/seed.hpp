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

/// Number `place` of a stream of random bits, without those before it: SplitMix64 (Steele, Lea, Flood: Fast Splittable
/// Pseudorandom Number Generators, OOPSLA 2014).
constexpr std::uint64_t bits_at(std::uint64_t seed, std::uint64_t place) noexcept {
  std::uint64_t z = seed + (place + 1) * 0x9e3779b97f4a7c15;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

}  // namespace actcheck
