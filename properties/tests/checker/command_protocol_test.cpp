// The protocol actcheck.command/1 byte by byte, with programs of the shell that note what they are asked.
#include <fmt/format.h>

#include <chrono>
#include <stdexcept>
#include <thread>

#include "actcheck/catalogue.hpp"
#include "subjects/subject.hpp"
#include "support.hpp"

namespace actcheck::tests {
namespace {

using nlohmann::json;

/// A program of the shell that notes the line of one call and sends back its first input.
std::string echo(const std::string& function, const std::string& note, std::size_t bytes) {
  return fmt::format(
      "read hello; echo '{{\"protocol\":\"actcheck.command/1\",\"functions\":[\"{}\"]}}'; read call; echo \"$call\" > '{}'; "
      "echo '{{\"ok\":true}}'; exec head -c {}",
      function, note, bytes);
}

std::vector<float> called(const std::string& command, const std::string& activation, const std::vector<float>& x,
                          const std::vector<double>& parameters, extent e) {
  std::vector<float> y(x.size());
  const void* inputs[] = {x.data()};
  void* outputs[] = {y.data()};
  open_subject("command:" + command)
      ->find(get_activation(activation), format::f32)
      .forward(inputs, outputs, e, parameters.data());
  return y;
}

TEST(protocol, writes_parameters_with_all_their_digits) {
  const scratch_folder folder;
  const std::string note = folder / "note";
  EXPECT_EQ(called(echo("softplus_f32", note, 8), "softplus", {1.5F, -2.0F}, {0.1, infinity}, {1, 2}),
            (std::vector<float>{1.5F, -2.0F}));
  EXPECT_EQ(read_file(note), "{\"call\":\"softplus_f32\",\"n\":2,\"params\":[0.1,\"inf\"]}\n");
  called(echo("hard_tanh_f32", note, 4), "hard_tanh", {1}, {-infinity, 1.0 / 3}, {1, 1});
  EXPECT_EQ(read_file(note), "{\"call\":\"hard_tanh_f32\",\"n\":1,\"params\":[\"-inf\",0.3333333333333333]}\n");
  called(echo("softmax_f32", note, 24), "softmax", std::vector<float>(6), {}, {3, 2});
  EXPECT_EQ(read_file(note), "{\"call\":\"softmax_f32\",\"rows\":3,\"cols\":2,\"params\":[]}\n");
}

/// The page's example, with the version that it was written for.
TEST(protocol, is_as_its_page_shows_it) {
  const scratch_folder folder;
  const std::string note = folder / "note", page = read_file(std::string(ACTCHECK_DOCS) + "/pages/command.md");
  std::vector<std::string> lines;
  for (const auto& line : lines_of(page))
    if (line.starts_with("> {") || line.starts_with("< {")) lines.push_back(line.substr(2));
  ASSERT_EQ(lines.size(), 4U);
  const std::string command = fmt::format(
      "read hello; echo '{}'; read call; printf '%s\n%s\n' \"$hello\" \"$call\" > '{}'; echo '{}'; exec head -c 12",
      lines[1], note, lines[3]);
  called(command, "relu", {-1, 2, 3}, {}, {1, 3});
  const auto sent = lines_of(read_file(note));
  ASSERT_EQ(sent.size(), 2U);
  const auto version = [](json greeting) { return greeting.erase("version"), greeting; };
  EXPECT_EQ(version(json::parse(sent[0])), version(json::parse(lines[0])));
  EXPECT_EQ(sent[0].substr(0, 60), lines[0].substr(0, 60)) << "members in another order";
  EXPECT_EQ(sent[1], lines[2]);
  EXPECT_EQ(open_subject("command:" + command)->name(), json::parse(lines[1]).at("name"));
}

/// 64 MiB in each direction, far more than pipes hold, through a program that writes while it reads.
TEST(protocol, moves_large_arrays_both_ways_at_once) {
  const scratch_folder folder;
  std::vector<float> x(std::size_t{1} << 24);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<float>(i);
  EXPECT_TRUE(called(echo("relu_f32", folder / "note", x.size() * sizeof(float)), "relu", x, {}, {1, x.size()}) == x);
}

TEST(protocol, has_no_room_for_what_nobody_asked_for) {
  const std::string command = echo("relu_f32", "/dev/null", 4);
  ASSERT_TRUE(command.ends_with("exec head -c 4"));
  const auto opened =
      open_subject("command:" + command.substr(0, command.size() - 14) + "head -c 4; sleep 0.2; echo done; exec cat");
  const kernel relu = opened->find(get_activation("relu"), format::f32).forward;
  const float x = 2;
  float y = 0;
  const void* inputs[] = {&x};
  void* outputs[] = {&y};
  const double none = 0;
  relu(inputs, outputs, {1, 1}, &none);
  EXPECT_EQ(y, 2);
  std::this_thread::sleep_for(std::chrono::milliseconds(700));
  try {
    relu(inputs, outputs, {1, 1}, &none);
    FAIL() << "what it wrote was taken for an answer";
  } catch (const std::runtime_error& error) {
    EXPECT_TRUE(contains(error.what(), "'done.' to stdout before it was asked for relu_f32 (n = 1)")) << error.what();
  }
}

TEST(protocol, has_the_gradients_of_parameters) {
  const activation& prelu = get_activation("prelu");
  const std::vector<float> x{-2, 3, -0.5, -1}, dy{1, 5, 2, -4};
  const double slope = 0.25;
  double want = 0, got = 0;
  open_subject(subject("naive"))->find(prelu, format::f32).parameters_backward(x.data(), dy.data(), &want, x.size(), &slope);
  const std::string command =
      fmt::format("command:'{}' '{}' prelu_f32_params_backward", program("library_command"), subject("naive"));
  open_subject(command)->find(prelu, format::f32).parameters_backward(x.data(), dy.data(), &got, x.size(), &slope);
  EXPECT_EQ(want, 1.0);  // -2 - 1 + 4
  EXPECT_EQ(got, want);
}

}  // namespace
}  // namespace actcheck::tests
