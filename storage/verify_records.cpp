// Records, indexes and the journal against each other (storage/verify.hpp). The walks that matter:
// over the journal for the newest version it tells of each object, over the records, and over the
// index.
#include <algorithm>
#include <map>
#include <string>
#include <unordered_map>

#include "protocol/records/audit_entry.hpp"
#include "protocol/records/change.hpp"
#include "protocol/records/client.hpp"
#include "protocol/records/customer.hpp"
#include "protocol/records/login_guard.hpp"
#include "protocol/records/logins.hpp"
#include "protocol/records/mail.hpp"
#include "protocol/records/mixin_schema.hpp"
#include "protocol/records/tenant.hpp"
#include "storage/keys.hpp"
#include "storage/readable.hpp"
#include "storage/tagged.hpp"
#include "storage/verify_belongings.hpp"
#include "storage/verify_companies.hpp"
#include "storage/verify_credit.hpp"
#include "storage/verify_customer.hpp"
#include "storage/verify_due.hpp"
#include "storage/verify_logins.hpp"
#include "storage/verify_mails.hpp"
#include "storage/verify_parts.hpp"
#include "storage/verify_segments.hpp"
#include "storage/verify_staff.hpp"

namespace atrium::storage {

namespace {

using records::login_kind;

class agreement {
 public:
  agreement(const snapshot& now, verification& into)
      : now_(now), into_(into), logins_(now), segments_(now) {}

  void check() {
    read_tenants();
    walk(table::meta, [&](const row& found) { return check_meta(found); });
    walk(table::idempotency, [&](const row& found) {
      return is_of_tenant(table::idempotency, found.key, tenant_in(found.key));
    });
    walk(table::outbox, [&](const row& found) { return check_place(found); });
    walk(table::journal, [&](const row& found) { return read_change(found); });
    walk(table::records, [&](const row& found) { return check_record(found); });
    walk(table::unique, [&](const row& found) { return check_entry(found); });
    for (const auto& [where, highest] : highest_)
      if (!into_.broken) check_next(where.first, where.second, highest);
    for (const auto& [word, count] : counts_) into_.counts.emplace_back(word, count);
  }

 private:
  template <class Visit>
  void walk(table where, Visit&& visit) {
    if (into_.broken) return;
    const auto scanned = now_.scan(where, "", "", ~std::size_t{0}, visit);
    if (!scanned) broken("I14", where, "", scanned.failure().message);
  }

  bool broken(std::string invariant, table where, std::string_view key, std::string what) {
    into_.broken = breach{std::move(invariant), std::move(what), where, std::string(key)};
    return false;
  }

  static tenant_number tenant_in(std::string_view key) { return {wire::load32(key.data())}; }

  void read_tenants() {
    const key prefix = record_prefix(node_tenant, record_kind::tenant);
    const auto scanned =
        now_.scan(table::records, prefix, prefix, ~std::size_t{0}, [&](const row& found) {
          const auto tenant = fields::decode_tagged<records::tenant>(found.value);
          const auto number = static_cast<std::uint32_t>(name_in(found.key).number);
          removing_[{number}] = tenant && tenant->is_removing();
          return true;
        });
    if (!scanned) broken("I14", table::records, "", scanned.failure().message);
  }

  // Nothing is left of a tenant that was removed.
  bool is_of_tenant(table where, std::string_view key, tenant_number tenant) {
    return tenant == node_tenant || removing_.contains(tenant) ||
           broken("I13", where, key, "there is no such tenant");
  }

  // What it still has agrees with nothing any more.
  bool is_being_removed(tenant_number tenant) const {
    const auto found = removing_.find(tenant);
    return found != removing_.end() && found->second;
  }

  bool check_meta(const row& found) {
    if (!found.key.starts_with("next")) return true;
    return is_of_tenant(table::meta, found.key, tenant_in(found.key.substr(4)));
  }

  bool check_place(const row& found) {
    const tenant_number tenant = tenant_in(found.key);
    return is_of_tenant(table::outbox, found.key, tenant) &&
           (is_being_removed(tenant) || is_place_of_mail(now_, found.key) ||
            broken("I11", table::outbox, found.key, "no mail has this place"));
  }

  // Objects by tenant, kind and name; customers by number.
  static std::string object_key(tenant_number tenant, std::string_view word,
                                std::string_view name) {
    return std::to_string(tenant.value) + "/" + std::string(word) + "/" + std::string(name);
  }

  bool read_change(const row& found) {
    const tenant_number tenant = tenant_in(found.key);
    if (!is_of_tenant(table::journal, found.key, tenant)) return false;
    const auto change = fields::decode_tagged<records::change>(found.value);
    if (!change) return broken("I14", table::journal, found.key, "the entry cannot be read");
    const std::uint64_t seq = seq_in(found.key);
    journals_.try_emplace(tenant, span{seq, seq}).first->second.last = seq;
    const std::string_view word = std::string_view(change->kind).substr(0, change->kind.find('.'));
    if (change->account && word != readable_kind(record_kind::customer)) {  // of a part
      const account_number account{static_cast<std::uint64_t>(*change->account)};
      if (change->object)  // wiped of who was erased
        note_version(object_key(tenant, word, part_name(account, *change->object)),
                     change->version);
      if (change->customer_version)
        note_version(customer_name(tenant, *change->account), change->customer_version);
    } else if (change->account) {
      if (change->version) note_version(customer_name(tenant, *change->account), change->version);
    } else if (change->version) {
      note_version(object_key(tenant, word, change->object.value_or("")), change->version);
    }
    return true;
  }

  static std::string customer_name(tenant_number tenant, std::int64_t account) {
    return object_key(tenant, readable_kind(record_kind::customer), std::to_string(account));
  }

  // Without a version the object is gone, and may come again with versions of its own.
  void note_version(const std::string& object, std::optional<std::int64_t> version) {
    if (version)
      newest_[object] = *version;
    else
      newest_.erase(object);
  }

  // I6. Where the journal tells nothing of the record (any more) there is nothing to compare.
  bool check_version(const row& found, tenant_number tenant, record_kind kind,
                     std::string_view name, std::int64_t version) {
    const auto told = newest_.find(object_key(tenant, readable_kind(kind), name));
    if (told == newest_.end() || told->second == version) return true;
    return broken("I6", table::records, found.key,
                  "the record has version " + std::to_string(version) + ", the journal tells of " +
                      std::to_string(told->second));
  }

  bool check_record(const row& found) {
    const record_name at = name_in(found.key);
    const bool under_node = at.tenant == node_tenant;
    if (under_node != (at.kind == record_kind::tenant))
      return broken("I13", table::records, found.key,
                    "a record of this kind cannot be under this tenant");
    if (!is_of_tenant(table::records, found.key, at.tenant)) return false;
    if (at.kind == record_kind::stranger) return can_be_read<records::login_guard>(found);
    if (at.item == 0) ++counts_[readable_kind(at.kind)];
    if (at.kind == record_kind::audit) return can_be_read<records::audit_entry>(found);
    auto& highest = highest_[{at.tenant, at.kind}];
    highest = std::max(highest, at.number);
    if (is_being_removed(at.tenant)) return true;
    switch (at.kind) {
      case record_kind::tenant:
        return check_named<records::tenant>(found, at, unique_space::tenant_name,
                                            &records::tenant::name);
      case record_kind::realm:
        return check_named<records::realm>(found, at, unique_space::realm_name,
                                           &records::realm::name);
      case record_kind::site:
        return check_site(found, at);
      case record_kind::client:
        return check_client(found, at);
      case record_kind::mixin_schema:
        return check_mixins(found, at);
      case record_kind::mail_template:
        return check_template(found, at);
      case record_kind::segment:
        return check_segment(found, at);
      case record_kind::staff_group:
        return check_group(found, at);
      case record_kind::staff:
        return check_staff(found, at);
      case record_kind::customer:
        return check_customer_item(found, at);
      case record_kind::company:
        into_.broken = verify_company(now_, found);
        return !into_.broken && check_named<records::company>(found, at, unique_space::company_id,
                                                              &records::company::id);
      case record_kind::stranger:
      case record_kind::audit:
        break;  // their numbers are not given out by the node
    }
    return true;  // of a newer daemon
  }

  template <class Record>
  bool can_be_read(const row& found) {
    return fields::decode_tagged<Record>(found.value) || unreadable(found);
  }

  bool unreadable(const row& found) {
    return broken("I14", table::records, found.key, "the record cannot be read");
  }

  template <class Record>
  bool check_named(const row& found, const record_name& at, unique_space space,
                   std::string Record::*name) {
    const auto record = fields::decode_tagged<Record>(found.value);
    if (!record) return unreadable(found);
    // A tenant's events are in its own journal.
    const tenant_number told_by = at.kind == record_kind::tenant
                                      ? tenant_number{static_cast<std::uint32_t>(at.number)}
                                      : at.tenant;
    return check_version(found, told_by, at.kind, (*record).*name, record->version) &&
           has_entry(found, "names", unique_key(at.tenant, space, (*record).*name), at.number);
  }

  bool check_site(const row& found, const record_name& at) {
    if (!check_named<records::site>(found, at, unique_space::site_name, &records::site::name))
      return false;
    const auto site = fields::decode_tagged<records::site>(found.value);
    for (const auto& realm : {std::optional(site->realm), site->move_realm})
      if (realm && !has_name(at.tenant, unique_space::realm_name, *realm))
        return broken("I13", table::records, found.key, "its realm '" + *realm + "' is not there");
    return true;
  }

  bool check_client(const row& found, const record_name& at) {
    const auto client = fields::decode_tagged<records::client>(found.value);
    if (!client) return unreadable(found);
    return (client->revoked || has_sites(found, at, client->sites)) &&
           check_version(found, at.tenant, at.kind, client->id, client->version) &&
           has_entry(found, "names", unique_key(node_tenant, unique_space::client_id, client->id),
                     at.number, {}, at.tenant);
  }

  bool check_group(const row& found, const record_name& at) {
    if (!check_named<records::staff_group>(found, at, unique_space::staff_group_name,
                                           &records::staff_group::name))
      return false;
    return has_sites(found, at, fields::decode_tagged<records::staff_group>(found.value)->sites);
  }

  bool has_sites(const row& found, const record_name& at, const std::vector<std::string>& sites) {
    for (const std::string& site : sites)
      if (!has_name(at.tenant, unique_space::site_name, site))
        return broken("I13", table::records, found.key, "its site '" + site + "' is not there");
    return true;
  }

  bool check_staff(const row& found, const record_name& at) {
    if (at.item != 0)
      return has_record(at.tenant, at.kind, at.number) ||
             broken("I13", table::records, found.key, "a part without its member of staff");
    const auto member = fields::decode_tagged<records::staff>(found.value);
    if (!member) return unreadable(found);
    for (const std::string& group : member->groups)
      if (!has_name(at.tenant, unique_space::staff_group_name, group))
        return broken("I13", table::records, found.key, "its group '" + group + "' is not there");
    into_.broken = verify_staff(now_, at.tenant, at.number, *member);
    return !into_.broken && check_version(found, at.tenant, at.kind, member->id, member->version) &&
           has_entry(found, "names",
                     unique_key(at.tenant, unique_space::staff_username, member->username),
                     at.number);
  }

  bool check_template(const row& found, const record_name& at) {
    const auto words = fields::decode_tagged<records::mail_template>(found.value);
    if (!words) return unreadable(found);
    if (words->site && !has_sites(found, at, {*words->site})) return false;
    return check_version(found, at.tenant, at.kind, records::name_of(*words), words->version);
  }

  bool check_segment(const row& found, const record_name& at) {
    if (at.item == static_cast<std::uint8_t>(segment_item::rules))
      return can_be_read<records::segment_rules>(found);
    const auto segment = fields::decode_tagged<records::segment>(found.value);
    return segment ? check_version(found, at.tenant, at.kind, segment->name, segment->version)
                   : unreadable(found);
  }

  // The newest version is among the versions, and none is newer.
  bool check_mixins(const row& found, const record_name& at) {
    const auto schema = fields::decode_tagged<records::mixin_schema>(found.value);
    if (!schema) return unreadable(found);
    const auto version = static_cast<std::uint64_t>(schema->version);
    if (at.item == static_cast<std::uint8_t>(mixin_item::newest))
      return check_version(found, at.tenant, at.kind, fields::name_of(schema->entity),
                           schema->version) &&
             (has_row(mixin_version_key(at.tenant, at.number, version)) ||
              broken("I13", table::records, found.key, "it is not among its versions"));
    if (found.key != mixin_version_key(at.tenant, at.number, version).view() ||
        records::number_of(schema->entity) != at.number)
      return broken("numbers", table::records, found.key,
                    "the record has another version or entity than its key");
    const auto newest = now_.get(table::records, record_key(at.tenant, at.kind, at.number));
    const auto last = newest && *newest ? read_unsigned_tag(**newest, 1) : std::nullopt;
    return last.value_or(0) >= version ||
           broken("I13", table::records, found.key, "a version without a newest one");
  }

  bool check_customer_item(const row& found, const record_name& at) {
    const auto item = static_cast<customer_item>(at.item);
    if (item == customer_item::profile) return check_customer(found, at);
    if (item == customer_item::password &&
        !fields::decode_tagged<records::password_record>(found.value))
      return unreadable(found);
    return has_record(at.tenant, at.kind, at.number) ||
           broken("I13", table::records, found.key, "a part without its customer");
  }

  bool check_parts(const record_name& at, const records::customer& customer) {
    const auto journal = journals_.find(at.tenant);
    const span known = journal == journals_.end() ? span{1, 0} : journal->second;
    const told_by_journal told{
        [&](std::string_view kind, const std::string& name) -> std::optional<std::int64_t> {
          const auto found = newest_.find(object_key(at.tenant, kind, name));
          if (found == newest_.end()) return {};
          return found->second;
        },
        known.first, known.last};
    auto found = verify_customer(now_, at.tenant, {at.number}, customer, told);
    if (!found) return true;
    into_.broken = std::move(found);
    return false;
  }

  bool check_customer(const row& found, const record_name& at) {
    const auto customer = fields::decode_tagged<records::customer>(found.value);
    if (!customer) return unreadable(found);
    if (static_cast<std::uint64_t>(customer->number) != at.number)
      return broken("numbers", table::records, found.key,
                    "the record has another number than its key");
    for (const auto& site : {customer->home_site, customer->preferred_site})
      if (site && !customer->is_tombstone() && !has_name(at.tenant, unique_space::site_name, *site))
        return broken("I13", table::records, found.key, "its site '" + *site + "' is not there");
    if (customer->mixins_version &&
        !has_row(mixin_version_key(at.tenant, records::number_of(records::mixin_entity::customer),
                                   static_cast<std::uint64_t>(*customer->mixins_version))))
      return broken("I13", table::records, found.key, "the schema of its mixins is not there");
    return check_version(found, at.tenant, at.kind, std::to_string(at.number), customer->version) &&
           check_logins(found, at, *customer) &&
           (!customer->custom_id ||
            has_entry(found, "names",
                      unique_key(at.tenant, unique_space::customer_id, customer->id), at.number)) &&
           (!customer->external_id ||
            has_entry(found, "names",
                      unique_key(at.tenant, unique_space::external_id, *customer->external_id),
                      at.number)) &&
           !(into_.broken = segments_.check(found, at.tenant, *customer)) &&
           check_parts(at, *customer);
  }

  // I3 from the records' side. I4 follows: e-mails and usernames share one namespace, and each
  // entry has one owner.
  bool check_logins(const row& found, const record_name& at, const records::customer& customer) {
    if (customer.kind != records::customer_kind::registered || customer.is_tombstone()) return true;
    if (!customer.email_key)
      return broken("I3", table::records, found.key, "a registered customer without e-mail");
    const realm_number realm = logins_.places_of(at.tenant, customer).always;
    bool entered = true;
    records::for_each_login(customer, [&](const std::string& canonical, login_kind kind) {
      entered = entered &&
                has_entry(found, "I3", login_key(at.tenant, realm, canonical), at.number, kind);
    });
    return entered;
  }

  bool has_record(tenant_number tenant, record_kind kind, std::uint64_t number) {
    return has_row(record_key(tenant, kind, number));
  }

  bool has_row(const key& where) {
    const auto record = now_.get(table::records, where);
    return record && record->has_value();
  }

  bool has_name(tenant_number tenant, unique_space space, std::string_view name) {
    const auto entry = now_.get(table::unique, unique_key(tenant, space, name));
    return entry && entry->has_value();
  }

  // The index has the key, and it stands for this number (of this tenant, as this kind of login).
  bool has_entry(const row& of, std::string invariant, const key& key, std::uint64_t number,
                 std::optional<login_kind> login = {}, std::optional<tenant_number> tenant = {}) {
    const auto stored = now_.get(table::unique, key);
    if (!stored || !*stored)
      return broken(std::move(invariant), table::unique, key,
                    "the index lacks a name of " + named(of));
    const auto entry = fields::decode_tagged<records::unique_entry>(**stored);
    const bool same = entry && static_cast<std::uint64_t>(entry->number) == number &&
                      entry->login == login &&
                      (!tenant || entry->tenant == std::int64_t{tenant->value});
    return same || broken(std::move(invariant), table::unique, key,
                          "the index gives a name of " + named(of) + " to another");
  }

  static std::string named(const row& of) {
    const record_name at = name_in(of.key);
    return readable_kind(at.kind) + " " + std::to_string(at.number);
  }

  // From the index's side: the record that the entry stands for has this very name.
  bool check_entry(const row& found) {
    const tenant_number tenant = tenant_in(found.key);
    if (!is_of_tenant(table::unique, found.key, tenant)) return false;
    if (is_being_removed(tenant)) return true;
    const auto space = static_cast<unique_space>(wire::load8(found.key.data() + 4));
    if (space == unique_space::token || space == unique_space::link ||
        space == unique_space::assisted)
      return !(into_.broken = verify_token(now_, found));
    const auto entry = fields::decode_tagged<records::unique_entry>(found.value);
    if (!entry) return broken("I14", table::unique, found.key, "the entry cannot be read");
    if (space == unique_space::due)
      return is_place_of_due(now_, found.key) ||
             broken("due", table::unique, found.key, "nothing is due at this place");
    const std::string_view text = found.key.substr(5);
    const auto number = static_cast<std::uint64_t>(entry->number);
    const auto owned = [&](std::string invariant, bool by_it) {
      return by_it || broken(std::move(invariant), table::unique, found.key,
                             "the entry stands for a record that does not have this name");
    };
    switch (space) {
      case unique_space::tenant_name:
        return owned("names",
                     named_so(tenant, record_kind::tenant, number, text, &records::tenant::name));
      case unique_space::client_id: {
        const tenant_number owner{static_cast<std::uint32_t>(entry->tenant.value_or(0))};
        return owned("names",
                     named_so(owner, record_kind::client, number, text, &records::client::id));
      }
      case unique_space::realm_name:
        return owned("names",
                     named_so(tenant, record_kind::realm, number, text, &records::realm::name));
      case unique_space::site_name:
        return owned("names",
                     named_so(tenant, record_kind::site, number, text, &records::site::name));
      case unique_space::staff_group_name:
        return owned("names", named_so(tenant, record_kind::staff_group, number, text,
                                       &records::staff_group::name));
      case unique_space::staff_username:
        return owned("names",
                     named_so(tenant, record_kind::staff, number, text, &records::staff::username));
      case unique_space::customer_id:
        return owned("names",
                     named_so(tenant, record_kind::customer, number, text, &records::customer::id));
      case unique_space::external_id:
        return owned("names", named_so(tenant, record_kind::customer, number, text,
                                       &records::customer::external_id));
      case unique_space::erased_id:
        return owned("names", is_erased_or_gone(now_, tenant, {number}));
      case unique_space::order_reference:
      case unique_space::delivery_reference:
        return owned("names", is_reference_of(now_, tenant, *entry, space, text));
      case unique_space::company_id:
      case unique_space::company_external_id:
      case unique_space::company_order:
        return owned("names", is_entry_of_company(now_, number, found.key));
      case unique_space::login:
        return text.size() > 4
                   ? owned("I3", logins_.is_login_of(tenant, *entry, text))
                   : broken("I14", table::unique, found.key, "the key has no shape of its space");
      case unique_space::token:
      case unique_space::link:
      case unique_space::assisted:
      case unique_space::due:
        break;
    }
    return true;  // of a newer daemon
  }

  template <class Record, class Name>
  bool named_so(tenant_number tenant, record_kind kind, std::uint64_t number, std::string_view name,
                Name Record::*member) {
    const auto stored = now_.get(table::records, record_key(tenant, kind, number));
    if (!stored || !*stored) return false;
    const auto record = fields::decode_tagged<Record>(**stored);
    return record && (*record).*member == std::string(name);
  }

  void check_next(tenant_number tenant, record_kind kind, std::uint64_t highest) {
    const key where = next_number_key(tenant, kind);
    const auto stored = now_.get(table::meta, where);
    const auto next = stored && *stored ? read_unsigned_tag(**stored, 1) : std::nullopt;
    if (next.value_or(0) <= highest)
      broken("numbers", table::meta, where, "number " + std::to_string(highest) + " is in use");
  }

  struct span {
    std::uint64_t first;
    std::uint64_t last;
  };

  const snapshot& now_;
  verification& into_;
  logins_check logins_;
  segments_check segments_;
  std::map<tenant_number, bool> removing_;  // all tenants; true: being removed
  std::map<tenant_number, span> journals_;
  std::unordered_map<std::string, std::int64_t> newest_;  // versions that the journal tells of
  std::map<std::pair<tenant_number, record_kind>, std::uint64_t> highest_;
  std::map<std::string, std::uint64_t> counts_;
};

}  // namespace

void verify_records(const snapshot& now, verification& into) { agreement(now, into).check(); }

}  // namespace atrium::storage
