#include <fmt/format.h>
#include <unistd.h>

#include <charconv>
#include <cstring>

#include "actcheck/catalogue.hpp"
#include "actcheck/reference.hpp"
#include "cli/command.hpp"
#include "cli/eval.hpp"
#include "reporters/text.hpp"

namespace actcheck::cli {
namespace {

using choices = eval_choices;

format parse_format(const std::string& text) {
  if (const auto f = find_format(text)) return *f;
  std::vector<std::string> names;
  for (const actcheck::format f : all_formats) names.emplace_back(name(f));
  throw std::invalid_argument(fmt::format("unknown format '{}'{}", text, suggestion(text, names)));
}

std::vector<double> parse_parameters(const activation& a, const std::vector<std::string>& settings) {
  auto values = a.default_parameters();
  std::vector<std::string> names;
  for (const auto& p : a.parameters) names.emplace_back(p.name);
  for (const auto& setting : settings) {
    const std::size_t equals = setting.find('=');
    if (equals == std::string::npos) throw std::invalid_argument(fmt::format("--param '{}' should be NAME=VALUE", setting));
    const std::string wanted = setting.substr(0, equals);
    const auto found = std::find(names.begin(), names.end(), wanted);
    if (names.empty()) throw std::invalid_argument(fmt::format("{} has no parameters", a.name));
    if (found == names.end())
      throw std::invalid_argument(fmt::format("{} has no parameter '{}'{}", a.name, wanted, suggestion(wanted, names)));
    values[static_cast<std::size_t>(found - names.begin())] = parse_number(setting.substr(equals + 1), "parameter value");
  }
  a.require_valid(values);
  return values;
}

/// Reads one pattern: exactly the format's hex digits, any case, optional 0x. Returns false if it is not one.
bool parse_bits(format f, std::string_view text, std::uint64_t& bits) {
  if (text.starts_with("0x") || text.starts_with("0X")) text.remove_prefix(2);
  const auto digits = static_cast<std::size_t>(shape(f).bits / 4);
  if (text.size() != digits) return false;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), bits, 16);
  return problem == std::errc() && end == text.data() + text.size();
}

std::string bits_error(format f, std::string_view text, const std::string& place) {
  return fmt::format("{}: '{}' is not {} hex digits, the bits of one {} number", place, text, shape(f).bits / 4, name(f));
}

}  // namespace

double parse_input(format f, const std::string& text, bool bits, const std::string& place, overflow policy) {
  std::uint64_t pattern = 0;
  if (bits && !parse_bits(f, text, pattern)) throw std::invalid_argument(bits_error(f, text, place));
  if (bits) return decode(f, pattern);
  const double value = parse_number(text, place);
  // strtof rounds once; by way of double, a decimal next to a midpoint of f32 would round twice.
  return f == format::f32 ? static_cast<double>(std::strtof(text.c_str(), nullptr)) : round_to(f, value, policy);
}

namespace {

/// Answers bit patterns in batches: parse all, evaluate, write all. A bad line stops before its batch is written.
class bit_stream {
 public:
  explicit bit_stream(const reference& r) : reference_(r), format_(r.number_format()) {}

  void run() {
    std::string pending;
    std::vector<char> buffer(1 << 16);
    for (;;) {
      const ssize_t n = read(STDIN_FILENO, buffer.data(), buffer.size());
      if (n < 0) throw std::invalid_argument("cannot read stdin");
      if (n == 0) break;
      pending.append(buffer.data(), static_cast<std::size_t>(n));
      const std::size_t end = pending.rfind('\n');
      if (end == std::string::npos) continue;
      take(std::string_view(pending).substr(0, end + 1));
      flush();
      pending.erase(0, end + 1);
    }
    if (!pending.empty()) take(pending + "\n");
    flush();
  }

  void add(double x) { x_.push_back(x); }

  void flush() {
    results_.resize(x_.size());
    reference_.evaluate(x_, {}, results_);
    const auto digits = static_cast<std::size_t>(shape(format_).bits / 4);
    text_.clear();
    for (const auto& r : results_) {
      const std::uint64_t bits = encode(format_, r.rounded);
      for (std::size_t i = digits; i-- > 0;) text_ += "0123456789abcdef"[(bits >> (4 * i)) & 15];
      text_ += '\n';
    }
    std::fwrite(text_.data(), 1, text_.size(), stdout);
    x_.clear();
  }

 private:
  void take(std::string_view lines) {
    while (!lines.empty()) {
      const std::size_t end = lines.find('\n');
      std::string_view text = lines.substr(0, end);
      lines.remove_prefix(end + 1);
      if (text.ends_with('\r')) text.remove_suffix(1);
      ++line_;
      std::uint64_t bits = 0;
      if (!parse_bits(format_, text, bits)) throw std::invalid_argument(bits_error(format_, text, fmt::format("stdin line {}", line_)));
      add(decode(format_, bits));
    }
  }

  const reference& reference_;
  format format_;
  std::uint64_t line_ = 0;
  std::vector<double> x_;
  std::vector<reference_value> results_;
  std::string text_;
};

void evaluate(const choices& c) {
  const activation& a = get_activation(c.activation);
  const format f = parse_format(c.format);
  const auto parameters = parse_parameters(a, c.parameters);
  if (c.inputs.empty() && !c.bits) throw std::invalid_argument("eval needs at least one X, or --bits to read bit patterns from stdin");
  const overflow policy = c.saturate ? overflow::saturate : overflow::standard;
  if (c.saturate && shape(f).bits != 8)
    throw std::invalid_argument(fmt::format("--saturate is for the 8-bit formats; {} overflows to infinity", c.format));
  if (c.saturate && a.kind != activation_kind::elementwise)
    throw std::invalid_argument(fmt::format("--saturate is for elementwise activations; {} is {}", a.name, name(a.kind)));
  if (a.kind == activation_kind::gated) return evaluate_gated(a, f, parameters, c);
  if (a.kind == activation_kind::row_wise) return evaluate_rows(a, f, c);
  const reference r(a, c.derivative ? pass::backward : pass::forward, f, parameters, policy);
  bit_stream patterns(r);
  if (c.inputs.empty()) return patterns.run();
  std::vector<double> values;
  for (const auto& text : c.inputs) values.push_back(parse_input(f, text, c.bits, "X", policy));
  if (!c.bits) {
    for (const double x : values) fmt::print("{}\n", value_and_bits(f, r.evaluate(x).rounded));
    return;
  }
  for (const double x : values) patterns.add(x);
  patterns.flush();
}

}  // namespace

void add_eval(CLI::App& app, int&) {
  auto* command = app.add_subcommand("eval", "Print correctly rounded values");
  auto c = std::make_shared<choices>();
  command->add_option("NAME", c->activation, "An activation's name or alias")->required();
  command->add_option("X", c->inputs, "Inputs: decimal, hex float, inf or nan; rounded to the format first. Of a gated activation pairs A,B; "
                      "of a row-wise one all together are one row");
  command->add_option("--format", c->format, "Number format: f64 f32 f16 bf16 f8e4m3fn f8e5m2")->capture_default_str();
  command->add_flag("--saturate", c->saturate,
                    "In an 8-bit format, the largest number instead of overflow (infinity; NaN in f8e4m3fn)");
  command->add_flag("--derivative", c->derivative, "The derivative instead of the value (gated: in a and in b; row-wise: of each y_i in its own x_i)");
  command->add_option("--param", c->parameters, "A parameter's value, NAME=VALUE")->allow_extra_args(false);
  command->add_flag("--bits", c->bits,
                    "X and results are fixed-width hex bit patterns; without X, reads one a line from stdin (gated: a pair, "
                    "row-wise: a row)");
  command->callback([c] { evaluate(*c); });
  command->positionals_at_end(false);
  command->footer("Negative inputs look like options: put them after --, as in: actcheck eval gelu -- -1.5");
}

}  // namespace actcheck::cli
