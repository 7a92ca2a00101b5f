/// \file
/// The catalogue: every activation, by name. The folder reference/activations is the list.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "actcheck/activation.hpp"

namespace actcheck {

/// Every activation, sorted by name.
std::span<const activation* const> catalogue();

/// The activations of one kind, sorted by name. What concerns functions of one number walks the elementwise ones.
std::span<const activation* const> catalogue(activation_kind);

/// The activation with this catalogue name or alias (case-insensitive), or nullptr.
const activation* find_activation(std::string_view name);

/// The activation with this name. \throws std::invalid_argument with the nearest name as a suggestion.
const activation& get_activation(std::string_view name);

/// Of `candidates`, the one that `word` most likely meant (edit distance), or "" if none is near.
std::string nearest(std::string_view word, std::span<const std::string> candidates);

/// ` (did you mean 'x'?)`, or ` (one of: a, b, c)` when nothing is near. For error messages.
std::string suggestion(std::string_view word, std::span<const std::string> candidates);

}  // namespace actcheck
