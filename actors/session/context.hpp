// What a handler of a call sees: the call, who makes it, the snapshot, the place for the answer.
#pragma once

#include "actors/node.hpp"
#include "actors/principal.hpp"
#include "actors/session/session.hpp"
#include "actors/session/subscription.hpp"
#include "protocol/methods/call_options.hpp"
#include "protocol/methods/list.hpp"
#include "protocol/wire/envelope.hpp"

namespace atrium::actors {

struct call_context {
  node& shared;
  answer_sink& sink;
  std::uint64_t connection;
  wire::error_form form;
  const principal_ptr& caller;
  tenant_cell_ptr tenant;  // of the client, or as named by the operator
  tenant_view_ptr view;    // none where there is no tenant
  methods::call_options options;
  std::uint32_t msgid;
  std::string_view named;
  std::size_t method;  // methods::index
  storage::snapshot& reading;
  bool waited;                                 // a parked call that goes on: it must answer now
  std::optional<subscription>& following;      // the connection's
  std::optional<acting_shopper> shopper = {};  // of call.shopper
  std::string_view comes_from = {};            // peer::source
  std::string_view network = {};               // of it (protocol/formats/source_network.hpp)
};

// How a handler leaves its call.
enum class handled : std::uint8_t {
  answered,   // the answer is in `out`
  passed_on,  // an actor owes the answer
  parked,     // it waits for the journal; see `wait_for`
};

struct wait_for {
  std::uint64_t seq = 0;
  std::int64_t wait_ms = 0;
  bool listed = false;  // the index of lists has to get so far, too
};

// Decodes, and answers, passes on or parks the call. One for each method, made from the list.
using handler = handled (*)(call_context& call, wire::buffer& out, wait_for& park);
extern const std::array<handler, methods::all::size> handlers;

}  // namespace atrium::actors
