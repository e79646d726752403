#include "tools/client/answer_error.hpp"

#include <algorithm>

#include "protocol/wire/cursor.hpp"
#include "tools/client/answer.hpp"

namespace atrium {

namespace {

const error_row* row_named(std::string_view code) {
  const auto found = std::find_if(error_table.begin(), error_table.end(),
                                  [&](auto& row) { return row.name == code; });
  return found == error_table.end() ? nullptr : &*found;
}

error make_error(std::string_view code, std::string message) {
  if (const error_row* known = row_named(code)) return refusal(known->code, std::move(message));
  return refusal(errc::internal, std::string(code) + ": " + message);
}

}  // namespace

error decode_error(std::string_view value) {
  std::string_view text;
  if (wire::cursor(value).read_text(text)) {
    const std::size_t colon = text.find(": ");
    if (colon == std::string_view::npos) return make_error(text, "");
    return make_error(text.substr(0, colon), std::string(text.substr(colon + 2)));
  }
  error told = make_error(text_member(value, "code").value_or("an error without a code"),
                          text_member(value, "message").value_or(""));
  told.path = text_member(value, "path").value_or("");
  told.retry_after_ms = integer_member(value, "retry_after_ms");
  for_each_element(member(value, "fields"), [&](std::string_view one) {
    const error_row* known = row_named(text_member(one, "code").value_or(""));
    told.fields.push_back({text_member(one, "path").value_or(""),
                           known != nullptr ? known->code : errc::invalid_field,
                           text_member(one, "message").value_or("")});
  });
  for_each_pair(member(value, "data"), [&](std::string_view name, std::string_view under) {
    std::int64_t number = 0;
    if (wire::cursor(under).read_integer(number)) {
      told.data.emplace_back(name, number);
    } else {
      told.data.emplace_back(name, plain(under));
    }
  });
  return told;
}

}  // namespace atrium
