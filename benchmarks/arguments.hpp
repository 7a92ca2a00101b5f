/// \file
/// The command line: our options, those of Google Benchmark's that we answer ourselves, and the context that goes into the
/// JSON.
#pragma once

#include <optional>
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
  std::vector<peer_option> peers{};
  std::string plan = "default";
  std::string target{};  ///< empty: the best one
  // Rows are run group by group, each group a run of Google Benchmark; what is about the whole is ours.
  std::string filter{}, output{};
  bool only_list = false;
  std::optional<int> repetitions{};
  std::optional<double> seconds{};
  std::vector<std::string> others{};  ///< for Google Benchmark: program name, our defaults, the user's; the last one wins
};

/// \throws usage_error
arguments parse_arguments(int argc, char** argv);

/// Our options, then Google Benchmark's.
void print_help();

/// The peers of the build tree and those of the command line, which replace a peer of the same name.
/// \throws usage_error where a library that the user named does not load.
std::vector<peer> open_peers(const std::vector<peer_option>&);

/// Says in the JSON what was measured: versions, flags, machine, target, plan, seed, peers. Warns of builds not worth measuring.
void add_context(const arguments&, const std::vector<peer>&);

}  // namespace actcheck::benchmarks
