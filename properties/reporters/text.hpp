/// \file
/// Small pieces of text that reporters share.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/report.hpp"

namespace actcheck {

/// A value with as many digits as its format holds, and no more.
std::string value_text(format, double);
/// `17 (0x41880000)`
std::string value_and_bits(format, double);
/// `simplest: x = ...   got ...   want ...   (... ulp)`
std::string counterexample_text(format, const counterexample&);
/// `[16.64, 87.3] returns 0`
std::string interval_text(format, const failing_interval&);
/// The first of a result's intervals: `[16.64, 87.3] returns 0, ...`
std::string intervals_text(const result&, std::size_t most);
/// What is known about a failure, beside its message: `simplest: ...`, `where: ...`, ...
std::vector<std::string> failure_lines(const result&);
/// `sigmoid f32 backward, dead_neuron`, with parameters when they are not the defaults.
std::string title_text(const result&);
/// The same without parameters: what an entry of known failures covers.
std::string check_text(const result&);
std::string parameters_text(const result&);
/// `libmine.so 1.2`
std::string subject_text(const report&);
/// `effort quick, seed 1, profile default`
std::string run_text(const report&);
/// `1 failed, 12 passed, 2 with conventions, 3 not applicable`
std::string counts_text(const summary&);
/// PASS, FAIL or NOTHING CHECKED
std::string verdict_text(const report&);
/// UTF-8 with U+FFFD for every byte that is none: names of files may hold any bytes.
std::string valid_utf8(std::string_view);
/// Results with this verdict, one for each check: those at other parameter values say nothing new.
std::vector<const result*> one_per_check(const report&, verdict);

}  // namespace actcheck
