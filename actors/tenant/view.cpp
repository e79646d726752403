#include "actors/tenant/view.hpp"

#include <algorithm>

#include "actors/tenant/segments.hpp"
#include "protocol/lists/matching.hpp"
#include "storage/keys.hpp"

namespace atrium::actors {
namespace {

template <class Record>
const Record* find(const std::map<std::uint64_t, Record>& records,
                   const std::map<std::string, std::uint64_t, std::less<>>& names,
                   std::string_view name) {
  const auto named = names.find(name);
  return named == names.end() ? nullptr : &records.at(named->second);
}

}  // namespace

const records::site* tenant_view::find_site(std::string_view name) const {
  return find(sites, sites_by_name, name);
}

const records::realm* tenant_view::find_realm(std::string_view name) const {
  return find(realms, realms_by_name, name);
}

const records::client* tenant_view::find_client(std::string_view id) const {
  return find(clients, clients_by_id, id);
}

const records::staff_group* tenant_view::find_group(std::string_view name) const {
  return find(groups, groups_by_name, name);
}

const records::staff* tenant_view::find_staff(std::string_view username) const {
  return find(staff, staff_by_username, username);
}

const records::staff* tenant_view::find_staff(account_number account) const {
  if (!storage::is_staff(account)) return nullptr;
  const auto found = staff.find(storage::staff_number(account));
  return found == staff.end() ? nullptr : &found->second;
}

const mixin_definition* tenant_view::find_mixins(records::mixin_entity of) const {
  const auto found = mixins.find(of);
  return found == mixins.end() ? nullptr : found->second.get();
}

const mail_texts* tenant_view::find_template(mailing::purpose what,
                                             const std::optional<std::string>& site,
                                             std::string_view locale) const {
  const auto found = templates.find({what, site, std::string(locale)});
  return found == templates.end() ? nullptr : found->second.get();
}

const segment_definition* tenant_view::find_segment(std::string_view name) const {
  const auto found = segments.find(name);
  return found == segments.end() ? nullptr : found->second.get();
}

bool tenant_view::segments_settled() const {
  if (segment_rules.version == 0) return true;
  return segment_rules.settled == segment_rules.version &&
         segment_rules.settled_by == lists::matching_version();
}

realm_number tenant_view::realm_named(std::string_view name) const {
  return {static_cast<std::uint32_t>(realms_by_name.find(name)->second)};
}

realm_number tenant_view::realm_of(const records::site& site) const {
  return realm_named(site.realm);
}

login_realms tenant_view::realms_of(const records::customer& who) const {
  const records::site* home = who.home_site ? find_site(*who.home_site) : nullptr;
  if (!home) return {default_realm, {}, {}};
  login_realms found{realm_of(*home), {}, {}};
  if (home->move) {
    const realm_number other = realm_named(*home->move_realm);
    (*home->move == records::site_move::copying ? found.also : found.left) = other;
  }
  return found;
}

void tenant_view::add(std::uint64_t number_of_it, records::realm added) {
  realms_by_name[added.name] = number_of_it;
  realms.insert_or_assign(number_of_it, std::move(added));
}

void tenant_view::add(std::uint64_t number_of_it, records::site added) {
  if (sites.contains(number_of_it)) remove_site(number_of_it);
  sites_by_name[added.name] = number_of_it;
  last_site = std::max(last_site, number_of_it);
  if (added.move) ++sites_moving;
  if (!added.takes_customers()) ++sites_closing;
  sites.insert_or_assign(number_of_it, std::move(added));
}

void tenant_view::remove_site(std::uint64_t number_of_it) {
  const auto gone = sites.find(number_of_it);
  if (gone->second.move) --sites_moving;
  if (!gone->second.takes_customers()) --sites_closing;
  sites_by_name.erase(gone->second.name);
  sites.erase(gone);
}

void tenant_view::add(std::uint64_t number_of_it, records::client added) {
  clients_by_id[added.id] = number_of_it;
  clients.insert_or_assign(number_of_it, std::move(added));
}

void tenant_view::add(std::uint64_t number_of_it, records::staff_group added) {
  groups_by_name[added.name] = number_of_it;
  last_group = std::max(last_group, number_of_it);
  groups.insert_or_assign(number_of_it, std::move(added));
}

void tenant_view::add(std::uint64_t number_of_it, records::staff added) {
  staff_by_username[added.username] = number_of_it;
  staff.insert_or_assign(number_of_it, std::move(added));
}

void tenant_view::add(mixin_definition added) {
  const records::mixin_entity of = added.record.entity;
  added.listed = lists::columns_of(added.record.indexed);
  mixins.insert_or_assign(of, std::make_shared<const mixin_definition>(std::move(added)));
}

void tenant_view::add(std::uint64_t number_of_it, records::mail_template added) {
  last_template = std::max(last_template, number_of_it);
  mail_texts_key whose{added.purpose, added.site, added.locale};
  mailing::texts texts{added.subject, added.text, added.html};
  templates.insert_or_assign(std::move(whose),
                             std::make_shared<const mail_texts>(
                                 mail_texts{number_of_it, std::move(added), std::move(texts)}));
}

void tenant_view::add(std::uint64_t number_of_it, records::segment added) {
  last_segment = std::max(last_segment, number_of_it);
  segment_definition made{number_of_it, std::move(added), {}};
  if (made.record.has_rule()) {
    fields::problems found;
    auto rule = read_rule(*made.record.filter, *this, {}, found);
    if (found.none()) made.rule = std::move(rule);
  }
  if (made.rule) made.asked = lists::columns_asked(*made.rule);
  const std::string name = made.record.name;
  segments.insert_or_assign(name, std::make_shared<const segment_definition>(std::move(made)));
}

namespace {

void raise(std::atomic<std::uint64_t>& number, std::uint64_t to) {
  std::uint64_t known = number.load(std::memory_order_relaxed);
  while (known < to && !number.compare_exchange_weak(known, to, std::memory_order_release)) {
  }
}

}  // namespace

tenant_cell::tenant_cell(tenant_view_ptr first)
    : number_(first->number),
      name_(first->tenant.name),
      view_(std::move(first)),
      removing_(view_->tenant.is_removing()) {}

tenant_view_ptr tenant_cell::view() const {
  std::lock_guard lock(guard_);
  return view_;
}

void tenant_cell::publish(tenant_view_ptr next) {
  const bool removing = next->tenant.is_removing();
  {
    std::lock_guard lock(guard_);
    view_ = std::move(next);
  }
  edition_.fetch_add(1, std::memory_order_release);
  if (removing) removing_.store(true, std::memory_order_release);  // whoever sees it sees the view
}

void tenant_cell::advance(std::uint64_t seq) { raise(last_seq_, seq); }

void tenant_cell::advance_listed(std::uint64_t seq) { raise(listed_seq_, seq); }

void tenant_cell::await_listed(std::uint64_t seq) {
  raise(awaited_seq_, std::min(seq, last_seq()));
}

}  // namespace atrium::actors
