/// \file
/// What must be kept from the parser of TOML.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace actcheck {

struct toml_problem {
  std::size_t line;
  std::string_view what;
};

/// The first place where toml++ 3.3, the one of Debian 12, would not report bad TOML but leave defined behaviour (its issues
/// 190, 294 and 295, found again by our fuzzer): characters other than ASCII outside strings and comments, or after a
/// backslash and the white space behind it; control characters; a string that begins inside a word; a table header that does
/// not begin with a key. All of it is bad TOML, but for text on the line after a backslash, which can stand before it.
std::optional<toml_problem> find_toml_problem(std::string_view text);

}  // namespace actcheck
