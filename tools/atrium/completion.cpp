// `atrium completion`: a completion script for bash, made by walking the commands and the methods.
#include <ostream>

#include "protocol/methods/list.hpp"
#include "tools/atrium/commands.hpp"

namespace atrium::cli {

namespace {

std::string words_of(const CLI::App& at) {
  std::string words;
  for (const CLI::App* command : at.get_subcommands([](const CLI::App*) { return true; }))
    words += command->get_name() + " ";
  if (at.get_name() == "call")
    for (const auto& method : methods::definitions) words += std::string(method.name) + " ";
  for (const CLI::Option* option : at.get_options([](const CLI::Option*) { return true; }))
    for (const std::string& name : option->get_lnames()) words += "--" + name + " ";
  return words;
}

void print_cases(std::ostream& to, const CLI::App& at, const std::string& path) {
  to << "    '" << path << "') words='" << words_of(at) << "' ;;\n";
  for (const CLI::App* command : at.get_subcommands([](const CLI::App*) { return true; }))
    print_cases(to, *command, path + " " + command->get_name());
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

void add_completion(CLI::App& to, context& with) {
  CLI::App* command = to.add_subcommand("completion", "Prints a completion script for bash");
  command->footer("Example:\n  atrium completion > /etc/bash_completion.d/atrium\n");
  command->callback([&to, &with] { with.chosen = [&] { print_script(with.out, to); }; });
}

}  // namespace atrium::cli
