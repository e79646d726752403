// A list: what was asked for, in the terms of the index, and how it is answered. No CAF: a scan is
// prepared on the connection's own time and answered by a worker of the pool
// (actors/scans/scans.hpp).
#pragma once

#include <variant>

#include "actors/principal.hpp"
#include "actors/responder.hpp"
#include "actors/tenant/view.hpp"
#include "protocol/lists/cursor.hpp"
#include "protocol/methods/list.hpp"
#include "storage/index/index_snapshot.hpp"
#include "storage/snapshot.hpp"

namespace atrium::actors {

// Which customers are meant.
struct wanted_customers {
  lists::condition wanted{};
  std::vector<lists::column> needed{};  // columns of mixins that it is asked by, ascending
  bool with_contacts = false;  // they are left out unless it is asked what kind somebody is of
};

struct count_of_customers : wanted_customers {};

// What a list has of each whom it finds: the customer,
struct shown_customers {
  fields::tag_set fields{};
  std::optional<std::string> members_of{};  // the company that was asked for, which the caller sees
};
// or what he has subscribed to at the site that was asked for, which the caller sees.
struct shown_subscriptions {
  std::string site;
  std::uint64_t number;
  std::optional<std::string> group;
};

struct list_of_customers : wanted_customers {
  lists::order by{};
  std::optional<lists::place> after{};
  std::size_t limit = 0;
  std::string digest{};  // of what its cursors are bound to
  std::variant<shown_customers, shown_subscriptions> shown{};
};

struct list_of_segments {};

using scan = std::variant<list_of_customers, count_of_customers, list_of_segments>;

outcome<list_of_customers> prepare_scan(const methods::customers_list& asked,
                                        const tenant_view& tenant);
outcome<count_of_customers> prepare_scan(const methods::customers_count& asked,
                                         const tenant_view& tenant);
outcome<list_of_customers> prepare_scan(const methods::segments_members& asked,
                                        const tenant_view& tenant);
outcome<list_of_customers> prepare_scan(const methods::contacts_list& asked,
                                        const tenant_view& tenant);
outcome<list_of_segments> prepare_scan(const methods::segments_list& asked,
                                       const tenant_view& tenant);
outcome<list_of_customers> prepare_scan(const methods::companies_members& asked,
                                        const tenant_view& tenant);
outcome<list_of_customers> prepare_scan(const methods::newsletter_subscribers& asked,
                                        const tenant_view& tenant);

struct scan_job {
  scan what;
  responder reply;
  principal_ptr caller;
  tenant_view_ptr view;
  std::int64_t deadline_ms = 0;  // on the clock of `outside`
};

// What a scan reads: the store at least as new as the index.
struct scan_reading {
  const storage::index_snapshot& index;
  const storage::snapshot& store;
  std::uint64_t work_max;
};

// Appends the result, one encoded value. `overloaded` while the tenant has no index, or one that
// was begun before a column was defined that is asked by; `search` does without such a column.
// `not_found` where its company or site is not the caller's to see.
outcome<nothing> answer_scan(const scan& what, const principal& caller, const tenant_view& tenant,
                             const scan_reading& reading, wire::buffer& out);

}  // namespace atrium::actors
