// Errors in an answer: the part of envelope.hpp that writes them.
#include <algorithm>
#include <string>

#include "protocol/wire/envelope.hpp"
#include "protocol/wire/packer.hpp"
#include "protocol/wire/utf8.hpp"

namespace atrium::wire {

namespace {

// A call of 65,536 wrong fields must not be answered with megabytes.
constexpr std::size_t max_error_fields = 256;
constexpr std::size_t max_error_text_bytes = 1024;
constexpr std::size_t max_error_path_bytes = 256;
constexpr std::size_t max_error_line_bytes = 4096;  // the whole of the text form

void pack_clean(packer& to, std::string_view text, std::size_t max_bytes) {
  pack_text(to, to_valid_utf8(text, max_bytes));
}

// "code: message", with the fields in brackets, for people who read their client's log.
std::string line_of(const error& refused) {
  std::string line(row_of(refused.code).name);
  line.append(": ").append(refused.message);
  if (refused.fields.size() < 2) {
    // Messages about a field begin with its path already.
    if (!refused.path.empty() && refused.message.rfind(refused.path + ":", 0) != 0)
      line.append(" (").append(refused.path).append(")");
    return line;
  }
  std::string_view before = " (";
  for (const field_error& field : refused.fields) {
    if (line.size() > max_error_line_bytes) break;
    line.append(before).append(field.path).append(": ").append(field.message);
    before = "; ";
  }
  return line.append(")");
}

void pack_fields(packer& to, const error& refused) {
  const std::size_t count = std::min(refused.fields.size(), max_error_fields);
  pack_key<"fields">(to);
  to.pack_array(static_cast<std::uint32_t>(count));
  for (std::size_t i = 0; i < count; ++i) {
    const field_error& field = refused.fields[i];
    to.pack_map(3);
    pack_key<"path">(to);
    pack_clean(to, field.path, max_error_path_bytes);
    pack_key<"code">(to);
    pack_text(to, row_of(field.code).name);
    pack_key<"message">(to);
    pack_clean(to, field.message, max_error_text_bytes);
  }
}

void pack_data(packer& to, const error& refused) {
  const std::size_t count = std::min(refused.data.size(), max_error_fields);
  pack_key<"data">(to);
  to.pack_map(static_cast<std::uint32_t>(count));
  for (std::size_t i = 0; i < count; ++i) {
    const auto& [name, value] = refused.data[i];
    pack_clean(to, name, max_error_path_bytes);
    if (const auto* number = std::get_if<std::int64_t>(&value))
      pack_integer(to, *number);
    else
      pack_clean(to, std::get<std::string>(value), max_error_text_bytes);
  }
}

void pack_error_map(packer& to, const error& refused) {
  const error_row& row = row_of(refused.code);
  const int members = 3 + refused.retry_after_ms.has_value() + !refused.path.empty() +
                      !refused.fields.empty() + !refused.data.empty();
  to.pack_map(static_cast<std::uint32_t>(members));
  pack_key<"code">(to);
  pack_text(to, row.name);
  pack_key<"message">(to);
  pack_clean(to, refused.message, max_error_text_bytes);
  pack_key<"retryable">(to);
  row.retryable ? to.pack_true() : to.pack_false();
  if (refused.retry_after_ms) {
    pack_key<"retry_after_ms">(to);
    pack_integer(to, *refused.retry_after_ms);
  }
  if (!refused.path.empty()) {
    pack_key<"path">(to);
    pack_clean(to, refused.path, max_error_path_bytes);
  }
  if (!refused.fields.empty()) pack_fields(to, refused);
  if (!refused.data.empty()) pack_data(to, refused);
}

}  // namespace

void write_error(buffer& to, std::uint32_t msgid, const error& refused, error_form form) {
  packer out(to);
  out.pack_array(4);
  pack_integer(out, 1);
  pack_integer(out, msgid);
  if (form == error_form::map)
    pack_error_map(out, refused);
  else
    pack_clean(out, line_of(refused), max_error_line_bytes);
  out.pack_nil();
}

void write_error_map(buffer& to, const error& refused) {
  packer out(to);
  pack_error_map(out, refused);
}

}  // namespace atrium::wire
