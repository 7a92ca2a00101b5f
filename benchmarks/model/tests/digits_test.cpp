/// \file
/// The data, and what is said of files that are not it.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "digits.hpp"
#include "engine/text_file.hpp"

namespace actcheck::model {
namespace {

std::string message_of(const std::string& text) {
  try {
    parse_digits(text, "some.csv");
  } catch (const data_error& problem) {
    return problem.what();
  }
  return "";
}

void expect_message(const std::string& text, const std::string& part) {
  const std::string message = message_of(text);
  EXPECT_TRUE(message.starts_with("some.csv: ")) << message;
  EXPECT_NE(message.find(part), std::string::npos) << message;
  EXPECT_NE(message.find("restore it"), std::string::npos) << message;
  EXPECT_EQ(message.find('\n'), std::string::npos) << message;
}

TEST(digits, are_read_whole) {
  const examples all = read_digits(ACTCHECK_MODEL_DATA);
  EXPECT_EQ(all.count(), 1797);
  EXPECT_EQ(all.images.minCoeff(), 0);
  EXPECT_EQ(all.images.maxCoeff(), 16);
  EXPECT_EQ(all.images.col(0).segment(2, 3), Eigen::Vector3f(5, 13, 9));
  for (int digit = 0; digit < classes; ++digit)
    EXPECT_NEAR(double(std::count(all.labels.begin(), all.labels.end(), digit)), 180, 6);
}

TEST(digits, are_divided_without_overlap_and_standardised) {
  const auto digits = divide(read_digits(ACTCHECK_MODEL_DATA));
  EXPECT_EQ(digits.training.count(), 1024);
  EXPECT_EQ(digits.validation.count(), 273);
  EXPECT_EQ(digits.test.count(), 500);
  EXPECT_NEAR(digits.training.images.mean(), 0, 1e-5);
  EXPECT_NEAR(digits.training.images.array().square().mean(), 1, 1e-4);
  for (int i = 0; i < digits.test.count(); ++i)
    for (int j = 0; j < digits.training.count(); ++j)
      ASSERT_NE(digits.test.images.col(i), digits.training.images.col(j)) << i << ' ' << j;
}

TEST(digits, that_are_not_the_committed_ones_are_refused_in_one_line) {
  const std::string text = read_text(ACTCHECK_MODEL_DATA);
  expect_message("", "holds 0 examples of 1797");
  expect_message(text.substr(0, 100 * 147), "is not 64 numbers");
  expect_message(text.substr(0, text.find('\n', 5000) + 1), "examples of 1797");
  expect_message(text + text.substr(0, text.find('\n') + 1), "holds more than 1797 examples");
  for (const char* first : {"17", "x", "-1", ""})
    expect_message(std::string(text).replace(0, 1, first), "line 1 is not 64 numbers from 0 to 16 and a digit");
}

TEST(digits, that_are_missing_or_edited_are_refused_in_one_line) {
  EXPECT_THROW(read_digits("/nonexistent/digits.csv"), data_error);
  std::string text = read_text(ACTCHECK_MODEL_DATA);
  text[0] = '1';  // still well-formed
  const auto file = std::filesystem::temp_directory_path() / "actcheck_model_edited.csv";
  std::ofstream(file) << text;
  try {
    read_digits(file.string());
    ADD_FAILURE() << "an edited file was read";
  } catch (const data_error& problem) {
    EXPECT_NE(std::string(problem.what()).find("has been edited"), std::string::npos) << problem.what();
  }
  std::filesystem::remove(file);
}

}  // namespace
}  // namespace actcheck::model
