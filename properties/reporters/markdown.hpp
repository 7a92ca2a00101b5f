/// \file
/// Text of others inside Markdown.
#pragma once

#include <string>
#include <string_view>

namespace actcheck {

/// On one line, with nothing in it that Markdown or HTML would act on.
std::string markdown_escaped(std::string_view);
/// As a block of code that the text cannot end.
std::string markdown_code(std::string_view);

}  // namespace actcheck
