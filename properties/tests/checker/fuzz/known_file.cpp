// libFuzzer's entry, for clang; from the repository's root, with the reference as the preset `test` built it:
//   clang++ -std=c++20 -g -O1 -fsanitize=fuzzer,address,undefined -Iproperties -Ireference -Ibuild/test/include
//     -Iproperties/tests/checker properties/tests/checker/fuzz/{known_file,entry_points}.cpp properties/reporters/*.cpp
//     properties/engine/{comparison,known,known_file,merge,report,report_reader,shard,text_file,verdict}.cpp
//     properties/*.cpp properties/generators/*.cpp properties/engine/{guarded_memory,sweep,conventions,violations}.cpp
//     properties/subjects/reference_subject.cpp build/test/properties/index.cpp build/test/reference/libactcheck_reference.a
//     -ltomlplusplus -lfmt -lhwy -lmpfi -lmpfr -lgmp -o fuzz_known_file
#include "fuzz/entry_points.hpp"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  actcheck::tests::fuzz_known_file({reinterpret_cast<const char*>(data), size});
  return 0;
}
