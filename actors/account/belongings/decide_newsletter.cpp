// newsletter.subscribe confirm unsubscribe (features.md G8).
#include "actors/account/belongings/newsletter.hpp"
#include "actors/account/decide.hpp"
#include "actors/account/identity/links.hpp"
#include "actors/account/mails.hpp"
#include "protocol/identity/email.hpp"
#include "protocol/methods/newsletter.hpp"

namespace atrium::actors {
namespace {

using records::link_purpose;
using records::newsletter_state;

void tell_of_request(decision& made, const std::string& site, const decide_context& in) {
  records::change entry{.kind = "newsletter.requested", .object = site};
  const auto number = in.tenant.sites_by_name.find(site);
  const newsletter_book& book = newsletters_of(made.after);
  if (const auto known =
          number == in.tenant.sites_by_name.end() ? book.end() : book.find(number->second);
      known != book.end())
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

std::uint64_t part_of_link(std::uint64_t site) {
  return storage::link_part(static_cast<std::uint64_t>(link_purpose::newsletter), site);
}

// The subscription that the link of the token confirms, while it is good; else null.
const newsletter_of_site* confirmed_by(const secret& token, const account_state& now,
                                       const decide_context& in) {
  if (!now.parts.links) return nullptr;  // the call could not be decoded
  const auto good = redeemable(token, {link_purpose::newsletter}, now, in);
  if (!good) return nullptr;
  const newsletter_book& book = newsletters_of(now);
  const auto known = book.find(storage::site_of_link((*good)->first));
  return known == book.end() ? nullptr : &*known;
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
  const newsletter_of_site* known = confirmed_by(*asked.token, now, in);
  if (!known) return bad_token("token");
  found.push_back(*known);
  return found;
}

// The mail that would confirm it is void.
void end_link_of(decision& made, std::uint64_t site, const decide_context& in) {
  end_link(made, part_of_link(site), in);
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
  const newsletter_of_site* known = confirmed_by(asked.token, now, in);
  if (!known) return bad_token("token");
  decision made = change_of(now, in);
  records::newsletter after = known->second.record;
  after.state = newsletter_state::subscribed;
  after.address = now.parts.links->at(part_of_link(known->first)).record.address;
  after.confirmed_at = in.now_ms;
  after.unsubscribed_at.reset();
  const std::string site = after.site;
  end_link_of(made, known->first, in);
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
    end_link_of(made, number, in);  // a merge may have left it where he had ended it elsewhere
    if (known.record.state == newsletter_state::unsubscribed) continue;
    records::newsletter after = known.record;
    after.state = newsletter_state::unsubscribed;
    after.unsubscribed_at = in.now_ms;
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
