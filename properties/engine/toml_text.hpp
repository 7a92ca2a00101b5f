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

/// The first place where toml++ 3.3, the one of Debian 12, might not report bad TOML but leave defined behaviour (its issues
/// 190, 294 and 295, found again by our fuzzer): characters other than ASCII anywhere but in comments and in the string of a line
/// `key = "..."`, and there after a backslash; control characters; a table header that does not begin with a key. Where that is
/// good TOML, an escape such as \u00A7 says the same.
std::optional<toml_problem> find_toml_problem(std::string_view text);

}  // namespace actcheck
