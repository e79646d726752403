#include "actors/account/belongings/recorded.hpp"

#include "actors/account/parts.hpp"
#include "storage/checksum.hpp"

namespace atrium::actors {
namespace {

using storage::table;

template <fields::record R>
outcome<nothing> find_last_other(const parts_source& from, recorded<R>& into) {
  const storage::key all = storage::customer_key(from.tenant, from.account, item_of<R>);
  const auto last = from.reading.last_with(table::records, all);
  if (!last) return last.failure();
  if (!*last || storage::name_in((*last)->key).part != into.part) return nothing{};
  const auto before = from.reading.last_before(
      table::records, recorded_key<R>(from.tenant, from.account, into.part), all);
  if (!before) return before.failure();
  if (!*before) return nothing{};
  into.last_other = fields::decode_tagged<R>((*before)->value);
  if (!into.last_other) return refusal(errc::internal);
  return nothing{};
}

template <fields::record R>
outcome<nothing> load_recorded(const parts_source& from, std::string_view reference,
                               recorded<R>& into) {
  into = {};
  const auto place = find_recorded<R>(from.reading, from.tenant, reference);
  if (!place) return place.failure();
  if (!*place) return nothing{};
  if ((**place).account != from.account) {
    into.taken = true;
    return nothing{};
  }
  into.part = (**place).part;
  const storage::key key = recorded_key<R>(from.tenant, from.account, into.part);
  const auto stored = from.reading.get(table::records, key);
  if (!stored) return stored.failure();
  if (*stored) into.record = fields::decode_tagged<R>(**stored);
  if (!into.record) return refusal(errc::internal);
  into.checksum = storage::checksum(key, **stored);
  return find_last_other(from, into);
}

}  // namespace

outcome<nothing> load_order(const parts_source& from, std::string_view reference,
                            account_parts& into) {
  return load_recorded(from, reference, into.order.emplace());
}

outcome<nothing> load_delivery(const parts_source& from, std::string_view reference,
                               account_parts& into) {
  return load_recorded(from, reference, into.delivery.emplace());
}

std::string reference_entry(account_number account, std::uint64_t part) {
  return fields::encode_tagged(records::unique_entry{
      .number = static_cast<std::int64_t>(account.value), .part = static_cast<std::int64_t>(part)});
}

}  // namespace atrium::actors
