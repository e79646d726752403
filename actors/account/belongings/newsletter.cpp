#include "actors/account/belongings/newsletter.hpp"

#include <algorithm>
#include <charconv>
#include <set>

#include "actors/account/belongings/addresses.hpp"
#include "actors/account/belongings/order_summary.hpp"
#include "actors/account/identity/links.hpp"
#include "actors/account/names.hpp"
#include "actors/keyed_hash.hpp"
#include "actors/tenant/api_key.hpp"
#include "protocol/methods/newsletter.hpp"

namespace atrium::actors {
namespace {

using records::newsletter_state;

constexpr std::string_view token_prefix = "atn_";
constexpr std::size_t proof_bytes = 16;

storage::key newsletter_key(std::uint64_t site, const decide_context& in) {
  return storage::customer_part_key(in.tenant.number, in.account,
                                    storage::customer_item::newsletter, site);
}

void keep(decision& made, std::uint64_t site, records::newsletter after, const decide_context& in) {
  const storage::key key = newsletter_key(site, in);
  const newsletter_book& book = newsletters_of(made.after);
  if (const auto known = book.find(site); known != book.end())
    expect_part(made, key, known->second.record.version, known->second.checksum);
  else
    expect_absent(made, storage::table::records, key);
  auto next = std::make_shared<newsletter_book>(book);
  const std::uint64_t checksum = put_part(made, key, after).second;
  (*next)[site] = {std::move(after), checksum};
  made.after.parts.newsletters = std::move(next);
}

void forget(decision& made, const newsletter_of_site& known, const decide_context& in) {
  const auto& [site, stored] = known;
  const storage::key key = newsletter_key(site, in);
  expect_part(made, key, stored.record.version, stored.checksum);
  made.changes.erasures.push_back({storage::table::records, std::string(key.view())});
  auto rest = std::make_shared<newsletter_book>(newsletters_of(made.after));
  rest->erase(site);
  made.after.parts.newsletters = std::move(rest);
}

bool was_only_asked_for(const records::newsletter& of) {
  return of.state == newsletter_state::pending && !of.unsubscribed_at;
}

// As the subscription made him.
bool is_nothing_else(const account_state& guest) {
  const records::part_counts counts = counts_of(guest);
  const records::order_summary recorded = summary_of(guest);
  return guest.profile->kind == records::customer_kind::guest && guest.profile->version == 1 &&
         counts.addresses == 0 && counts.notes == 0 && counts.carts == 0 && counts.ledgers == 0 &&
         counts.coupons == 0 && counts.lists == 0 && counts.memberships == 0 &&
         recorded.orders == 0 && recorded.deliveries == 0;
}

std::string proof_of(const tenant_view& tenant, std::string_view claim) {
  return in_hex(
      keyed_hash(tenant.tenant.reference_key, "newsletter " + std::string(claim), proof_bytes));
}

}  // namespace

const newsletter_book& newsletters_of(const account_state& now) {
  static const newsletter_book none;
  return now.parts.newsletters ? *now.parts.newsletters : none;
}

void tell_beside_history(decision& made, records::change entry, const decide_context& in) {
  tell(made.changes, in.tenant.number, told_of(*made.after.profile, std::move(entry), in),
       in.source);
}

std::int64_t keep_newsletter(decision& made, std::uint64_t site, records::newsletter after,
                             const decide_context& in) {
  const std::int64_t version = ++after.version;
  keep(made, site, std::move(after), in);
  return version;
}

std::optional<std::vector<std::string>> newsletters_in_lists(const newsletter_book& of) {
  std::set<std::string> all;
  for (const auto& [site, each] : of)
    for (std::string& name : each.record.in_lists()) all.insert(std::move(name));
  if (all.empty()) return {};
  return std::vector(all.begin(), all.end());
}

void list_newsletters(decision& made, const decide_context& in) {
  auto listed = newsletters_in_lists(newsletters_of(made.after));
  if (listed == made.after.profile->newsletters) return;
  records::customer after = *made.after.profile;
  after.newsletters = std::move(listed);
  put_profile(made, std::move(after), in);
}

outcome<nothing> ask_for_newsletter(decision& made, const methods::newsletter_subscribe& wish,
                                    const std::string& address,
                                    std::optional<std::string> address_hash,
                                    const decide_context& in) {
  const auto site = in.tenant.sites_by_name.find(wish.site);
  if (site == in.tenant.sites_by_name.end())
    return refusal(errc::not_found, "there is no such site", "site");
  const newsletter_book& book = newsletters_of(made.after);
  const auto known = book.find(site->second);
  records::newsletter after = known == book.end() ? records::newsletter{} : known->second.record;
  if (after.version > 0 && after.state == newsletter_state::subscribed) return nothing{};
  if (auto sent = send_newsletter_link(made, site->second, address, in); !sent) return sent;
  after.site = wish.site;
  after.state = newsletter_state::pending;
  after.address = address;
  after.source = wish.source;
  after.text_version = wish.text_version;
  after.groups = wish.groups;
  after.requested_at = in.now_ms;
  if (address_hash) after.address_hash = std::move(address_hash);
  keep_newsletter(made, site->second, std::move(after), in);
  return nothing{};
}

bool lapse_newsletters(decision& made, const std::vector<std::uint64_t>& sites,
                       const decide_context& in) {
  const newsletter_book before = newsletters_of(made.after);
  const auto is_forgotten = [&](const newsletter_of_site& each) {
    return std::ranges::count(sites, each.first) > 0 && was_only_asked_for(each.second.record);
  };
  const auto found_by = std::ranges::find_if(before, [&](const newsletter_of_site& each) {
    return each.second.record.address_hash && is_forgotten(each);
  });
  // Whichever stays takes over what he is found by.
  const auto heir =
      found_by == before.end() ? before.end() : std::ranges::find_if_not(before, is_forgotten);
  for (const newsletter_of_site& each : before) {
    const auto& [site, stored] = each;
    const bool inherits = heir != before.end() && heir->first == site;
    const bool lapses =
        std::ranges::count(sites, site) > 0 && stored.record.state == newsletter_state::pending;
    records::newsletter after = stored.record;
    if (inherits) after.address_hash = found_by->second.record.address_hash;
    if (!lapses) {
      if (inherits) keep(made, site, std::move(after), in);
      continue;
    }
    records::change lapsed{.kind = "newsletter.lapsed", .object = after.site};
    if (is_forgotten(each)) {
      forget(made, each, in);
    } else {
      after.state = newsletter_state::unsubscribed;
      lapsed.version = keep_newsletter(made, site, std::move(after), in);
    }
    tell_beside_history(made, std::move(lapsed), in);
  }
  if (found_by == before.end() || heir != before.end()) return false;
  free_name(made, storage::link_key(in.tenant.number, *found_by->second.record.address_hash));
  return true;
}

void expire_newsletters(decision& made, const std::vector<std::uint64_t>& sites,
                        const decide_context& in) {
  if (!lapse_newsletters(made, sites, in) || !is_nothing_else(made.after)) return;
  records::customer nobody = *made.after.profile;
  nobody.email.reset();
  ++nobody.version;
  put_profile(made, std::move(nobody), in);
  tell(made, {.kind = "customer.email_changed", .version = 2, .fields_changed = {"email"}}, in);
}

std::string newsletter_address_hash(const tenant_view& tenant, realm_number realm,
                                    std::string_view address) {
  return sha256("newsletter" + tenant.tenant.reference_key +
                std::string(storage::key{}.u32(realm.value).view()) + std::string(address));
}

void take_subscriber(decision& made, std::string_view address_hash, const decide_context& in) {
  const storage::key name = storage::link_key(in.tenant.number, address_hash);
  expect_absent(made, storage::table::unique, name, refusal_at(errc::overloaded, "email"));
  made.changes.puts.push_back({storage::table::unique, std::string(name.view()),
                               fields::encode_tagged(records::link_entry{
                                   .account = static_cast<std::int64_t>(in.account.value),
                                   .purpose = records::link_purpose::newsletter,
                                   .expires_at = records::link_never_ends})});
}

void free_subscriber(decision& made, std::string_view stored, tenant_number tenant) {
  const auto found = fields::decode_tagged<records::newsletter>(stored);
  if (found && found->address_hash)
    free_name(made, storage::link_key(tenant, *found->address_hash));
}

outcome<nothing> join_newsletter(decision& made, const account_row& row, const decide_context& in) {
  auto theirs = fields::decode_tagged<records::newsletter>(row.value);
  if (!theirs) return refusal(errc::internal);
  free_subscriber(made, row.value, in.tenant.number);
  const std::uint64_t site = storage::name_in(row.key).part;
  const newsletter_book& book = newsletters_of(made.after);
  const auto ours = book.find(site);
  const std::int64_t said_at = ours == book.end() ? 0 : ours->second.record.decided_at();
  if (theirs->decided_at() <= said_at) return nothing{};
  // The link by which it could be confirmed has gone.
  if (theirs->state == newsletter_state::pending) theirs->state = newsletter_state::unsubscribed;
  if (ours == book.end()) {
    theirs->address_hash.reset();
    theirs->version = 1;
  } else {
    theirs->address_hash = ours->second.record.address_hash;
    theirs->version = ours->second.record.version;  // that which the journal tells of
  }
  keep(made, site, std::move(*theirs), in);
  return nothing{};
}

std::string unsubscribe_token(const tenant_view& tenant, account_number account,
                              std::uint64_t site) {
  const std::string claim =
      tenant.references->reference_of(account.value) + "_" + std::to_string(site);
  return std::string(token_prefix) + claim + "_" + proof_of(tenant, claim);
}

std::optional<unsubscription> read_unsubscribe_token(const tenant_view& tenant,
                                                     std::string_view token) {
  if (!token.starts_with(token_prefix)) return {};
  token.remove_prefix(token_prefix.size());
  const auto before_proof = token.rfind('_');
  if (before_proof == std::string_view::npos) return {};
  const std::string_view claim = token.substr(0, before_proof);
  if (!same_bytes(token.substr(before_proof + 1), proof_of(tenant, claim))) return {};
  const auto before_site = claim.rfind('_');
  if (before_site == std::string_view::npos) return {};
  const auto number = tenant.references->number_of(claim.substr(0, before_site));
  unsubscription found{};
  const char* const end = claim.data() + claim.size();
  const auto read = std::from_chars(claim.data() + before_site + 1, end, found.site);
  if (!number || read.ec != std::errc{} || read.ptr != end) return {};
  found.account = {*number};
  return found;
}

}  // namespace atrium::actors
