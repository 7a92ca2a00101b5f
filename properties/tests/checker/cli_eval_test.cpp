// `actcheck eval`: how inputs are read, how results are written, and that both agree with direct calls.
#include <fmt/format.h>

#include <cmath>
#include <random>

#include "actcheck/catalogue.hpp"
#include "actcheck/function.hpp"
#include "support.hpp"

namespace actcheck::tests {
namespace {

using words = std::vector<std::string>;

/// The lines that `actcheck eval ...` prints.
words eval(const words& arguments, const std::string& input = "") {
  words all{"eval"};
  all.insert(all.end(), arguments.begin(), arguments.end());
  const auto run = run_tool(all, {input});
  EXPECT_EQ(run.status, 0) << fmt::format("{}: {}", arguments.empty() ? "" : arguments.front(), run.err);
  EXPECT_EQ(run.err, "");
  return lines_of(run.out);
}

TEST(eval, prints_value_and_bits) {
  EXPECT_EQ(eval({"relu", "1.5"}), words{"1.5 (0x3ff8000000000000)"});
  EXPECT_EQ(eval({"relu", "1.5", "--format", "f32"}), words{"1.5 (0x3fc00000)"});
  EXPECT_EQ(eval({"relu", "1.5", "--format", "f16"}), words{"1.5 (0x3e00)"});
  EXPECT_EQ(eval({"relu", "1.5", "--format", "bf16"}), words{"1.5 (0x3fc0)"});
}

TEST(eval, agrees_with_known_values) {
  EXPECT_EQ(eval({"gelu", "1"}), words{"0.8413447460685429 (0x3feaec4bd120d37d)"});
  EXPECT_EQ(eval({"gelu", "-1.5"}), words{"-0.1002108019032871 (0xbfb9a76a44e16be6)"});
  EXPECT_EQ(eval({"sigmoid", "0"}), words{"0.5 (0x3fe0000000000000)"});
  EXPECT_EQ(eval({"tanh", "1", "--format", "f32"}), words{"0.7615942 (0x3f42f7d6)"});
}

TEST(eval, reads_decimal_hex_and_special_inputs_in_their_order) {
  const words expected{"0.5 (0x3f000000)",   "-2 (0xc0000000)",  "1000 (0x447a0000)", "3 (0x40400000)",
                       "-0.25 (0xbe800000)", "16 (0x41800000)",  "-0 (0x80000000)",   "-inf (0xff800000)",
                       "inf (0x7f800000)",   "nan (0x7fc00000)", "nan (0x7fc00000)",  "7 (0x40e00000)"};
  EXPECT_EQ(eval({"prelu", ".5", "-2", "1e3", "0x1.8p1", "-0x1p-2", "0x10", "-0", "-inf", "inf", "nan", "-nan", "7",
                  "--format", "f32", "--param", "slope=1"}),
            expected);
}

TEST(eval, takes_negative_numbers_wherever_they_stand) {
  const words expected{"-0.1002108019032871 (0xbfb9a76a44e16be6)"};
  EXPECT_EQ(eval({"gelu", "-1.5"}), expected);
  EXPECT_EQ(eval({"gelu", "-1.5", "--format", "f64"}), expected);
  EXPECT_EQ(eval({"--format", "f64", "gelu", "-1.5"}), expected);
  EXPECT_EQ(eval({"gelu", "--format", "f64", "-1.5"}), expected);
  EXPECT_EQ(eval({"gelu", "--", "-1.5"}), expected);
  EXPECT_EQ(eval({"gelu", "--format=f64", "--", "-1.5"}), expected);
  EXPECT_EQ(eval({"relu", "-1", "2", "-3", "4"}).size(), 4U);
  EXPECT_EQ(eval({"relu", "1", "--", "-1", "2"}),
            (words{"1 (0x3ff0000000000000)", "0 (0x0000000000000000)", "2 (0x4000000000000000)"}));
}

TEST(eval, rounds_an_input_to_the_format_first) {
  EXPECT_EQ(eval({"relu", "0.1", "--format", "f32"}), words{"0.1 (0x3dcccccd)"});
  EXPECT_EQ(eval({"relu", "65519", "65520", "--format", "f16"}), (words{"65504 (0x7bff)", "inf (0x7c00)"}));
  EXPECT_EQ(eval({"relu", "1e400", "1e-400"}), (words{"inf (0x7ff0000000000000)", "0 (0x0000000000000000)"}));
}

/// Just above the middle of two f32 numbers, by less than a double can tell: it must not be rounded twice.
TEST(eval, rounds_a_decimal_input_once) {
  EXPECT_EQ(eval({"relu", "1.000000059604644775390626", "--format", "f32"}), words{"1.0000001 (0x3f800001)"});
}

TEST(eval, gives_derivatives) {
  EXPECT_EQ(eval({"sigmoid", "0", "--derivative"}), words{"0.25 (0x3fd0000000000000)"});
  EXPECT_EQ(eval({"--derivative", "relu", "-1", "0", "1"}),
            (words{"0 (0x0000000000000000)", "0 (0x0000000000000000)", "1 (0x3ff0000000000000)"}));
  EXPECT_EQ(eval({"leaky_relu", "0", "--derivative", "--format", "f32"}), words{"0.01 (0x3c23d70a)"});
}

TEST(eval, takes_parameters_before_and_after_the_inputs) {
  const words half{"-0.5 (0xbfe0000000000000)"}, one{"1 (0x3ff0000000000000)"};
  EXPECT_EQ(eval({"prelu", "-1", "--param", "slope=0.5"}), half);
  EXPECT_EQ(eval({"prelu", "--param", "slope=0.5", "-1"}), half);
  EXPECT_EQ(eval({"prelu", "--param=slope=0.5", "-1"}), half);
  EXPECT_EQ(eval({"prelu", "--param", "slope=0.5", "1"}), one);
  EXPECT_EQ(eval({"--param", "slope=0.5", "prelu", "1"}), one);
  EXPECT_EQ(eval({"prelu", "-1", "--param", "slope=-2"}), words{"2 (0x4000000000000000)"});
  EXPECT_EQ(eval({"prelu", "-4"}), words{"-1 (0xbff0000000000000)"});
}

TEST(eval, reads_bits_in_any_case_with_or_without_prefix) {
  const words expected{"3abb", "a9d3", "7e00", "7e00", "8000", "7c00"};
  EXPECT_EQ(eval({"gelu", "--bits", "--format", "f16", "3c00", "0xC000", "0X7E01", "fE00", "8000", "7C00"}), expected);
  EXPECT_EQ(eval({"gelu", "--bits", "--format", "f16"}, "3c00\n0xC000\n0X7E01\nfE00\n8000\n7C00\n"), expected);
  EXPECT_EQ(eval({"gelu", "--format", "f16", "--bits"}, "3c00\r\n0xC000\r\n0X7E01\r\nfE00\r\n8000\r\n7C00\r\n"),
            expected);
  EXPECT_EQ(eval({"gelu", "--format", "f16", "--bits"}, "3c00\n0xC000\r\n0X7E01\nfE00\n8000\n7C00"), expected);
}

TEST(eval, knows_the_8_bit_formats) {
  EXPECT_EQ(eval({"gelu", "1", "-1", "448", "464", "465", "inf", "--format", "f8e4m3fn"}),
            (words{"0.8125 (0x35)", "-0.15625 (0xa2)", "448 (0x7e)", "448 (0x7e)", "nan (0x7f)", "nan (0x7f)"}));
  EXPECT_EQ(eval({"gelu", "1", "57344", "61440", "-inf", "--format", "f8e5m2"}),
            (words{"0.875 (0x3b)", "57344 (0x7b)", "inf (0x7c)", "-0 (0x80)"}));
  EXPECT_EQ(eval({"gelu", "--bits", "--format", "f8e4m3fn", "38", "0XfF", "7f", "78", "80"}),
            (words{"35", "7f", "7f", "78", "80"}));
  EXPECT_EQ(eval({"relu", "--bits", "--format", "f8e5m2"}, "3C\nfc\n7c\n7d\n"), (words{"3c", "00", "7c", "7e"}));
}

TEST(eval, saturates_8_bit_results_if_asked_to) {
  EXPECT_EQ(eval({"prelu", "-6", "500", "nan", "--param", "slope=100", "--saturate", "--format", "f8e4m3fn"}),
            (words{"-448 (0xfe)", "448 (0x7e)", "nan (0x7f)"}));
  EXPECT_EQ(eval({"prelu", "-6", "--param", "slope=100", "--format", "f8e4m3fn"}), words{"nan (0x7f)"});
  EXPECT_EQ(eval({"relu", "--saturate", "inf", "-inf", "1e9", "--format", "f8e5m2"}),
            (words{"57344 (0x7b)", "0 (0x00)", "57344 (0x7b)"}));
  EXPECT_EQ(eval({"relu", "--saturate", "--bits", "--format", "f8e5m2", "7c", "7e", "7b"}), (words{"7b", "7e", "7b"}));
}

TEST(eval, answers_no_bits_with_none) { EXPECT_EQ(eval({"gelu", "--bits"}, ""), words{}); }

TEST(eval, writes_bits_of_the_formats_width_and_one_nan) {
  EXPECT_EQ(eval({"relu", "--bits", "3ff0000000000000", "fff8000000000001"}),
            (words{"3ff0000000000000", "7ff8000000000000"}));
  EXPECT_EQ(eval({"relu", "--bits", "--format", "f32", "3f800000", "ffc00001", "7f800001"}),
            (words{"3f800000", "7fc00000", "7fc00000"}));
  EXPECT_EQ(eval({"relu", "--bits", "--format", "f16", "3c00", "fe01"}), (words{"3c00", "7e00"}));
  EXPECT_EQ(eval({"relu", "--bits", "--format", "bf16", "3f80", "ffc1"}), (words{"3f80", "7fc0"}));
  EXPECT_EQ(eval({"relu", "--bits", "--format", "f8e4m3fn", "38", "ff"}), (words{"38", "7f"}));
  EXPECT_EQ(eval({"relu", "--bits", "--format", "f8e5m2", "3c", "fd"}), (words{"3c", "7e"}));
}

TEST(eval, keeps_the_sign_of_zero) {
  EXPECT_EQ(eval({"tanh", "--bits", "--format", "f32", "80000000", "00000000"}), (words{"80000000", "00000000"}));
  EXPECT_EQ(eval({"gelu", "--bits", "--format", "f32", "ff800000", "c2c80000"}), (words{"80000000", "80000000"}));
}

/// A stream much longer than a buffer, in which every line is another number.
TEST(eval, keeps_the_order_of_a_long_stream) {
  std::string input, expected;
  for (std::uint32_t i = 0; i < 200000; ++i) {
    const std::string line = fmt::format("{:08x}\n", i * 10000);
    input += line;
    expected += line;
  }
  EXPECT_EQ(run_tool({"eval", "relu", "--bits", "--format", "f32"}, {input}).out, expected);
}

/// Every activation and format, against direct calls, on random bit patterns.
class eval_agrees : public testing::TestWithParam<std::tuple<const activation*, format>> {};

TEST_P(eval_agrees, with_direct_calls) {
  const auto& [a, f] = GetParam();
  std::mt19937_64 random(20240601);
  const std::size_t count = 3000;
  const std::uint64_t mask = shape(f).bits == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << shape(f).bits) - 1;
  std::vector<std::uint64_t> patterns(count);
  std::string input;
  for (auto& bits : patterns) {
    bits = random() & mask;
    input += fmt::format("{:0{}x}\n", bits, shape(f).bits / 4);
  }
  for (const pass p : {pass::forward, pass::backward}) {
    words arguments{std::string(a->name), "--bits", "--format", std::string(name(f))};
    if (p == pass::backward) arguments.emplace_back("--derivative");
    const auto lines = eval(arguments, input);
    ASSERT_EQ(lines.size(), count);
    for (std::size_t i = 0; i < count; ++i)
      ASSERT_EQ(lines[i], fmt::format("{:0{}x}", encode(f, evaluate(*a, p, f, decode(f, patterns[i]), 1.0, {})),
                                      shape(f).bits / 4))
          << name(p) << " of " << decode(f, patterns[i]);
  }
}

std::string case_name(const testing::TestParamInfo<eval_agrees::ParamType>& info) {
  return fmt::format("{}_{}", std::get<0>(info.param)->name, name(std::get<1>(info.param)));
}

const auto everything =
    testing::Combine(testing::ValuesIn(catalogue(activation_kind::elementwise).begin(), catalogue(activation_kind::elementwise).end()), testing::ValuesIn(all_formats));
INSTANTIATE_TEST_SUITE_P(every, eval_agrees, everything, case_name);

TEST(eval, takes_pairs_for_a_gated_activation) {
  EXPECT_EQ(eval({"glu", "3,0", "-2,0", "--format", "f32"}), (words{"1.5 (0x3fc00000)", "-1 (0xbf800000)"}));
  EXPECT_EQ(eval({"swiglu", "1,2"}), words{"1.4621171572600098 (0x3ff764d4f5d5a2bd)"});
  EXPECT_EQ(eval({"glu", "3,0", "--derivative", "--format", "f16"}), words{"0.5 (0x3800) 0.75 (0x3a00)"}) << "in a, in b";
  EXPECT_EQ(eval({"glu", "--bits", "--format", "f16", "4200,0000"}), words{"3e00"});
  EXPECT_EQ(eval({"glu", "--bits", "--format", "f16"}, "4200 0000\n0x4200,C000\r\n"), (words{"3e00", "35b9"}));
  EXPECT_EQ(eval({"reglu", "--bits", "--format", "bf16", "--derivative"}, "3f80 4000\nffc0 3f80\n"), (words{"4000 3f80", "7fc0 7fc0"}));
}

TEST(eval, takes_its_inputs_as_one_row_for_a_row_wise_activation) {
  EXPECT_EQ(eval({"softmax", "0", "0", "-inf", "0", "0", "--format", "f32"}),
            (words{"0.25 (0x3e800000)", "0.25 (0x3e800000)", "0 (0x00000000)", "0.25 (0x3e800000)", "0.25 (0x3e800000)"}));
  EXPECT_EQ(eval({"softmin", "5", "--format", "f16"}), words{"1 (0x3c00)"});
  EXPECT_EQ(eval({"log_softmax", "1", "-16777216", "--format", "f32"}), (words{"-0 (0x80000000)", "-16777218 (0xcb800001)"}));
  EXPECT_EQ(eval({"softmax", "7", "7", "--derivative", "--format", "f32"}), (words{"0.25 (0x3e800000)", "0.25 (0x3e800000)"}))
      << "the diagonal of the Jacobian";
  EXPECT_EQ(eval({"softmax", "--bits", "--format", "f16", "3c00", "3c00"}), (words{"3800", "3800"}));
  EXPECT_EQ(eval({"softmax", "--bits", "--format", "f16"}, "3c00 3c00\n\n0000,0x0000,0000,0000\n"), (words{"3800 3800", "", "3400 3400 3400 3400"}));
}

TEST(eval, agrees_with_direct_calls_at_other_parameters) {
  const activation& a = get_activation("leaky_relu");
  for (const double slope : {0.3, -1.5, 0.0, 7.0}) {
    const auto lines = eval({"leaky_relu", "--param", fmt::format("negative_slope={}", slope), "--bits", "--format",
                             "f32", "c0490fdb", "bf800000", "40490fdb"});
    words expected;
    for (const std::uint64_t bits : {0xc0490fdbU, 0xbf800000U, 0x40490fdbU})
      expected.push_back(fmt::format(
          "{:08x}",
          encode(format::f32, evaluate(a, pass::forward, format::f32, decode(format::f32, bits), 1.0, {&slope, 1}))));
    EXPECT_EQ(lines, expected) << slope;
  }
}

}  // namespace
}  // namespace actcheck::tests
