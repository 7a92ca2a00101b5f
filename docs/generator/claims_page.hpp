/// \file
/// A page that goes through someone's claims about activations, one verdict each, from a file of such claims.
#pragma once

#include <filesystem>
#include <string>

#include "evidence.hpp"

namespace actcheck::docs {

/// Reads the claims, compares the facts and values that they rest on with the catalogue and the reference, and writes
/// the page. The schema of the file is `actcheck.claims/1`: `title`, `introduction`, and `claims`, each with
///   quote, verdict ("holds", "partly" or "false"), because     prose
///   activation                                                 what it is about, if it is about one
///   facts {range, kinks, monotone, dead}                       as the pages put them in words
///   values [{x, f, slope}]                                     in f32, at default parameters
///   evidence {property, pass}                                  the results of a run that bear on it
/// \throws input_error if the file cannot be used, or if a fact or value in it is not true.
std::string claims_page(const std::filesystem::path&, const evidence&);

}  // namespace actcheck::docs
