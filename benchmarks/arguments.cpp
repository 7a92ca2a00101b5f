#include "arguments.hpp"

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string_view>

#include "actcheck/version.hpp"
#include "contest.hpp"
#include "workload.hpp"

namespace actcheck::benchmarks {
namespace {

peer_option parse_peer(const std::string& value) {
  const auto equals = value.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == value.size())
    throw usage_error("--peer takes NAME=FILE, got '" + value + "'");
  const std::string name = value.substr(0, equals);
  // A slash would add a part to the rows' names, which report.py reads.
  if (name.find('/') != std::string::npos)
    throw usage_error("--peer: the name '" + name + "' must not contain a slash");
  if (is_own_name(name)) throw usage_error("--peer: the name '" + name + "' is one of our own rows");
  return {name, value.substr(equals + 1)};
}

std::string processor_name() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  return "unknown";
}

std::string names_of(const std::vector<peer>& peers) {
  std::string names;
  for (const auto& p : peers) names += (names.empty() ? "" : " ") + p.name();
  return names.empty() ? "none" : names;
}

}  // namespace

arguments parse_arguments(int argc, char** argv) {
  // Interleaving spreads a disturbance, or a change of clock frequency, over all rows instead of giving it to one.
  arguments parsed{{},
                   {argv[0], "--benchmark_enable_random_interleaving=true", "--benchmark_repetitions=7",
                    "--benchmark_min_time=0.02", "--benchmark_display_aggregates_only=true"}};
  constexpr std::string_view option = "--peer", with_value = "--peer=";
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == option) {
      if (i + 1 == argc) throw usage_error("--peer takes NAME=FILE");
      parsed.peers.push_back(parse_peer(argv[++i]));
    } else if (argument.starts_with(with_value)) {
      parsed.peers.push_back(parse_peer(argument.substr(with_value.size())));
    } else {
      parsed.others.push_back(argument);
    }
  }
  return parsed;
}

void print_help() {
  std::cout << "actcheck_benchmark [--peer NAME=FILE]...   measure this shared library too; it has the plain-C subject ABI\n"
               "          [any option of Google Benchmark; rows are named PASS/ACTIVATION/FORMAT/IMPLEMENTATION/ELEMENTS]\n";
  benchmark::PrintDefaultHelp();
}

std::vector<peer> open_peers(const std::vector<peer_option>& options) {
  // One row is one thread. Peers that use OpenMP read this when they are loaded; a value that is set already is kept.
  setenv("OMP_NUM_THREADS", "1", 0);
  auto peers = peers_in(ACTCHECK_PEER_FOLDER);
  for (const auto& wanted : options) {
    std::erase_if(peers, [&](const peer& p) { return p.name() == wanted.name; });
    try {
      peers.emplace_back(wanted.name, wanted.file);
    } catch (const std::runtime_error& problem) {
      throw usage_error(problem.what());
    }
  }
  if (peers.empty())
    std::cerr << "actcheck_benchmark: no peers in " ACTCHECK_PEER_FOLDER ", comparing our own rows only\n";
  return peers;
}

void add_context(const std::vector<peer>& peers) {
  const std::string build_type = ACTCHECK_BUILD_TYPE;
  benchmark::AddCustomContext("actcheck_version", ACTCHECK_VERSION);
  benchmark::AddCustomContext("actcheck_build_type", build_type);
  benchmark::AddCustomContext("actcheck_compiler", ACTCHECK_COMPILER);
  benchmark::AddCustomContext("actcheck_flags", ACTCHECK_FLAGS);
  benchmark::AddCustomContext("actcheck_processor", processor_name());
  benchmark::AddCustomContext("actcheck_inputs", "x normal * 4, dy normal, seed " + std::to_string(seed));
  benchmark::AddCustomContext("actcheck_peers", names_of(peers));
  benchmark::AddCustomContext("actcheck_omp_num_threads", std::getenv("OMP_NUM_THREADS"));
  benchmark::AddCustomContext(
      "actcheck_note",
      "library_build_type speaks of libbenchmark itself; Debian's package says 'debug' although it is "
      "optimised, because it keeps assertions. actcheck_build_type is ours.");
  if (build_type != "Release" && build_type != "RelWithDebInfo")
    std::cerr << "actcheck_benchmark: this is a " << build_type << " build: its times say nothing\n";
}

}  // namespace actcheck::benchmarks
