#include "engine/isolation.hpp"

#include <fmt/format.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <iterator>
#include <mutex>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <thread>

#include "actcheck/catalogue.hpp"
#include "engine/call_record.hpp"
#include "engine/checker.hpp"

namespace actcheck {
namespace {

using nlohmann::json;
using clock = std::chrono::steady_clock;

/// The worker's end: one JSON object a line. Several threads may send.
class sender {
 public:
  explicit sender(int descriptor) : descriptor_(descriptor) {}
  void send(const json& message) {
    const std::string line = message.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
    const std::lock_guard lock(guard_);
    for (std::size_t sent = 0; sent < line.size();) {
      const ssize_t n = write(descriptor_, line.data() + sent, line.size() - sent);
      if (n <= 0) _exit(0);  // the checker is gone
      sent += static_cast<std::size_t>(n);
    }
  }
  /// At most five signs of life a second.
  void alive(std::uint64_t done, std::uint64_t total) {
    const auto now = clock::now().time_since_epoch().count();
    auto last = last_alive_.load();
    if (now - last < 200'000'000 || !last_alive_.compare_exchange_strong(last, now)) return;
    send({{"event", "alive"}, {"done", done}, {"total", total}});
  }

 private:
  int descriptor_;
  std::mutex guard_;
  std::atomic<clock::rep> last_alive_{0};
};

/// How a worker ended, in words; "" if it ended well.
std::string ending(int status) {
  if (WIFSIGNALED(status)) return fmt::format("crashed with signal {} ({})", WTERMSIG(status), strsignal(WTERMSIG(status)));
  if (WIFEXITED(status) && WEXITSTATUS(status) != 0) return fmt::format("ended the process with status {}", WEXITSTATUS(status));
  return "";
}

/// A forked process that runs `body` and sends messages; `receive` handles them here until it ends or falls silent.
class worker_process {
 public:
  explicit worker_process(const std::function<void(sender&)>& body) {
    // One start at a time: a process that starts meanwhile would keep this pipe's writing end open, and hide the end of ours.
    static std::mutex starting;
    const std::lock_guard lock(starting);
    int ends[2];
    if (pipe(ends) != 0) throw std::runtime_error("cannot make a pipe for the worker process");
    fflush(nullptr);
    process_ = fork();
    if (process_ < 0) throw std::runtime_error("cannot start a worker process");
    if (process_ == 0) {
      close(ends[0]);
      run_in_child(ends[1], body);
    }
    close(ends[1]);
    input_ = ends[0];
  }
  ~worker_process() {
    if (process_ > 0) {
      kill(process_, SIGKILL);
      waitpid(process_, nullptr, 0);
    }
    close(input_);
  }
  worker_process(const worker_process&) = delete;
  worker_process& operator=(const worker_process&) = delete;

  /// Returns how the process ended: "" if well.
  std::string receive(double timeout_seconds, const std::function<void(const json&)>& handle) {
    std::string pending;
    for (;;) {
      pollfd waiting{input_, POLLIN, 0};
      const int ready = poll(&waiting, 1, static_cast<int>(timeout_seconds * 1000));
      if (ready == 0) return fmt::format("did not return within {} s", timeout_seconds);
      char buffer[65536];
      const ssize_t n = read(input_, buffer, sizeof buffer);
      if (n <= 0) break;
      pending.append(buffer, static_cast<std::size_t>(n));
      for (std::size_t end = pending.find('\n'); end != std::string::npos; end = pending.find('\n')) {
        handle(json::parse(pending.substr(0, end)));
        pending.erase(0, end + 1);
      }
    }
    int status = 0;
    waitpid(process_, &status, 0);
    process_ = -1;
    return ending(status);
  }

 private:
  /// A subject that takes memory without end must not take the machine's: it gets an error, as from a small machine.
  static void prepare_memory() {
#if !defined(__SANITIZE_ADDRESS__)  // whose shadow counts
    const auto pages = static_cast<rlim_t>(sysconf(_SC_PHYS_PAGES)), page = static_cast<rlim_t>(sysconf(_SC_PAGESIZE));
    const rlim_t most = std::min<rlim_t>(pages / 2 * page, rlim_t{8} << 30);
    const rlimit limits{most, most};
    setrlimit(RLIMIT_DATA, &limits);
#endif
#if defined(__GLIBC__)
    // Arrays come and go all the time: memory that is given back to the system comes back as a page fault for each page.
    mallopt(M_MMAP_THRESHOLD, 1 << 26);
    mallopt(M_TRIM_THRESHOLD, 1 << 26);
    mallopt(M_ARENA_MAX, 2);
#endif
  }

  [[noreturn]] static void run_in_child(int output, const std::function<void(sender&)>& body) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);  // no worker outlives the checker
    dup2(STDERR_FILENO, STDOUT_FILENO);  // findings go to stdout; whatever the subject prints must not mix with them
    // The checker has threads of its own: a library's pool inside each of them would only fight for the cores.
    setenv("OMP_NUM_THREADS", "1", 0);
    prepare_memory();
    sender out(output);
    try {
      body(out);
    } catch (const std::exception& e) {
      out.send({{"event", "error"}, {"message", e.what()}});
    }
    _exit(0);  // without the subject's exit handlers
  }

  pid_t process_ = -1;
  int input_ = -1;
};

json describe(const subject& s) {
  json forward = json::array(), backward = json::array();
  for (const activation* a : catalogue())
    for (const format f : all_formats) {
      const subject_kernels k = s.find(*a, f);
      if (k.forward) forward.push_back({a->name, static_cast<int>(f)});
      if (k.backward) backward.push_back({a->name, static_cast<int>(f)});
    }
  return {{"event", "subject"}, {"name", s.name()}, {"version", s.version()}, {"in_place", s.in_place()},
          {"thread_safe", s.thread_safe()}, {"forward", forward}, {"backward", backward}};
}

std::vector<std::pair<std::string, format>> pairs_from(const json& j) {
  std::vector<std::pair<std::string, format>> pairs;
  for (const auto& p : j) pairs.emplace_back(p[0].get<std::string>(), static_cast<format>(p[1].get<int>()));
  return pairs;
}

/// What a worker was doing when it was last heard of.
struct stage {
  std::vector<std::string> properties{"start"};
  std::vector<double> parameters;
};

result crashed_result(const target& t, const stage& s, const std::string& how) {
  finding f;
  f.outcome = verdict::fail;
  f.violations = 1;
  f.message = "the subject " + how;
  f.reason = "the rest was checked in a new process";
  return {std::string(t.subject_of->name), t.number_format, t.direction, s.properties.front(), s.parameters, s.parameters == t.parameters, true, f, ""};
}

result not_run(const target& t, const stage& s, const std::string& property) {
  finding f;
  f.outcome = verdict::inconclusive;
  f.message = fmt::format("not run: the subject crashes or hangs in {}", s.properties.front());
  return {std::string(t.subject_of->name), t.number_format, t.direction, property, s.parameters, s.parameters == t.parameters, false, f, ""};
}

/// An object in memory that workers share with the checker.
template <class T>
class shared_object {
 public:
  shared_object() : memory_(mmap(nullptr, sizeof(T), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)) {
    if (memory_ == MAP_FAILED) throw std::runtime_error("cannot share memory with the worker process");
    object_ = new (memory_) T;
  }
  ~shared_object() { munmap(memory_, sizeof(T)); }
  shared_object(const shared_object&) = delete;
  shared_object& operator=(const shared_object&) = delete;
  T& operator*() const { return *object_; }
  T* operator->() const { return object_; }

 private:
  void* memory_;
  T* object_;
};

/// What all workers of a run have in common: the targets, each of which one worker takes, and their results.
struct shared_run {
  const subject_opener& open;
  const check_options& options;
  const std::vector<target>& targets;
  const run_events& events;
  shared_object<std::atomic<std::size_t>> next{};
  std::vector<std::vector<result>> results{targets.size()};
  std::mutex guard{};         ///< of the following two
  std::size_t finished = 0;
  std::exception_ptr problem{};  ///< of the checker itself

  void tell(const target& t, double share) {
    const std::lock_guard lock(guard);
    events.progress(t, finished, targets.size(), share);
  }
};

/// Takes one target after the other, and checks it in a worker process, which a crash ends and another one follows.
class isolated_run {
 public:
  explicit isolated_run(shared_run& run) : run_(run), current_(none()) {}

  void go_on() {
    current_ = run_.next->fetch_add(1);
    while (current_ < run_.targets.size()) {
      const std::string how = run_worker();
      if (current_ < run_.targets.size()) after_crash(how);
      if (current_ >= run_.targets.size()) current_ = run_.next->fetch_add(1);
    }
  }

 private:
  std::size_t none() const { return run_.targets.size(); }

  /// Returns how the worker ended.
  std::string run_worker() {
    stage_ = {{"start"}, run_.targets[current_].parameters};
    record_->end();
    std::string error;
    worker_process worker([&](sender& out) { check_targets(out); });
    const std::string end = worker.receive(run_.options.timeout_seconds, [&](const json& message) { handle(message, error); });
    return !error.empty() ? "stopped the checker: " + error : end.empty() ? "ended the process" : end;
  }

  /// In the worker.
  void check_targets(sender& out) {
    noted_call = &*record_;
    const auto opened = run_.open();
    check_events inside;
    inside.stage = [&](const auto& properties, const auto& parameters) {
      out.send({{"event", "stage"}, {"properties", properties}, {"parameters", to_json(parameters)}});
    };
    inside.found = [&](const result& r) { out.send({{"event", "result"}, {"result", to_json(r)}}); };
    inside.alive = [&](std::uint64_t done, std::uint64_t total) { out.alive(done, total); };
    while (current_ < run_.targets.size()) {
      check_target(run_.targets[current_], *opened, run_.options, inside, settled_);
      settled_.clear();
      current_ = run_.next->fetch_add(1);
      out.send({{"event", "done"}, {"next", current_}});
    }
  }

  void handle(const json& message, std::string& error) {
    const std::string event = message.at("event");
    if (event == "error") error = message.at("message");
    else if (event == "stage") stage_ = {message.at("properties").get<std::vector<std::string>>(), numbers_from_json(message.at("parameters"))};
    else if (event == "result") settled_.push_back(result_from_json(message.at("result")));
    else if (event == "alive") run_.tell(run_.targets[current_], message.at("done").get<double>() / message.at("total").get<double>());
    else {
      finish_target();
      current_ = message.at("next").get<std::size_t>();
      if (current_ < run_.targets.size()) stage_ = {{"start"}, run_.targets[current_].parameters};
    }
  }

  void finish_target() {
    run_.results[current_] = std::move(settled_);
    settled_.clear();
    crashes_ = 0;
    {
      const std::lock_guard lock(run_.guard);
      ++run_.finished;
    }
    run_.tell(run_.targets[current_], 0);
    current_ = none();
  }

  /// The call that crashed is a finding. What else is to be checked goes on in another worker, unless it looks as if nothing
  /// would come of it: no call has worked yet, or others have crashed before.
  void after_crash(const std::string& how) {
    const target& t = run_.targets[current_];
    const bool nothing_worked = std::all_of(settled_.begin(), settled_.end(), [](const result& r) { return r.found.outcome == verdict::skip; });
    const std::string call = record_->in_words(t.subject_of->kind);
    settled_.push_back(crashed_result(t, stage_, how + (call.empty() ? "" : ", " + call)));
    for (std::size_t i = 1; i < stage_.properties.size(); ++i) settled_.push_back(not_run(t, stage_, stage_.properties[i]));
    if (!nothing_worked && ++crashes_ < most_crashes) return;
    for (const property* p : selected_properties(run_.options))
      if (std::none_of(settled_.begin(), settled_.end(), [&](const result& r) { return r.property == p->name && r.default_parameters; }))
        settled_.push_back(not_run(t, {stage_.properties, t.parameters}, std::string(p->name)));
    finish_target();
  }

  static constexpr int most_crashes = 3;  ///< of one target

  shared_run& run_;
  shared_object<call_record> record_;
  std::size_t current_;  ///< the target under way
  int crashes_ = 0;
  stage stage_;
  std::vector<result> settled_;
};

/// Many small targets are divided between workers, each with one thread; the inputs of a few large ones between threads.
unsigned workers_for(const check_options& options, const std::vector<target>& targets) {
  const bool divides = options.thoroughness != effort::exhaustive && targets.size() >= 2 * static_cast<std::size_t>(options.jobs);
  return divides ? options.jobs : 1;
}

}  // namespace

bool subject_description::has(const activation& a, format f, pass p) const {
  const auto& list = p == pass::forward ? forward : backward;
  return std::find(list.begin(), list.end(), std::pair{std::string(a.name), f}) != list.end();
}

subject_description describe_subject(const std::string& argument, const symbol_map& renamed, double timeout_seconds) {
  subject_description description;
  bool described = false;
  worker_process worker([&](sender& out) { out.send(describe(*open_subject(argument, renamed))); });
  const std::string end = worker.receive(timeout_seconds, [&](const json& message) {
    if (message.at("event") == "error") {
      description.error = message.at("message");
      return;
    }
    described = true;
    description.name = message.at("name");
    description.version = message.at("version");
    description.in_place = message.at("in_place");
    description.thread_safe = message.at("thread_safe");
    description.forward = pairs_from(message.at("forward"));
    description.backward = pairs_from(message.at("backward"));
  });
  if (!described && description.error.empty())
    description.error = fmt::format("loading '{}': it {}", argument, end.empty() ? "ended the process" : end);
  return description;
}

std::vector<result> run_isolated(const subject_opener& open, const check_options& options, const std::vector<target>& targets,
                                 const run_events& events) {
  const unsigned workers = workers_for(options, targets);
  check_options each = options;
  if (workers > 1) each.sweep_jobs = 1;
  shared_run run{open, each, targets, events};
  const auto work = [&run] {
    try {
      isolated_run(run).go_on();
    } catch (...) {
      const std::lock_guard lock(run.guard);
      run.problem = std::current_exception();
    }
  };
  std::vector<std::thread> others;
  for (unsigned i = 1; i < workers; ++i) others.emplace_back(work);
  work();
  for (auto& other : others) other.join();
  if (run.problem) std::rethrow_exception(run.problem);
  // A worker that dies between two targets, by a thread of the subject, leaves the next one to nobody.
  for (std::size_t i = 0; i < targets.size(); ++i)
    if (run.results[i].empty()) run.results[i] = run_isolated(open, options, {targets[i]}, events);
  std::vector<result> results;
  for (auto& of_target : run.results) results.insert(results.end(), std::make_move_iterator(of_target.begin()), std::make_move_iterator(of_target.end()));
  return results;
}

}  // namespace actcheck
