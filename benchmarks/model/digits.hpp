/// \file
/// The data: images of handwritten digits, read, checked and divided.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "matrix.hpp"

namespace actcheck::model {

inline constexpr int image_side = 8, pixels = image_side * image_side, classes = 10, digit_count = 1797;

/// The data cannot be used. The message is one line, begins with the file's name and ends with what to do.
class data_error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Images as columns, and which digit each shows.
struct examples {
  matrix images;
  std::vector<int> labels;

  int count() const { return static_cast<int>(labels.size()); }
  /// Some of them, in this order.
  examples chosen(const int* positions, std::size_t count) const;
};

/// The examples of a text of lines of 64 pixels, 0 to 16, and the digit. `file` is for messages. \throws data_error
examples parse_digits(const std::string& text, const std::string& file);

/// The committed file, and no other: results are comparable only if they were made from the same data.
/// \throws data_error if it is missing, truncated or edited.
examples read_digits(const std::string& file);

/// XXH3 (128 bits) of the committed file.
std::string digits_digest();

/// Divided at random, always in the same way, and shifted and scaled so that the pixels of `training` have mean 0 and variance 1.
struct divided_digits {
  static constexpr int training_count = 1024, validation_count = 273, test_count = 500;
  static constexpr std::uint64_t seed = 1;
  examples training, validation, test;
};
divided_digits divide(const examples&);

}  // namespace actcheck::model
