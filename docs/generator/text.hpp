/// \file
/// Words and numbers for the pages: escaping for Doxygen's Markdown, numbers as one reads them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "actcheck/formats.hpp"

namespace actcheck::docs {

/// Prose as Doxygen's Markdown: everything that could be taken for markup is escaped, TeX between \( and \) becomes a
/// formula.
std::string markdown(std::string_view prose);

/// Prose as Markdown list items, one per entry; says so where there are none.
std::string markdown_list(const std::vector<std::string_view>& entries);

/// A formula inside a line, and on a line of its own. The argument is bare TeX.
std::string inline_formula(std::string_view tex);
std::string display_formula(std::string_view tex);

/// Code inside a line.
std::string code(std::string_view text);
/// Code in a block of its own.
std::string code_block(std::string_view language, std::string_view text);

/// For attributes and content of HTML and SVG.
std::string html_escaped(std::string_view text);

/// Raw HTML around Markdown. (Doxygen 1.9.4 closes and reopens a plain <div> at every paragraph.)
std::string html_block(std::string_view html);

/// A number for reading: exact if short, else its leading digits and an ellipsis; a true minus sign and infinity sign.
std::string readable(double value);
/// Rounded to so many digits.
std::string readable(double value, int digits);
/// A number of a format with as many digits as identify it there.
std::string readable(format f, double value);
/// 4,294,967,296
std::string grouped(std::uint64_t count);
/// "a, b and c"
std::string enumeration(const std::vector<std::string>& words);
/// A library's own name: "onednn" of "peer:onednn".
std::string library_name(std::string_view subject);
/// "1 input", "2 inputs", "2 sets of inputs"
std::string counted(std::uint64_t count, std::string_view singular);

}  // namespace actcheck::docs
