#include <nlohmann/json.hpp>

#include "reporters/reporter.hpp"

namespace actcheck {

std::string json_text(const report& r) { return to_json(r).dump(1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n"; }

}  // namespace actcheck
