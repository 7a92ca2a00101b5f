// Files that others wrote: whatever their bytes, they are read or refused with their place. The seeds are those of the fuzzers.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <random>

#include "fuzz/entry_points.hpp"
#include "support.hpp"

namespace actcheck::tests {
namespace {

using words = std::vector<std::string>;

words seeds(const std::string& folder) {
  words texts;
  for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(ACTCHECK_FUZZ_SEEDS) / folder))
    texts.push_back(read_file(entry.path()));
  std::sort(texts.begin(), texts.end());
  return texts;
}

/// Changes a text in one of the ways in which files break.
class mutation {
 public:
  mutation(const words& texts, const words& pieces, std::uint64_t seed)
      : texts_(texts), pieces_(pieces), random_(seed) {}

  std::string next() {
    std::string text = texts_[below(texts_.size())];
    for (std::size_t changes = 1 + below(4); changes > 0; --changes) change(text);
    return text;
  }

 private:
  std::size_t below(std::size_t n) { return n == 0 ? 0 : random_() % n; }
  void change(std::string& text) {
    const std::size_t at = below(text.size() + 1);
    switch (below(6)) {
      case 0: text.resize(at); break;
      case 1: text.insert(at, pieces_[below(pieces_.size())]); break;
      case 2: text.erase(at, below(20)); break;
      case 3: text.insert(at, text.substr(below(text.size()), below(200))); break;
      case 4: replace_word(text, at); break;
      default:
        if (at < text.size()) text[at] = static_cast<char>(random_());
    }
  }
  /// The next number or word becomes a piece of the dictionary.
  void replace_word(std::string& text, std::size_t at) {
    const auto letter = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '-'; };
    while (at < text.size() && !letter(text[at])) ++at;
    std::size_t end = at;
    while (end < text.size() && letter(text[end])) ++end;
    text.replace(at, end - at, pieces_[below(pieces_.size())]);
  }

  const words &texts_, &pieces_;
  std::mt19937_64 random_;
};

/// Feeds the seeds and many mutations of them; both answers must come up, or the test tests nothing.
void feed(answer (*entry)(std::string_view), const words& texts, const words& pieces) {
  ASSERT_GE(texts.size(), 3U);
  std::size_t read = 0, refused = 0;
  const auto count = [&](answer a) { ++(a == answer::read ? read : refused); };
  for (const auto& text : texts) {
    count(entry(text));
    for (std::size_t cut = 0; cut < text.size(); cut += 1 + text.size() / 100) count(entry(text.substr(0, cut)));
  }
  mutation mutations(texts, pieces, 1);
  for (int i = 0; i < 3000; ++i) count(entry(mutations.next()));
  EXPECT_GE(read, 30U);
  EXPECT_GE(refused, 100U);
}

TEST(parser, of_known_failures_survives_any_bytes) {
  feed(fuzz_known_file, seeds("known"),
       {"[[known]]", "[known]", "known", "relu", "*", "=", "\"", "'''", "\n", "2027-02-30", "1e999", "{", "}", "[", "]",
        "\xff", "\\u0000", "#", "reason"});
}

TEST(parser, of_reports_survives_any_bytes) {
  feed(fuzz_report, seeds("report"), {"null",    "true",    "-1",      "1e999",      "18446744073709551616",
                                      "1.5",     "\"nan\"", "\"inf\"", "\"x\"",      "[]",
                                      "{}",      "{\"a\":", "[[[[[[",  ",",          "\"shard\":",
                                      "\\ud800", "\xc3",    "fail",    "known-fail", "skip",
                                      "gelu",    "f64",     "f8e5m2",  "backward",   "exact"});
}

TEST(parser, refuses_deep_nesting) {
  EXPECT_EQ(fuzz_report(std::string(1000000, '[')), answer::refused);
  EXPECT_EQ(fuzz_known_file("x = " + std::string(1000000, '[')), answer::refused);
}

}  // namespace
}  // namespace actcheck::tests
