// What every command works with: where it reads and writes, the flags that all commands share, and
// connections made by them.
#pragma once

#include <functional>
#include <iosfwd>
#include <string>

#include "tools/client/client.hpp"

namespace atrium::cli {

struct context {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;

  std::string connect = "127.0.0.1:7420";
  std::string socket{};
  std::string ca{};
  std::string key_file{};
  std::string tenant{};
  bool tls = false;
  bool json = false;
  double timeout_s = 60;

  std::function<void()> chosen{};  // what the command line asks for
};

// A connection that has said hello, with the key if one was given.
client greeted(const context& from);

// The result of one call. Throws failure.
std::string ask(client& through, std::string_view method, std::string_view named = {},
                std::string_view options = {});

// The same over a connection of its own, for the tenant of the flags.
std::string ask_once(const context& from, std::string_view method, std::string_view named = {});

// The call options that the flags stand for; "" for none.
std::string tenant_options(const context& from);

}  // namespace atrium::cli
