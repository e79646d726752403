#include "tools/atrium/failure.hpp"

#include "protocol/wire/cursor.hpp"
#include "protocol/wire/envelope.hpp"
#include "protocol/wire/json.hpp"
#include "protocol/wire/utf8.hpp"
#include "tools/client/answer.hpp"
#include "tools/client/parameters.hpp"

namespace atrium::cli {

namespace {

constexpr std::size_t message_bytes_max = 4096;

// The error as the daemon writes it, but with the code that the command line knows it by.
std::string error_map(const failure& why) {
  wire::buffer response;
  wire::write_error(response, 0, why.what, wire::error_form::map);
  wire::cursor at(response.view());
  std::uint32_t count = 0;
  std::string_view told;
  at.read_array(count) && at.skip() && at.skip() && at.read_raw(told);
  parameters map;
  for_each_pair(told, [&](std::string_view name, std::string_view value) {
    if (name == "code") {
      map.text(name, why.word);
    } else {
      map.encoded(name, value);
    }
  });
  return wire::to_json(map.map(), -1);
}

}  // namespace

failure usage(std::string message) {
  return {exit_code::usage, "usage", refusal(errc::bad_request, std::move(message))};
}

failure no_connection(error what) {
  return {exit_code::no_connection, "no_connection", std::move(what)};
}

failure refused(error what) {
  return {exit_code_of(what.code), std::string(row_of(what.code).name), std::move(what)};
}

void report(std::ostream& to, const failure& why, bool json) {
  if (json) {
    to << error_map(why) << '\n';
    return;
  }
  to << "atrium: " << why.word << ": " << wire::to_valid_utf8(why.what.message, message_bytes_max);
  if (!why.what.path.empty() && !why.what.message.starts_with(why.what.path))
    to << " (" << why.what.path << ")";
  if (why.what.retry_after_ms) to << "; retry after " << *why.what.retry_after_ms << " ms";
  to << '\n';
  if (why.what.fields.size() > 1)  // a single one is what the message says
    for (const field_error& one : why.what.fields)
      to << "  " << one.path << ": " << row_of(one.code).name << ": " << one.message << '\n';
  for (const auto& [name, value] : why.what.data)
    std::visit([&, &key = name](const auto& one) { to << "  " << key << ": " << one << '\n'; },
               value);
}

}  // namespace atrium::cli
