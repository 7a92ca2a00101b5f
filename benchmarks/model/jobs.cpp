#include "jobs.hpp"

#include <fmt/format.h>

#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

namespace actcheck::model {
namespace {

class workers {
 public:
  workers(const std::vector<std::function<void()>>& pieces, unsigned threads) : pieces_(pieces) {
    for (unsigned i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
  }

  void wait() {
    {
      std::unique_lock lock(mutex_);
      const auto is_done = [this] { return running_ == 0 && (next_ == pieces_.size() || failure_); };
      while (!changed_.wait_for(lock, std::chrono::seconds(10), is_done))
        fmt::print(stderr, "actcheck_model: {} of {} parts done\n", done_, pieces_.size());
    }
    threads_.clear();
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  void work() {
    std::unique_lock lock(mutex_);
    while (next_ < pieces_.size() && !failure_) {
      const auto& piece = pieces_[next_++];
      ++running_;
      lock.unlock();
      std::exception_ptr failure;
      try {
        piece();
      } catch (...) {
        failure = std::current_exception();
      }
      lock.lock();
      if (failure && !failure_) failure_ = failure;
      --running_;
      ++done_;
      changed_.notify_all();
    }
  }

  const std::vector<std::function<void()>>& pieces_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t next_ = 0, done_ = 0, running_ = 0;
  std::exception_ptr failure_;
  std::vector<std::jthread> threads_;
};

}  // namespace

void run_all(const std::vector<std::function<void()>>& pieces, unsigned threads) { workers(pieces, threads).wait(); }

}  // namespace actcheck::model
