// What a peer says about itself in reports; the build knows its name and version.
#include "actcheck/subject.h"

extern "C" __attribute__((visibility("default"))) const actcheck_subject_v1* actcheck_subject() {
  static constexpr actcheck_subject_v1 description{1, ACTCHECK_PEER_NAME, ACTCHECK_PEER_VERSION, 0};
  return &description;
}
