// newsletter.subscribe confirm unsubscribe (features.md G8).
#include "actors/account/decide.hpp"
#include "actors/account/links.hpp"
#include "actors/account/mails.hpp"
#include "actors/account/newsletter.hpp"
#include "protocol/identity/email.hpp"
#include "protocol/methods/newsletter.hpp"

namespace atrium::actors {
namespace {

using records::link_purpose;
using records::newsletter_state;

void tell_of_request(decision& made, const std::string& site, const decide_context& in) {
  records::change entry{.kind = "newsletter.requested", .object = site};
  if (const newsletter_of_site* known = find_newsletter(made.after, site))
    entry.version = known->second.record.version;
  tell_beside_history(made, std::move(entry), in);
}

// Where it is to go: as asked, or else to the e-mail that he has.
outcome<std::string> address_for(const methods::newsletter_subscribe& asked,
                                 const account_state& now) {
  if (asked.email) {
    auto email = identity::canonical_email(*asked.email);
    if (!email) return refusal(email.failure().code, email.failure().message, "email");
    return std::move(email->canonical);
  }
  auto own = address_of(*now.profile);
  if (!own) return refusal(errc::missing_field, "customer: he has no e-mail", "customer");
  return std::move(*own);
}

// The link of the token, while it is good.
const records::one_time_link* link_of(const secret& token, const account_state& now,
                                      const decide_context& in) {
  if (!now.parts.links) return nullptr;  // the call could not be decoded
  const auto good = redeemable(token, {link_purpose::newsletter}, now, in);
  return good ? &now.parts.links->at(static_cast<std::uint64_t>(*good)).record : nullptr;
}

// Which ones he wants no more.
outcome<std::vector<newsletter_of_site>> unwanted(const methods::newsletter_unsubscribe& asked,
                                                  const account_state& now,
                                                  const decide_context& in) {
  const newsletter_book& book = newsletters_of(now);
  std::vector<newsletter_of_site> found;
  if (!asked.token) {
    for (const newsletter_of_site& each : book)
      if (in.caller.sees_site(each.second.record.site) &&
          (!asked.site || *asked.site == each.second.record.site))
        found.push_back(each);
    return found;
  }
  if (const auto token = read_unsubscribe_token(in.tenant, asked.token->reveal())) {
    const auto known = book.find(token->site);
    if (known != book.end() && in.caller.sees_site(known->second.record.site))
      found.push_back(*known);
    return found;
  }
  const records::one_time_link* link = link_of(*asked.token, now, in);
  if (!link) return bad_token("token");
  if (const newsletter_of_site* known = find_newsletter(now, *link->site)) found.push_back(*known);
  return found;
}

// The mail that would confirm it is void.
void end_link_of(decision& made, const std::string& site, const decide_context& in) {
  if (!made.after.parts.links) return;
  const auto link =
      made.after.parts.links->find(static_cast<std::uint64_t>(link_purpose::newsletter));
  if (link != made.after.parts.links->end() && link->second.record.site == site)
    end_link(made, link_purpose::newsletter, in);
}

}  // namespace

outcome<decision> decide(const methods::newsletter_subscribe& asked, const account_state& now,
                         const decide_context& in) {
  const bool by_anybody = asked.email.has_value();
  if (!existing(now)) return refusal(by_anybody ? errc::overloaded : errc::not_found);
  const auto address = address_for(asked, now);
  if (!address) return address.failure();
  decision made = change_of(now, in);
  made.answer = unfinished_result(methods::no_result{});
  made.answer_shows_customer = false;
  if (!in.world) return made;  // it could not be decoded: nobody is written to
  if (auto sent = ask_for_newsletter(made, asked, *address, {}, in); !sent && !by_anybody)
    return sent.failure();
  tell_of_request(made, asked.site, in);
  return made;
}

outcome<decision> decide(const methods::newsletter_confirm& asked, const account_state& now,
                         const decide_context& in) {
  const records::one_time_link* link = link_of(asked.token, now, in);
  const newsletter_of_site* known = link ? find_newsletter(now, *link->site) : nullptr;
  if (!known) return bad_token("token");
  decision made = change_of(now, in);
  records::newsletter after = known->second.record;
  after.state = newsletter_state::subscribed;
  after.address = link->address;
  after.confirmed_at = in.now_ms;
  after.unsubscribed_at.reset();
  const std::string site = after.site;
  end_link(made, link_purpose::newsletter, in);
  const std::int64_t version = keep_newsletter(made, known->first, std::move(after), in);
  list_newsletters(made, in);
  tell(made,
       {.kind = "newsletter.confirmed",
        .object = site,
        .version = version,
        .fields_changed = {"newsletters"}},
       in);
  made.answer = unfinished_result(methods::no_result{});
  made.answer_shows_customer = false;
  return made;
}

outcome<decision> decide(const methods::newsletter_unsubscribe& asked, const account_state& now,
                         const decide_context& in) {
  if (const auto found = existing(now); !found)
    return asked.token ? bad_token("token") : found.failure();
  const auto ends = unwanted(asked, now, in);
  if (!ends) return ends.failure();
  decision made = change_of(now, in);
  for (const auto& [number, known] : *ends) {
    if (known.record.state == newsletter_state::unsubscribed) continue;
    records::newsletter after = known.record;
    after.state = newsletter_state::unsubscribed;
    after.unsubscribed_at = in.now_ms;
    end_link_of(made, after.site, in);
    const std::string site = after.site;
    const std::int64_t version = keep_newsletter(made, number, std::move(after), in);
    tell(made,
         {.kind = "newsletter.unsubscribed",
          .object = site,
          .version = version,
          .fields_changed = {"newsletters"}},
         in);
  }
  list_newsletters(made, in);
  made.answer = unfinished_result(methods::no_result{});
  made.answer_shows_customer = false;
  return made;
}

}  // namespace atrium::actors
