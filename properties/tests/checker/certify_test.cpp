// `actcheck certify`: wrong results are found and named, a proof goes on where it was killed, a partial proof claims no more
// than it has, and bad input leaves everything as it was.
#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "actcheck/catalogue.hpp"
#include "engine/certifier.hpp"
#include "support.hpp"

namespace actcheck::tests {
namespace {

using words = std::vector<std::string>;

certified_target target_of(std::string_view activation, format f, pass p = pass::forward) {
  return {&get_activation(activation), f, p};
}

/// The reference with one bit of one result changed: a copy of the kernel with a bug.
stored_function with_a_wrong_bit(const certified_target& t, std::uint64_t wrong_x) {
  return [right = reference_results(t), f = t.number_format, wrong_x](const void* x, void* y, std::size_t n) {
    right(x, y, n);
    for (std::size_t i = 0; i < n; ++i)
      if (load_bits(f, x, i) == wrong_x) store_bits(f, y, i, load_bits(f, y, i) ^ 1);
  };
}

certifier certifier_of(const certified_target& t, unsigned jobs = 2) { return {t, reference_results(t), jobs}; }

std::string flat(const proof_record& r) {
  certificate c{"silu", {}, {}};
  c.put(r);
  return certificate_text(c);
}

TEST(certifier, proves_and_checks_what_it_proved) {
  const scratch_folder folder;
  const auto t = target_of("silu", format::bf16, pass::backward);
  const auto result = prove(certifier_of(t), {{0, 0}}, nullptr, folder / "work");
  ASSERT_FALSE(result.wrong);
  EXPECT_TRUE(result.record.complete());
  EXPECT_EQ(result.record.counts.total(), 65536U);
  EXPECT_EQ(result.record.hardest.size(), hardest_inputs::kept);
  EXPECT_TRUE(check_proof(certifier_of(t), result.record).same);
  EXPECT_TRUE(check_proof(certifier_of(t, 1), result.record).same);
}

TEST(certifier, finds_one_wrong_bit_when_it_proves) {
  const scratch_folder folder;
  auto c = certifier_of(target_of("silu", format::f32));
  c.results = with_a_wrong_bit(c.what, 0x3ea12345);  // block 1002
  const auto result = prove(c, {{1000, 1005}}, nullptr, folder / "work");
  ASSERT_TRUE(result.wrong);
  EXPECT_EQ(result.wrong->x, 0x3ea12345U);
  EXPECT_EQ(result.wrong->got, result.wrong->want ^ 1);
}

TEST(certifier, finds_one_wrong_bit_when_it_checks) {
  const scratch_folder folder;
  const auto t = target_of("silu", format::f32);
  const auto proven = prove(certifier_of(t), {{1000, 1005}}, nullptr, folder / "work").record;
  auto c = certifier_of(t);
  c.results = with_a_wrong_bit(t, 0x3ea12345);
  const auto checked = check_proof(c, proven);
  EXPECT_FALSE(checked.same);
  EXPECT_EQ(checked.block, std::optional<std::size_t>(0x3ea));
  c.results = with_a_wrong_bit(t, 0x40000000);  // of a block that was not proven
  EXPECT_TRUE(check_proof(c, proven).same);
}

TEST(certifier, does_not_believe_a_proof_of_other_bits) {
  const scratch_folder folder;
  auto c = certifier_of(target_of("silu", format::f32));
  const auto first = prove(c, {{1000, 1001}}, nullptr, folder / "work").record;
  c.results = with_a_wrong_bit(c.what, 0x3e812345);  // block 1000: proven before, but not these bits
  const auto resumed = prove(c, {{1000, 1003}}, &first, folder / "work");
  ASSERT_TRUE(resumed.wrong);
  EXPECT_EQ(resumed.wrong->x, 0x3e812345U);
}

TEST(certifier, goes_on_from_its_work_file_or_from_a_partial_certificate) {
  const scratch_folder folder;
  const auto c = certifier_of(target_of("silu", format::f32));
  auto whole = prove(c, {{1000, 1007}}, nullptr, folder / "whole").record;
  const auto first = prove(c, {{1002, 1003}}, nullptr, folder / "work").record;
  auto from_work = prove(c, {{1000, 1007}}, nullptr, folder / "work");
  auto from_certificate = prove(c, {{1000, 1007}}, &first, folder / "none");
  EXPECT_EQ(from_work.resumed, 2U);
  EXPECT_EQ(from_certificate.resumed, 2U);
  for (auto* r : {&whole, &from_work.record, &from_certificate.record}) r->date = "";
  EXPECT_EQ(flat(from_work.record), flat(whole));
  EXPECT_EQ(flat(from_certificate.record), flat(whole));
}

TEST(certifier, starts_over_if_the_work_file_is_of_no_use) {
  const scratch_folder folder;
  const auto c = certifier_of(target_of("silu", format::f32));
  prove(c, {{1000, 1001}}, nullptr, folder / "good");
  const std::string text = read_file(folder / "good");
  const words useless{"no JSON", "", text.substr(0, text.size() / 2), "{}", "[1]", R"({"proof":{},"digests":[]})"};
  for (const std::string& bad : useless) {
    folder.write("bad", bad);
    const auto result = prove(c, {{1000, 1001}}, nullptr, folder / "bad");
    EXPECT_FALSE(result.wrong);
    EXPECT_EQ(result.resumed, 0U) << bad;
  }
  folder.write("other", text);  // of another activation
  EXPECT_EQ(prove(certifier_of(target_of("tanh", format::f32)), {{1000, 1001}}, nullptr, folder / "other").resumed, 0U);
}

TEST(certificate, keeps_what_was_written) {
  const scratch_folder folder;
  const auto t = target_of("silu", format::f32);
  certificate written{"silu", {}, {}};
  written.put(prove(certifier_of(t), {{0, 3}, {1000, 1001}, {4000, 4095}}, nullptr, folder / "work").record);
  written.put(prove(certifier_of(target_of("silu", format::bf16)), {{0, 0}}, nullptr, folder / "work2").record);
  folder.write("silu.json", certificate_text(written));
  const certificate read = read_certificate(folder / "silu.json");
  EXPECT_EQ(certificate_text(read), certificate_text(written));
  ASSERT_EQ(read.proofs.size(), 2U);
  EXPECT_EQ(read.proofs[0].block_digests, written.proofs[0].block_digests);
  EXPECT_EQ(read.proofs[0].proven, written.proofs[0].proven);
  EXPECT_EQ(read.proofs[0].counts, written.proofs[0].counts);
  EXPECT_FALSE(read.proofs[0].complete());
  EXPECT_TRUE(read.proofs[1].complete());
}

/// 72 certificates of f32, 288 of narrower formats, in less than 2 MB even if no two blocks are alike.
TEST(certificate, is_small) {
  const scratch_folder folder;
  proof_record f32 = prove(certifier_of(target_of("silu", format::f32)), {{1000, 1001}}, nullptr, folder / "work").record;
  const proof_record bf16 = prove(certifier_of(target_of("silu", format::bf16)), {{0, 0}}, nullptr, folder / "work2").record;
  f32.proven = {{0, 4095}};
  f32.block_digests.clear();
  for (std::uint32_t i = 0; i < 4096; ++i) f32.block_digests.push_back(i * 4095 & 0xffffff);
  EXPECT_LT(72 * flat(f32).size() + 288 * flat(bf16).size(), 2'000'000U);
}

// The command.

/// A folder with certificates of softsign, made once.
class certify_command : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    made_ = new scratch_folder;
    std::filesystem::create_directory(*made_ / "good");
    const words command{"certify", "--activation", "softsign,relu", "--format", "bf16", "--folder", "good", "--work", "work"};
    const auto run = run_tool(command, {.folder = made_->path()});
    ASSERT_EQ(run.status, 0) << run.err;
    ASSERT_EQ(lines_of(run.out).size(), 4U) << run.out;
    EXPECT_TRUE(run.out.starts_with("softsign bf16 forward: all 2^16 inputs proven in ")) << run.out;
  }
  static void TearDownTestSuite() {
    delete made_;
    made_ = nullptr;
  }

  certify_command() { std::filesystem::copy(*made_ / "good", folder_ / "c"); }

  outcome certify(const words& arguments) const {
    words all{"certify"};
    const auto given = [&](const std::string& option) { return std::count(arguments.begin(), arguments.end(), option) > 0; };
    if (!given("--folder")) all.insert(all.end(), {"--folder", "c"});
    if (!given("--work") && !given("--check")) all.insert(all.end(), {"--work", "work"});
    all.insert(all.end(), arguments.begin(), arguments.end());
    return run_tool(all, {.folder = folder_.path()});
  }
  std::string text() const { return read_file(folder_ / "c/softsign.json"); }
  void write(const std::string& changed) const { folder_.write("c/softsign.json", changed); }
  /// The text with one part replaced, under a digest that fits: what no accident does.
  std::string sealed_again(const std::string& part, const std::string& by) const {
    std::string changed = text();
    const std::size_t at = changed.find(part);
    EXPECT_NE(at, std::string::npos) << part;
    changed.replace(at, part.size(), by);
    const std::size_t seal = changed.rfind(",\n  \"self_digest\"");
    return changed.substr(0, seal) + ",\n  \"self_digest\": \"" + digest128(changed.data(), seal) + "\"\n}\n";
  }
  void expect_refused(const words& arguments, const words& says) const {
    const auto run = certify(arguments);
    EXPECT_EQ(run.status, 2) << run.out << run.err;
    EXPECT_EQ(run.out, "");
    EXPECT_EQ(lines_of(run.err).size(), 1U) << run.err;
    EXPECT_TRUE(run.err.starts_with("actcheck: ")) << run.err;
    for (const auto& part : says) EXPECT_TRUE(contains(run.err, part)) << "should say: " << part << "\n" << run.err;
  }
  /// Neither checked nor replaced.
  void expect_unusable(const std::string& changed, const words& says) const {
    write(changed);
    words all = says;
    all.emplace_back("softsign.json: ");
    expect_refused({"--check"}, all);
    expect_refused({"--check", "--activation", "softsign"}, all);
    expect_refused({"--activation", "softsign", "--format", "bf16"}, all);
    EXPECT_EQ(text(), changed);
  }

  scratch_folder folder_;
  static inline scratch_folder* made_ = nullptr;
};

TEST_F(certify_command, checks_what_there_is) {
  const auto run = certify({"--check"});
  EXPECT_EQ(run.status, 0) << run.out << run.err;
  const auto lines = lines_of(run.out);
  ASSERT_EQ(lines.size(), 3U) << run.out;
  EXPECT_EQ(lines[0], "same relu               bf16");
  EXPECT_EQ(lines[1], "same softsign           bf16");
  EXPECT_TRUE(lines[2].starts_with("4 of 4 proofs hold: 262144 results in ")) << lines[2];
  EXPECT_TRUE(contains(run.err, "not certified in f32")) << run.err;
  EXPECT_EQ(certify({"--check", "--activation", "softsign", "--format", "bf16", "--pass", "forward"}).err, "");
}

TEST_F(certify_command, leaves_a_proof_that_still_holds) {
  const std::string before = text();
  const auto run = certify({"--activation", "softsign", "--format", "bf16"});
  EXPECT_EQ(run.status, 0) << run.err;
  EXPECT_TRUE(contains(run.out, "softsign bf16 forward: proven on ") && contains(run.out, ", and unchanged")) << run.out;
  EXPECT_EQ(text(), before);
}

TEST_F(certify_command, names_the_block_that_differs_and_the_way_to_look) {
  const std::string before = text(), key = "\"base64\":\"";
  const std::string digest = before.substr(before.find(key) + key.size(), 4);
  const std::string whole = before.substr(before.find("\"digest\": \"") + 11, 32);
  write(sealed_again(whole, std::string(32, '0')));
  write(sealed_again(key + digest, key + (digest == "AAAA" ? "AAAB" : "AAAA")));
  const auto run = certify({"--check"});
  EXPECT_EQ(run.status, 1) << run.err;
  EXPECT_TRUE(contains(run.out, "FAIL softsign bf16 forward: ")) << run.out;
  EXPECT_TRUE(contains(run.out, "block 0, inputs 0x0000 to 0xffff")) << run.out;
  EXPECT_TRUE(contains(run.out, "3 of 4 proofs hold")) << run.out;
  const std::string look = "     look: ";
  for (const auto& line : lines_of(run.out))
    if (line.starts_with(look)) {
      const auto looked = run_line(line.substr(look.size()) + " --work work", {.folder = folder_.path()});
      EXPECT_EQ(looked.status, 0) << looked.out << looked.err;  // the certificate was wrong, not the reference
      EXPECT_EQ(certify({"--check"}).status, 0);
      return;
    }
  ADD_FAILURE() << "no line says how to look at it:\n" << run.out;
}

TEST_F(certify_command, says_partial_and_claims_no_more) {
  const auto run = certify({"--activation", "softsign", "--format", "f32", "--pass", "forward", "--blocks", "1000-1003"});
  EXPECT_EQ(run.status, 0) << run.err;
  EXPECT_TRUE(contains(run.out, "softsign f32 forward: PARTIAL, 4 of 4096 blocks (1000-1003) proven in ")) << run.out;
  EXPECT_TRUE(contains(text(), "\"coverage\": \"partial\"") && contains(text(), "\"inputs\": 4194304,")) << text();
  const auto checked = certify({"--check", "--activation", "softsign"});
  EXPECT_EQ(checked.status, 2) << checked.out;  // named, and not there: f32 backward
  EXPECT_TRUE(contains(checked.err, "no certificate") && contains(checked.err, "softsign in f32")) << checked.err;
  const auto forward = certify({"--check", "--activation", "softsign", "--format", "f32", "--pass", "forward"});
  EXPECT_EQ(forward.status, 0);
  EXPECT_TRUE(contains(forward.out, "f32 forward (PARTIAL, 4 of 4096 blocks (1000-1003))")) << forward.out;
  EXPECT_TRUE(contains(forward.out, "1 of 1 proofs hold: 4194304 results")) << forward.out;
  // Another block adds to it; the same block alone, once more, takes nothing away.
  EXPECT_EQ(certify({"--activation", "softsign", "--format", "f32", "--pass", "forward", "--blocks", "1010"}).status, 0);
  EXPECT_TRUE(contains(text(), "[[1000,1003],[1010,1010]]")) << text();
  const std::string before = text();
  const auto again = certify({"--activation", "softsign", "--format", "f32", "--pass", "forward", "--blocks", "1002", "--again"});
  EXPECT_EQ(again.status, 0);
  EXPECT_TRUE(contains(again.out, "the wider certificate stays as it is")) << again.out;
  EXPECT_EQ(text(), before);
}

TEST_F(certify_command, goes_on_after_being_killed) {
  const std::string options = " --activation tanh --format f32 --pass forward --blocks 900-1100 --jobs 1";
  const auto killed = run_line(
      fmt::format("mkdir a b; SOURCE_DATE_EPOCH=0 '{}' certify --folder a --work w{} & p=$!; "
                  "while [ ! -e w/tanh_f32_forward.json ] && kill -0 $p; do sleep 0.01; done; kill -9 $p; wait $p",
                  tool().string(), options),
      {.folder = folder_.path()});
  EXPECT_EQ(killed.status, 128 + 9) << killed.out << killed.err;
  EXPECT_FALSE(std::filesystem::exists(folder_ / "a/tanh.json"));
  const auto command = [&](const std::string& where) {
    return fmt::format("SOURCE_DATE_EPOCH=0 '{}' certify --folder {}{}", tool().string(), where, options);
  };
  const auto resumed = run_line(command("a --work w"), {.folder = folder_.path()});
  EXPECT_EQ(resumed.status, 0) << resumed.err;
  EXPECT_TRUE(contains(resumed.out, " blocks had been proven before")) << resumed.out;
  EXPECT_EQ(run_line(command("b --work v"), {.folder = folder_.path()}).status, 0);
  EXPECT_EQ(read_file(folder_ / "a/tanh.json"), read_file(folder_ / "b/tanh.json"));
  EXPECT_EQ(read_json(folder_ / "a/tanh.json")["proofs"][0]["inputs"], 201U << 20);
}

TEST_F(certify_command, refuses_certificates_that_it_cannot_trust) {
  const std::string good = text();
  expect_unusable("", {"cut off"});
  expect_unusable(good.substr(0, good.size() / 2), {"cut off"});
  expect_unusable(good.substr(0, good.size() - 1), {"cut off"});
  expect_unusable(good + "\n", {"cut off"});
  std::string edited = good;
  edited.replace(edited.find("\"oracle\":"), 11, "\"oracle\":99");
  expect_unusable(edited, {"edited"});
  edited = good;
  edited.insert(edited.find("\"proofs\""), " ");
  expect_unusable(edited, {"edited"});
  write(good);
  const auto again = [&](const std::string& part, const std::string& by, const words& says) {
    const std::string changed = sealed_again(part, by);
    expect_unusable(changed, says);
    write(good);
  };
  again("certificate/1", "certificate/2", {"schema", "actcheck.certificate/2"});
  again("\"activation\": \"softsign\"", "\"activation\": \"softsing\"", {"no elementwise activation 'softsing'"});
  again("\"parameters\": []", "\"parameters\": [{\"name\":\"b\",\"value\":1}]", {"other parameters"});
  again("\"format\": \"bf16\"", "\"format\": \"bf17\"", {"unknown format 'bf17'"});
  again("\"pass\": \"forward\"", "\"pass\": \"backward\"", {"two proofs for bf16 backward"});
  again("\"proven\": [[0,0]]", "\"proven\": [[0,1]]", {"blocks"});
  again("\"proven\": [[0,0]]", "\"proven\": []", {"block digests than blocks"});
  again("\"coverage\": \"complete\"", "\"coverage\": \"partial\"", {"contradict"});
  again("\"oracle\":65282", "\"oracle\":65281", {"add up"});
  again("\"digest\": ", "\"digets\": ", {"form of a certificate"});
  again("\"proofs\": [", "\"proofs\": [,", {"form of a certificate"});
}

TEST_F(certify_command, refuses_files_that_do_not_belong) {
  std::filesystem::rename(folder_ / "c/softsign.json", folder_ / "c/tanh.json");
  expect_refused({"--check"}, {"tanh.json: is the certificate of softsign"});
  std::filesystem::rename(folder_ / "c/tanh.json", folder_ / "c/sofsign.json");
  expect_refused({"--check"}, {"sofsign.json", "did you mean 'softsign'?"});
  std::filesystem::remove(folder_ / "c/sofsign.json");
  std::filesystem::create_directory(folder_ / "c/softsign.json");
  expect_refused({"--check"}, {"softsign.json: "});
  expect_refused({"--activation", "softsign", "--format", "bf16"}, {"softsign.json", "directory"});
}

TEST_F(certify_command, says_what_is_wrong_with_its_options) {
  const auto before = text();
  expect_refused({"--activation", "sofsign"}, {"sofsign", "did you mean 'softsign'?"});
  expect_refused({"--format", "bf166"}, {"bf166", "did you mean 'bf16'?"});
  expect_refused({"--format", "f64"}, {"f64 has 2^64 numbers"});
  expect_refused({"--pass", "forwrd"}, {"did you mean 'forward'?"});
  expect_refused({"--jobs", "0"}, {"--jobs"});
  expect_refused({"--folder", "none"}, {"there is no folder 'none'"});
  expect_refused({"--check", "--folder", "none"}, {"there is no folder 'none'"});
  expect_refused({"--check", "--again"}, {"--check proves nothing"});
  expect_refused({"--check", "--blocks", "0"}, {"--check proves nothing"});
  expect_refused({"--format", "f32", "--blocks", "5-4"}, {"'5-4'", "0-4095"});
  expect_refused({"--format", "f32", "--blocks", "0-4096"}, {"'0-4096'", "0-4095"});
  expect_refused({"--format", "f32", "--blocks", "1-x"}, {"'1-x'", "FIRST-LAST"});
  expect_refused({"--format", "bf16", "--blocks", "0-1"}, {"blocks of bf16, 0-0"});
  expect_refused({"--check", "--activation", "softsign,tanh", "--format", "bf16"},
                 {"no certificate in 'c' for tanh in bf16", "actcheck certify --activation tanh --format bf16"});
  folder_.write("file", "");
  expect_refused({"--activation", "tanh", "--format", "bf16", "--work", "file/w"}, {"cannot make the folder 'file/w'"});
  EXPECT_EQ(text(), before);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "c/tanh.json"));
}

TEST_F(certify_command, that_finds_nothing_to_check_is_no_success) {
  std::filesystem::create_directory(folder_ / "empty");
  const std::vector<words> vain{{"--check", "--folder", "empty"}, {"--check", "--format", "f16"}, {"--check", "--activation", "tanh"}};
  for (const words& arguments : vain) {
    const auto run = certify(arguments);
    EXPECT_EQ(run.status, 4) << run.out;
    EXPECT_EQ(run.out, "");
    EXPECT_TRUE(contains(run.err, "nothing was checked")) << run.err;
  }
}

}  // namespace
}  // namespace actcheck::tests
