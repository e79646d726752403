#include "actors/scans/scan.hpp"

#include <algorithm>

#include "actors/account/profile.hpp"
#include "actors/scans/segments.hpp"
#include "actors/scans/subscribers.hpp"
#include "actors/tenant/company_rows.hpp"
#include "actors/tenant/company_sight.hpp"
#include "actors/tenant/segments.hpp"
#include "actors/tenant/visible.hpp"
#include "protocol/fields/stored_value.hpp"
#include "protocol/lists/build.hpp"
#include "protocol/lists/matching.hpp"
#include "protocol/methods/companies.hpp"
#include "protocol/methods/contacts.hpp"
#include "protocol/methods/customer_lists.hpp"
#include "protocol/methods/newsletter.hpp"
#include "protocol/methods/segments.hpp"
#include "storage/keys.hpp"

namespace atrium::actors {
namespace {

constexpr std::int64_t limit_default = 50;
constexpr std::int64_t retry_while_built_ms = 1'000;

// What the tenant's lists can be asked by.
lists::scope scope_of(const tenant_view& tenant) {
  const mixin_definition* own = tenant.find_mixins(records::mixin_entity::customer);
  if (!own) return {*tenant.references};
  return {*tenant.references, own->listed};
}

void add_needed(wanted_customers& made, lists::column column) {
  if (column < lists::mixin_columns) return;
  const auto place = std::ranges::lower_bound(made.needed, column);
  if (place == made.needed.end() || *place != column) made.needed.insert(place, column);
}

void add_needed(wanted_customers& made, const lists::condition& by) {
  add_needed(made, by.of);
  for (const lists::condition& each : by.parts) add_needed(made, each);
}

constexpr lists::column kind_column = fields::tag_of<records::customer>("kind");

const std::string& contact_kind() {
  static const std::string name(fields::name_of(records::customer_kind::contact));
  return name;
}

// Contacts are among customers only where the caller says something of what he asks for.
bool says_of_kind(const lists::condition& wanted) {
  return lists::columns_asked(wanted).has(kind_column);
}

template <class Method>
void take_condition(wanted_customers& made, const Method& asked, const lists::scope& of,
                    const fields::path& root, fields::problems& found) {
  std::vector<lists::condition> all;
  if (asked.filter) {
    all.push_back(lists::read_filter(asked.filter->bytes, of, root / "filter", found));
    add_needed(made, all.front());
  }
  if (asked.search) all.push_back(lists::read_search(*asked.search, of, root / "search", found));
  made.wanted = lists::all_of(std::move(all));
}

// Empty: all of them.
fields::tag_set tags_of(const std::vector<std::string>& names, const fields::path& at,
                        fields::problems& found) {
  fields::tag_set tags;
  if (names.empty()) return tags.set();
  tags.set(records::customer::id_tag);
  for (std::size_t i = 0; i < names.size(); ++i) {
    bool known = false;
    fields::for_each_field<records::customer>([&](const auto& one) {
      if (one.open_to == fields::access::hidden || one.name != names[i]) return;
      tags.set(one.tag);
      known = true;
    });
    if (!known)
      found.add(at / static_cast<std::int64_t>(i), errc::unknown_parameter,
                "there is no such field");
  }
  return tags;
}

error not_ready(std::string why) {
  error busy = refusal(errc::overloaded, std::move(why));
  busy.retry_after_ms = retry_while_built_ms;
  return busy;
}
error not_indexed_yet(const std::string& what) {
  return not_ready("the index of " + what + " is being built");
}

error no_site() { return refusal(errc::not_found, "there is no such site", "site"); }

// That the space which serves was begun with every column that is asked by. The view is the one
// that the scan was prepared with.
outcome<nothing> has_columns(const storage::index_standing& standing, const wanted_customers& what,
                             const tenant_view& tenant) {
  for (const lists::list_column& each : scope_of(tenant).of_mixins)
    if (std::ranges::binary_search(what.needed, each.number) &&
        !std::ranges::binary_search(standing.columns, each.number))
      return not_indexed_yet(each.name);
  return nothing{};
}

// A tenant that has no contacts does not pay for their being left out.
outcome<lists::condition> condition_of(const wanted_customers& what, const principal& caller,
                                       const tenant_view& tenant, const scan_reading& reading) {
  std::vector<lists::condition> all{
      company_sight(reading.store, tenant, caller).of_condition(what.wanted),
      visible_customers(tenant, caller)};
  if (!what.with_contacts) {
    const auto any = reading.index.has_value(tenant.number, kind_column, contact_kind());
    if (!any) return any.failure();
    if (*any) all.push_back(lists::none_of(lists::in_set(kind_column, {contact_kind()})));
  }
  return lists::all_of(std::move(all));
}

struct found_customers {
  storage::list_page page;
  std::uint64_t seq = 0;  // of the journal, which the index has followed so far
};

// `query`: all but whom it is to find.
outcome<found_customers> find(const wanted_customers& what, storage::list_query query,
                              const principal& caller, const tenant_view& tenant,
                              const scan_reading& reading) {
  const auto standing = reading.index.standing(tenant.number);
  if (!standing) return standing.failure();
  if (!*standing || !(*standing)->serves) return not_indexed_yet("the tenant's lists");
  if (const auto has = has_columns(**standing, what, tenant); !has) return has.failure();
  auto wanted = condition_of(what, caller, tenant, reading);
  if (!wanted) return wanted.failure();
  query.wanted = std::move(*wanted);
  query.work_max = reading.work_max;
  auto page = reading.index.run(query);
  if (!page) return page.failure();
  return found_customers{std::move(*page), (*standing)->followed_to};
}

// The store is newer than the index: meanwhile a customer may be erased, merged, or out of the
// caller's sight.
bool still_listed(const tenant_view& tenant, const principal& caller, std::string_view stored) {
  constexpr int erased_tag = fields::tag_of<records::customer>("erased");
  bool erased = false;
  wire::cursor(fields::stored_value(stored, erased_tag)).read_boolean(erased);
  return !erased && !merged_into(stored) && may_see(tenant, caller, stored);
}

outcome<nothing> write_page(const list_of_customers& what, const found_customers& found,
                            const principal& caller, const tenant_view& tenant,
                            const storage::snapshot& store, wire::buffer& out) {
  const auto& [page, seq] = found;
  wire::buffer items;
  std::uint32_t count = 0;
  std::string shorter;
  const company_sight sight(store, tenant, caller);
  for (const storage::list_position& each : page.rows) {
    const auto stored =
        store.get(storage::table::records, storage::customer_key(tenant.number, each.account));
    if (!stored) return stored.failure();
    if (!*stored || !still_listed(tenant, caller, **stored)) continue;
    if (const auto* of = std::get_if<shown_subscriptions>(&what.shown)) {
      const auto added = append_subscriber(*of, each.account, **stored, tenant, store, items);
      if (!added) return added.failure();
      count += *added;
    } else {
      fields::show<records::customer>(items, sight.of_record(**stored, shorter),
                                      std::get<shown_customers>(what.shown).fields);
      ++count;
    }
  }
  wire::packer pack(out);
  pack.pack_map(2U + page.go_on.has_value() + page.total_is_exact + page.partial);
  wire::pack_key<"items">(pack);
  pack.pack_array(count);
  out.append(items.view());
  if (page.go_on) {
    wire::pack_key<"next_cursor">(pack);
    wire::pack_text(pack, lists::seal_cursor({page.go_on->key, page.go_on->account.value},
                                             what.digest, tenant.tenant.reference_key));
  }
  if (page.total_is_exact) {
    wire::pack_key<"total">(pack);
    pack.pack_uint64(page.total);
  }
  if (page.partial) {
    wire::pack_key<"partial">(pack);
    pack.pack_true();
  }
  wire::pack_key<"seq">(pack);
  pack.pack_uint64(seq);
  return nothing{};
}

// `limits`: what holds of the list beside what is asked for.
template <class List>
outcome<list_of_customers> prepare_list(const List& asked, const tenant_view& tenant,
                                        std::vector<lists::condition> limits) {
  const lists::scope of = scope_of(tenant);
  const fields::path root;
  fields::problems found;
  list_of_customers made;
  take_condition(made, asked, of, root, found);
  limits.push_back(std::move(made.wanted));
  made.wanted = lists::all_of(std::move(limits));
  if (asked.sort) made.by = lists::read_sort(*asked.sort, of, root / "sort", found);
  add_needed(made, made.by.by);
  made.shown = shown_customers{tags_of(asked.chosen, root / "fields", found)};
  made.limit = static_cast<std::size_t>(asked.limit.value_or(limit_default));
  made.digest = lists::digest_of(made.wanted, made.by);
  if (asked.cursor && found.none()) {
    auto after = lists::open_cursor(*asked.cursor, made.digest, tenant.tenant.reference_key);
    if (after)
      made.after = std::move(after).value();
    else
      found.add(root / "cursor", errc::invalid_field, "is not one of this list");
  }
  if (!found.none()) return found.take();
  made.with_contacts = says_of_kind(made.wanted);
  return made;
}

// That the caller sees whose list it is.
outcome<nothing> may_be_listed(const shown_customers& what, const principal& caller,
                               const tenant_view& tenant, const storage::snapshot& store) {
  if (!what.members_of) return nothing{};
  auto company = find_company(store, tenant.number, *what.members_of);
  if (!company) return company.failure();
  if (const auto seen = seen_by(std::move(*company), tenant, caller); !seen) return seen.failure();
  return nothing{};
}
outcome<nothing> may_be_listed(const shown_subscriptions& what, const principal& caller,
                               const tenant_view&, const storage::snapshot&) {
  if (!caller.sees_site(what.site)) return no_site();
  return nothing{};
}

outcome<nothing> answer(const list_of_customers& what, const principal& caller,
                        const tenant_view& tenant, const scan_reading& reading, wire::buffer& out) {
  const auto may = std::visit(
      [&](const auto& shown) { return may_be_listed(shown, caller, tenant, reading.store); },
      what.shown);
  if (!may) return may;
  storage::list_query query{.tenant = tenant.number, .order = what.by, .limit = what.limit};
  if (what.after)
    query.after = storage::list_position{what.after->key, account_number{what.after->account}};
  const auto found = find(what, std::move(query), caller, tenant, reading);
  if (!found) return found.failure();
  return write_page(what, *found, caller, tenant, reading.store, out);
}

outcome<nothing> answer(const count_of_customers& what, const principal& caller,
                        const tenant_view& tenant, const scan_reading& reading, wire::buffer& out) {
  const auto found = find(what, {.tenant = tenant.number}, caller, tenant, reading);
  if (!found) return found.failure();
  fields::encode_named(out, methods::customers_count::result{
                                static_cast<std::int64_t>(found->page.total),
                                found->page.total_is_exact, static_cast<std::int64_t>(found->seq)});
  return nothing{};
}

outcome<nothing> answer(const list_of_segments&, const principal& caller, const tenant_view& tenant,
                        const scan_reading& reading, wire::buffer& out) {
  return write_segments(caller, tenant, reading, out);
}

}  // namespace

outcome<list_of_customers> prepare_scan(const methods::customers_list& asked,
                                        const tenant_view& tenant) {
  return prepare_list(asked, tenant, {});
}

outcome<list_of_customers> prepare_scan(const methods::contacts_list& asked,
                                        const tenant_view& tenant) {
  if (!tenant.tenant.b2b) return refusal(errc::capability_off);
  std::vector<lists::condition> limits{lists::in_set(kind_column, {contact_kind()})};
  if (asked.company)
    limits.push_back(lists::in_set(records::customer::companies_tag, {*asked.company}));
  return prepare_list(asked, tenant, std::move(limits));
}

outcome<count_of_customers> prepare_scan(const methods::customers_count& asked,
                                         const tenant_view& tenant) {
  const fields::path root;
  fields::problems found;
  count_of_customers made;
  take_condition(made, asked, scope_of(tenant), root, found);
  if (!found.none()) return found.take();
  made.with_contacts = says_of_kind(made.wanted);
  return made;
}

outcome<list_of_customers> prepare_scan(const methods::segments_members& asked,
                                        const tenant_view& tenant) {
  if (!tenant.tenant.marketing) return refusal(errc::capability_off);
  const segment_definition* known = tenant.find_segment(asked.segment);
  if (!known || known->record.is_removing())
    return refusal(errc::not_found, "there is no such segment", "segment");
  // Better none for the moment than some of them.
  if (shown(tenant, known->record).state == methods::segment_state::settling)
    return not_ready("customers are still being looked at for the segment");
  methods::customers_list list{
      .sort = asked.sort, .chosen = asked.chosen, .limit = asked.limit, .cursor = asked.cursor};
  wire::buffer filter;
  wire::packer pack(filter);
  pack.pack_map(1);
  wire::pack_text(pack, known->record.has_rule() ? "segments" : "groups");
  wire::pack_text(pack, asked.segment);
  list.filter.emplace().bytes = filter.take();
  auto made = prepare_scan(list, tenant);
  if (made) made->with_contacts = true;
  return made;
}

outcome<list_of_customers> prepare_scan(const methods::companies_members& asked,
                                        const tenant_view& tenant) {
  using records::customer;
  if (!tenant.tenant.b2b) return refusal(errc::capability_off);
  const methods::customers_list list{
      .sort = asked.sort, .chosen = asked.chosen, .limit = asked.limit, .cursor = asked.cursor};
  auto made = prepare_list(
      list, tenant,
      {asked.role ? lists::in_set(customer::company_roles_tag,
                                  {records::roles_at_company::in_lists(asked.company, *asked.role)})
                  : lists::in_set(customer::companies_tag, {asked.company})});
  if (!made) return made;
  made->with_contacts = true;
  std::get<shown_customers>(made->shown).members_of = asked.company;
  return made;
}

outcome<list_of_customers> prepare_scan(const methods::newsletter_subscribers& asked,
                                        const tenant_view& tenant) {
  using records::newsletter;
  if (!tenant.tenant.marketing) return refusal(errc::capability_off);
  const auto site = tenant.sites_by_name.find(asked.site);
  if (site == tenant.sites_by_name.end()) return no_site();
  std::vector<std::string> values{asked.site};
  if (asked.group)
    values = {newsletter::in_lists(asked.site, *asked.group), newsletter::in_lists(asked.site, "")};
  const methods::customers_list list{
      .sort = asked.sort, .limit = asked.limit, .cursor = asked.cursor};
  auto made = prepare_list(list, tenant,
                           {lists::in_set(records::customer::newsletters_tag, std::move(values))});
  if (!made) return made;
  // Whoever lists subscribers need not see customers: of other columns the order, and cursors,
  // would tell him what no subscription does.
  if (made->by.by != lists::every_record && made->by.by != records::customer::id_tag)
    return refusal(errc::invalid_field, "sort: subscribers are sorted by number or by id", "sort");
  made->with_contacts = true;
  made->shown = shown_subscriptions{asked.site, site->second, asked.group};
  return made;
}

outcome<nothing> answer_scan(const scan& what, const principal& caller, const tenant_view& tenant,
                             const scan_reading& reading, wire::buffer& out) {
  return std::visit([&](const auto& asked) { return answer(asked, caller, tenant, reading, out); },
                    what);
}

}  // namespace atrium::actors
