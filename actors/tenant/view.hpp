// What a call needs to know of its tenant, as of one commit: settings, realms, sites, clients,
// staff and their groups, schemas. Immutable; the tenant's actor publishes a new one after each
// commit and before the answer, so the very next call sees it.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <tuple>

#include "actors/responder.hpp"
#include "actors/tenant/denial.hpp"
#include "protocol/identity/reference.hpp"
#include "protocol/lists/columns.hpp"
#include "protocol/lists/condition.hpp"
#include "protocol/mailing/template.hpp"
#include "protocol/records/client.hpp"
#include "protocol/records/customer.hpp"
#include "protocol/records/mail.hpp"
#include "protocol/records/mixin_schema.hpp"
#include "protocol/records/numbers.hpp"
#include "protocol/records/segment.hpp"
#include "protocol/records/staff.hpp"
#include "protocol/records/tenant.hpp"

namespace atrium::actors {

// The newest schema of an entity's own fields. Shared by the views that follow one another.
struct mixin_definition {
  records::mixin_schema record;
  std::optional<schema::compiled> checks;  // none where this daemon cannot use what another stored
  std::vector<lists::list_column> listed{};  // what `indexed` adds to lists
};

// A segment, and its rule as lists have it. Shared by the views that follow one another.
struct segment_definition {
  std::uint64_t number;
  records::segment record;
  std::optional<lists::condition> rule;  // none of a group, or where this daemon cannot use it
  lists::column_choice asked = {};       // by the rule
};

// A tenant's own texts for mails. Shared by the views that follow one another.
struct mail_texts {
  std::uint64_t number;
  records::mail_template record;
  mailing::texts texts;  // of the record
};
// Whose they are: one at most for each purpose, site (none: all of them) and locale.
using mail_texts_key = std::tuple<mailing::purpose, std::optional<std::string>, std::string>;

// The realms in which a registered customer's logins have entries in the unique index.
struct login_realms {
  realm_number own;                  // where he logs in
  std::optional<realm_number> also;  // where his home site is moving: taken already
  std::optional<realm_number> left;  // where a move has left entries that are being freed

  bool holds(realm_number realm) const { return realm == own || realm == also; }
};

struct tenant_view {
  tenant_number number;
  records::tenant tenant;
  std::map<std::uint64_t, records::realm> realms;
  std::map<std::uint64_t, records::site> sites;
  std::map<std::uint64_t, records::client> clients;
  std::map<std::uint64_t, records::staff_group> groups;
  std::map<std::uint64_t, records::staff> staff;
  std::size_t sites_moving = 0;
  std::size_t sites_closing = 0;
  std::uint64_t last_site = 0;  // of all that ever were: a number is not given out again
  std::map<std::string, std::uint64_t, std::less<>> realms_by_name;
  std::map<std::string, std::uint64_t, std::less<>> sites_by_name;
  std::map<std::string, std::uint64_t, std::less<>> clients_by_id;
  std::map<std::string, std::uint64_t, std::less<>> groups_by_name;
  std::map<std::string, std::uint64_t, std::less<>> staff_by_username;
  std::uint64_t last_group = 0;  // a number is not given out again
  std::map<records::mixin_entity, std::shared_ptr<const mixin_definition>> mixins;
  std::map<mail_texts_key, std::shared_ptr<const mail_texts>> templates;
  std::uint64_t last_template = 0;  // a number is not given out again
  std::map<std::string, std::shared_ptr<const segment_definition>, std::less<>> segments;
  std::uint64_t last_segment = 0;  // a number is not given out again
  records::segment_rules segment_rules;
  std::shared_ptr<const identity::reference_cipher> references;

  const records::site* find_site(std::string_view name) const;
  const records::realm* find_realm(std::string_view name) const;
  const records::client* find_client(std::string_view id) const;
  const records::staff_group* find_group(std::string_view name) const;
  // By canonical username, and by the number that stands for an account.
  const records::staff* find_staff(std::string_view username) const;
  const records::staff* find_staff(account_number account) const;
  const mixin_definition* find_mixins(records::mixin_entity of) const;
  const mail_texts* find_template(mailing::purpose what, const std::optional<std::string>& site,
                                  std::string_view locale) const;
  const segment_definition* find_segment(std::string_view name) const;
  // Whether the records of all customers are what the segments say; otherwise those are that have
  // changed since.
  bool segments_settled() const;
  // The number of a realm that exists.
  realm_number realm_named(std::string_view name) const;
  // The realm whose logins the site shares; the site must exist.
  realm_number realm_of(const records::site& site) const;
  // Those of the home site; without one, the default realm.
  login_realms realms_of(const records::customer& who) const;
  // Whether a site is between two realms: the index then has entries that are not valid yet, or
  // not any more.
  bool moves_sites() const { return sites_moving > 0; }
  bool closes_sites() const { return sites_closing > 0; }

  void add(std::uint64_t number_of_it, records::realm added);
  void add(std::uint64_t number_of_it, records::site added);
  void add(std::uint64_t number_of_it, records::client added);
  void add(std::uint64_t number_of_it, records::staff_group added);
  void add(std::uint64_t number_of_it, records::staff added);
  void remove_site(std::uint64_t number_of_it);
  void add(mixin_definition added);
  void add(std::uint64_t number_of_it, records::mail_template added);
  // After the mixins, which its rule may name.
  void add(std::uint64_t number_of_it, records::segment added);
};

using tenant_view_ptr = std::shared_ptr<const tenant_view>;

// One tenant as all threads share it.
class tenant_cell {
 public:
  explicit tenant_cell(tenant_view_ptr first);

  tenant_number number() const { return number_; }
  const std::string& name() const { return name_; }

  // A reader keeps the view it has while `edition` stays the same: one load on the hot path.
  std::uint64_t edition() const { return edition_.load(std::memory_order_acquire); }
  tenant_view_ptr view() const;
  void publish(tenant_view_ptr next);
  // Its rows are being erased, or are gone; that is never taken back.
  bool is_removing() const { return removing_.load(std::memory_order_acquire); }

  // The last journal number that is durable and visible.
  std::uint64_t last_seq() const { return last_seq_.load(std::memory_order_acquire); }
  void advance(std::uint64_t seq);

  // The journal number up to which lists show all changes; 0 while the tenant has no index.
  std::uint64_t listed_seq() const { return listed_seq_.load(std::memory_order_acquire); }
  void advance_listed(std::uint64_t seq);

  // Somebody waits for this number, or for the last there is: the indexer does not let changes
  // gather before it.
  void await_listed(std::uint64_t seq);
  std::uint64_t awaited_seq() const { return awaited_seq_.load(std::memory_order_acquire); }

  denial_limits& denials() { return denials_; }

  const call_counter& calls() const { return calls_; }
  const call_counter& scans() const { return scans_; }

 private:
  const tenant_number number_;
  const std::string name_;
  mutable std::mutex guard_;  // of view_
  tenant_view_ptr view_;
  std::atomic<bool> removing_;
  std::atomic<std::uint64_t> edition_{1};
  std::atomic<std::uint64_t> last_seq_{0};
  std::atomic<std::uint64_t> listed_seq_{0};
  std::atomic<std::uint64_t> awaited_seq_{0};
  denial_limits denials_;
  call_counter calls_ = std::make_shared<std::atomic<std::int64_t>>(0);
  call_counter scans_ = std::make_shared<std::atomic<std::int64_t>>(0);
};

using tenant_cell_ptr = std::shared_ptr<tenant_cell>;

// All tenants by name and by number; replaced as a whole when one is added, or gone.
struct tenant_list {
  std::map<std::string, tenant_cell_ptr, std::less<>> by_name;
  std::map<tenant_number, tenant_cell_ptr> by_number;
};

}  // namespace atrium::actors
