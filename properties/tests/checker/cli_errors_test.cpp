// Bad input: one line on stderr that says what is wrong and what would work, status 2, nothing on stdout, no file left.
#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "actcheck/catalogue.hpp"
#include "support.hpp"

namespace actcheck::tests {
namespace {

using words = std::vector<std::string>;

/// A bad command line and what its message must say. It runs in a folder that holds what `bad_input` puts there.
struct mistake {
  std::string name;
  words arguments;
  words says;
  std::string input{};
};

void PrintTo(const mistake& m, std::ostream* out) { *out << m.name; }

class bad_input : public testing::TestWithParam<mistake> {
 protected:
  bad_input() {
    std::filesystem::create_symlink(subject("plain_c"), folder_ / "mine.so");
    std::filesystem::create_symlink(subject("nothing_known"), folder_ / "nothing.so");
    std::filesystem::create_directory(folder_ / "folder");
    folder_.write("text.so", "this is no library\n");
    folder_.write("report.json", "what was there before\n");
  }
  const scratch_folder folder_;
};

TEST_P(bad_input, is_one_line_and_status_2) {
  const auto before = folder_.contents();
  const auto run = run_tool(GetParam().arguments, {GetParam().input, folder_.path()});
  EXPECT_EQ(run.status, 2);
  EXPECT_EQ(run.out, "");
  EXPECT_EQ(std::count(run.err.begin(), run.err.end(), '\n'), 1) << run.err;
  EXPECT_TRUE(run.err.ends_with('\n')) << run.err;
  EXPECT_TRUE(run.err.starts_with("actcheck: ")) << run.err;
  for (const auto& part : GetParam().says)
    EXPECT_TRUE(contains(run.err, part)) << "should say: " << part << "\n" << run.err;
  EXPECT_EQ(folder_.contents(), before);
  EXPECT_TRUE(read_file(folder_ / "report.json") == "what was there before\n");
}

mistake with_option(const std::string& name, const words& options, const words& says) {
  words arguments{"check", "mine.so", "--report", "json=report.json"};
  arguments.insert(arguments.end(), options.begin(), options.end());
  return {name, arguments, says};
}

std::string meant(const std::string& word) { return "did you mean '" + word + "'?"; }
std::string case_name(const testing::TestParamInfo<mistake>& info) { return info.param.name; }

INSTANTIATE_TEST_SUITE_P(command, bad_input,
                         testing::ValuesIn(std::vector<mistake>{
                             {"no_command", {}, {"--help"}},
                             {"unknown_command", {"chekc", "mine.so"}, {"chekc", meant("check")}},
                             {"unknown_command_alone", {"lst"}, {"lst", meant("list")}},
                             {"unknown_option", {"--verison"}, {"--verison", meant("--version")}},
                             {"unknown_list_option", {"list", "--propertis"}, {"--propertis", meant("--properties")}},
                             {"excess_argument", {"list", "gelu"}, {"unexpected", "gelu"}},
                             {"show_nothing", {"show"}, {"NAME"}},
                             {"show_unknown", {"show", "gleu"}, {"gleu", meant("gelu")}},
                             {"show_two", {"show", "gelu", "relu"}, {"unexpected", "relu"}},
                             {"explain_nothing", {"explain"}, {"PROPERTY"}},
                             {"explain_unknown", {"explain", "rnage"}, {"rnage", meant("range")}},
                         }),
                         case_name);

INSTANTIATE_TEST_SUITE_P(
    subject, bad_input,
    testing::ValuesIn(std::vector<mistake>{
        {"none", {"check"}, {"SUBJECT"}},
        {"missing_file", {"check", "none.so"}, {"no such file", "none.so"}},
        {"missing_in_folder", {"check", "./folder/none.so"}, {"no such file", "./folder/none.so"}},
        {"empty_name", {"check", ""}, {"no such file"}},
        {"name_of_two_lines", {"check", "no\nsuch.so"}, {"no such file"}},
        {"folder", {"check", "folder"}, {"'folder' is a directory"}},
        {"text_file", {"check", "text.so"}, {"cannot load 'text.so'"}},
        {"no_known_symbol",
         {"check", "nothing.so"},
         {"nothing.so", "no known symbol", "relu", "sigmoid", "_backward", "f32", "bf16"}},
        {"no_such_builtin", {"check", "builtin:refrence"}, {"builtin:refrence", meant("builtin:reference")}},
        {"no_such_peer", {"check", "peer:nosuch"}, {"nosuch"}},
        {"two", {"check", "mine.so", "nothing.so"}, {"unexpected", "nothing.so"}},
        {"crashes_at_load", {"check", subject("segfault_at_load")}, {"loading", "segfault_at_load"}},
        {"hangs_at_load", {"check", subject("hang_at_load"), "--timeout", "1"}, {"loading", "hang_at_load", "1 s"}},
        {"leaves_at_load", {"check", subject("leave_at_load")}, {"loading", "leave_at_load", "ended"}},
    }),
    case_name);

INSTANTIATE_TEST_SUITE_P(
    check, bad_input,
    testing::ValuesIn(std::vector<mistake>{
        with_option("unknown_option", {"--activaton", "relu"}, {"--activaton", meant("--activation")}),
        with_option("unknown_activation", {"--activation", "rleu"}, {"rleu", meant("relu")}),
        with_option("unknown_second_activation", {"--activation", "relu,gleu"}, {"gleu", meant("gelu")}),
        with_option("far_from_any_activation", {"--activation", "xyzzyplugh"}, {"xyzzyplugh", "one of: ", "gelu", "tanh"}),
        with_option("unknown_format", {"--format", "f31"}, {"f31", meant("f32")}),
        with_option("unknown_pass", {"--pass", "forwrd"}, {"forwrd", meant("forward")}),
        with_option("unknown_property", {"--property", "acuracy"}, {"acuracy", meant("accuracy")}),
        with_option("unknown_effort", {"--effort", "quik"}, {"quik", meant("quick")}),
        with_option("unknown_profile", {"--profile", "defualt"}, {"defualt", meant("default")}),
        with_option("unknown_grade", {"--require", "tigth"}, {"tigth", meant("tight")}),
        with_option("grade_that_nobody_requires", {"--require", "wrong"}, {"wrong", "one of: exact"}),
        with_option("grade_of_unknown_activation", {"--require", "gleu=tight"}, {"gleu", meant("gelu")}),
        with_option("no_grade", {"--require", "gelu="}, {"one of: exact"}),
        with_option("empty_activation", {"--activation", ""}, {"--activation", "empty item"}),
        with_option("empty_item", {"--activation", "relu,,gelu"}, {"'relu,,gelu' has an empty item"}),
        with_option("empty_last_item", {"--format", "f32,"}, {"--format 'f32,' has an empty item"}),
        with_option("empty_first_item", {"--property", ",range"}, {"--property ',range' has an empty item"}),
        with_option("empty_grade_item", {"--require", "tight,"}, {"--require 'tight,' has an empty item"}),
        with_option("no_jobs", {"--jobs", "0"}, {"--jobs"}),
        with_option("negative_jobs", {"--jobs", "-1"}, {"--jobs"}),
        with_option("jobs_in_words", {"--jobs", "two"}, {"--jobs", "two"}),
        with_option("no_timeout", {"--timeout", "0"}, {"--timeout"}),
        with_option("negative_timeout", {"--timeout", "-1"}, {"--timeout"}),
        with_option("nan_timeout", {"--timeout", "nan"}, {"--timeout"}),
        with_option("seed_in_words", {"--seed", "abc"}, {"--seed", "abc"}),
        with_option("negative_seed", {"--seed", "-1"}, {"--seed"}),
        with_option("seed_too_large", {"--seed", "99999999999999999999"}, {"--seed"}),
        with_option("missing_value", {"--effort"}, {"--effort"}),
        with_option("unknown_report", {"--report", "jsno=report.json"}, {"jsno", meant("json")}),
        with_option("report_without_file", {"--report", "junit"}, {"junit", "=FILE"}),
        with_option("report_with_empty_file", {"--report", "json="}, {"json", "=FILE"}),
        with_option("github_with_a_file", {"--report", "github=x.md"}, {"--report github takes no file"}),
        with_option("no_known_file", {"--known", "nowhere.toml"}, {"cannot read 'nowhere.toml'", "No such file"}),
        with_option("known_file_is_a_folder", {"--known", "folder"}, {"cannot read 'folder'", "directory"}),
        with_option("known_file_is_no_toml", {"--known", "text.so"}, {"text.so:1: not TOML"}),
        with_option("shard_of_none", {"--shard", "1/0"}, {"--shard '1/0' should be I/N"}),
        with_option("shard_zero", {"--shard", "0/2"}, {"--shard '0/2'"}),
        with_option("shard_beyond_the_last", {"--shard", "3/2"}, {"--shard '3/2'"}),
        with_option("shard_alone", {"--shard", "1"}, {"--shard '1'"}),
        with_option("shard_in_words", {"--shard", "1/two"}, {"--shard '1/two'"}),
        with_option("shard_with_more", {"--shard", "1/2/3"}, {"--shard '1/2/3'"}),
        with_option("negative_shard", {"--shard", "-1/2"}, {"--shard"}),
        with_option("too_many_shards", {"--shard", "1/10001"}, {"at most 10000"}),
        with_option("report_in_no_folder", {"--report", "json=nowhere/report.json"},
                    {"cannot write 'nowhere/report.json'"}),
        with_option("report_is_a_folder", {"--report", "junit=folder"}, {"cannot write 'folder'", "directory"}),
        with_option("map_of_nothing", {"--map", "relu"}, {"--map 'relu'", "ACTIVATION.FORMAT"}),
        with_option("map_without_symbol", {"--map", "relu.f32="}, {"--map 'relu.f32='", "=SYMBOL"}),
        with_option("map_without_format", {"--map", "relu=relu_f32"}, {"--map 'relu=relu_f32'", "ACTIVATION.FORMAT"}),
        with_option("map_of_unknown_activation", {"--map", "rleu.f32=relu_f32"}, {"rleu", meant("relu")}),
        with_option("map_of_unknown_format", {"--map", "relu.f31=relu_f32"}, {"f31", meant("f32")}),
        with_option("map_to_missing_symbol", {"--map", "relu.f32=nosuch"}, {"nosuch", "relu_f32", "mine.so"}),
    }),
    case_name);

INSTANTIATE_TEST_SUITE_P(reports, bad_input,
                         testing::ValuesIn(std::vector<mistake>{
                             {"merge_nothing", {"merge"}, {"REPORT"}},
                             {"merge_missing", {"merge", "none.json"}, {"cannot read 'none.json'", "No such file"}},
                             {"merge_text", {"merge", "report.json"}, {"'report.json': no JSON, or cut off"}},
                             {"merge_a_folder", {"merge", "folder"}, {"cannot read 'folder'"}},
                             {"merge_unknown_report", {"merge", "report.json", "--report", "jsno=x"}, {"jsno", meant("json")}},
                             {"compare_nothing", {"compare"}, {"OLD"}},
                             {"compare_one", {"compare", "report.json"}, {"NEW"}},
                             {"compare_missing", {"compare", "none.json", "none.json"}, {"cannot read 'none.json'"}},
                             {"compare_text", {"compare", "report.json", "report.json"}, {"'report.json': no JSON"}},
                             {"compare_to_json", {"compare", "report.json", "report.json", "--report", "json=x"}, {"'json'", "one of: markdown"}},
                         }),
                         case_name);

INSTANTIATE_TEST_SUITE_P(
    eval, bad_input,
    testing::ValuesIn(std::vector<mistake>{
        {"nothing", {"eval"}, {"NAME"}},
        {"no_input", {"eval", "gelu"}, {"X", "--bits"}},
        {"unknown_activation", {"eval", "gleu", "1"}, {"gleu", meant("gelu")}},
        {"unknown_format", {"eval", "gelu", "1", "--format", "fp32"}, {"fp32", meant("f32")}},
        {"unknown_option", {"eval", "gelu", "1", "--derivativ"}, {"--derivativ", meant("--derivative")}},
        {"no_number", {"eval", "gelu", "one"}, {"'one' is not a number"}},
        {"half_a_number", {"eval", "gelu", "1e"}, {"'1e' is not a number"}},
        {"second_no_number", {"eval", "gelu", "-1", "x"}, {"'x' is not a number"}},
        {"empty_number", {"eval", "gelu", ""}, {"'' is not a number"}},
        {"single_number_for_a_pair", {"eval", "glu", "1"}, {"input '1'", "glu takes two numbers, as in A,B; got 1"}},
        {"three_numbers_for_a_pair", {"eval", "glu", "1,2,3"}, {"input '1,2,3'", "got 3"}},
        {"empty_second_of_a_pair", {"eval", "glu", "1,"}, {"input '1,'", "'' is not a number"}},
        {"pair_in_words", {"eval", "glu", "1,b"}, {"'b' is not a number"}},
        {"row_in_words", {"eval", "softmax", "1", "two"}, {"'two' is not a number"}},
        {"row_with_an_empty_number", {"eval", "softmax", "1", ""}, {"'' is not a number"}},
        {"no_row", {"eval", "softmax"}, {"X", "--bits"}},
        {"parameter_of_a_row", {"eval", "softmax", "--param", "axis=1", "1"}, {"softmax has no parameters"}},
        {"parameter_outside_its_domain", {"eval", "prelu", "--param", "slope=nan", "1"}, {"slope", "prelu", "finite", "nan"}},
        {"parameter_infinite", {"eval", "prelu", "1", "--param", "slope=inf"}, {"slope", "finite", "inf"}},
        {"unknown_parameter", {"eval", "prelu", "--param", "slop=1", "1"}, {"slop", meant("slope")}},
        {"far_from_any_parameter", {"eval", "prelu", "--param", "nosuch=1", "1"}, {"nosuch", "slope"}},
        {"parameter_of_none", {"eval", "gelu", "--param", "a=1", "1"}, {"gelu has no parameters"}},
        {"parameter_without_value", {"eval", "prelu", "--param", "slope", "1"}, {"'slope' should be NAME=VALUE"}},
        {"parameter_with_empty_value", {"eval", "prelu", "--param", "slope=", "1"}, {"'' is not a number"}},
        {"parameter_in_words", {"eval", "prelu", "--param", "slope=big", "1"}, {"'big' is not a number"}},
        {"bits_too_short", {"eval", "gelu", "--bits", "--format", "f32", "3f8"}, {"'3f8' is not 8 hex digits"}},
        {"bits_too_long", {"eval", "gelu", "--bits", "--format", "f16", "3f800000"}, {"'3f800000' is not 4 hex digits"}},
        {"bits_of_a_wider_format", {"eval", "gelu", "--bits", "--format", "f8e5m2", "3c00"}, {"'3c00' is not 2 hex digits"}},
        {"saturation_of_a_wider_format", {"eval", "gelu", "1", "--saturate", "--format", "f16"}, {"--saturate", "8-bit", "f16"}},
        {"bits_not_hex", {"eval", "gelu", "--bits", "--format", "bf16", "3f8g"}, {"'3f8g' is not 4 hex digits"}},
        {"bits_with_two_prefixes", {"eval", "gelu", "--bits", "--format", "bf16", "0x0x3f80"}, {"'0x0x3f80' is not 4 hex"}},
    }),
    case_name);

const words from_stdin{"eval", "gelu", "--bits", "--format", "f16"};

INSTANTIATE_TEST_SUITE_P(stdin_bits, bad_input,
                         testing::ValuesIn(std::vector<mistake>{
                             {"truncated", from_stdin, {"line 2", "'3c0' is not 4 hex digits"}, "3c00\n3c0\n3c00\n"},
                             {"truncated_at_once", from_stdin, {"line 1", "'3c'"}, "3c"},
                             {"not_hex", from_stdin, {"line 1", "'3c0g'"}, "3c0g\n"},
                             {"empty_line", from_stdin, {"line 2", "''"}, "3c00\n\n3c00\n"},
                             {"space", from_stdin, {"line 1", "'3c00 '"}, "3c00 \n"},
                             {"sign", from_stdin, {"line 1", "'-c00'"}, "-c00\n"},
                             {"three_for_a_pair", {"eval", "glu", "--bits", "--format", "f16"}, {"line 2", "got 3"}, "3c00 3c00\n3c00 3c00 3c00\n"},
                             {"none_for_a_pair", {"eval", "glu", "--bits", "--format", "f16"}, {"line 1", "got 0"}, "\n"},
                             {"bad_bits_in_a_row", {"eval", "softmax", "--bits", "--format", "f16"}, {"line 1", "'3c0'"}, "3c00 3c0\n"},
                             {"two_on_a_line", from_stdin, {"line 1", "'3c00 3c00'"}, "3c00 3c00\n"},
                         }),
                         case_name);

/// It is a stream: the lines before the one that was cut off may have been answered already, and rightly.
TEST(bad_input, a_stream_cut_off_in_its_last_line_is_an_error) {
  const auto run = run_tool(from_stdin, {"3c00\n3c00\n3c"});
  EXPECT_EQ(run.status, 2);
  EXPECT_EQ(lines_of(run.err), words{"actcheck: stdin line 3: '3c' is not 4 hex digits, the bits of one f16 number"});
  EXPECT_TRUE(run.out.empty() || run.out == "3abb\n3abb\n") << run.out;
}

TEST(bad_input, gives_the_line_number_far_into_the_stream_too) {
  std::string input;
  for (int i = 0; i < 99999; ++i) input += "3c00\n";
  const auto run = run_tool(from_stdin, {input + "oops\n"});
  EXPECT_EQ(run.status, 2);
  EXPECT_EQ(lines_of(run.err),
            words{"actcheck: stdin line 100000: 'oops' is not 4 hex digits, the bits of one f16 number"});
}

TEST(bad_input, is_found_before_anything_is_checked_or_overwritten) {
  const scratch_folder folder;
  folder.write("good.json", "old\n");
  const auto run =
      run_tool({"check", subject("plain_c"), "--report", "json=good.json", "--report", "junit=nowhere/x.xml"},
               {.folder = folder.path()});
  EXPECT_EQ(run.status, 2);
  EXPECT_EQ(folder.contents(), words{"good.json"});
  EXPECT_EQ(read_file(folder / "good.json"), "old\n");
}

/// Whoever redirects results to a full disk must hear of it.
TEST(bad_input, a_full_disk_is_no_success) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "this system has no /dev/full";
  for (const std::string command : {"eval gelu 1", "list", "show gelu", "explain range"}) {
    const auto run = run_line("actcheck " + command + " > /dev/full");
    EXPECT_NE(run.status, 0) << command;
    EXPECT_EQ(lines_of(run.err).size(), 1U) << command;
  }
}

}  // namespace
}  // namespace actcheck::tests
