#include "subjects/shell_command.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>
#include <iterator>
#include <stdexcept>

namespace actcheck {
namespace {

constexpr time_t grace_seconds = 1;
/// Of one process's stderr. Enough for a traceback, and for the warnings of a large library at its start.
constexpr std::size_t most_of_stderr = std::size_t{1} << 16;
/// What an unprivileged process may ask for (pipe(7)). Linux gives 64 KiB if not asked, and more switches between the two sides.
constexpr int pipe_size = 1 << 20;

struct two_ends {
  descriptor read, write;
};

[[noreturn]] void cannot_start() {
  throw std::runtime_error(fmt::format("cannot start the command: {}", std::strerror(errno)));
}

two_ends new_pipe() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) cannot_start();
  return {descriptor(ends[0]), descriptor(ends[1])};
}

void never_block(const descriptor& d) { fcntl(d.get(), F_SETFL, fcntl(d.get(), F_GETFL) | O_NONBLOCK); }

// The keeper is forked from a process with threads, which may have held any lock: what follows, down to `keep`, calls only what
// POSIX lists as safe there (signal-safety(7)), and no memory is allocated.

void close_all_but(int one, int other) {
  const auto close_between = [](int first, int last) {
    if (first <= last) close_range(static_cast<unsigned>(first), static_cast<unsigned>(last), 0);
  };
  const int low = std::min(one, other), high = std::max(one, other);
  close_between(STDERR_FILENO + 1, low - 1);
  close_between(low + 1, high - 1);
  close_between(high + 1, INT_MAX);
}

constexpr int passed_over[] = {SIGINT, SIGQUIT, SIGHUP, SIGTERM,
                               SIGPIPE};  // the keeper ends when those it is for have ended

[[noreturn]] void become(const char* command, int input, int output, int errors) {
  setpgid(0, 0);
  for (const int number : passed_over) signal(number, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  // Each may have any number, one of these three as well: first out of the way, then to their places.
  const int clear[] = {fcntl(input, F_DUPFD, 10), fcntl(output, F_DUPFD, 10), fcntl(errors, F_DUPFD, 10)};
  for (int to = 0; to < 3; ++to) dup2(clear[to], to);
  close_range(STDERR_FILENO + 1, UINT_MAX, 0);
  execl("/bin/sh", "sh", "-c", command, static_cast<char*>(nullptr));
  _exit(127);
}

void write_all(int to, const char* text, std::size_t size) {
  while (size > 0) {
    const ssize_t n = write(to, text, size);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return;
    text += n;
    size -= static_cast<std::size_t>(n);
  }
}

/// Passes on what is there now. Returns false at the end.
bool pass_on_errors(int errors, std::size_t& allowed) {
  constexpr std::string_view left_out = "\nactcheck: the rest of what the command writes to stderr is left out\n";
  char buffer[4096];
  for (;;) {
    const ssize_t n = read(errors, buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return true;
    if (n == 0) return false;
    const auto size = static_cast<std::size_t>(n);
    const bool too_much = allowed > 0 && size >= allowed;
    write_all(STDERR_FILENO, buffer, std::min(size, allowed));
    if (too_much) write_all(STDERR_FILENO, left_out.data(), left_out.size());
    allowed -= std::min(size, allowed);
    if (allowed == 0) return true;  // a flood must not keep the keeper from its other duty
  }
}

bool has_ended(pid_t child) {
  siginfo_t info{};
  return waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == child;
}

/// Until the child has ended, or something comes from `owner`, or that is closed and the time of grace is over.
void watch(pid_t child, int errors, int owner) {
  sigset_t none;
  sigemptyset(&none);
  std::size_t allowed = most_of_stderr;
  timespec deadline{};
  while (!has_ended(child)) {
    timespec left{};
    if (owner < 0) {
      timespec now{};
      clock_gettime(CLOCK_MONOTONIC, &now);
      left = {deadline.tv_sec - now.tv_sec, deadline.tv_nsec - now.tv_nsec};
      if (left.tv_nsec < 0) left = {left.tv_sec - 1, left.tv_nsec + 1'000'000'000};
      if (left.tv_sec < 0) return;
    }
    // SIGCHLD is blocked but here: a child cannot end unnoticed between the look above and this wait.
    pollfd waiting[] = {{errors, POLLIN, 0}, {owner, POLLIN, 0}};
    if (ppoll(waiting, std::size(waiting), owner < 0 ? &left : nullptr, &none) <= 0) continue;
    if (waiting[0].revents != 0 && !pass_on_errors(errors, allowed)) errors = -1;
    if (waiting[1].revents != 0) {
      char now = 0;
      if (read(owner, &now, sizeof now) == sizeof now) return;
      owner = -1;
      clock_gettime(CLOCK_MONOTONIC, &deadline);
      deadline.tv_sec += grace_seconds;
    }
  }
  if (errors >= 0) pass_on_errors(errors, allowed);
}

[[noreturn]] void keep(const char* command, int input, int output, int errors_read, int errors_write, int owner) {
  for (const int number : passed_over) signal(number, SIG_IGN);
  struct sigaction wake {};
  wake.sa_handler = [](int) {};
  sigaction(SIGCHLD, &wake, nullptr);
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGCHLD);
  sigprocmask(SIG_SETMASK, &ends, nullptr);
  const pid_t child = fork();
  if (child == 0) become(command, input, output, errors_write);
  if (child < 0) _exit(0);
  setpgid(child, child);  // here too: whichever of the two runs first
  close_all_but(errors_read, owner);
  watch(child, errors_read, owner);
  kill(-child, SIGKILL);  // before the child is waited for, so that the number is still its own
  int status = 0;
  waitpid(child, &status, 0);
  write_all(owner, reinterpret_cast<const char*>(&status), sizeof status);
  _exit(0);
}

}  // namespace

shell_command::shell_command(const std::string& command) {
  signal(SIGPIPE, SIG_IGN);  // a command that does not read is an error to report
  two_ends to = new_pipe(), from = new_pipe(), errors = new_pipe();
  int line[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, line) != 0) cannot_start();
  keeper_end_ = descriptor(line[0]);
  const descriptor owner(line[1]);
  // Refused where the user has many pipes already: then they are slower.
  fcntl(to.write.get(), F_SETPIPE_SZ, pipe_size);
  fcntl(from.read.get(), F_SETPIPE_SZ, pipe_size);
  never_block(to.write);
  never_block(from.read);
  never_block(errors.read);
  keeper_ = fork();
  if (keeper_ < 0) cannot_start();
  if (keeper_ == 0)
    keep(command.c_str(), to.read.get(), from.write.get(), errors.read.get(), errors.write.get(), owner.get());
  input_ = std::move(to.write);
  output_ = std::move(from.read);
}

shell_command::~shell_command() {
  let_go();
  while (waitpid(keeper_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

void shell_command::end_now() { write_all(keeper_end_.get(), "!", 1); }

void shell_command::let_go() {
  input_.reset();
  output_.reset();
  keeper_end_.reset();
}

std::string shell_command::ending() const {
  pollfd waiting{keeper_end_.get(), POLLIN, 0};
  int status = 0;
  if (poll(&waiting, 1, 500) <= 0 || read(keeper_end_.get(), &status, sizeof status) != sizeof status)
    return "closed its output";
  if (WIFSIGNALED(status))
    return fmt::format("was ended by signal {} ({})", WTERMSIG(status), strsignal(WTERMSIG(status)));
  const int left = WEXITSTATUS(status), number = left - 128;
  const bool by_signal = number >= 1 && number < NSIG;
  return fmt::format("ended with status {}{}", left,
                     by_signal ? fmt::format(" (a shell's word for signal {}: {})", number, strsignal(number)) : "");
}

}  // namespace actcheck
