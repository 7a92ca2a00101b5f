/// \file
/// Work in pieces, on several threads.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace actcheck::model {

/// Calls every piece once, each on one thread, `threads` at a time, and says on stderr how far it is, every 10 seconds.
/// \throws what the first piece that fails throws, when the pieces in progress are done.
void run_all(const std::vector<std::function<void()>>& pieces, unsigned threads);

}  // namespace actcheck::model
