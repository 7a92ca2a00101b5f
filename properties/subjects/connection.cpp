#include "subjects/connection.hpp"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iterator>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace actcheck {
namespace {

using nlohmann::json;

/// Of an answer's line: far more than all functions of all formats.
constexpr std::size_t longest_line = std::size_t{1} << 20;

bool would_block() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

/// The beginning of what a command wrote, fit for a message of one line.
std::string excerpt(std::string_view text, std::size_t most = 60) {
  std::string words = "'";
  for (const char c : text.substr(0, most)) words += static_cast<unsigned char>(c) >= 0x20 && c != 0x7f ? c : '.';
  return words + (text.size() > most ? "...'" : "'");
}

[[noreturn]] void not_the_protocol(const request& r, std::string_view line) {
  throw std::runtime_error(
      fmt::format("the command answered {} with {}, which is no JSON object on a line of its own (its stdout is for "
                  "answers alone: print other things to stderr)",
                  r.in_words(), excerpt(line)));
}

/// \throws std::runtime_error where it is an error, or does not say that results follow.
json parsed(const request& r, std::string_view line) {
  json answer = json::parse(line, nullptr, false);
  if (!answer.is_object()) not_the_protocol(r, line);
  if (const auto error = answer.find("error"); error != answer.end())
    throw std::runtime_error(
        fmt::format("the command answered {} with the error {}", r.in_words(),
                    excerpt(error->is_string() ? error->get_ref<const std::string&>() : error->dump(), 200)));
  if (const auto ok = answer.find("ok"); r.has_results && (ok == answer.end() || *ok != true))
    throw std::runtime_error(fmt::format("the command answered {} with {}, which has neither \"ok\":true nor \"error\"",
                                         r.in_words(), excerpt(line)));
  return answer;
}

}  // namespace

void pieces::advance(std::size_t bytes) {
  passed_ += bytes;
  while (bytes > 0) {
    iovec& now = left_[first_];
    const std::size_t part = std::min(bytes, now.iov_len);
    now = {static_cast<char*>(now.iov_base) + part, now.iov_len - part};
    bytes -= part;
    if (now.iov_len == 0) ++first_;
  }
}

std::size_t pieces::fill(const char* from, std::size_t bytes) {
  std::size_t taken = 0;
  while (taken < bytes && !done()) {
    const std::size_t part = std::min(bytes - taken, data()->iov_len);
    std::memcpy(data()->iov_base, from + taken, part);
    advance(part);
    taken += part;
  }
  return taken;
}

json connection::ask(request r) {
  asking_ = true;
  expect_silence(r);
  pieces sent;
  sent.add(r.line.data(), r.line.size());
  for (int k = 0; k < r.inputs.count(); ++k) sent.add(r.inputs.data()[k].iov_base, r.inputs.data()[k].iov_len);
  line_.clear();
  json answer;
  bool answered = false;
  send(sent);
  // Neither side waits for the other: a command may answer while it still reads.
  while (!answered || !r.outputs.done() || !(sent.done() || deaf_)) {
    pollfd waiting[] = {{answered && r.outputs.done() ? -1 : process_.output(), POLLIN, 0},
                        {sent.done() || deaf_ ? -1 : process_.input(), POLLOUT, 0}};
    if (poll(waiting, std::size(waiting), -1) < 0) continue;
    if (waiting[0].revents != 0) receive(r, answer, answered);
    if (waiting[1].revents != 0) send(sent);
  }
  asking_ = false;
  return answer;
}

void connection::expect_silence(const request& r) {
  const ssize_t n = read(process_.output(), buffer_.data(), buffer_.size());
  if (n == 0) ended(r);
  if (n > 0)
    throw std::runtime_error(
        fmt::format("the command wrote {} to stdout before it was asked for {}: more than its last answer has",
                    excerpt({buffer_.data(), static_cast<std::size_t>(n)}), r.in_words()));
}

void connection::send(pieces& sent) {
  while (!sent.done() && !deaf_) {
    const ssize_t n = writev(process_.input(), sent.data(), sent.count());
    if (n > 0) sent.advance(static_cast<std::size_t>(n));
    else if (would_block()) return;
    else deaf_ = true;  // whether it says why, its output tells
  }
}

void connection::receive(request& r, json& answer, bool& answered) {
  ssize_t n = 0;
  if (answered) n = readv(process_.output(), r.outputs.data(), r.outputs.count());
  else n = read(process_.output(), buffer_.data(), buffer_.size());
  if (n < 0 && would_block()) return;
  if (n <= 0) ended(r);
  if (answered) return r.outputs.advance(static_cast<std::size_t>(n));
  line_.append(buffer_.data(), static_cast<std::size_t>(n));
  take_line(r, answer, answered);
}

void connection::take_line(request& r, json& answer, bool& answered) {
  const std::size_t end = line_.find('\n');
  if (end == std::string::npos && line_.size() <= longest_line) return;
  if (end == std::string::npos) not_the_protocol(r, line_);
  answer = parsed(r, std::string_view(line_).substr(0, end));
  answered = true;
  const std::string_view rest = std::string_view(line_).substr(end + 1);
  if (r.outputs.fill(rest.data(), rest.size()) == rest.size()) return;
  const std::string due =
      r.has_results ? fmt::format("the {} bytes of results of", r.outputs.size()) : std::string("a line in answer to");
  throw std::runtime_error(fmt::format("the command wrote more than {} {}", due, r.in_words()));
}

void connection::ended(const request& r) const {
  std::string where = (r.has_results ? "in the middle of " : "before it answered ") + r.in_words();
  if (r.outputs.transferred() > 0)
    where += fmt::format(", after {} of {} bytes of its results", r.outputs.transferred(), r.outputs.size());
  if (!line_.empty() && r.outputs.transferred() == 0 && line_.find('\n') == std::string::npos)
    where += ", after " + excerpt(line_);
  throw std::runtime_error(fmt::format("the command {} {}", process_.ending(), where));
}

}  // namespace actcheck
