// Staff who act in a customer's place (features.md R5; security.md 12): their token, and whether
// they may go on. What it rests on is looked at each time, so that whatever takes it away (a
// logout, a disabling, a right, a restriction, a site) need not know of the sessions that end with
// it.
#pragma once

#include "actors/session/context.hpp"
#include "protocol/records/shopper_session.hpp"

namespace atrium::actors {

bool bears_assisted_token(const methods::call_options& options);

// The same as take_shopper, of such a token: good for calls of its site alone, and for those that
// are not for the shopper's own hand.
outcome<nothing> take_assistant(const methods::definition& method, call_context& call);

// Whether he who began the session could begin it now, by the session of his that he did it in.
outcome<bool> may_go_on(const records::shopper_session& assisted, const records::customer& whom,
                        const tenant_view& tenant, const storage::snapshot& reading,
                        std::int64_t now_ms);

// Of the tenant's assisted sessions those that may not go on: their accounts end them. `from` is
// empty at first, `next` empty when all have been looked at.
struct assistance_slice {
  std::map<account_number, std::vector<std::uint64_t>> over;
  std::string next;
};
outcome<assistance_slice> find_ended_assistance(const storage::snapshot& reading,
                                                const tenant_view& tenant, const std::string& from,
                                                std::int64_t now_ms);

}  // namespace atrium::actors
