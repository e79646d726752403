#include <algorithm>

#include "actors/reads/journal.hpp"
#include "actors/reads/reads.hpp"
#include "protocol/methods/changes.hpp"
#include "protocol/methods/definition.hpp"

namespace atrium::actors {
namespace {

constexpr std::int64_t limit_default = 100;
constexpr std::int64_t window_default = 1'000;

}  // namespace

outcome<nothing> read(const methods::changes_read& asked, call_context& call, wire::buffer& out,
                      wait_for& park) {
  const auto from = static_cast<std::uint64_t>(asked.from);
  const std::int64_t wait_ms =
      std::min(asked.wait_ms.value_or(0), call.shared.settings().get<"calls.wait_max_ms">());
  if (!call.waited && wait_ms > 0 && call.tenant->last_seq() < from) {
    park = {from, wait_ms};
    return nothing{};
  }
  const auto answer =
      hear(call.reading, *call.view, *call.caller, asked.from, asked.limit.value_or(limit_default));
  if (!answer) return answer.failure();
  fields::encode_named(out, *answer);
  return nothing{};
}

outcome<nothing> read(const methods::changes_subscribe& asked, call_context& call,
                      wire::buffer& out, wait_for&) {
  // A look for nothing: whether there still is what he wants to begin with.
  if (const auto there = hear(call.reading, *call.view, *call.caller, asked.from, 1); !there)
    return there.failure();
  const std::int64_t window = std::min(asked.window.value_or(window_default),
                                       call.shared.settings().get<"journal.window_max">());
  call.following.emplace(asked.from, static_cast<std::size_t>(window));
  fields::encode_named(out, methods::changes_subscribe::result{asked.from});
  return nothing{};
}

outcome<nothing> read(const methods::changes_ack& asked, call_context& call, wire::buffer& out,
                      wait_for&) {
  if (!call.following) return refusal(errc::not_found, "there is no subscription");
  if (!call.following->acknowledge(asked.seq))
    return refusal(errc::invalid_field, "seq: no event of this number was sent", "seq");
  fields::encode_named(out, methods::no_result{});
  return nothing{};
}

outcome<nothing> read(const methods::changes_unsubscribe&, call_context& call, wire::buffer& out,
                      wait_for&) {
  call.following.reset();
  fields::encode_named(out, methods::no_result{});
  return nothing{};
}

}  // namespace atrium::actors
