/// \file
/// The command line: our options, Google Benchmark's with our defaults, and the context that goes into the JSON.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "peers.hpp"

namespace actcheck::benchmarks {

struct usage_error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// `--peer NAME=FILE`
struct peer_option {
  std::string name, file;
};

struct arguments {
  std::vector<peer_option> peers;
  std::vector<std::string> others;  ///< for Google Benchmark: program name, our defaults, the user's; the last one wins
};

/// \throws usage_error
arguments parse_arguments(int argc, char** argv);

/// Our options, then Google Benchmark's.
void print_help();

/// The peers of the build tree and those of the command line, which replace a peer of the same name.
/// \throws usage_error where a library that the user named does not load.
std::vector<peer> open_peers(const std::vector<peer_option>&);

/// Says in the JSON what was measured: versions, flags, machine, seed, peers. Warns of builds not worth measuring.
void add_context(const std::vector<peer>&);

}  // namespace actcheck::benchmarks
