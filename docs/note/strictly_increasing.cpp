/// \file
/// Lets RapidCheck look for two numbers that refute "ReLU is a strictly monotonically increasing function", and writes them, shrunk, as
/// evidence for the page that goes through the note: strictly_increasing FILE.
#include <fmt/format.h>
#include <rapidcheck.h>
#include <rapidcheck/detail/TestListenerAdapter.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <unordered_map>

#include "actcheck/catalogue.hpp"
#include "actcheck/reference.hpp"
#include "suite/number.hpp"

namespace actcheck {
namespace {

constexpr format number_format = format::f32;
constexpr std::uint64_t seed = 1;

struct refutation {
  double smaller, larger;
  int good_cases = 0;
  std::size_t shrinks = 0;
};

/// RapidCheck keeps a simpler case whenever it fails, too: the last that failed is the simplest it found.
std::optional<refutation> refute(const reference& f) {
  std::optional<refutation> last;
  const auto claim = [&] {
    // As a pair they are shrunk in turn; drawn one after the other, the first would stay as it was when the second changes.
    const auto [one, other] = *rc::gen::pair(any_number(number_format), any_number(number_format));
    RC_PRE(one.value() < other.value());
    if (f.evaluate(one.value()).rounded < f.evaluate(other.value()).rounded) return;
    last = refutation{one.value(), other.value()};
    RC_FAIL("the result is not larger");
  };
  rc::detail::TestParams parameters;
  parameters.seed = seed;
  rc::detail::TestMetadata metadata;
  metadata.id = metadata.description = "strictly increasing";
  rc::detail::TestListenerAdapter silent;
  const auto result = rc::detail::checkTestable(claim, metadata, parameters, silent,
                                                std::unordered_map<std::string, rc::detail::Reproduce>{});
  rc::detail::FailureResult failure;
  if (!result.match(failure) || !last) return std::nullopt;
  last->good_cases = failure.numSuccess;
  last->shrinks = failure.reproduce.shrinkPath.size();
  return last;
}

}  // namespace
}  // namespace actcheck

int main(int count, char** arguments) {
  using namespace actcheck;
  if (count != 2) {
    fmt::print(stderr, "usage: strictly_increasing FILE\n");
    return 2;
  }
  const reference relu(get_activation("relu"), pass::forward, number_format, {});
  const auto found = refute(relu);
  if (!found) {
    fmt::print(stderr, "strictly_increasing: RapidCheck found no counterexample\n");
    return 1;
  }
  std::ofstream file(arguments[1]);
  file << nlohmann::json{{"schema", "actcheck.counterexample/1"},
                         {"claim", "x < z implies f(x) < f(z)"},
                         {"activation", "relu"},
                         {"seed", seed},
                         {"good_cases", found->good_cases},
                         {"shrinks", found->shrinks},
                         {"x", found->smaller},
                         {"z", found->larger},
                         {"f_x", relu.evaluate(found->smaller).rounded},
                         {"f_z", relu.evaluate(found->larger).rounded}}
              .dump(1)
       << '\n';
  file.close();
  if (file) return 0;
  fmt::print(stderr, "strictly_increasing: cannot write '{}'\n", arguments[1]);
  return 2;
}
