#include "actors/account/identity/links.hpp"

#include <algorithm>

#include "actors/account/belongings/newsletter.hpp"
#include "actors/account/identity/guessing.hpp"
#include "actors/account/identity/passwords.hpp"
#include "actors/account/identity/sessions.hpp"

namespace atrium::actors {
namespace {

using mailing::purpose;
using records::customer;
using records::link_purpose;
using records::one_time_link;

constexpr std::int64_t minute_ms = 60'000;
constexpr std::int64_t hour_ms = 60 * minute_ms;

struct kind_of_link {
  link_purpose what;
  purpose mail;
  std::int64_t lifetime_ms;
};
constexpr std::array kinds{
    kind_of_link{link_purpose::set_password, purpose::password_link, 72 * hour_ms},
    kind_of_link{link_purpose::reset_password, purpose::password_reset, 30 * minute_ms},
    kind_of_link{link_purpose::verify_email, purpose::verify_email, 24 * hour_ms},
    kind_of_link{link_purpose::change_email, purpose::email_change_confirm, hour_ms},
    kind_of_link{link_purpose::newsletter, purpose::newsletter_confirm, 24 * hour_ms},
    kind_of_link{link_purpose::staff_invitation, purpose::staff_invitation, 72 * hour_ms}};

constexpr bool kinds_are_in_order() {
  for (std::size_t i = 0; i < kinds.size(); ++i)
    if (static_cast<std::size_t>(kinds[i].what) != i) return false;
  return true;
}
static_assert(kinds_are_in_order());

storage::key key_of(std::uint64_t part, const decide_context& in) {
  return storage::login_part_key(in.tenant.number, in.account, storage::customer_item::links)
      .u64(part);
}

link_book links_of(const account_state& of) {
  return of.parts.links ? *of.parts.links : link_book{};
}

void free_entry(decision& made, const std::string& token_hash, tenant_number tenant) {
  made.changes.erasures.push_back(
      {storage::table::unique, std::string(storage::link_key(tenant, token_hash).view())});
}

// `site_number`: of that whose newsletter it is, or 0.
outcome<nothing> send(decision& made, link_purpose purpose,
                      const std::optional<std::string>& address, std::uint64_t site_number,
                      const decide_context& in) {
  std::optional<std::string> site;
  if (site_number != 0) site = in.tenant.sites.at(site_number).name;
  const std::uint64_t part = storage::link_part(static_cast<std::uint64_t>(purpose), site_number);
  const kind_of_link& kind = kinds[static_cast<std::size_t>(purpose)];
  const new_token token = make_link_token(*in.world);
  const mail_wish wish{.purpose = kind.mail,
                       .to = address,
                       .secret = token.text,
                       .lifetime_ms = kind.lifetime_ms,
                       .site = site};
  if (auto ordered = order_mail(made, wish, in); !ordered) return ordered;
  put_link(made, part,
           {.purpose = purpose,
            .address = *address,
            .created_at = in.now_ms,
            .expires_at = in.now_ms + kind.lifetime_ms,
            .token_hash = token.hash,
            .site = site},
           in);
  audit(made, {.action = "customer.link_sent", .object = std::string(fields::name_of(purpose))},
        in);
  return nothing{};
}

}  // namespace

outcome<nothing> send_link(decision& made, link_purpose purpose, const decide_context& in) {
  const customer& who = *made.after.profile;
  return send(made, purpose,
              purpose == link_purpose::change_email ? who.pending_email_key : who.email_key, 0, in);
}

outcome<nothing> send_newsletter_link(decision& made, std::uint64_t site,
                                      const std::string& address, const decide_context& in) {
  return send(made, link_purpose::newsletter, address, site, in);
}

void put_link(decision& made, std::uint64_t part, one_time_link link, const decide_context& in) {
  end_link(made, part, in);
  made.changes.puts.push_back(
      {storage::table::unique,
       std::string(storage::link_key(in.tenant.number, link.token_hash).view()),
       fields::encode_tagged(
           records::link_entry{.account = static_cast<std::int64_t>(in.account.value),
                               .purpose = link.purpose,
                               .expires_at = link.expires_at})});
  const std::uint64_t checksum = put_part(made, key_of(part, in), link).second;
  auto book = std::make_shared<link_book>(links_of(made.after));
  (*book)[part] = {std::move(link), checksum};
  made.after.parts.links = std::move(book);
}

std::int64_t lifetime_of(link_purpose purpose) {
  return kinds[static_cast<std::size_t>(purpose)].lifetime_ms;
}

outcome<const link_of_account*> redeemable(const secret& token,
                                           std::initializer_list<link_purpose> purposes,
                                           const account_state& now, const decide_context& in) {
  const auto hash = link_hash(token.reveal());
  const auto found = existing(now);
  if (!hash || !found) return bad_token("token");
  for (const link_of_account& each : *now.parts.links) {
    const one_time_link& link = each.second.record;
    if (link.token_hash != *hash || std::ranges::count(purposes, link.purpose) == 0) continue;
    const auto& site = link.site ? link.site : now.profile->home_site;
    if (link.expires_at > in.now_ms && (!site || in.caller.sees_site(*site))) return &each;
  }
  return bad_token("token");
}

void end_link(decision& made, std::uint64_t part, const decide_context& in) {
  link_book links = links_of(made.after);
  const auto found = links.find(part);
  if (found == links.end()) return;
  const auto& [record, checksum] = found->second;
  expect_part(made, key_of(part, in), record.version, checksum);
  made.changes.erasures.push_back({storage::table::records, std::string(key_of(part, in).view())});
  free_entry(made, record.token_hash, in.tenant.number);
  links.erase(found);
  made.after.parts.links = std::make_shared<link_book>(std::move(links));
}

void forget_pending_email(customer& of, std::vector<std::string>& names) {
  if (of.pending_email) names.emplace_back("pending_email");
  of.pending_email.reset();
  of.pending_email_key.reset();
}

void end_links(decision& made, const decide_context& in) {
  std::vector<std::uint64_t> newsletters;
  for (const auto& [part, link] : links_of(made.after)) {
    end_link(made, part, in);
    if (link.record.purpose == link_purpose::newsletter)
      newsletters.push_back(storage::site_of_link(part));
  }
  lapse_newsletters(made, newsletters, in);
}

void free_link(decision& made, std::string_view stored_link, tenant_number tenant) {
  if (const auto link = fields::decode_tagged<one_time_link>(stored_link))
    free_entry(made, link->token_hash, tenant);
}

void take_new_password(decision& made, customer& after, std::vector<std::string>& names,
                       const decide_context& in) {
  records::login_guard guard = guard_of(made.after);
  forget_failures(guard, {}, in.now_ms);
  guard.devices.clear();  // their tokens end with the password
  put_guard(made, std::move(guard), in);
  replace_password(made, in);
  for (const auto& [part, link] : links_of(made.after))
    if (link.record.purpose != link_purpose::newsletter) end_link(made, part, in);
  names.emplace_back("password");
  forget_pending_email(after, names);
  after.password = records::password_state::set;
  after.locked_until.reset();
}

}  // namespace atrium::actors
