/// \file
/// Parts of a run that several machines share.
#pragma once

#include <string>
#include <string_view>

#include "engine/finding.hpp"

namespace actcheck {

/// Part `index` of `count`, counted from 1.
struct shard {
  unsigned index = 1, count = 1;
  bool operator==(const shard&) const = default;
};

inline constexpr unsigned most_shards = 10000;

/// `2/4`
std::string text_of(const shard&);

/// Does the part hold this target? It is a matter of the target's name alone (XXH3 of `gelu.f32.forward`, modulo the count), so
/// that a target stays in its part whatever else is selected, or comes and goes in the subject.
bool holds(const shard&, std::string_view activation, format, pass);

}  // namespace actcheck
