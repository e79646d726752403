#include "tests/simulation/lists.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "protocol/lists/entries.hpp"
#include "storage/index/index_snapshot.hpp"
#include "storage/keys.hpp"

namespace atrium::simulation {
namespace {

constexpr std::size_t page_size = 3;

struct listed {
  std::uint64_t account;
  lists::entries entries;
};

std::vector<listed> customers_of(const storage::snapshot& reading, tenant_number tenant,
                                 std::span<const lists::list_column> of_mixins) {
  std::vector<listed> all;
  const storage::key prefix = storage::record_prefix(tenant, storage::record_kind::customer);
  static_cast<void>(reading.scan(
      storage::table::records, prefix, prefix, 1'000'000, [&](const storage::row& found) {
        const auto account = found.key.substr(prefix.view().size(), 8);
        if (found.key != std::string(prefix.view()).append(account).append(1, '\0')) return true;
        const auto record = fields::decode_tagged<records::customer>(found.value);
        if (auto entries = record ? lists::entries_of(*record, of_mixins) : std::nullopt)
          all.push_back({static_cast<std::uint64_t>(record->number), *std::move(entries)});
        return true;
      }));
  return all;
}

// Who has several stands at the first of them in that direction.
std::optional<std::string> value_in(const lists::entries& of, lists::order by) {
  std::optional<std::string> first;
  for (const auto* some : {&of.sorted, &of.sets})
    for (const auto& [each, value] : *some)
      if (each == by.by && (!first || (by.descending ? *first < value : value < *first)))
        first = value;
  return first;
}

// The accounts in this order, said without an index.
std::vector<std::uint64_t> in_order(const std::vector<listed>& all, lists::order by) {
  struct place {
    bool without;
    std::string key;
    std::uint64_t account;
  };
  std::vector<place> places;
  for (const listed& each : all) {
    const auto value = value_in(each.entries, by);
    places.push_back({!value, value.value_or(""), each.account});
  }
  std::ranges::sort(places, [&](const place& one, const place& other) {
    if (one.without != other.without) return other.without;
    const auto first = std::tie(one.key, one.account);
    const auto second = std::tie(other.key, other.account);
    return by.descending ? second < first : first < second;
  });
  std::vector<std::uint64_t> accounts;
  accounts.reserve(places.size());
  for (const place& each : places) accounts.push_back(each.account);
  return accounts;
}

std::vector<std::uint64_t> page_by_page(const storage::index_snapshot& index, tenant_number tenant,
                                        lists::order by, std::size_t most) {
  std::vector<std::uint64_t> accounts;
  storage::list_query query{.tenant = tenant, .order = by, .limit = page_size};
  do {
    const auto page = index.run(query);
    if (!page) return {};
    for (const auto& each : page->rows) accounts.push_back(each.account.value);
    query.after = page->go_on;
  } while (query.after && accounts.size() <= most);
  return accounts;
}

// Who has each word, and that nobody else is found by it.
bool words_are_right(const storage::index_snapshot& index, tenant_number tenant,
                     const std::vector<listed>& all) {
  std::map<std::string, std::vector<std::uint64_t>> by_word;
  for (const listed& each : all)
    for (const std::string& word : each.entries.words) by_word[word].push_back(each.account);
  return std::ranges::all_of(by_word, [&](const auto& each) {
    const auto page =
        index.run({.tenant = tenant,
                   .wanted = {.what = lists::condition::kind::word, .from = each.first},
                   .limit = all.size()});
    std::set<std::uint64_t> found(each.second.begin(), each.second.end());
    for (const auto& [word, accounts] : by_word)
      if (word.starts_with(each.first)) found.insert(accounts.begin(), accounts.end());
    return page && std::ranges::equal(page->rows, found, {},
                                      [](const auto& row) { return row.account.value; });
  });
}

}  // namespace

void check_lists(ledger& of, life& in) {
  const auto reading = in.node.borrow_snapshot();
  storage::index_snapshot index(*in.lists);
  if (!index.renew()) return of.violated("the index cannot be read");
  const auto all_standings = in.lists->standings();
  if (!all_standings || all_standings->size() != in.node.tenants()->by_number.size())
    return of.violated("the index has a tenant that is not there, or lacks one, at rest");
  for (const auto& [number, tenant] : in.node.tenants()->by_number) {
    const auto standing = index.standing(number);
    if (!standing || !*standing || !(*standing)->serves || (*standing)->builds)
      return of.violated("tenant " + tenant->name() + " has no index at rest");
    if ((*standing)->followed_to != tenant->last_seq() ||
        tenant->listed_seq() != tenant->last_seq())
      return of.violated("the lists of " + tenant->name() + " lag at rest");
    const auto view = tenant->view();
    const auto* own = view->find_mixins(records::mixin_entity::customer);
    const auto of_mixins = own ? std::span(own->listed) : std::span<const lists::list_column>();
    for (const lists::list_column& each : of_mixins)
      if (!std::ranges::binary_search((*standing)->columns, each.number))
        return of.violated("the index of " + tenant->name() + " lacks " + each.name + " at rest");
    const std::vector<listed> all = customers_of(*reading, number, of_mixins);
    if (!words_are_right(index, number, all))
      return of.violated("a word of " + tenant->name() + " does not find what the store holds");
    for (const auto& columns : {lists::customer_columns(), of_mixins})
      for (const lists::list_column& each : columns)
        for (const bool descending : {false, true}) {
          const lists::order by{each.number, descending};
          if (lists::sortable(each) &&
              page_by_page(index, number, by, all.size()) != in_order(all, by))
            return of.violated("the list of " + tenant->name() + " by " + each.name +
                               " is not what the store holds");
        }
  }
}

}  // namespace atrium::simulation
