#include "protocol/wire/scanner.hpp"

#include <algorithm>
#include <limits>
#include <string>

#include "protocol/wire/cursor.hpp"
#include "protocol/wire/format.hpp"

namespace atrium::wire {

namespace {

constexpr bool is_container(kind what) { return what == kind::array || what == kind::map; }

}  // namespace

error refusal_of(violation what, const limits& allowed) {
  const auto too_large = [](std::string_view of, std::uint32_t limit, std::string_view unit) {
    return refusal(errc::too_large, std::string(of) + " more than " + std::to_string(limit) +
                                        std::string(unit) + ".");
  };
  switch (what) {
    case violation::message_bytes:
      return too_large("The message has", allowed.message_bytes, " bytes");
    case violation::depth:
      return too_large("The message nests", allowed.depth, " arrays and maps");
    case violation::items:
      return too_large("The message has", allowed.items, " items");
    case violation::string_bytes:
      return too_large("A string of the message has", allowed.string_bytes, " bytes");
    case violation::malformed:
    case violation::none:
      break;
  }
  return refusal(errc::bad_request, "The bytes are not a MessagePack-RPC message.");
}

scanner::scanner(const limits& allowed) : allowed_(allowed) {
  allowed_.depth = std::min(allowed_.depth, max_depth);
  allowed_.message_bytes = std::min(allowed_.message_bytes, max_message_bytes);
}

void scanner::start() {
  part_ = part::head;
  msgid_.reset();
  at_ = 0;
  items_ = 0;
  missing_ = 0;
  depth_ = 0;
}

bool scanner::refuse(violation what) {
  part_ = part::refused;
  violation_ = what;
  return false;
}

scanner::verdict scanner::scan(std::string_view unread) {
  const bool whole =
      (part_ != part::head || scan_head(unread)) && (part_ != part::type || scan_type(unread)) &&
      (part_ != part::msgid || scan_msgid(unread)) && (part_ == part::body && scan_body(unread));
  if (part_ == part::refused) return {state::violated, 0, violation_, msgid_};
  if (!whole) return {state::need_more, 0, violation::none, msgid_};
  const verdict complete{state::complete, at_, violation::none, msgid_};
  start();
  return complete;
}

// An array of three or four. Each scan_ function returns true when its part is done.
bool scanner::scan_head(std::string_view unread) {
  if (unread.empty()) return false;
  const format& form = format_of(unread[0]);
  if (form.what != kind::array || form.length_bytes > 2) return refuse(violation::malformed);
  const std::size_t header = 1U + form.length_bytes;
  if (unread.size() < header) return false;
  const std::uint32_t count =
      load_length(unread.data() + 1, form.length_bytes, unread.size() - 1) + form.fixed;
  if (count != 3 && count != 4) return refuse(violation::malformed);
  if (header + count > allowed_.message_bytes) return refuse(violation::message_bytes);
  if (allowed_.depth == 0) return refuse(violation::depth);
  at_ = header;
  depth_ = 1;
  left_[0] = count;
  missing_ = count;
  part_ = part::type;
  return true;
}

// 2 in an array of three (notification), 0 or 1 in one of four (request, response).
bool scanner::scan_type(std::string_view unread) {
  if (unread.size() <= at_) return false;
  const format& form = format_of(unread[at_]);
  if (form.what != kind::integer) return refuse(violation::malformed);
  if (unread.size() - at_ < 1U + form.fixed) return false;
  std::uint64_t type = 0;
  if (!cursor(unread.substr(at_)).read_unsigned(type)) return refuse(violation::malformed);
  const bool fits = left_[0] == 3 ? type == 2 : type < 2;
  if (!fits) return refuse(violation::malformed);
  part_ = left_[0] == 3 ? part::body : part::msgid;
  at_ += 1U + form.fixed;
  --left_[0];
  --missing_;
  return true;
}

// Whatever is no msgid is left to the body: the envelope says what is wrong with it.
bool scanner::scan_msgid(std::string_view unread) {
  if (unread.size() <= at_) return false;
  const format& form = format_of(unread[at_]);
  if (form.what == kind::integer) {
    if (unread.size() - at_ < 1U + form.fixed) return false;
    std::uint64_t msgid = 0;
    if (cursor(unread.substr(at_)).read_unsigned(msgid) &&
        msgid <= std::numeric_limits<std::uint32_t>::max())
      msgid_ = static_cast<std::uint32_t>(msgid);
    at_ += 1U + form.fixed;
    --left_[0];
    --missing_;
  }
  part_ = part::body;
  return true;
}

bool scanner::scan_body(std::string_view unread) {
  // Locals, so that the loop runs in registers.
  std::size_t at = at_;
  std::uint64_t missing = missing_;
  std::uint32_t depth = depth_;
  while (missing > 0 && at < unread.size()) {
    const format& form = format_of(unread[at]);
    const std::size_t header = 1U + form.length_bytes;
    if (form.what == kind::none) return refuse(violation::malformed);
    if (unread.size() - at < header) break;
    const std::uint64_t size = std::uint64_t{load_length(unread.data() + at + 1, form.length_bytes,
                                                         unread.size() - at - 1)} +
                               form.fixed;
    --missing;
    at += header;
    --left_[depth - 1];
    if (is_container(form.what)) {
      items_ += size;
      if (items_ > allowed_.items) return refuse(violation::items);
      if (depth == allowed_.depth) return refuse(violation::depth);
      const std::uint64_t values = form.what == kind::map ? 2 * size : size;
      missing += values;
      if (at + missing > allowed_.message_bytes) return refuse(violation::message_bytes);
      left_[depth++] = static_cast<std::uint32_t>(values);
    } else {
      const std::uint64_t type_byte = form.what == kind::extension ? 1 : 0;
      if (size > allowed_.string_bytes + type_byte) return refuse(violation::string_bytes);
      at += size;
      if (at + missing > allowed_.message_bytes) return refuse(violation::message_bytes);
    }
    while (depth > 0 && left_[depth - 1] == 0) --depth;
  }
  at_ = at;
  missing_ = missing;
  depth_ = depth;
  return missing == 0 && at <= unread.size();
}

}  // namespace atrium::wire
