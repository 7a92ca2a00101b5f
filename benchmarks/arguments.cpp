#include "arguments.hpp"

#include <benchmark/benchmark.h>

#include <charconv>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <string_view>

#include "actcheck/targets.hpp"
#include "actcheck/version.hpp"
#include "contest.hpp"
#include "plan.hpp"
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

/// The number that the whole text is.
template <class Number>
Number parse_number(const std::string& option, const std::string& value, Number smallest) {
  Number number{};
  const auto [end, problem] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (problem != std::errc() || end != value.data() + value.size() || !(number >= smallest))
    throw usage_error(option + " takes a number of at least " + std::to_string(smallest) + ", got '" + value + "'");
  return number;
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
  // Interleaving spreads a disturbance, or a change of clock frequency, over the rows that are compared.
  arguments parsed{.others = {argv[0], "--benchmark_enable_random_interleaving=true"}};
  using setter = std::function<void(const std::string& option, const std::string& value)>;
  const std::map<std::string, setter> with_value{
      {"--peer", [&](auto&, auto& value) { parsed.peers.push_back(parse_peer(value)); }},
      {"--plan", [&](auto&, auto& value) { parsed.plan = value; }},
      {"--target", [&](auto&, auto& value) { parsed.target = value; }},
      {"--benchmark_filter", [&](auto&, auto& value) { parsed.filter = value; }},
      {"--benchmark_out", [&](auto&, auto& value) { parsed.output = value; }},
      {"--benchmark_repetitions", [&](auto& option, auto& value) { parsed.repetitions = parse_number<int>(option, value, 1); }},
      {"--benchmark_min_time", [&](auto& option, auto& value) { parsed.seconds = parse_number<double>(option, value, 0); }},
      {"--benchmark_out_format",
       [&](auto& option, auto& value) {
         if (value != "json") throw usage_error(option + ": JSON is all we write, got '" + value + "'");
       }},
  };
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i], option = argument.substr(0, argument.find('='));
    const auto known = with_value.find(option);
    if (option == "--benchmark_list_tests") {
      parsed.only_list = !argument.ends_with("=false");
    } else if (known == with_value.end()) {
      parsed.others.push_back(argument);
    } else if (option != argument) {
      known->second(option, argument.substr(option.size() + 1));
    } else {
      if (i + 1 == argc) throw usage_error(option + " takes a value");
      known->second(option, argv[++i]);
    }
  }
  find_plan(parsed.plan);  // says so if there is none
  return parsed;
}

void print_help() {
  std::cout << "actcheck_benchmark [--peer NAME=FILE]...   measure this shared library too; it has the plain-C subject ABI\n"
               "          [--plan NAME]          which rows, and for how long:\n";
  for (const auto& p : all_plans()) std::cout << "                                   " << p.name << ": " << p.meaning << '\n';
  std::cout << "          [--target NAME]        limit our kernels to this instruction set:";
  for (const auto& name : available_targets()) std::cout << ' ' << name;
  std::cout << "\n          [any option of Google Benchmark; rows are named\n"
               "           PASS/ACTIVATION/FORMAT/IMPLEMENTATION/ELEMENTS/THREADS]\n";
  benchmark::PrintDefaultHelp();
}

std::vector<peer> open_peers(const std::vector<peer_option>& options) {
  // Peers that use OpenMP read this when they are loaded; a value that is set already is kept. Rows with more threads tell
  // the peer so.
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

void add_context(const arguments& ours, const std::vector<peer>& peers) {
  const std::string build_type = ACTCHECK_BUILD_TYPE;
  benchmark::AddCustomContext("actcheck_version", ACTCHECK_VERSION);
  benchmark::AddCustomContext("actcheck_build_type", build_type);
  benchmark::AddCustomContext("actcheck_compiler", ACTCHECK_COMPILER);
  benchmark::AddCustomContext("actcheck_flags", ACTCHECK_FLAGS);
  benchmark::AddCustomContext("actcheck_plain_flags", ACTCHECK_PLAIN_FLAGS);
  benchmark::AddCustomContext("actcheck_processor", processor_name());
  benchmark::AddCustomContext("actcheck_target", current_target());
  benchmark::AddCustomContext("actcheck_plan", ours.plan);
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
