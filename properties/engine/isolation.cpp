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
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <exception>
#include <iterator>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <vector>

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

/// A forked process that runs `body` and sends messages. All of them belong to the one thread of the checker: a fork of a
/// process with several threads copies whatever locks the others hold (those of AddressSanitizer's allocator, for one).
class worker_process {
 public:
  explicit worker_process(const std::function<void(sender&)>& body) {
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

  /// Waits until one of these has something to say, has ended or has been silent for too long.
  static void wait_for_any(const std::vector<const worker_process*>& workers, double timeout_seconds) {
    std::vector<pollfd> waiting;
    double most = timeout_seconds;
    for (const worker_process* w : workers) {
      waiting.push_back({w->input_, POLLIN, 0});
      most = std::min(most, timeout_seconds - w->silence());
    }
    poll(waiting.data(), waiting.size(), static_cast<int>(std::ceil(std::max(most, 0.0) * 1000)));
  }

  /// Handles what has arrived. Returns how the process ended ("" if well), or nothing if it goes on.
  std::optional<std::string> receive(double timeout_seconds, const std::function<void(const json&)>& handle) {
    pollfd arrived{input_, POLLIN, 0};
    if (poll(&arrived, 1, 0) == 0)
      return silence() < timeout_seconds ? std::nullopt : std::optional(fmt::format("did not return within {} s", timeout_seconds));
    heard_ = clock::now();
    char buffer[65536];
    const ssize_t n = read(input_, buffer, sizeof buffer);
    if (n <= 0) return end();
    pending_.append(buffer, static_cast<std::size_t>(n));
    for (std::size_t end = pending_.find('\n'); end != std::string::npos; end = pending_.find('\n')) {
      handle(json::parse(pending_.substr(0, end)));
      pending_.erase(0, end + 1);
    }
    return std::nullopt;
  }

 private:
  double silence() const { return std::chrono::duration<double>(clock::now() - heard_).count(); }

  std::string end() {
    int status = 0;
    waitpid(process_, &status, 0);
    process_ = -1;
    return ending(status);
  }

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

  [[noreturn]] static void run_in_child(int output, const std::function<void(sender&)>& body) noexcept {
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
  std::string pending_;  ///< the beginning of a message
  clock::time_point heard_ = clock::now();
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
  std::size_t finished = 0;

  void tell(const target& t, double share) const { events.progress(t, finished, targets.size(), share); }
};

/// Takes one target after the other, and checks it in a worker process, which a crash ends and another one follows.
class isolated_run {
 public:
  explicit isolated_run(shared_run& run) : run_(run), current_(none()) {}

  void start() {
    current_ = run_.next->fetch_add(1);
    if (current_ < none()) start_worker();
  }

  /// Null when there is nothing left to do.
  const worker_process* worker() const { return worker_ ? &*worker_ : nullptr; }

  void receive() {
    const auto end = worker_->receive(run_.options.timeout_seconds, [&](const json& message) { handle(message); });
    if (!end) return;
    worker_.reset();
    if (current_ < none()) after_crash(!error_.empty() ? "stopped the checker: " + error_ : end->empty() ? "ended the process" : *end);
    if (current_ < none()) start_worker();
    else start();
  }

 private:
  std::size_t none() const { return run_.targets.size(); }

  void start_worker() {
    stage_ = {{"start"}, run_.targets[current_].parameters};
    record_->end();
    error_.clear();
    worker_.emplace([&](sender& out) { check_targets(out); });
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

  void handle(const json& message) {
    const std::string event = message.at("event");
    if (event == "error") error_ = message.at("message");
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
    ++run_.finished;
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
  std::string error_;  ///< of the checker itself, in the worker
  std::optional<worker_process> worker_;
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
  const auto handle = [&](const json& message) {
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
  };
  std::optional<std::string> end;
  while (!end) {
    worker_process::wait_for_any({&worker}, timeout_seconds);
    end = worker.receive(timeout_seconds, handle);
  }
  if (!described && description.error.empty())
    description.error = fmt::format("loading '{}': it {}", argument, end->empty() ? "ended the process" : *end);
  return description;
}

std::vector<result> run_isolated(const subject_opener& open, const check_options& options, const std::vector<target>& targets,
                                 const run_events& events) {
  const unsigned workers = workers_for(options, targets);
  check_options each = options;
  if (workers > 1) each.sweep_jobs = 1;
  shared_run run{open, each, targets, events};
  std::deque<isolated_run> all;
  for (unsigned i = 0; i < workers; ++i) all.emplace_back(run).start();
  for (;;) {
    std::vector<const worker_process*> running;
    for (const auto& each_run : all)
      if (each_run.worker()) running.push_back(each_run.worker());
    if (running.empty()) break;
    worker_process::wait_for_any(running, options.timeout_seconds);
    for (auto& each_run : all)
      if (each_run.worker()) each_run.receive();
  }
  // A worker that dies between two targets, by a thread of the subject, leaves the next one to nobody.
  for (std::size_t i = 0; i < targets.size(); ++i)
    if (run.results[i].empty()) run.results[i] = run_isolated(open, options, {targets[i]}, events);
  std::vector<result> results;
  for (auto& of_target : run.results) results.insert(results.end(), std::make_move_iterator(of_target.begin()), std::make_move_iterator(of_target.end()));
  return results;
}

}  // namespace actcheck
