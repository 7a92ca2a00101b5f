/// \file
/// The table that reporters show: a row for each activation and format, a cell for each pass.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/report.hpp"

namespace actcheck {

/// What the table says of one activation, format and pass.
struct table_cell {
  std::optional<grade> accuracy{};
  double worst_ulp = 0;
  std::uint64_t checked = 0;
  bool exhaustive = false;
  bool present = false;
  std::set<std::string> failed{}, known{}, unexpected{};  ///< properties

  bool bad() const { return !failed.empty() || !unexpected.empty(); }
  /// The grade, in capitals if it is what fails; "" if accuracy was not checked.
  std::string grade_word() const;
  /// `1.5 ulp`, `NaN`, or "" where there is no error.
  std::string error() const;
};

struct table_row {
  std::string activation;
  format number_format;
  table_cell passes[2];
  std::vector<std::string> conventions{};
};

/// In the order of the results.
std::vector<table_row> make_table(const report&);

}  // namespace actcheck
