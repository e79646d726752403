// What a call needs to know of its tenant, as of one commit: settings, realms, sites, clients.
// Immutable; the tenant's actor publishes a new one after each commit and before the answer, so the
// very next call sees it.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "actors/responder.hpp"
#include "protocol/identity/reference.hpp"
#include "protocol/records/client.hpp"
#include "protocol/records/numbers.hpp"
#include "protocol/records/tenant.hpp"

namespace atrium::actors {

struct tenant_view {
  tenant_number number;
  records::tenant tenant;
  std::map<std::uint64_t, records::realm> realms;
  std::map<std::uint64_t, records::site> sites;
  std::map<std::uint64_t, records::client> clients;
  std::map<std::string, std::uint64_t, std::less<>> realms_by_name;
  std::map<std::string, std::uint64_t, std::less<>> sites_by_name;
  std::map<std::string, std::uint64_t, std::less<>> clients_by_id;
  std::shared_ptr<const identity::reference_cipher> references;

  const records::site* find_site(std::string_view name) const;
  const records::realm* find_realm(std::string_view name) const;
  const records::client* find_client(std::string_view id) const;
  // The realm whose logins the site shares; the site must exist.
  realm_number realm_of(const records::site& site) const;

  void add(std::uint64_t number_of_it, records::realm added);
  void add(std::uint64_t number_of_it, records::site added);
  void add(std::uint64_t number_of_it, records::client added);
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

  // The last journal number that is durable and visible.
  std::uint64_t last_seq() const { return last_seq_.load(std::memory_order_acquire); }
  void advance(std::uint64_t seq);

  // The journal number up to which lists show all changes; 0 while the tenant has no index.
  std::uint64_t listed_seq() const { return listed_seq_.load(std::memory_order_acquire); }
  void advance_listed(std::uint64_t seq);

  const call_counter& calls() const { return calls_; }
  const call_counter& scans() const { return scans_; }

 private:
  const tenant_number number_;
  const std::string name_;
  mutable std::mutex guard_;  // of view_
  tenant_view_ptr view_;
  std::atomic<std::uint64_t> edition_{1};
  std::atomic<std::uint64_t> last_seq_{0};
  std::atomic<std::uint64_t> listed_seq_{0};
  call_counter calls_ = std::make_shared<std::atomic<std::int64_t>>(0);
  call_counter scans_ = std::make_shared<std::atomic<std::int64_t>>(0);
};

using tenant_cell_ptr = std::shared_ptr<tenant_cell>;

// All tenants by name and by number; replaced as a whole when one is added.
struct tenant_list {
  std::map<std::string, tenant_cell_ptr, std::less<>> by_name;
  std::map<tenant_number, tenant_cell_ptr> by_number;
};

}  // namespace atrium::actors
