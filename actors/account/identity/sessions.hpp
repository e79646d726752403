// A shopper's sessions, and those of staff, as parts of the account: begun, refreshed and ended
// with the change that says so, in the same commit. No CAF, no threads, no files.
//
// Invariants (storage/verify checks them)
//  1. A token in the unique index is that of a session that is there, and bears its times.
//  2. Who may not log in has no session (features.md P5).
//  3. Where an assisted session begins or ends, whatever ends it, the journal says so.
#pragma once

#include "actors/account/decision.hpp"
#include "actors/account/identity/tokens.hpp"
#include "protocol/methods/shopper.hpp"
#include "protocol/records/site_policies.hpp"

namespace atrium::actors {

// The guard as stored, or an empty one.
records::login_guard guard_of(const account_state& now);
// Puts it with the next version, on top of the one that is expected unchanged.
void put_guard(decision& made, records::login_guard after, const decide_context& in);

// Begins one; the guard gives it its number. The longest unused make room.
methods::session_tokens begin_session(decision& made, records::login_guard& guard,
                                      const methods::shopper_login& asked,
                                      const decide_context& in);
// Of staff in the customer's place (features.md R5). It takes a place like any other, but gives it
// up before those that the customer has begun himself: only where all are his own does one of them
// end.
struct assisted_session {
  std::string token;
  std::string id;
  std::int64_t expires_at;
};
assisted_session begin_assisted_session(decision& made, records::login_guard& guard,
                                        const methods::assisted_start& asked,
                                        const decide_context& in);
// New tokens; the ones before end, but for the time of grace.
methods::session_tokens refresh_session(decision& made, std::uint64_t number,
                                        std::string_view used_token, const decide_context& in);
// Of a member of staff. It ends when it was not used for a while (security.md 11).
inline constexpr std::int64_t staff_idle_ms = std::int64_t{30} * 60 * 1'000;
inline constexpr std::int64_t staff_session_ms = std::int64_t{24} * 60 * 60 * 1'000;
inline constexpr std::int64_t staff_sessions_max = 20;
// That it was used is written down only when that puts its end off by so much.
inline constexpr std::int64_t staff_use_step_ms = std::int64_t{5} * 60 * 1'000;
struct staff_session {
  std::string token;
  std::int64_t idle_expires_at;
  std::int64_t expires_at;
};
staff_session begin_staff_session(decision& made, records::login_guard& guard,
                                  std::int64_t shut_out, const decide_context& in);
void prolong_staff_session(decision& made, std::uint64_t number, const decide_context& in);

void end_session(decision& made, std::uint64_t number, const decide_context& in);
// Ends all but that one; says how many.
std::int64_t end_sessions(decision& made, std::optional<std::uint64_t> but,
                          const decide_context& in);
// Ends the one that is asked for, or all but his own; says how many, or `not_found`.
outcome<methods::sessions_ended> end_sessions(decision& made, const methods::sessions_to_end& asked,
                                              std::uint64_t own, const decide_context& in);
// Ends those of one who, as he is now, may not log in any more.
void end_sessions_if_barred(decision& made, const decide_context& in);
// Of one who leaves: what a session has beside its row. In the journal alone, for his history
// leaves with him, or is another's.
void give_up_session(decision& made, std::string_view stored_session,
                     const records::customer& whose, const decide_context& in);

// Why a customer whose password is right may not log in, as data.reason of login_refused tells it;
// nothing if he may (features.md S).
std::optional<std::string_view> bars_login(const records::customer& who,
                                           const records::site_policies& at_site);

}  // namespace atrium::actors
