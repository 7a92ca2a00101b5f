/// \file
/// The whole comparison, and its JSON.
#pragma once

#include <string>
#include <vector>

#include "records.hpp"

namespace actcheck::model {

/// Those that hidden units can have: elementwise and gated ones, in the order of the catalogue.
std::vector<const activation*> hidden_unit_activations();

/// JSON of the schema actcheck.model/1, one record a line. But for times and date, it is a matter of the plan and the
/// activations, not of the number of threads.
std::string compare(const plan&, const std::vector<const activation*>&, const examples&, unsigned threads);

}  // namespace actcheck::model
