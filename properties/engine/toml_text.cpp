#include "engine/toml_text.hpp"

#include <algorithm>
#include <cctype>
#include <string>

namespace actcheck {
namespace {

bool is_control(char c) {
  return (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f;
}
bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }
bool is_white(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
bool begins_key(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '"' || c == '\'';
}

class screen {
 public:
  explicit screen(std::string_view text) : text_(text) {}

  std::optional<toml_problem> run() {
    bool new_line = true;
    while (at_ < text_.size() && !problem_) {
      const char c = text_[at_];
      if (c == '#') skip_to("\n");
      else if (c == '"' || c == '\'') string(c);
      else if (new_line && c == '[') header();
      else if (!is_ascii(c)) fail("a character that is not ASCII outside strings and comments");
      else if (is_control(c)) fail("a control character");
      else ++at_;
      if (c == '[' || c == '{') ++depth_;
      if (c == ']' || c == '}') --depth_;
      if (c == '\n') ++line_;
      new_line = c == '\n' || (new_line && (c == ' ' || c == '\t' || c == '\r'));
    }
    return problem_;
  }

 private:
  void fail(std::string_view what) { problem_ = toml_problem{line_, what}; }
  bool more() const { return at_ < text_.size() && !problem_; }

  void skip_to(std::string_view end) {
    for (; more() && !text_.substr(at_).starts_with(end); ++at_)
      if (is_control(text_[at_])) fail("a control character");
  }

  void header() {
    const bool two = text_.substr(at_).starts_with("[[");
    at_ += two ? 2 : 1;
    depth_ += two ? 1 : 0;
    while (more() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
    if (more() && !begins_key(text_[at_])) fail("a table header that does not begin with a key");
  }

  void string(char quote) {
    const bool of_key = follows_key();
    const std::string three(3, quote);
    const bool several_lines = text_.substr(at_).starts_with(three);
    const std::string end = several_lines ? three : std::string(1, quote);
    at_ += end.size();
    while (more() && !text_.substr(at_).starts_with(end)) {
      const char c = text_[at_];
      if (c == '\n' && !several_lines) return;  // an error for the parser to report
      if (c == '\n') ++line_;
      if (is_control(c)) fail("a control character");
      if (!is_ascii(c) && !of_key) fail("a character that is not ASCII in a string that does not follow 'key ='");
      ++at_;
      if (c == '\\' && quote == '"') escape();
    }
    at_ = std::min(text_.size(), at_ + end.size());
  }

  /// Is this the value of a line `key = "..."`, outside of lists? Elsewhere the parser may take a string for part of a word.
  bool follows_key() const {
    const std::size_t begin = text_.substr(0, at_).rfind('\n') + 1;
    std::string_view line = text_.substr(begin, at_ - begin);
    const auto trim = [&] {
      while (!line.empty() && is_white(line.back())) line.remove_suffix(1);
    };
    trim();
    if (depth_ != 0 || !line.ends_with('=')) return false;
    line.remove_suffix(1);
    trim();
    while (!line.empty() && is_white(line.front())) line.remove_prefix(1);
    return !line.empty() &&
           std::all_of(line.begin(), line.end(), [](char c) { return begins_key(c) && c != '"' && c != '\''; });
  }

  /// After a backslash: one character, or white space with the end of the line in it.
  void escape() {
    const bool white = more() && is_white(text_[at_]);
    while (more() && is_white(text_[at_]))
      if (text_[at_++] == '\n') ++line_;
    if (more() && !is_ascii(text_[at_])) fail("a character that is not ASCII after a backslash");
    if (more() && !white) ++at_;
  }

  std::string_view text_;
  std::size_t at_ = 0, line_ = 1;
  long depth_ = 0;  ///< of brackets
  std::optional<toml_problem> problem_;
};

}  // namespace

std::optional<toml_problem> find_toml_problem(std::string_view text) { return screen(text).run(); }

}  // namespace actcheck
