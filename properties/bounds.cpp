#include "engine/call_arrays.hpp"
#include "engine/guarded_memory.hpp"
#include "engine/property_file.hpp"

#include <csignal>
#include <cstring>
#include <memory>

namespace actcheck {
namespace {

/// Lengths around the widths of vectors, and rows of such lengths.
std::vector<extent> extents(activation_kind kind, bool few) {
  std::vector<extent> chosen;
  if (kind != activation_kind::row_wise) {
    for (std::size_t n = 0; n <= (few ? 19 : 67); ++n) chosen.push_back({1, n});
    if (few) return chosen;
    for (const std::size_t n : {127, 128, 129, 1021, 1024, 1025}) chosen.push_back({1, n});
    return chosen;
  }
  for (std::size_t cols = 0; cols <= (few ? 9 : 35); ++cols)
    for (const std::size_t rows : {0, 1, 3}) chosen.push_back({rows, cols});
  if (few) return chosen;
  for (const std::size_t cols : {63, 64, 65, 127, 129, 257, 1025}) chosen.push_back({2, cols});
  chosen.push_back({65, 1});
  return chosen;
}

class examination {
 public:
  explicit examination(const context& c)
      : context_(c), f_(c.number_format()), kind_(c.subject_of().kind), names_(signature_of(kind_, c.what->direction)) {}

  finding run() {
    for (const extent e : extents(kind_, context_.samples < 512))
      for (const auto where : {guarded_buffer::flush::to_end, guarded_buffer::flush::to_start}) {
        try_extent(e, where);
        if (result_.violations > 0) return result_;  // one finding is enough, and memory may be damaged
      }
    return result_;
  }

 private:
  /// Guarded arrays for every input and output.
  struct guarded_arrays {
    std::vector<std::unique_ptr<guarded_buffer>> inputs, outputs;

    guarded_arrays(const signature& names, std::size_t size, guarded_buffer::flush where) {
      for (std::size_t k = 0; k < names.inputs.size(); ++k) inputs.push_back(std::make_unique<guarded_buffer>(size, where));
      for (std::size_t k = 0; k < names.outputs.size(); ++k) outputs.push_back(std::make_unique<guarded_buffer>(size, where));
    }
    static std::vector<void*> pointers(const std::vector<std::unique_ptr<guarded_buffer>>& buffers) {
      std::vector<void*> all;
      for (const auto& b : buffers) all.push_back(b->data());
      return all;
    }
  };

  void violate(extent e, const std::string& what) {
    ++result_.violations;
    result_.outcome = verdict::fail;
    result_.message = fmt::format("{}: {}", extent_in_words(kind_, e), what);
    result_.reason = "out-of-bounds accesses crash or corrupt, and only sometimes";
  }

  void try_extent(extent e, guarded_buffer::flush where) {
    const std::size_t n = e.size(), size = n * bytes(f_);
    const guarded_arrays arrays(names_, size, where);
    for (std::size_t k = 0; k < arrays.inputs.size(); ++k) {
      if (is_upstream(names_.inputs[k])) encode_array(f_, std::vector<double>(n, 1.5), arrays.inputs[k]->data());
      else encode_array(f_, ordinary_and_special(n, k), arrays.inputs[k]->data());
      arrays.inputs[k]->make_read_only();
    }
    const auto inputs = guarded_arrays::pointers(arrays.inputs), outputs = guarded_arrays::pointers(arrays.outputs);
    std::vector<std::vector<char>> first(outputs.size(), std::vector<char>(size));
    ++result_.checked;
    for (const int pattern : {0x00, 0xff}) {
      for (void* array : outputs) std::memset(array, pattern, size);
      if (const auto fault = run_catching_faults([&] { context_.call(inputs.data(), outputs.data(), e); })) {
        const std::string place = describe_or_crash(fault->address, arrays);
        result_.damaging = fault->write || writes_outside(e);
        return violate(e, fmt::format("it {} {}", fault->write ? "writes" : "reads", place));
      }
      for (std::size_t k = 0; pattern == 0x00 && size != 0 && k < outputs.size(); ++k) std::memcpy(first[k].data(), outputs[k], size);
    }
    for (std::size_t k = 0; k < outputs.size(); ++k)
      if (const auto i = first_unwritten(first[k].data(), outputs[k], n); i < n)
        return violate(e, fmt::format("{} {} is not written", output_name(k), i));
  }

  /// What is done with special values, or not done at all, has code of its own.
  std::vector<double> ordinary_and_special(std::size_t n, std::size_t k) const {
    auto values = spread_values(f_, -6, 6, n, context_.seed + n + k);
    sprinkle_specials(f_, values, 3, (n + k) % 3);
    return values;
  }

  std::string output_name(std::size_t k) const {
    return names_.outputs.size() == 1 ? std::string("output") : fmt::format("output {}, element", names_.outputs[k]);
  }

  /// An output that kept both fillings was not written. All bits set is NaN, all clear is 0: no result is both.
  std::size_t first_unwritten(const void* over_clear, const void* over_set, std::size_t n) const {
    const std::uint64_t all_set = shape(f_).bits == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << shape(f_).bits) - 1;
    std::size_t i = 0;
    while (i < n && !(load_bits(f_, over_clear, i) == 0 && load_bits(f_, over_set, i) == all_set)) ++i;
    return i;
  }

  /// A read past the end comes before the write that may follow it. With room around the inputs, does an output fault?
  bool writes_outside(extent e) const {
    constexpr std::size_t room = 8192;
    const std::size_t size = e.size() * bytes(f_);
    std::vector<std::vector<char>> memory(names_.inputs.size(), std::vector<char>(size + 2 * room));
    std::vector<void*> inputs;
    for (auto& m : memory) inputs.push_back(m.data() + room);
    for (const auto where : {guarded_buffer::flush::to_end, guarded_buffer::flush::to_start}) {
      const guarded_arrays arrays(names_, size, where);
      const auto outputs = guarded_arrays::pointers(arrays.outputs);
      if (run_catching_faults([&] { context_.call(inputs.data(), outputs.data(), e); })) return true;
    }
    return false;
  }

  /// Where the fault lies. A fault elsewhere is not about these arrays: the subject crashes, and the process with it.
  std::string describe_or_crash(const void* address, const guarded_arrays& arrays) const {
    for (std::size_t k = 0; k < arrays.inputs.size(); ++k)
      if (const auto where = arrays.inputs[k]->describe(address)) return fmt::format("{} {}", names_.inputs[k], *where);
    for (std::size_t k = 0; k < arrays.outputs.size(); ++k)
      if (const auto where = arrays.outputs[k]->describe(address))
        return names_.outputs.size() == 1 ? "the output " + *where : fmt::format("the output {} {}", names_.outputs[k], *where);
    std::signal(SIGSEGV, SIG_DFL);
    std::raise(SIGSEGV);
    return "at an address of its own";
  }

  const context& context_;
  format f_;
  activation_kind kind_;
  const signature& names_;
  finding result_;
};

}  // namespace

namespace property_files {
extern const property bounds;
const property bounds{
    .name = "bounds",
    .statement = "A call reads and writes only its arrays, writes every output, and leaves its inputs alone.",
    .reason = "An access past the end works for years, until the array ends at a page.",
    .example = "A vector loop that reads a whole last vector when n is not a multiple of its width.",
    .parameters_matter = false,
    .runs_first = true,
    .whole_kernels = true,
    .inapplicable = in_this_process_only,
    .examine = [](const context& c) { return examination(c).run(); },
};
}  // namespace property_files
}  // namespace actcheck
