/// \file
/// Verdicts and grades: the words in which results are given.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "actcheck/formats.hpp"
#include "actcheck/oracle.hpp"

namespace actcheck {

enum class verdict { pass, fail, known_fail, unexpected_pass, convention, skip, inconclusive };
inline constexpr std::array<verdict, 7> all_verdicts{verdict::pass, verdict::fail, verdict::known_fail, verdict::unexpected_pass,
                                                     verdict::convention, verdict::skip, verdict::inconclusive};
std::string_view name(verdict) noexcept;
std::optional<verdict> find_verdict(std::string_view) noexcept;

/// How accurate a subject is, best first. Each grade includes the ones before it.
enum class grade { exact, faithful, tight, absolute, coarse, wrong };
inline constexpr std::array<grade, 6> all_grades{grade::exact, grade::faithful, grade::tight,
                                                 grade::absolute, grade::coarse, grade::wrong};
std::string_view name(grade) noexcept;
std::optional<grade> find_grade(std::string_view) noexcept;

/// The grade of a single result: exact (equal to the rounded value), faithful (< 1 ulp), tight (<= 4 ulp),
/// absolute (|error| <= 4 eps max(1, |exact|)), coarse (<= 1e-3 max(1, |exact|)), wrong. `scale` replaces the 1 in
/// max(1, ...): backward results are graded relative to |dy|.
grade grade_of(format, double got, const reference_value& want, double scale = 1) noexcept;
/// The same where the error in ulp is known.
grade grade_of_error(double ulps, format, double got, const reference_value& want, double scale = 1) noexcept;

/// The largest |error| that grade `g` permits at this exact value; infinite for `wrong`.
double allowance(format, grade g, const reference_value& want, double scale = 1) noexcept;

}  // namespace actcheck
