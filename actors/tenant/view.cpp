#include "actors/tenant/view.hpp"

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

realm_number tenant_view::realm_of(const records::site& site) const {
  return {static_cast<std::uint32_t>(realms_by_name.find(site.realm)->second)};
}

void tenant_view::add(std::uint64_t number_of_it, records::realm added) {
  realms_by_name[added.name] = number_of_it;
  realms.insert_or_assign(number_of_it, std::move(added));
}

void tenant_view::add(std::uint64_t number_of_it, records::site added) {
  sites_by_name[added.name] = number_of_it;
  sites.insert_or_assign(number_of_it, std::move(added));
}

void tenant_view::add(std::uint64_t number_of_it, records::client added) {
  clients_by_id[added.id] = number_of_it;
  clients.insert_or_assign(number_of_it, std::move(added));
}

namespace {

void raise(std::atomic<std::uint64_t>& number, std::uint64_t to) {
  std::uint64_t known = number.load(std::memory_order_relaxed);
  while (known < to && !number.compare_exchange_weak(known, to, std::memory_order_release)) {
  }
}

}  // namespace

tenant_cell::tenant_cell(tenant_view_ptr first)
    : number_(first->number), name_(first->tenant.name), view_(std::move(first)) {}

tenant_view_ptr tenant_cell::view() const {
  std::lock_guard lock(guard_);
  return view_;
}

void tenant_cell::publish(tenant_view_ptr next) {
  {
    std::lock_guard lock(guard_);
    view_ = std::move(next);
  }
  edition_.fetch_add(1, std::memory_order_release);
}

void tenant_cell::advance(std::uint64_t seq) { raise(last_seq_, seq); }

void tenant_cell::advance_listed(std::uint64_t seq) { raise(listed_seq_, seq); }

}  // namespace atrium::actors
