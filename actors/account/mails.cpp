#include "actors/account/mails.hpp"

#include <algorithm>
#include <cassert>

#include "protocol/identity/email.hpp"
#include "protocol/methods/mails.hpp"

namespace atrium::actors {
namespace {

using records::customer;

constexpr std::int64_t hour_ms = 3'600'000;
constexpr std::int64_t day_ms = 24 * hour_ms;

// The site that mails to him speak for.
const records::site* site_of(const customer& who, const decide_context& in) {
  for (const auto& name : {who.home_site, who.preferred_site})
    if (const records::site* site = name ? in.tenant.find_site(*name) : nullptr) return site;
  return nullptr;
}

bool is_over_limit(const mail_log& known, mailing::purpose purpose, const std::string& address,
                   const decide_context& in) {
  const auto since = [&](std::int64_t span_ms) {
    return std::ranges::count_if(known, [&](const mail_head& each) {
      return each.purpose == purpose && each.address == address &&
             each.created_at > in.now_ms - span_ms;
    });
  };
  return since(hour_ms) >= in.tenant.tenant.mails_per_hour ||
         since(day_ms) >= in.tenant.tenant.mails_per_day;
}

// What no limit looks back on any more need not be remembered.
std::shared_ptr<const mail_log> with(const mail_log& known, mail_head added, std::int64_t now_ms) {
  auto log = std::make_shared<mail_log>();
  std::ranges::copy_if(known, std::back_inserter(*log),
                       [&](const mail_head& each) { return each.created_at > now_ms - day_ms; });
  log->push_back(std::move(added));
  return log;
}

mail_order order_of(const mail_wish& wish, const customer& who, std::string address,
                    const records::site* site) {
  mail_order order{.purpose = wish.purpose,
                   .address = std::move(address),
                   .site = site ? std::optional(site->name) : std::nullopt,
                   .locale = who.locale,
                   .data = wish.data,
                   .secret = wish.secret,
                   .lifetime_ms = wish.lifetime_ms};
  if (who.first_name) order.data.emplace_back("first_name", *who.first_name);
  if (who.last_name) order.data.emplace_back("last_name", *who.last_name);
  return order;
}

}  // namespace

std::optional<std::string> address_of(const customer& who) {
  if (who.email_key || !who.email) return who.email_key;
  auto email = identity::canonical_email(*who.email);
  return email ? std::optional(std::move(email->canonical)) : std::nullopt;
}

outcome<nothing> order_mail(decision& made, const mail_wish& wish, const decide_context& in) {
  const customer& who = *made.after.profile;
  auto address = wish.to ? wish.to : address_of(who);
  if (!address) return refusal(errc::missing_field, "the customer has no e-mail");
  const records::site* site = wish.site ? in.tenant.find_site(*wish.site) : site_of(who, in);
  if (mailing::row_of(wish.purpose).leads == mailing::link::token &&
      (!site || !site->storefront_url))
    return refusal(errc::missing_field, "the customer's site has no storefront_url to link to");
  return post(made, order_of(wish, who, std::move(*address), site), in);
}

outcome<nothing> post(decision& made, const mail_order& order, const decide_context& in) {
  const mail_log known = made.after.parts.mails ? *made.after.parts.mails : mail_log{};
  if (is_over_limit(known, order.purpose, order.address, in))
    return refusal(errc::limit_reached, "too many mails for this purpose to this address");

  assert(in.mails);
  records::part_counts counts =
      made.after.parts.counts ? made.after.parts.counts->record : records::part_counts{};
  const auto number = static_cast<std::uint64_t>(++counts.last_mail);
  put_counts(made, counts, in);
  const storage::key at = mail_record_key(in.tenant.number, in.account, number);
  put_mail(made.changes, at, new_mail(order, at, number, in.now_ms, *in.mails));
  made.after.parts.mails = with(known, {order.purpose, order.address, in.now_ms}, in.now_ms);
  return nothing{};
}

void give_up_mails(decision& made, const whole_account& of) {
  for (const account_row& row : of.rows) {
    if (item_in(row) != storage::customer_item::mails) continue;
    const auto mail = fields::decode_tagged<records::mail>(row.value);
    if (!mail) continue;  // has no place that could be found
    made.changes.expectations.push_back(
        {storage::expectation::kind::at_version, storage::table::records, row.key,
         static_cast<std::uint64_t>(mail->version), storage::checksum(row.key, row.value)});
    made.blame.emplace_back();
    erase_mail(made.changes, row.key, *mail);
  }
}

outcome<decision> decide(const methods::mails_retry&, const account_state& now,
                         const decide_context& in) {
  if (auto found = existing(now); !found) return found.failure();
  const auto& stored = now.parts.mail;
  if (!stored) return refusal(errc::not_found, "there is no such mail", "mail");
  if (auto same = at_version(stored->mail.version, in); !same) return same.failure();
  if (stored->mail.state != records::mail_state::given_up)
    return refusal(errc::invalid_field, "mail: it was not given up", "mail");
  const mailing::purpose_row& row = mailing::row_of(stored->mail.purpose);
  if (row.leads == mailing::link::token || !row.secret.empty())
    return refusal(errc::invalid_token, "mail: its secret is gone; have a new one sent", "mail");
  records::mail again = stored->mail;
  again.state = records::mail_state::queued;
  again.queued_at = again.due = in.now_ms;
  again.finished_at.reset();
  decision made = change_of(now, in);
  made.after.parts.mail.reset();
  change_mail(made.changes, stored->at, stored->mail, stored->checksum, again);
  made.blame.emplace_back();
  again.version = stored->mail.version + 1;
  made.answer = unfinished_answer<records::mail>(fields::encode_tagged(again));
  return made;
}

}  // namespace atrium::actors
