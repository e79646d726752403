// `atrium completion`: a completion script for bash, made by walking the commands and the methods.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <ostream>

#include "protocol/methods/definitions.hpp"
#include "tools/atrium/commands.hpp"

namespace atrium::cli {

namespace {

std::string words_of(const CLI::App& at) {
  std::string words;
  for (const CLI::App* each : at.get_subcommands([](const CLI::App*) { return true; }))
    words += each->get_name() + " ";
  if (at.get_name() == "call")
    for (const auto& method : methods::definitions) words += std::string(method.name) + " ";
  for (const CLI::Option* each : at.get_options([](const CLI::Option*) { return true; }))
    for (const std::string& name : each->get_lnames()) words += "--" + name + " ";
  return words;
}

void print_cases(std::ostream& to, const CLI::App& at, const std::string& path) {
  to << "    '" << path << "') words='" << words_of(at) << "' ;;\n";
  for (const CLI::App* each : at.get_subcommands([](const CLI::App*) { return true; }))
    print_cases(to, *each, path + " " + each->get_name());
}

void print_script(std::ostream& to, const CLI::App& root) {
  to << "_atrium() {\n"
        "  local words='' path=atrium word\n"
        "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
        "    case \"$word\" in -*|*.*|*/*) ;; *) path=\"$path $word\" ;; esac\n"
        "  done\n"
        "  case \"$path\" in\n";
  print_cases(to, root, "atrium");
  to << "    'atrium call'*) words='" << words_of(*root.get_subcommand("call")) << "' ;;\n"
     << "  esac\n"
        "  COMPREPLY=($(compgen -W \"$words\" -- \"${COMP_WORDS[COMP_CWORD]}\"))\n"
        "}\n"
        "complete -o default -F _atrium atrium\n";
}

}  // namespace

void add_completion(command to, context& with) {
  command added = to.add_command("completion", "Prints a completion script for bash");
  added.footer("Example:\n  atrium completion > /etc/bash_completion.d/atrium\n");
  added.callback([to, &with] { with.chosen = [to, &with] { print_script(with.out, to.of()); }; });
}

}  // namespace atrium::cli
