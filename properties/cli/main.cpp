// The `actcheck` command. Findings go to stdout, errors and progress to stderr; statuses are in command.hpp.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <iostream>

#include "actcheck/catalogue.hpp"
#include "actcheck/version.hpp"
#include "cli/command.hpp"

namespace actcheck::cli {

std::vector<std::string> split(const std::string& list, const std::string& option) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  for (;;) {
    const std::size_t comma = list.find(',', begin);
    parts.push_back(list.substr(begin, comma - begin));
    if (parts.back().empty()) throw std::invalid_argument(fmt::format("{} '{}' has an empty item", option, list));
    if (comma == std::string::npos) return parts;
    begin = comma + 1;
  }
}

double parse_number(const std::string& text, const std::string& what) {
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  if (text.empty() || *end != '\0') throw std::invalid_argument(fmt::format("{} '{}' is not a number", what, text));
  return value;
}

std::string shell_quoted(const std::string& word) {
  const auto plain = [](unsigned char c) { return std::isalnum(c) != 0 || std::string_view("_-./:=,+@%").find(static_cast<char>(c)) != std::string_view::npos; };
  if (!word.empty() && std::all_of(word.begin(), word.end(), plain)) return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

namespace {

/// The names one could have meant at this place of the command line.
std::vector<std::string> candidates(const CLI::App& app) {
  std::vector<std::string> names;
  for (const auto* command : app.get_subcommands({})) names.push_back(command->get_name());
  for (const auto* option : app.get_options())
    for (const auto& long_name : option->get_lnames()) names.push_back("--" + long_name);
  return names;
}

const CLI::App& innermost(const CLI::App& app) {
  const auto chosen = app.get_subcommands();
  return chosen.empty() ? app : *chosen.front();
}

/// `eval gelu -1.5`: a negative number is an input, not an option. So everything after NAME that is neither an option
/// nor an option's value goes behind a `--`, in its order.
std::vector<std::string> arguments(int argc, char** argv) {
  std::vector<std::string> words(argv + 1, argv + argc);
  if (words.empty() || words.front() != "eval") return words;
  std::vector<std::string> kept{"eval"}, inputs;
  bool named = false;
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (words[i] == "--") {
      inputs.insert(inputs.end(), words.begin() + static_cast<std::ptrdiff_t>(i) + 1, words.end());
      break;
    }
    const bool option = words[i].starts_with("--") || words[i] == "-h";
    if (!option && named) {
      inputs.push_back(words[i]);
      continue;
    }
    named = named || !option;
    kept.push_back(words[i]);
    if ((words[i] == "--format" || words[i] == "--param") && i + 1 < words.size()) kept.push_back(words[++i]);
  }
  if (!named || inputs.empty()) return words;
  kept.emplace_back("--");
  kept.insert(kept.end(), inputs.begin(), inputs.end());
  return kept;
}

int report_usage_error(const CLI::App& app, const CLI::ParseError& error, const std::string& command) {
  std::string message = error.what();
  std::replace(message.begin(), message.end(), '\n', ' ');
  const CLI::App& place = innermost(app);
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr) {
    const auto extras = app.remaining(true);
    const std::string first = extras.empty() ? "" : extras.front();
    message = fmt::format("{} '{}'{}", first.starts_with("-") ? "unknown option" : "unexpected argument", first,
                          suggestion(first.substr(0, first.find('=')), candidates(place)));
  }
  if (app.get_subcommands().empty() && !command.empty())
    message = fmt::format("unknown {} '{}'{}", command.starts_with("-") ? "option" : "command", command,
                          suggestion(command, candidates(app)));
  fmt::print(stderr, "actcheck: {}; see actcheck {}{}--help\n", message, place.get_name(), place.get_name().empty() ? "" : " ");
  return usage_error;
}

int run(int argc, char** argv) {
  CLI::App app("The reference for neural-network activation functions, and the tool that checks implementations of them.");
  app.name("actcheck");
  app.set_version_flag("--version", ACTCHECK_VERSION);
  app.require_subcommand(1);
  app.footer("Exit status: 0 every selected property passed; 1 a property failed; 2 usage error or unusable subject;\n"
             "3 the subject crashed or timed out; 4 nothing was checked.");
  int status = success;
  add_certify(app, status);
  add_check(app, status);
  add_compare(app, status);
  add_eval(app, status);
  add_explain(app, status);
  add_list(app, status);
  add_merge(app, status);
  add_show(app, status);
  try {
    auto words = arguments(argc, argv);
    std::reverse(words.begin(), words.end());  // CLI11 takes a vector from its back
    app.parse(words);
  } catch (const CLI::Success& done) {
    return app.exit(done);
  } catch (const CLI::ParseError& error) {
    // The sub-application's name is its command; the top one's is the program.
    app.name("");
    return report_usage_error(app, error, argc > 1 ? argv[1] : "");
  } catch (const std::exception& error) {
    std::string message = error.what();
    std::replace(message.begin(), message.end(), '\n', ' ');  // an error is one line, whatever names it quotes
    fmt::print(stderr, "actcheck: {}\n", message);
    return usage_error;
  }
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
    fmt::print(stderr, "actcheck: cannot write to stdout\n");
    return usage_error;
  }
  return status;
}

}  // namespace
}  // namespace actcheck::cli

int main(int argc, char** argv) { return actcheck::cli::run(argc, argv); }
