#include "threads.hpp"

#include <algorithm>
#include <atomic>
#include <memory>
#include <thread>
#include <vector>

namespace actcheck::benchmarks {
namespace {

/// A thread that does what it is given. Waiting is std::atomic's: a short spin, then sleep.
class worker {
 public:
  ~worker() { give({}); }
  void give(std::function<void()> work) {
    work_ = std::move(work);
    state_ = busy;
    state_.notify_one();
  }
  void wait() { state_.wait(busy); }

 private:
  enum : int { idle, busy };
  void serve() {
    for (;;) {
      state_.wait(idle);
      if (!work_) return;
      work_();
      state_ = idle;
      state_.notify_one();
    }
  }

  std::function<void()> work_;
  std::atomic<int> state_{idle};
  std::jthread thread_{[this] { serve(); }};  // last: it uses the others
};

}  // namespace

void share_out(std::size_t n, unsigned threads, const std::function<void(std::size_t, std::size_t)>& work) {
  constexpr std::size_t step = 64;
  static std::vector<std::unique_ptr<worker>> workers;
  while (workers.size() + 1 < threads) workers.push_back(std::make_unique<worker>());
  const std::size_t share = std::max<std::size_t>(n / threads / step, 1) * step;
  std::size_t begin = 0;
  unsigned given = 0;
  for (; given + 1 < threads && begin + share < n; ++given, begin += share)
    workers[given]->give([&work, begin, share] { work(begin, share); });
  work(begin, n - begin);  // the last share takes the rest
  for (unsigned i = 0; i < given; ++i) workers[i]->wait();
}

}  // namespace actcheck::benchmarks
