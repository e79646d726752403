#include "tools/atrium/command.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

namespace atrium::cli {

option option::required() {
  of_->required();
  return *this;
}

option option::type_name(const std::string& name) {
  of_->type_name(name);
  return *this;
}

option option::one_of(std::initializer_list<const char*> values) {
  of_->check(CLI::IsMember(std::vector<std::string>(values.begin(), values.end())));
  return *this;
}

option option::between(std::int64_t least, std::int64_t most) {
  of_->check(CLI::Range(least, most));
  return *this;
}

option option::between(double least, double most) {
  of_->check(CLI::Range(least, most));
  return *this;
}

option option::shows_default() {
  of_->capture_default_str();
  return *this;
}

option option::one_value_each() {
  of_->allow_extra_args(false);
  return *this;
}

option option::from_environment(const std::string& name) {
  of_->envname(name);
  return *this;
}

command command::add_command(const std::string& name, const std::string& text) {
  return command(*of_->add_subcommand(name, text));
}

void command::needs_a_command() { of_->require_subcommand(1); }

void command::takes_what_follows() { of_->prefix_command(); }

option command::add_option(const std::string& name, std::string& into, const std::string& text) {
  return option(of_->add_option(name, into, text));
}

option command::add_option(const std::string& name, std::optional<std::int64_t>& into,
                           const std::string& text) {
  return option(of_->add_option(name, into, text));
}

option command::add_option(const std::string& name, std::int64_t& into, const std::string& text) {
  return option(of_->add_option(name, into, text));
}

option command::add_option(const std::string& name, double& into, const std::string& text) {
  return option(of_->add_option(name, into, text));
}

option command::add_option(const std::string& name, std::vector<std::string>& into,
                           const std::string& text) {
  return option(of_->add_option(name, into, text));
}

void command::add_flag(const std::string& name, bool& into, const std::string& text) {
  of_->add_flag(name, into, text);
}

std::string command::name() const { return of_->get_name(); }

void command::footer(const std::string& text) { of_->footer(text); }

void command::callback(std::function<void()> when_named) { of_->callback(std::move(when_named)); }

}  // namespace atrium::cli
