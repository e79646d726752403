// Finds where a MessagePack-RPC message ends and refuses what breaks the limits, while its bytes
// arrive.
//
// Invariants
//  - Every limit is checked at the header that breaks it, before its contents arrive: what a header
//  promises counts as
//    if it were there already. The caller therefore never needs room for more than
//    limits.message_bytes.
//  - No byte is looked at twice, save the few of a header that arrived in part: a message that
//  trickles in costs the
//    same work as one that comes whole.
//  - Nothing is allocated, and the work per call is bounded by the bytes that are new.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "protocol/outcome.hpp"
#include "protocol/wire/limits.hpp"

namespace atrium::wire {

enum class violation : std::uint8_t { none, malformed, message_bytes, depth, items, string_bytes };

// What to tell the client: too_large, or bad_request when the bytes are no MessagePack-RPC message.
error refusal_of(violation what, const limits& allowed);

class scanner {
 public:
  enum class state : std::uint8_t { need_more, complete, violated };

  struct verdict {
    state is = state::need_more;
    std::size_t length = 0;            // complete: the bytes of the message
    violation what = violation::none;  // violated: which rule
    // Of a request or response, as soon as it arrived. With it a violation can be answered before
    // the connection is closed; behind a violation the stream has no message boundaries any more.
    std::optional<std::uint32_t> msgid;
  };

  // A depth above max_depth, or a size above max_message_bytes, is taken as that.
  explicit scanner(const limits& allowed);

  // `unread` begins with the message that is being scanned and holds all of it that has arrived;
  // between calls it only grows at the end, though it may move in memory. After `complete` the next
  // call starts on the next message, so the caller drops `length` bytes first. A violation is
  // final.
  verdict scan(std::string_view unread);

  // Whether part of a message has been scanned (the clock of a started message runs).
  bool started() const { return at_ > 0; }

 private:
  enum class part : std::uint8_t { head, type, msgid, body, refused };

  bool scan_head(std::string_view unread);
  bool scan_type(std::string_view unread);
  bool scan_msgid(std::string_view unread);
  bool scan_body(std::string_view unread);
  bool refuse(violation what);
  void start();

  limits allowed_;
  part part_ = part::head;
  violation violation_ = violation::none;
  std::optional<std::uint32_t> msgid_;
  std::size_t at_ = 0;  // offset of the next header; beyond the end while a payload is arriving
  std::uint64_t items_ = 0;    // promised so far
  std::uint64_t missing_ = 0;  // values promised whose header has not come yet
  std::uint32_t depth_ = 0;    // containers open; 0 in the body: the message is whole
  std::array<std::uint32_t, max_depth> left_{};  // values still to come in each open container
};

}  // namespace atrium::wire
