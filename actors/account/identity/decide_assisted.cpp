// Assisted buying: staff act in a customer's place (features.md R5; security.md 12).
#include "actors/account/decide.hpp"
#include "actors/account/identity/assistance.hpp"
#include "actors/account/identity/ended_assistance.hpp"
#include "actors/account/identity/guessing.hpp"
#include "actors/account/identity/proofs.hpp"
#include "actors/account/identity/sessions.hpp"
#include "protocol/methods/assisted.hpp"
#include "protocol/methods/definition.hpp"

namespace atrium::actors {

using records::customer;

outcome<decision> decide(const methods::assisted_start& asked, const account_state& now,
                         const decide_context& in) {
  const auto found = existing(now);
  if (!found) return found.failure();
  const customer& whom = **found;
  if (whom.kind != records::customer_kind::registered) return refusal(errc::not_registered);
  if (!in.tenant.tenant.storefront) return refusal(errc::capability_off);
  const auto site = storefront_for(whom, asked.site, in.tenant, in.caller);
  if (!site) return site.failure();
  // As he himself would be refused: a lock, too, is there for a reason.
  if (auto locked = refuse_guess(now, 0, in)) return *std::move(locked);
  if (const auto reason = bars_login(whom, records::policies_of(in.tenant.tenant, **site)))
    return login_refused(*reason);

  decision made = change_of(now, in);
  records::login_guard guard = guard_of(now);
  assisted_session begun = begin_assisted_session(made, guard, asked, in);
  put_guard(made, std::move(guard), in);
  made.answer =
      unfinished_result(methods::assisted_start::result{.url = *(*site)->storefront_url,
                                                        .access_token = std::move(begun.token),
                                                        .expires_at = begun.expires_at,
                                                        .session = std::move(begun.id)});
  return made;
}

outcome<decision> decide(const methods::assisted_end&, const account_state& now,
                         const decide_context& in) {
  if (const auto found = existing(now); !found) return found.failure();
  decision made = change_of(now, in);
  made.changes.may_use_reserve = true;
  methods::assisted_end::result done;
  for (const auto& [number, each] : *now.parts.sessions) {
    if (each.record.staff != static_cast<std::int64_t>(in.caller.number)) continue;
    end_session(made, number, in);
    ++done.ended;
  }
  made.answer = unfinished_result(done);
  return made;
}

outcome<decision> decide(const ended_assistance& over, const account_state& now,
                         const decide_context& in) {
  if (const auto found = existing(now); !found) return found.failure();
  decision made = change_of(now, in);
  made.changes.may_use_reserve = true;
  for (const std::uint64_t number : over.sessions) {
    const auto session = now.parts.sessions->find(number);
    if (session != now.parts.sessions->end() && session->second.record.is_assisted())
      end_session(made, number, in);
  }
  made.answer = unfinished_result(methods::no_result{});
  return made;
}

}  // namespace atrium::actors
