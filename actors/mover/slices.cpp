#include "actors/mover/slices.hpp"

#include "actors/visiting_accounts.hpp"
#include "protocol/records/logins.hpp"
#include "storage/keys.hpp"

namespace atrium::actors {
namespace {

struct login {
  std::string_view canonical;
  records::login_kind kind;
};

std::vector<login> logins_of(const records::customer& who) {
  std::vector<login> logins;
  records::for_each_login(who, [&](const std::string& canonical, records::login_kind kind) {
    logins.push_back({canonical, kind});
  });
  return logins;
}

// Of the next accounts the registered customers whose home the site is.
template <class Visit>
outcome<nothing> visit_customers(const storage::snapshot& reading, const tenant_view& tenant,
                                 std::string_view site, std::uint64_t from, move_slice& slice,
                                 Visit&& visit) {
  const auto next =
      visit_accounts(reading, tenant.number, from,
                     [&](account_number account, const records::customer& who) -> outcome<bool> {
                       if (who.home_site != site || who.is_tombstone() ||
                           who.kind != records::customer_kind::registered)
                         return true;
                       ++slice.customers;
                       if (const outcome<nothing> done = visit(account, who); !done)
                         return done.failure();
                       return true;
                     });
  if (!next) return next.failure();
  slice.next = *next;
  return nothing{};
}

// Whose the login is in the realm; nobody's: 0.
outcome<account_number> owner_of(const storage::snapshot& reading, const storage::key& key) {
  const auto stored = reading.get(storage::table::unique, key);
  if (!stored) return stored.failure();
  if (!*stored) return account_number{0};
  const auto entry = fields::decode_tagged<records::unique_entry>(**stored);
  if (!entry) return refusal(errc::internal);
  return account_number{static_cast<std::uint64_t>(entry->number)};
}

outcome<nothing> note_conflict(move_slice& slice, const storage::snapshot& reading,
                               const tenant_view& tenant, const records::customer& who,
                               const login& what, account_number other) {
  const auto stored =
      reading.get(storage::table::records, storage::customer_key(tenant.number, other));
  if (!stored) return stored.failure();
  const auto record = *stored ? fields::decode_tagged<records::customer>(**stored) : std::nullopt;
  if (!record) return refusal(errc::internal);
  slice.conflicts.push_back(
      {std::string(fields::name_of(what.kind)), std::string(what.canonical), who.id, record->id});
  return nothing{};
}

void take(move_slice& slice, const storage::key& key, account_number account, const login& what) {
  slice.changes.expectations.push_back(
      {storage::expectation::kind::absent, storage::table::unique, std::string(key.view())});
  slice.changes.puts.push_back(
      {storage::table::unique, std::string(key.view()),
       fields::encode_tagged(records::unique_entry{
           .number = static_cast<std::int64_t>(account.value), .login = what.kind})});
}

enum class taking : std::uint8_t { nothing, logins };

outcome<move_slice> compare(const storage::snapshot& reading, const tenant_view& tenant,
                            std::string_view site, realm_number realm, std::uint64_t from,
                            taking what) {
  move_slice slice;
  slice.changes.tenant = tenant.number;
  const auto done = visit_customers(
      reading, tenant, site, from, slice,
      [&](account_number account, const records::customer& who) -> outcome<nothing> {
        bool takes = false;
        for (const login& each : logins_of(who)) {
          ++slice.logins;
          const storage::key key = storage::login_key(tenant.number, realm, each.canonical);
          const auto owner = owner_of(reading, key);
          if (!owner) return owner.failure();
          if (*owner == account) continue;
          if (owner->value != 0) {
            const auto noted = note_conflict(slice, reading, tenant, who, each, *owner);
            if (!noted) return noted.failure();
          } else if (what == taking::logins) {
            take(slice, key, account, each);
            takes = true;
          }
        }
        if (takes)
          slice.changes.expectations.push_back(
              {storage::expectation::kind::at_version, storage::table::records,
               std::string(storage::customer_key(tenant.number, account).view()),
               static_cast<std::uint64_t>(who.version)});
        return nothing{};
      });
  if (!done) return done.failure();
  return slice;
}

}  // namespace

outcome<move_slice> find_conflicts(const storage::snapshot& reading, const tenant_view& tenant,
                                   std::string_view site, realm_number realm, std::uint64_t from) {
  return compare(reading, tenant, site, realm, from, taking::nothing);
}

outcome<move_slice> take_logins(const storage::snapshot& reading, const tenant_view& tenant,
                                std::string_view site, realm_number realm, std::uint64_t from) {
  return compare(reading, tenant, site, realm, from, taking::logins);
}

outcome<move_slice> free_logins(const storage::snapshot& reading, const tenant_view& tenant,
                                std::string_view site, realm_number realm, std::uint64_t from) {
  move_slice slice;
  slice.changes.tenant = tenant.number;
  slice.changes.may_use_reserve = true;
  const auto done = visit_customers(
      reading, tenant, site, from, slice,
      [&](account_number account, const records::customer& who) -> outcome<nothing> {
        for (const login& each : logins_of(who)) {
          const storage::key key = storage::login_key(tenant.number, realm, each.canonical);
          const auto owner = owner_of(reading, key);
          if (!owner) return owner.failure();
          if (*owner != account) continue;
          slice.changes.erasures.push_back(
              {storage::table::unique, std::string(key.view()), account.value});
        }
        return nothing{};
      });
  if (!done) return done.failure();
  return slice;
}

outcome<customer_search> find_customer_of(const storage::snapshot& reading, tenant_number tenant,
                                          std::string_view site, std::uint64_t from) {
  customer_search search;
  const auto next = visit_accounts(
      reading, tenant, from, [&](account_number, const records::customer& who) -> outcome<bool> {
        search.found = !who.is_tombstone() && (who.home_site == site || who.preferred_site == site);
        return !search.found;
      });
  if (!next) return next.failure();
  search.next = *next;
  return search;
}

}  // namespace atrium::actors
