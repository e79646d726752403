#include "actors/claim/guests.hpp"

#include <algorithm>

#include "actors/account/creation/imported.hpp"
#include "actors/account/credit/lots.hpp"
#include "actors/account/parts.hpp"
#include "protocol/methods/customer_lists.hpp"

namespace atrium::actors {

using records::customer;

outcome<list_of_customers> list_of_guests(const std::string& email_key, const tenant_view& tenant) {
  wire::buffer filter;
  wire::packer pack(filter);
  pack.pack_map(2);
  wire::pack_key<"kind">(pack);
  wire::pack_text(pack, fields::name_of(records::customer_kind::guest));
  wire::pack_key<"email">(pack);
  wire::pack_text(pack, email_key);
  methods::customers_list asked;
  asked.filter = fields::dynamic_map{filter.take()};
  asked.chosen = {"number"};
  asked.limit = methods::customers_claim_guests::guests_max;
  return prepare_scan(asked, tenant);
}

namespace {

account_number number_in(wire::cursor& item) {
  std::uint32_t pairs = 0;
  std::int64_t number = 0;
  item.read_map(pairs);
  for (std::uint32_t i = 0; i < pairs; ++i) {
    std::string_view key;
    if (item.read_string(key) && key == "number")
      item.read_integer(number);
    else
      item.skip();
  }
  return {static_cast<std::uint64_t>(number)};
}

}  // namespace

listed_guests read_listed_guests(std::string_view result) {
  listed_guests found;
  wire::cursor from(result);
  std::uint32_t pairs = 0;
  from.read_map(pairs);
  for (std::uint32_t i = 0; i < pairs; ++i) {
    std::string_view key;
    from.read_string(key);
    std::uint32_t items = 0;
    if (key == "items" && from.read_array(items)) {
      for (std::uint32_t item = 0; item < items; ++item) found.numbers.push_back(number_in(from));
    } else {
      found.more |= key == "next_cursor";
      from.skip();
    }
  }
  return found;
}

error read_refusal(std::string_view encoded) {
  error refused = refusal(errc::internal);
  wire::cursor from(encoded);
  std::uint32_t pairs = 0;
  from.read_map(pairs);
  for (std::uint32_t i = 0; i < pairs; ++i) {
    std::string_view key, text;
    from.read_string(key);
    if (key == "code" && from.read_string(text)) {
      const auto row = std::ranges::find(error_table, text, &error_row::name);
      if (row != error_table.end()) refused.code = row->code;
    } else if (key == "message" && from.read_string(text)) {
      refused.message = text;
    } else if (key == "retry_after_ms") {
      from.read_integer(refused.retry_after_ms.emplace());
    } else {
      from.skip();
    }
  }
  return refused;
}

outcome<std::optional<customer>> customer_of_id(const storage::snapshot& reading,
                                                tenant_number tenant, const std::string& id) {
  methods::import_row row;
  row.id = id;
  const auto account = account_named_by(row, reading, tenant);
  if (!account) return account.failure();
  if (!*account) return std::optional<customer>{};
  return customer_of_number(reading, tenant, **account);
}

outcome<std::optional<customer>> customer_of_number(const storage::snapshot& reading,
                                                    tenant_number tenant, account_number account) {
  const auto stored = reading.get(storage::table::records, storage::customer_key(tenant, account));
  if (!stored) return stored.failure();
  if (!*stored) return std::optional<customer>{};
  auto found = fields::decode_tagged<customer>(**stored);
  if (!found) return refusal(errc::internal);
  return std::optional(std::move(*found));
}

outcome<methods::claimable_guest> preview_of(const storage::snapshot& reading, tenant_number tenant,
                                             const customer& guest, std::int64_t now_ms) {
  const parts_source from{reading, tenant, {static_cast<std::uint64_t>(guest.number)}};
  account_parts parts;
  if (auto loaded = load_summary(from, parts); !loaded) return loaded.failure();
  if (auto loaded = load_credit(from, parts); !loaded) return loaded.failure();
  methods::claimable_guest shown{.id = guest.id, .number = guest.number};
  shown.site = guest.home_site;
  shown.created_at = guest.created_at;
  shown.orders = parts.summary->record.count;
  shown.totals = parts.summary->record.totals;
  shown.credit.emplace();
  for (const auto& [currency, ledger] : *parts.credit)
    if (const auto has = standing_of(ledger->record, now_ms); has.balance > 0)
      shown.credit->push_back({has.balance, currency});
  return shown;
}

}  // namespace atrium::actors
