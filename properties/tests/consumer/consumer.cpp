// What a user of the library writes: direct calls, and activations by name. Exit status 1 if a value is wrong.
#include <actcheck/activations.hpp>
#include <actcheck/catalogue.hpp>
#include <actcheck/version.hpp>
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string>

namespace {

int failures = 0;

void expect(const char* call, double got, double want) {
  const bool right = got == want;
  std::printf("%-44s = %-18.9g %s\n", call, got, right ? "" : "WRONG");
  if (!right) ++failures;
}

int run() {
  std::printf("actcheck %s\n", ACTCHECK_VERSION);

  // Direct calls. 1 + erf cancels here: in plain float this gelu is 0 or has no correct digit.
  expect("gelu(-6.0f)", actcheck::gelu(-6.0f), -5.91952576e-09f);
  expect("sigmoid.derivative(20.0f)", actcheck::sigmoid.derivative(20.0f), 2.06115362e-09f);

  // By name, in any format, with parameters.
  const actcheck::activation& leaky = actcheck::get_activation("LeakyReLU");
  std::printf("%s, known as %s\n", std::string(leaky.name).c_str(), std::string(leaky.text.title).c_str());
  const double slope = 0.25;
  expect("LeakyReLU, f32, forward, -2, default slope",
         actcheck::evaluate(leaky, actcheck::pass::forward, actcheck::format::f32, -2, 1, {}), -0.02f);
  expect("LeakyReLU, bf16, backward, -2, slope 0.25",
         actcheck::evaluate(leaky, actcheck::pass::backward, actcheck::format::bf16, -2, 3, {&slope, 1}), 0.75);

  // A name that is no activation is an error that helps.
  try {
    actcheck::get_activation("geluu");
    std::puts("get_activation(\"geluu\") found something: WRONG");
    ++failures;
  } catch (const std::invalid_argument& error) {
    const bool helps = std::string(error.what()).find("'gelu'") != std::string::npos;
    std::printf("get_activation(\"geluu\"): %s %s\n", error.what(), helps ? "" : "WRONG");
    if (!helps) ++failures;
  }
  return failures == 0 ? 0 : 1;
}

}  // namespace

int main() {
  try {
    return run();
  } catch (const std::exception& error) {
    std::printf("exception: %s\n", error.what());
    return 1;
  }
}
