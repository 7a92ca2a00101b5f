#include "engine/guarded_memory.hpp"
#include "engine/property_file.hpp"

#include <csignal>
#include <cstring>

namespace actcheck {
namespace {

class examination {
 public:
  explicit examination(const context& c) : context_(c), f_(c.number_format()) {}

  finding run() {
    std::vector<std::size_t> lengths;
    for (std::size_t n = 0; n <= 67; ++n) lengths.push_back(n);
    for (const std::size_t n : {127, 128, 129, 1021, 1024, 1025}) lengths.push_back(n);
    for (const std::size_t n : lengths)
      for (const auto where : {guarded_buffer::flush::to_end, guarded_buffer::flush::to_start}) {
        try_length(n, where);
        if (result_.violations > 0) return result_;  // one finding is enough, and memory may be damaged
      }
    return result_;
  }

 private:
  void violate(std::size_t n, const std::string& what) {
    ++result_.violations;
    result_.outcome = verdict::fail;
    result_.message = fmt::format("called with {}: {}", counted(n, "element"), what);
    result_.reason = "out-of-bounds accesses crash or corrupt, and only sometimes";
  }

  void try_length(std::size_t n, guarded_buffer::flush where) {
    const std::size_t size = n * bytes(f_);
    const guarded_buffer x(size, where), dy(size, where), out(size, where);
    const auto inputs = spread_values(f_, -6, 6, n, context_.seed + n);
    encode_array(f_, inputs, x.data());
    encode_array(f_, std::vector<double>(n, 1.5), dy.data());
    x.make_read_only();
    dy.make_read_only();
    std::vector<char> first(size);
    ++result_.checked;
    for (const int pattern : {0x00, 0xff}) {
      std::memset(out.data(), pattern, size);
      if (const auto fault = run_catching_faults([&] { context_.call(x.data(), dy.data(), out.data(), n); })) {
        crash_if_elsewhere(fault->address, x, dy, out);
        result_.damaging = fault->write || writes_outside(n);
        return violate(n, fmt::format("it {} {}", fault->write ? "writes" : "reads", describe(fault->address, x, dy, out)));
      }
      if (pattern == 0x00 && size != 0) std::memcpy(first.data(), out.data(), size);
    }
    // An output that kept both fillings was not written. All bits set is NaN, all clear is 0: no result is both.
    for (std::size_t i = 0; i < n; ++i) {
      const auto before = load_bits(f_, first.data(), i), after = load_bits(f_, out.data(), i);
      const std::uint64_t filled = shape(f_).bits == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << shape(f_).bits) - 1;
      if (before == 0 && after == filled) return violate(n, fmt::format("output {} is not written", i));
    }
  }

  /// A read past the end comes before the write that may follow it. With room around the inputs, does the output fault?
  bool writes_outside(std::size_t n) const {
    constexpr std::size_t room = 8192;
    const std::size_t size = n * bytes(f_);
    std::vector<char> x(size + 2 * room), dy(size + 2 * room);
    for (const auto where : {guarded_buffer::flush::to_end, guarded_buffer::flush::to_start}) {
      const guarded_buffer out(size, where);
      if (run_catching_faults([&] { context_.call(x.data() + room, dy.data() + room, out.data(), n); })) return true;
    }
    return false;
  }

  /// A fault elsewhere is not about these arrays: the subject crashes, and the process with it.
  static void crash_if_elsewhere(const void* address, const guarded_buffer& x, const guarded_buffer& dy, const guarded_buffer& out) {
    if (x.describe(address) || dy.describe(address) || out.describe(address)) return;
    std::signal(SIGSEGV, SIG_DFL);
    std::raise(SIGSEGV);
  }

  static std::string describe(const void* address, const guarded_buffer& x, const guarded_buffer& dy, const guarded_buffer& out) {
    if (const auto where = x.describe(address)) return "x " + *where;
    if (const auto where = dy.describe(address)) return "dy " + *where;
    if (const auto where = out.describe(address)) return "the output " + *where;
    return "at an address of its own";
  }

  const context& context_;
  format f_;
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
    .inapplicable = applies_always,
    .examine = [](const context& c) { return examination(c).run(); },
};
}  // namespace property_files
}  // namespace actcheck
