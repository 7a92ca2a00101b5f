/// \file
/// Results and reports made by hand, for tests of what reads them.
#pragma once

#include <string>

#include "actcheck/catalogue.hpp"
#include "engine/report.hpp"

namespace actcheck::tests {

inline result made(const std::string& activation, format f, pass p, const std::string& property, verdict v) {
  result r;
  r.activation = activation;
  r.number_format = f;
  r.direction = p;
  r.property = property;
  r.parameters = get_activation(activation).default_parameters();
  r.found.outcome = v;
  r.found.checked = v == verdict::skip ? 0 : 10;
  if (v == verdict::skip) r.found.message = "a property of the other pass";
  if (v != verdict::fail && v != verdict::known_fail) return r;
  r.found.violations = 1;
  r.found.message = "is wrong";
  r.found.simplest = counterexample{1, 2, 3, 4};
  r.repro = "actcheck check x.so";
  return r;
}

inline report made(std::vector<result> results) {
  report r;
  r.subject = "x.so";
  r.subject_argument = "./x.so";
  r.machine = "abacus";
  r.effort = "smoke";
  r.profile = "default";
  r.seconds = 2;
  r.results = std::move(results);
  return r;
}

}  // namespace actcheck::tests
