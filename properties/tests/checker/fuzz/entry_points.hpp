/// \file
/// What reads files that others wrote, for any bytes: returns if it behaves, and ends the process if it does not. Under
/// libFuzzer (known_file.cpp, report.cpp) and, with kept seeds and their mutations, in parsers_test.cpp.
#pragma once

#include <string_view>

namespace actcheck::tests {

/// Was it read, rather than refused?
enum class answer { refused, read };

answer fuzz_known_file(std::string_view bytes);
answer fuzz_report(std::string_view bytes);

}  // namespace actcheck::tests
