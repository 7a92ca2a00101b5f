// libFuzzer's entry, for clang: from the repository's root, beside a build of the preset `test`,
//   clang++ -std=c++20 -g -O1 -DNDEBUG -fsanitize=fuzzer,address,undefined -Iproperties -Ireference -Ibuild/test/include
//     -Iproperties/tests/checker properties/tests/checker/fuzz/{report,entry_points}.cpp properties/reporters/*.cpp
//     properties/engine/{comparison,known,known_file,merge,report,report_reader,toml_text}.cpp
//     build/test/properties/libactcheck_properties.a build/test/reference/libactcheck_reference.a
//     -ltomlplusplus -lfmt -lhwy -lmpfi -lmpfr -lgmp -ldl -o fuzz_report
//   mkdir -p corpus && ./fuzz_report corpus properties/tests/checker/fuzz/seeds/report
#include <cstddef>
#include <cstdint>

#include "fuzz/entry_points.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  actcheck::tests::fuzz_report({reinterpret_cast<const char*>(data), size});
  return 0;
}
