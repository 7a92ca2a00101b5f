#include "digits.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <string_view>

#include "engine/text_file.hpp"
#include "oracle/proof.hpp"
#include "random.hpp"

namespace actcheck::model {
namespace {

constexpr std::string_view digest = "c0190c36d374a46af13d279cdb7a84f5";

[[noreturn]] void refuse(const std::string& file, const std::string& what) {
  throw data_error(fmt::format("{}: {}; restore it with git, or see benchmarks/model/data/README.md", file, what));
}

/// One number, and the separator after it. Nothing unless both are there and the number is in [0, limit].
bool take_number(std::string_view& line, int limit, char separator, int& number) {
  const auto [end, problem] = std::from_chars(line.data(), line.data() + line.size(), number);
  if (problem != std::errc{} || number < 0 || number > limit) return false;
  line.remove_prefix(static_cast<std::size_t>(end - line.data()));
  if (line.empty() || line.front() != separator) return false;
  line.remove_prefix(1);
  return true;
}

bool take_line(std::string_view& text, float* image, int& label) {
  int number = 0;
  for (int i = 0; i < pixels; ++i) {
    if (!take_number(text, 16, ',', number)) return false;
    image[i] = static_cast<float>(number);
  }
  return take_number(text, classes - 1, '\n', label);
}

void standardise(divided_digits& digits) {
  const auto values = digits.training.images.cast<double>().array();
  const double mean = values.mean(), deviation = std::sqrt((values - mean).square().mean());
  for (examples* part : {&digits.training, &digits.validation, &digits.test})
    part->images = ((part->images.cast<double>().array() - mean) / deviation).cast<float>().matrix();
}

}  // namespace

examples examples::chosen(const int* positions, std::size_t how_many) const {
  examples some{matrix(images.rows(), static_cast<Eigen::Index>(how_many)), std::vector<int>(how_many)};
  for (std::size_t i = 0; i < how_many; ++i) {
    some.images.col(static_cast<Eigen::Index>(i)) = images.col(positions[i]);
    some.labels[i] = labels[static_cast<std::size_t>(positions[i])];
  }
  return some;
}

examples parse_digits(const std::string& text, const std::string& file) {
  examples all{matrix(pixels, digit_count), {}};
  for (std::string_view rest = text; !rest.empty();) {
    if (all.count() == digit_count) refuse(file, fmt::format("holds more than {} examples", digit_count));
    int label = 0;
    if (!take_line(rest, all.images.col(all.count()).data(), label))
      refuse(file, fmt::format("line {} is not 64 numbers from 0 to 16 and a digit", all.count() + 1));
    all.labels.push_back(label);
  }
  if (all.count() != digit_count) refuse(file, fmt::format("holds {} examples of {}", all.count(), digit_count));
  return all;
}

examples read_digits(const std::string& file) {
  std::string text;
  try {
    text = read_text(file);
  } catch (const std::invalid_argument& problem) {
    refuse(file, problem.what());
  }
  examples all = parse_digits(text, file);
  if (const auto found = digest128(text.data(), text.size()); found != digest)
    refuse(file, fmt::format("has been edited: its XXH3 is {}, not {}", found, digest));
  return all;
}

std::string digits_digest() { return std::string(digest); }

divided_digits divide(const examples& all) {
  static_assert(divided_digits::training_count + divided_digits::validation_count + divided_digits::test_count == digit_count);
  const auto order = random_source(divided_digits::seed).order(digit_count);
  const int* next = order.data();
  const auto take = [&](std::size_t count) {
    const int* first = next;
    next += count;
    return all.chosen(first, count);
  };
  divided_digits digits;
  digits.training = take(divided_digits::training_count);
  digits.validation = take(divided_digits::validation_count);
  digits.test = take(divided_digits::test_count);
  standardise(digits);
  return digits;
}

}  // namespace actcheck::model
