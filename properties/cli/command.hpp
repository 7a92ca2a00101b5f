/// \file
/// The subcommands of `actcheck`. Each file adds one to the application; its callback sets the exit status.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace actcheck::cli {

enum exit_status { success = 0, property_failed = 1, usage_error = 2, subject_crashed = 3, nothing_checked = 4 };

void add_list(CLI::App&, int& status);
void add_show(CLI::App&, int& status);
void add_explain(CLI::App&, int& status);
void add_eval(CLI::App&, int& status);
void add_check(CLI::App&, int& status);
void add_certify(CLI::App&, int& status);
void add_compare(CLI::App&, int& status);
void add_merge(CLI::App&, int& status);

/// `a,b,c` as its parts. \throws std::invalid_argument if a part is empty.
std::vector<std::string> split(const std::string& list, const std::string& option);

/// A real number in decimal or hex-float notation, or inf/nan.
/// \throws std::invalid_argument naming `what` it should have been.
double parse_number(const std::string& text, const std::string& what);

/// A word as the shell takes it for one word.
std::string shell_quoted(const std::string& word);

}  // namespace actcheck::cli
