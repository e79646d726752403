// A command of the command line, or a group of them, and what may be given to it. CLI11 is behind
// it: its classes are all inline, and cost five seconds in each file that sees them.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace atrium::cli {

// Both are handles: what they stand for lives as long as the whole command line.
class option {
 public:
  explicit option(CLI::Option* of) : of_(of) {}

  option required();
  option type_name(const std::string& name);  // what the help shows in place of its value
  option one_of(std::initializer_list<const char*> values);
  option between(std::int64_t least, std::int64_t most);
  option between(double least, double most);
  option shows_default();   // the value that the variable has now
  option one_value_each();  // what follows is the next argument, not a further value
  option from_environment(const std::string& name);

 private:
  CLI::Option* of_;
};

class command {
 public:
  explicit command(CLI::App& of) : of_(&of) {}

  command add_command(const std::string& name, const std::string& text);
  void needs_a_command();
  void takes_what_follows();  // as it is, options too

  // What is given goes into the variable, which must live as long as the command line.
  option add_option(const std::string& name, std::string& into, const std::string& text);
  option add_option(const std::string& name, std::optional<std::int64_t>& into,
                    const std::string& text);
  option add_option(const std::string& name, std::int64_t& into, const std::string& text);
  option add_option(const std::string& name, double& into, const std::string& text);
  option add_option(const std::string& name, std::vector<std::string>& into,
                    const std::string& text);
  void add_flag(const std::string& name, bool& into, const std::string& text);

  void footer(const std::string& text);  // what the help ends with
  void callback(std::function<void()> when_named);

  std::string name() const;
  CLI::App& of() const { return *of_; }

 private:
  CLI::App* of_;
};

}  // namespace atrium::cli
