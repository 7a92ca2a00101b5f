/// \file
/// Runs a RapidCheck property as a GoogleTest case: own seed, own report, no environment.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace actcheck {

/// The seed of the whole run: ACTCHECK_SEED, or 1.
std::uint64_t global_seed();
/// ACTCHECK_TEST_SCALE in (0, 1], or 1: `check_drawn` draws that part of the cases, and at least three.
double test_scale();

/// Runs `body` on `cases` drawn cases. It draws with `*generator` and fails with RC_FAIL or RC_ASSERT. A failure is
/// reported with the shrunk counterexample and the seed. RapidCheck's environment variable RC_PARAMS is not read: a
/// `reproduce=` left in it would make every other property pass with nothing checked.
void check_drawn(const std::string& name, int cases, const std::function<void()>& body);

}  // namespace actcheck
