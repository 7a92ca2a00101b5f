#include "engine/environment.hpp"

#include "engine/call_record.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <malloc.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <clocale>
#include <cstring>
#include <filesystem>

#if defined(__SSE__)
#include <xmmintrin.h>
#endif

namespace actcheck {
namespace {

// Bits of the x86 MXCSR register (Intel SDM volume 1, 10.2.3): sticky flags 0-5, DAZ 6, masks 7-12, rounding 13-14, FTZ 15.
constexpr std::uint32_t sticky_flags = 0x3f, denormals_are_zero = 1U << 6, flush_to_zero = 1U << 15;

std::uint32_t control_register() {
#if defined(__SSE__)
  return _mm_getcsr() & ~sticky_flags;
#else
  return 0;
#endif
}

std::string rounding_name(int mode) {
  switch (mode) {
    case FE_TONEAREST: return "to nearest";
    case FE_UPWARD: return "up";
    case FE_DOWNWARD: return "down";
    case FE_TOWARDZERO: return "toward zero";
    default: return "unknown";
  }
}

struct named_signal {
  int number;
  const char* name;
};
constexpr std::array<named_signal, 9> watched{{{SIGFPE, "SIGFPE"},
                                               {SIGSEGV, "SIGSEGV"},
                                               {SIGBUS, "SIGBUS"},
                                               {SIGILL, "SIGILL"},
                                               {SIGABRT, "SIGABRT"},
                                               {SIGINT, "SIGINT"},
                                               {SIGTERM, "SIGTERM"},
                                               {SIGPIPE, "SIGPIPE"},
                                               {SIGALRM, "SIGALRM"}}};

std::string working_folder() {
  std::error_code ignored;
  return std::filesystem::current_path(ignored).string();
}

}  // namespace

floating_point_mode::floating_point_mode() : rounding_(std::fegetround()), traps_(fegetexcept()), control_(control_register()) {}

std::vector<std::string> floating_point_mode::changes(const floating_point_mode& later) const {
  std::vector<std::string> words;
  if (later.rounding_ != rounding_) words.push_back(fmt::format("rounds {} instead of {}", rounding_name(later.rounding_), rounding_name(rounding_)));
  const std::uint32_t changed = control_ ^ later.control_;
  const auto bit = [&](std::uint32_t mask, const char* what) {
    if ((changed & mask) != 0) words.push_back(fmt::format("turns {} {}", what, (later.control_ & mask) != 0 ? "on" : "off"));
  };
  bit(flush_to_zero, "flushing of subnormal results (FTZ)");
  bit(denormals_are_zero, "reading of subnormal numbers as 0 (DAZ)");
  if (later.traps_ != traps_) words.emplace_back("changes which floating-point exceptions trap");
  if (words.empty() && changed != 0) words.emplace_back("changes the vector unit's control register");
  return words;
}

void floating_point_mode::restore() const {
  std::fesetround(rounding_);
  fedisableexcept(FE_ALL_EXCEPT);
  feenableexcept(traps_);
#if defined(__SSE__)
  _mm_setcsr(control_ | (_mm_getcsr() & sticky_flags));
#endif
}

namespace {

/// Takes leave of a child that has ended, if there is one.
bool take_ended_child() { return waitpid(-1, nullptr, WNOHANG) > 0; }

}  // namespace

process_state::process_state() : child_ended_(take_ended_child()), children_running_(false), handlers_(watched.size()), mask_(), locale_(std::setlocale(LC_ALL, nullptr)), folder_(working_folder()) {
  for (std::size_t i = 0; i < watched.size(); ++i) sigaction(watched[i].number, nullptr, &handlers_[i]);
  pthread_sigmask(SIG_SETMASK, nullptr, &mask_);
  for (int i = 0; i < streams; ++i) copies_[i] = fcntl(i, F_DUPFD_CLOEXEC, streams);  // -1 for a closed one
  while (take_ended_child()) {}
  children_running_ = waitpid(-1, nullptr, WNOHANG) == 0;
}

process_state::~process_state() {
  for (const int copy : copies_)
    if (copy >= 0) close(copy);
}

std::vector<std::string> process_state::changes(const process_state& later) const {
  std::vector<std::string> words;
  for (std::size_t i = 0; i < watched.size(); ++i) {
    const auto &before = handlers_[i], &after = later.handlers_[i];
    if (before.sa_handler != after.sa_handler) words.push_back(fmt::format("replaces the handler of {}", watched[i].name));
    if (sigismember(&mask_, watched[i].number) != sigismember(&later.mask_, watched[i].number))
      words.push_back(fmt::format("changes whether {} is blocked", watched[i].name));
  }
  constexpr std::array names{"stdin", "stdout", "stderr"};
  for (int i = 0; i < streams; ++i)
    if (copies_[i] >= 0 && later.copies_[i] < 0) words.push_back(fmt::format("closes {}", names[i]));
  if (later.child_ended_ || (later.children_running_ && !children_running_)) words.emplace_back("starts a process and does not wait for its end");
  if (locale_ != later.locale_) words.push_back(fmt::format("sets the locale to {}", later.locale_));
  if (folder_ != later.folder_) words.emplace_back("changes the working folder");
  return words;
}

void process_state::restore() const {
  for (std::size_t i = 0; i < watched.size(); ++i) sigaction(watched[i].number, &handlers_[i], nullptr);
  pthread_sigmask(SIG_SETMASK, &mask_, nullptr);
  for (int i = 0; i < streams; ++i)
    if (copies_[i] >= 0) dup2(copies_[i], i);
  std::setlocale(LC_ALL, locale_.c_str());
  std::error_code ignored;
  std::filesystem::current_path(folder_, ignored);
}

void open_closed_streams() {
  for (int i = 0; i < 3; ++i) {
    if (fcntl(i, F_GETFD) != -1) continue;
    const int null = open("/dev/null", O_RDWR);
    if (null == i || null < 0) continue;
    dup2(null, i);
    close(null);
  }
}

void end_unless(pid_t own) {
  if (getpid() != own) _exit(0);
}

std::size_t heap_in_use() {
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__)
  const auto heap = mallinfo2();
  return heap.uordblks + heap.hblkhd;
#else
  return 0;
#endif
}

subject_kernels restoring_mode(const subject_kernels& k) {
  const auto wrapped = [](pass p, const kernel& call) -> kernel {
    if (!call) return {};
    return [p, call](const void* const* inputs, void* const* outputs, extent e, const double* parameters) {
      const floating_point_mode before;
      const pid_t own = getpid();
      if (noted_call != nullptr) noted_call->begin(p, e);
      call(inputs, outputs, e, parameters);
      end_unless(own);
      if (noted_call != nullptr) noted_call->end();
      if (!(floating_point_mode() == before)) before.restore();
    };
  };
  subject_kernels safe = k;
  safe.forward = wrapped(pass::forward, k.forward);
  safe.backward = wrapped(pass::backward, k.backward);
  return safe;
}

}  // namespace actcheck
