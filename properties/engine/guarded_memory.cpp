#include "engine/guarded_memory.hpp"

#include <fmt/format.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <vector>

namespace actcheck {
namespace {

sigjmp_buf return_point;
const void* volatile fault_address;
volatile bool fault_was_write;

void on_fault(int, siginfo_t* info, [[maybe_unused]] void* machine_state) {
  fault_address = info->si_addr;
#ifdef __x86_64__
  // Bit 1 of the page fault's error code: the access was a write (Intel SDM volume 3, section 4.7).
  fault_was_write = (static_cast<ucontext_t*>(machine_state)->uc_mcontext.gregs[REG_ERR] & 2) != 0;
#else
  fault_was_write = true;
#endif
  siglongjmp(return_point, 1);
}

/// Installs the handler and puts the old one back.
class fault_handler {
 public:
  fault_handler() {
    struct sigaction action {};
    action.sa_sigaction = on_fault;
    action.sa_flags = SA_SIGINFO | SA_NODEFER;
    sigemptyset(&action.sa_mask);
    sigaction(SIGSEGV, &action, &old_segv_);
    sigaction(SIGBUS, &action, &old_bus_);
  }
  ~fault_handler() {
    sigaction(SIGSEGV, &old_segv_, nullptr);
    sigaction(SIGBUS, &old_bus_, nullptr);
  }
  fault_handler(const fault_handler&) = delete;
  fault_handler& operator=(const fault_handler&) = delete;

 private:
  struct sigaction old_segv_ {}, old_bus_ {};
};

/// Mappings that went out of use, for the next buffers of their size: making one anew costs as much as a hundred short calls.
class spare_mappings {
 public:
  ~spare_mappings() {
    for (const auto& [size, mapping] : kept_) munmap(mapping, size);
  }
  char* take(std::size_t size) {
    const auto found = std::find_if(kept_.begin(), kept_.end(), [&](const auto& one) { return one.first == size; });
    if (found == kept_.end()) return nullptr;
    char* const mapping = found->second;
    kept_.erase(found);
    return mapping;
  }
  void give(std::size_t size, char* mapping) {
    if (kept_.size() < most) kept_.emplace_back(size, mapping);
    else munmap(mapping, size);
  }

 private:
  static constexpr std::size_t most = 12;
  std::vector<std::pair<std::size_t, char*>> kept_;
};
thread_local spare_mappings spare;

}  // namespace

guarded_buffer::guarded_buffer(std::size_t size, flush where) : size_(size) {
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  body_ = (size + page - 1) / page * page;
  if (body_ == 0) body_ = page;
  mapped_ = body_ + 2 * page;
  mapping_ = spare.take(mapped_);
  if (mapping_ == nullptr) {
    void* mapping = mmap(nullptr, mapped_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapping == MAP_FAILED) throw std::runtime_error("no memory for a guarded buffer");
    mapping_ = static_cast<char*>(mapping);
  }
  make_writable();
  data_ = mapping_ + page + (where == flush::to_end ? body_ - size : 0);
}

guarded_buffer::~guarded_buffer() { spare.give(mapped_, mapping_); }

void guarded_buffer::make_read_only() const { mprotect(mapping_ + (mapped_ - body_) / 2, body_, PROT_READ); }
void guarded_buffer::make_writable() const { mprotect(mapping_ + (mapped_ - body_) / 2, body_, PROT_READ | PROT_WRITE); }

std::optional<std::string> guarded_buffer::describe(const void* address) const {
  const auto* at = static_cast<const char*>(address);
  if (at < mapping_ || at >= mapping_ + mapped_) return std::nullopt;
  if (at < data_) return fmt::format("{} bytes before the start", data_ - at);
  if (at >= data_ + size_) return fmt::format("{} bytes past the end", at - (data_ + size_) + 1);
  return "inside (it is read-only)";
}

std::optional<fault> run_catching_faults(const std::function<void()>& call) {
  const fault_handler installed;
  fault_address = nullptr;
  if (sigsetjmp(return_point, 1) != 0) return fault{fault_address, fault_was_write};
  call();
  return std::nullopt;
}

}  // namespace actcheck
