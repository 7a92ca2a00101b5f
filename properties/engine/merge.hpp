/// \file
/// Puts the reports of a run's shards together.
#pragma once

#include <vector>

#include "engine/report_reader.hpp"

namespace actcheck {

/// The report of the whole run: what one run without `--shard` would have written, except that `seconds` is the sum, and where
/// machines differ, `machine.processor` lists them in order of shard and `machine.threads` is the most that one had. A single report
/// of a whole run is its own merge. \throws std::invalid_argument with one line that names the file, if shards are missing,
/// there twice, or of different runs.
report merge(std::vector<named_report>);

}  // namespace actcheck
