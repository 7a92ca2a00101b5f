#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <stdexcept>

#include "actcheck/catalogue.hpp"
#include "actcheck/version.hpp"
#include "subjects/connection.hpp"
#include "subjects/subject.hpp"

namespace actcheck {
namespace {

using nlohmann::json;

constexpr std::string_view protocol = "actcheck.command/1";
static_assert(std::endian::native == std::endian::little, "the protocol's arrays are little-endian");

/// What a command says of itself.
struct introduction {
  std::string name, version;
  std::set<std::string> functions;
  bool parallel = true;
};

bool learns(const activation& a) {
  return std::any_of(a.parameters.begin(), a.parameters.end(), [](const parameter& p) { return p.learnable; });
}

/// Every symbol of the subject ABI.
std::vector<std::string> all_symbols() {
  std::vector<std::string> symbols;
  for (const activation* a : catalogue())
    for (const format f : all_formats) {
      const std::string stem = fmt::format("{}_{}", a->name, name(f));
      symbols.push_back(stem);
      symbols.push_back(stem + "_backward");
      if (learns(*a)) symbols.push_back(stem + "_params_backward");
    }
  return symbols;
}

/// \throws json::exception where a field has another type.
introduction introduction_from(const json& answer, const std::string& command) {
  introduction i;
  i.name = answer.value("name", command);
  i.version = answer.value("version", "");
  i.parallel = answer.value("parallel", true);
  i.functions = answer.at("functions").get<std::set<std::string>>();
  return i;
}

/// Starts the command and has it introduce itself.
std::pair<std::unique_ptr<connection>, introduction> started(const std::string& command) {
  auto opened = std::make_unique<connection>(command);
  request r;
  r.line = json{{"protocol", protocol}, {"tool", "actcheck"}, {"version", ACTCHECK_VERSION}}.dump() + "\n";
  r.has_results = false;
  r.in_words = [] { return std::string("the first line"); };
  const json answer = opened->ask(std::move(r));
  const auto spoken = answer.find("protocol");
  if (spoken == answer.end() || *spoken != protocol)
    throw std::runtime_error(fmt::format(
        "the command answered the first line with protocol {}; this actcheck speaks \"{}\"",
        spoken == answer.end() ? "missing" : spoken->dump(-1, ' ', true, json::error_handler_t::replace), protocol));
  try {
    return {std::move(opened), introduction_from(answer, command)};
  } catch (const json::exception&) {
    throw std::runtime_error(
        "the command answered the first line with other fields than \"functions\" (a list of strings), \"name\" and "
        "\"version\" (strings) and \"parallel\" (true or false)");
  }
}

/// The command once for each of the threads that call at once. They are started when they are needed.
class processes {
 public:
  explicit processes(std::string command) : command_(std::move(command)) {
    auto [first, said] = started(command_);
    introduction_ = std::move(said);
    idle_.push_back(std::move(first));
  }
  ~processes() {
    for (const auto& c : idle_) c->let_go();  // all of them, before the first is waited for
  }
  processes(const processes&) = delete;
  processes& operator=(const processes&) = delete;

  const introduction& said() const { return introduction_; }

  void ask(request r) {
    auto own = take();
    own->ask(std::move(r));
    const std::lock_guard lock(guard_);
    idle_.push_back(std::move(own));
  }

 private:
  std::unique_ptr<connection> take() {
    {
      const std::lock_guard lock(guard_);
      if (!idle_.empty()) {
        auto one = std::move(idle_.back());
        idle_.pop_back();
        return one;
      }
    }
    return started(command_).first;
  }

  std::string command_;
  introduction introduction_;
  std::mutex guard_;
  std::vector<std::unique_ptr<connection>> idle_;
};

/// `[0.01,"inf"]`: JSON knows no infinities.
std::string written(const double* parameters, std::size_t count) {
  std::string list;
  for (std::size_t k = 0; k < count; ++k) {
    const char* const quote = std::isfinite(parameters[k]) ? "" : "\"";
    list += fmt::format("{}{}{}{}", k == 0 ? "" : ",", quote, parameters[k], quote);
  }
  return "[" + list + "]";
}

/// One function of the command.
class remote_function {
 public:
  remote_function(std::shared_ptr<processes> command, const activation& a, std::string symbol)
      : command_(std::move(command)), activation_(&a), symbol_(std::move(symbol)) {}

  void call(extent e, const double* parameters, const pieces& inputs, const pieces& outputs) const {
    const bool rows = activation_->kind == activation_kind::row_wise;
    request r;
    r.line =
        fmt::format("{{\"call\":{},{},\"params\":{}}}\n", json(symbol_).dump(),
                    rows ? fmt::format("\"rows\":{},\"cols\":{}", e.rows, e.cols) : fmt::format("\"n\":{}", e.size()),
                    written(parameters, activation_->parameters.size()));
    r.inputs = inputs;
    r.outputs = outputs;
    r.in_words = [&] {
      return symbol_ +
             (rows ? fmt::format(" (rows = {}, cols = {})", e.rows, e.cols) : fmt::format(" (n = {})", e.size()));
    };
    command_->ask(std::move(r));
  }

 private:
  std::shared_ptr<processes> command_;
  const activation* activation_;
  std::string symbol_;
};

kernel kernel_of(const remote_function& f, activation_kind kind, pass p, format number_format) {
  return [f, &names = signature_of(kind, p), number_format](const void* const* in, void* const* out, extent e,
                                                            const double* parameters) {
    pieces inputs, outputs;
    for (std::size_t k = 0; k < names.inputs.size(); ++k) inputs.add(in[k], e.size() * bytes(number_format));
    for (std::size_t k = 0; k < names.outputs.size(); ++k) outputs.add(out[k], e.size() * bytes(number_format));
    f.call(e, parameters, inputs, outputs);
  };
}

class command_subject final : public subject {
 public:
  command_subject(const std::string& command, symbol_map renamed)
      : processes_(std::make_shared<processes>(command)), renamed_(std::move(renamed)) {
    const auto& listed = processes_->said().functions;
    if (listed.empty()) throw std::runtime_error(fmt::format("the command '{}' lists no function", command));
    auto known = all_symbols();
    for (const auto& [symbol, own] : renamed_) {
      if (!listed.contains(own))
        throw std::runtime_error(fmt::format("the command lists no function '{}', which --map names for {}", own, symbol));
      known.push_back(own);
    }
    for (const auto& function : listed)
      if (std::find(known.begin(), known.end(), function) == known.end())
        throw std::runtime_error(fmt::format("the command lists '{}', which is no ACTIVATION_FORMAT[_backward]{}",
                                             function, suggestion(function, known)));
  }

  std::string name() const override { return processes_->said().name; }
  std::string version() const override { return processes_->said().version; }
  bool thread_safe() const override { return processes_->said().parallel; }
  bool shares_memory() const override { return false; }

  subject_kernels find(const activation& a, format f) const override {
    const std::string stem = fmt::format("{}_{}", a.name, actcheck::name(f));
    subject_kernels k;
    if (const auto own = listed(stem)) k.forward = kernel_of({processes_, a, *own}, a.kind, pass::forward, f);
    if (const auto own = listed(stem + "_backward"))
      k.backward = kernel_of({processes_, a, *own}, a.kind, pass::backward, f);
    if (const auto own = listed(stem + "_params_backward"))
      k.parameters_backward = [function = remote_function(processes_, a, *own), f, count = a.parameters.size()](
                                  const void* x, const void* dy, double* gradients, std::size_t n,
                                  const double* parameters) {
        pieces inputs, outputs;
        for (const void* array : {x, dy}) inputs.add(array, n * bytes(f));
        outputs.add(gradients, count * sizeof(double));
        function.call({1, n}, parameters, inputs, outputs);
      };
    return k;
  }

 private:
  /// The command's own name of a symbol, if it lists it.
  std::optional<std::string> listed(const std::string& symbol) const {
    const auto own = renamed_.find(symbol);
    const std::string& name = own == renamed_.end() ? symbol : own->second;
    return processes_->said().functions.contains(name) ? std::optional(name) : std::nullopt;
  }

  std::shared_ptr<processes> processes_;
  symbol_map renamed_;
};

}  // namespace

std::unique_ptr<subject> open_command(const std::string& command, const symbol_map& renamed) {
  return std::make_unique<command_subject>(command, renamed);
}

}  // namespace actcheck
