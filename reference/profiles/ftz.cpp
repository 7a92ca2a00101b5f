#include "profiles/profile_file.hpp"

namespace actcheck::profile_files {
namespace {

// The modes are of arithmetic in f32 and f64. f16 has a mode of its own where there is arithmetic in it (FPCR.FZ16), and the
// 8-bit formats and bf16 are in general converted, not computed with.
profile describe() {
  return {
      .name = "ftz",
      .aliases = {"daz", "flush_to_zero"},
      .summary = "Subnormal numbers are zeros: as input, and as result (f32 and f64)",
      .sources = {{"x86", "Intel 64 and IA-32 Architectures Software Developer's Manual, volume 1, sections 10.2.3.3 "
                          "Flush-To-Zero and 10.2.3.4 Denormals-Are-Zeros"}},
      .flushes = {{.in = format::f32, .inputs = true, .results = true, .source = "x86"},
                  {.in = format::f64, .inputs = true, .results = true, .source = "x86"}},
  };
}

}  // namespace
}  // namespace actcheck::profile_files

ACTCHECK_PROFILE(ftz)
