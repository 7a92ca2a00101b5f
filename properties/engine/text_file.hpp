/// \file
/// Files that users write or other runs wrote, read whole.
#pragma once

#include <string>

namespace actcheck {

/// \throws std::invalid_argument with one line naming the path.
std::string read_text(const std::string& path);

}  // namespace actcheck
