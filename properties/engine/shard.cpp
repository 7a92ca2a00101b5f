#include "engine/shard.hpp"

#include <fmt/format.h>

#include "oracle/proof.hpp"

namespace actcheck {

std::string text_of(const shard& s) { return fmt::format("{}/{}", s.index, s.count); }

bool holds(const shard& s, std::string_view activation, format f, pass p) {
  const std::string target = fmt::format("{}.{}.{}", activation, name(f), name(p));
  return digest64(target.data(), target.size()) % s.count == s.index - 1;
}

}  // namespace actcheck
