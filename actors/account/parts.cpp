#include "actors/account/parts.hpp"

#include <algorithm>
#include <limits>

#include "actors/account/identity/strangers.hpp"
#include "protocol/identity/generated_id.hpp"
#include "protocol/records/note.hpp"
#include "storage/checksum.hpp"

namespace atrium::actors {

using storage::customer_item;

std::optional<std::uint32_t> note_number(std::string_view id) {
  const auto number = identity::number_of_generated_id(id, identity::generated::note);
  if (!number || *number > std::numeric_limits<std::uint32_t>::max()) return {};
  return static_cast<std::uint32_t>(*number);
}

namespace {

// A part of which there is one, or none yet.
template <fields::record R>
outcome<nothing> load_one(const parts_source& from, const storage::key& key,
                          std::optional<stored_part<R>>& into) {
  if (into) return nothing{};
  const auto stored = from.reading.get(storage::table::records, key);
  if (!stored) return stored.failure();
  if (!*stored) {
    into.emplace().record.version = 0;
    return nothing{};
  }
  auto found = fields::decode_tagged<R>(**stored);
  if (!found) return refusal(errc::internal);
  into = {std::move(*found), storage::checksum(key, **stored)};
  return nothing{};
}

// All of a part of which there are many.
template <fields::record R>
outcome<nothing> load_all(const parts_source& from, customer_item item,
                          std::shared_ptr<const std::map<std::uint64_t, stored_part<R>>>& into) {
  if (into) return nothing{};
  auto book = std::make_shared<std::map<std::uint64_t, stored_part<R>>>();
  bool readable = true;
  const storage::key all = storage::login_part_key(from.tenant, from.account, item);
  const auto scanned = from.reading.scan(
      storage::table::records, all, all, ~std::size_t{0}, [&](const storage::row& found) {
        auto part = fields::decode_tagged<R>(found.value);
        if (!part) return readable = false;
        book->emplace(storage::name_in(found.key).part,
                      stored_part<R>{std::move(*part), storage::checksum(found.key, found.value)});
        return true;
      });
  if (!scanned) return scanned.failure();
  if (!readable) return refusal(errc::internal);
  into = std::move(book);
  return nothing{};
}

}  // namespace

account_parts no_parts() {
  account_parts none;
  none.counts.emplace().record.version = 0;
  none.addresses = std::make_shared<address_book>();
  none.guard.emplace().record.version = 0;
  none.password.emplace().record.version = 0;
  none.sessions = std::make_shared<session_book>();
  none.links = std::make_shared<link_book>();
  none.mails = std::make_shared<mail_log>();
  none.credentials.emplace().record.version = 0;
  none.summary.emplace().record.version = 0;
  none.order.emplace();
  none.delivery.emplace();
  none.carts = std::make_shared<cart_book>();
  none.newsletters = std::make_shared<newsletter_book>();
  none.coupons = std::make_shared<coupon_book>();
  none.memberships = std::make_shared<membership_book>();
  none.lists = std::make_shared<list_book>();
  none.credit = std::make_shared<credit_book>();
  return none;
}

outcome<nothing> load_counts(const parts_source& from, account_parts& into) {
  return load_one(from, counts_key(from.tenant, from.account), into.counts);
}

outcome<nothing> load_guard(const parts_source& from, account_parts& into) {
  return load_one(from, guard_key(from.tenant, from.account), into.guard);
}

outcome<nothing> load_password(const parts_source& from, account_parts& into) {
  return load_one(from, password_key(from.tenant, from.account), into.password);
}

outcome<nothing> load_sessions(const parts_source& from, account_parts& into) {
  return load_all(from, customer_item::sessions, into.sessions);
}

outcome<nothing> load_links(const parts_source& from, account_parts& into) {
  return load_all(from, customer_item::links, into.links);
}

outcome<nothing> load_credentials(const parts_source& from, account_parts& into) {
  return load_one(from, credentials_key(from.tenant, from.account), into.credentials);
}

outcome<nothing> load_addresses(const parts_source& from, account_parts& into) {
  return load_all(from, customer_item::addresses, into.addresses);
}

outcome<nothing> load_summary(const parts_source& from, account_parts& into) {
  return load_one(from, summary_key(from.tenant, from.account), into.summary);
}

outcome<nothing> load_carts(const parts_source& from, account_parts& into) {
  return load_all(from, customer_item::carts, into.carts);
}

outcome<nothing> load_companies(const parts_source& from, const std::vector<std::string>& ids,
                                account_parts& into) {
  into.companies.reset();
  if (ids.empty()) return nothing{};
  auto named = std::make_shared<named_companies>();
  for (const std::string& id : ids) {
    auto found = find_company(from.reading, from.tenant, id);
    if (!found) return found.failure();
    if (*found) named->push_back(std::move(**found));
  }
  into.companies = std::move(named);
  return nothing{};
}

outcome<nothing> load_newsletters(const parts_source& from, account_parts& into) {
  return load_all(from, customer_item::newsletter, into.newsletters);
}

outcome<nothing> load_coupons(const parts_source& from, account_parts& into) {
  return load_all(from, customer_item::coupons, into.coupons);
}

outcome<nothing> load_memberships(const parts_source& from, account_parts& into) {
  return load_all(from, customer_item::memberships, into.memberships);
}

outcome<nothing> load_lists(const parts_source& from, account_parts& into) {
  return load_all(from, customer_item::lists, into.lists);
}

outcome<nothing> load_note(const parts_source& from, std::string_view id, account_parts& into) {
  const auto number = note_number(id);
  if (!number || (into.notes && into.notes->contains(*number))) return nothing{};
  const storage::key revisions =
      storage::customer_key(from.tenant, from.account, customer_item::notes).u32(*number);
  const auto last = from.reading.last_with(storage::table::records, revisions);
  if (!last) return last.failure();
  if (!*last) return nothing{};
  const auto note = fields::decode_tagged<records::note>((*last)->value);
  if (!note) return refusal(errc::internal);
  auto heads = std::make_shared<note_heads>(into.notes ? *into.notes : note_heads{});
  heads->emplace(*number, note_head{note->version, note->created_at,
                                    storage::checksum((*last)->key, (*last)->value)});
  into.notes = std::move(heads);
  return nothing{};
}

outcome<nothing> load_credit(const parts_source& from, account_parts& into) {
  std::shared_ptr<const std::map<std::uint64_t, stored_part<records::credit_ledger>>> all;
  if (into.credit) return nothing{};
  if (auto loaded = load_all(from, customer_item::credit, all); !loaded) return loaded;
  auto book = std::make_shared<credit_book>();
  for (const auto& [part, each] : *all)
    book->emplace(each.record.currency,
                  std::make_shared<const stored_part<records::credit_ledger>>(each));
  into.credit = std::move(book);
  return nothing{};
}

// Each command under way has changed one at most, and each moves its own to the end.
outcome<nothing> load_authorization(const parts_source& from, std::string_view id,
                                    account_parts& into) {
  known_authorizations known = into.authorizations ? *into.authorizations : known_authorizations{};
  if (known.size() > from.under_way)
    known.erase(known.begin(), known.end() - static_cast<std::ptrdiff_t>(from.under_way));
  const auto at = std::ranges::find_if(known, [&](const auto& each) { return each->id == id; });
  if (at != known.end()) {
    std::rotate(at, at + 1, known.end());
  } else if (const auto named =
                 identity::credit_id_of(identity::credit_id_kind::authorization, id)) {
    const storage::key key = authorization_key(from.tenant, *named);
    std::optional<stored_part<records::credit_authorization>> found;
    if (auto loaded = load_one(from, key, found); !loaded) return loaded;
    if (found->record.version > 0)
      known.push_back(std::make_shared<const known_authorization>(
          known_authorization{std::string(id), std::move(*found)}));
  }
  into.authorizations = std::make_shared<const known_authorizations>(std::move(known));
  return nothing{};
}

outcome<nothing> load_mails(const parts_source& from, account_parts& into) {
  if (into.mails) return nothing{};
  auto log = std::make_shared<mail_log>();
  bool readable = true;
  const storage::key all = storage::login_part_key(from.tenant, from.account, customer_item::mails);
  const auto scanned = from.reading.scan(
      storage::table::records, all, all, ~std::size_t{0}, [&](const storage::row& found) {
        auto mail = fields::decode_tagged<records::mail>(found.value);
        if (!mail) return readable = false;
        log->push_back({mail->purpose, std::move(mail->address), mail->created_at});
        return true;
      });
  if (!scanned) return scanned.failure();
  if (!readable) return refusal(errc::internal);
  into.mails = std::move(log);
  return nothing{};
}

outcome<nothing> load_mail(const parts_source& from, std::string_view id, account_parts& into) {
  into.mail.reset();
  const auto number = identity::number_of_generated_id(id, identity::generated::mail);
  if (!number) return nothing{};
  auto found = read_mail(from.reading, mail_record_key(from.tenant, from.account, *number));
  if (!found) return std::move(found).failure();
  into.mail = std::move(*found);
  return nothing{};
}

storage::key password_key(tenant_number tenant, account_number account) {
  return storage::customer_key(tenant, account, customer_item::password);
}

storage::key credentials_key(tenant_number tenant, account_number account) {
  return storage::staff_key(tenant, account, customer_item::password);
}

storage::key counts_key(tenant_number tenant, account_number account) {
  return storage::login_part_key(tenant, account, customer_item::counts);
}

storage::key summary_key(tenant_number tenant, account_number account) {
  return storage::customer_key(tenant, account, customer_item::summary);
}

storage::key address_key(tenant_number tenant, account_number account, std::uint64_t number) {
  return storage::customer_part_key(tenant, account, customer_item::addresses, number);
}

storage::key mail_record_key(tenant_number tenant, account_number account, std::uint64_t number) {
  return storage::login_part_key(tenant, account, customer_item::mails).u64(number);
}

storage::key authorization_key(tenant_number tenant, const identity::credit_id& id) {
  return storage::customer_part_key(tenant, id.account, customer_item::credit_authorizations,
                                    storage::ledger_part(id.currency, id.number));
}

storage::key note_key(tenant_number tenant, account_number account, std::uint32_t note,
                      std::int64_t revision) {
  return storage::customer_part_key(tenant, account, customer_item::notes,
                                    storage::note_part(note, static_cast<std::uint32_t>(revision)));
}

account_limits limits_of(const config::settings& settings) {
  return {.addresses = settings.get<"customers.addresses_max">(),
          .notes = settings.get<"customers.notes_max">(),
          .note_revisions = settings.get<"customers.note_revisions_max">(),
          .orders = settings.get<"customers.orders_max">(),
          .deliveries = settings.get<"customers.deliveries_max">(),
          .carts = settings.get<"customers.carts_max">(),
          .sessions = settings.get<"sessions.per_customer_max">(),
          .session_ms = settings.get<"sessions.keep_ms">(),
          .access_token_ms = settings.get<"sessions.access_token_ms">(),
          .refresh_grace_ms = settings.get<"sessions.refresh_grace_ms">()};
}

}  // namespace atrium::actors
