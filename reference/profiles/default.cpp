#include "profiles/profile_file.hpp"

namespace actcheck::profile_files {
namespace {

profile describe() {
  return {
      .name = "default",
      .summary = "The catalogue's parameters; failures are failures, and every convention is free",
  };
}

}  // namespace
}  // namespace actcheck::profile_files

ACTCHECK_PROFILE(default)
