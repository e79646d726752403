#include "actors/indexer/slices.hpp"

#include <algorithm>
#include <map>

#include "config/log.hpp"
#include "protocol/lists/entries.hpp"
#include "protocol/records/change.hpp"
#include "storage/keys.hpp"

namespace atrium::actors {
namespace {

std::uint64_t number_at(std::string_view key, std::size_t at) {
  std::uint64_t number = 0;
  for (const char each : key.substr(at, 8)) number = number << 8 | static_cast<unsigned char>(each);
  return number;
}

using columns_touched = std::optional<lists::column_choice>;  // none: any

storage::index_change change_of(account_number account, std::string_view stored,
                                std::span<const lists::list_column> of_mixins,
                                const columns_touched& touched = {}) {
  const lists::column_choice only = touched.value_or(lists::every_column);
  const auto record = fields::decode_tagged<records::customer>(stored, lists::tags_of(only));
  return {account, record ? lists::entries_of(*record, of_mixins, only) : std::nullopt, touched};
}

void add(columns_touched& to, const columns_touched& more) {
  if (to && more)
    *to |= *more;
  else
    to.reset();
}

std::vector<lists::list_column> columns_numbered(const defined_columns& all,
                                                 const std::vector<lists::column>& numbers) {
  std::vector<records::indexed_property> chosen;
  for (const records::indexed_property& each : all.ever)
    if (std::ranges::count(numbers, each.column) > 0) chosen.push_back(each);
  return lists::columns_of(chosen);
}

// Lists do without a record that cannot be read.
void complain(tenant_number tenant, const error& why) {
  log::error("a customer cannot be listed", {{"tenant", tenant.value}, {"error", why.message}});
}

storage::index_change read_account(const storage::snapshot& reading, tenant_number tenant,
                                   account_number account,
                                   std::span<const lists::list_column> of_mixins,
                                   const columns_touched& touched = {}) {
  const auto stored = reading.get(storage::table::records, storage::customer_key(tenant, account));
  if (!stored) complain(tenant, stored.failure());
  return stored && *stored ? change_of(account, **stored, of_mixins, touched)
                           : storage::index_change{account, {}};
}

}  // namespace

outcome<defined_columns> read_columns(const storage::snapshot& reading, tenant_number tenant) {
  defined_columns found;
  const auto stored =
      reading.get(storage::table::records,
                  storage::record_key(tenant, storage::record_kind::mixin_schema,
                                      records::number_of(records::mixin_entity::customer)));
  if (!stored) return stored.failure();
  if (!*stored) return found;
  auto newest = fields::decode_tagged<records::mixin_schema>(**stored);
  if (!newest) return refusal(errc::internal, "a mixin schema record cannot be read");
  found.ever = std::move(newest->columns);
  for (const records::indexed_property& each : newest->indexed)
    found.indexed.push_back(static_cast<lists::column>(each.column));
  std::ranges::sort(found.indexed);
  return found;
}

std::vector<lists::list_column> built_columns(const defined_columns& all,
                                              const storage::index_standing& has) {
  return columns_numbered(all, has.building_columns);
}

std::vector<lists::list_column> told_columns(const defined_columns& all,
                                             const storage::index_standing& has) {
  std::vector<lists::column> numbers = has.columns;
  numbers.insert(numbers.end(), has.building_columns.begin(), has.building_columns.end());
  return columns_numbered(all, numbers);
}

outcome<journal_slice> read_journal(const storage::snapshot& reading, tenant_number tenant,
                                    std::uint64_t after,
                                    std::span<const lists::list_column> of_mixins) {
  journal_slice slice{.to = after};
  std::map<account_number, columns_touched> touched;
  const storage::key prefix = storage::key{}.u32(tenant.value);
  const auto scanned =
      reading.scan(storage::table::journal, storage::journal_key(tenant, after + 1), prefix,
                   journal_slice_entries, [&](const storage::row& found) {
                     const std::uint64_t seq = number_at(found.key, 4);
                     slice.truncated |= seq != slice.to + 1;
                     slice.to = seq;
                     const auto entry = fields::decode_tagged<records::change>(found.value);
                     if (entry && entry->account)
                       add(touched
                               .try_emplace({static_cast<std::uint64_t>(*entry->account)},
                                            lists::column_choice{})
                               .first->second,
                           lists::columns_changed(*entry));
                     slice.redefined |= entry && entry->kind == records::mixins_defined;
                     return !slice.truncated;
                   });
  if (!scanned) return scanned.failure();
  slice.truncated |= slice.to == after;
  for (const auto& [account, columns] : touched)
    if (!columns || !columns->none())
      slice.changes.push_back(read_account(reading, tenant, account, of_mixins, columns));
  return slice;
}

std::vector<storage::index_change> read_whole(const storage::snapshot& reading,
                                              tenant_number tenant,
                                              std::span<const account_number> accounts,
                                              std::span<const lists::list_column> of_mixins) {
  std::vector<storage::index_change> all;
  all.reserve(accounts.size());
  for (const account_number each : accounts)
    all.push_back(read_account(reading, tenant, each, of_mixins));
  return all;
}

outcome<account_slice> read_accounts(const storage::snapshot& reading, tenant_number tenant,
                                     account_number after,
                                     std::span<const lists::list_column> of_mixins) {
  account_slice slice{.to = after};
  const storage::key prefix = storage::record_prefix(tenant, storage::record_kind::customer);
  std::size_t unreadable = 0;
  for (std::size_t looked = 0; looked < index_slice; ++looked) {
    const account_number next{slice.to.value + 1};
    const auto found = reading.first_at_or_after(storage::table::records,
                                                 storage::customer_key(tenant, next), prefix);
    if (!found) {
      complain(tenant, found.failure());
      if (++unreadable == index_slice) return found.failure();
      slice.to = next;  // what is damaged lies there or not far behind
      continue;
    }
    slice.last = !*found;
    if (slice.last) break;
    slice.to = {number_at((*found)->key, 5)};
    if ((*found)->key == storage::customer_key(tenant, slice.to).view())
      slice.accounts.push_back(change_of(slice.to, (*found)->value, of_mixins));
  }
  return slice;
}

}  // namespace atrium::actors
