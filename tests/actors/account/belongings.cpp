#include "tests/actors/account/belongings.hpp"

namespace atrium::tests {
namespace {

using storage::customer_item;

template <class R>
actors::recorded<R> named(const std::map<std::uint64_t, actors::stored_part<R>>& all,
                          std::string_view reference) {
  actors::recorded<R> found;
  for (const auto& [part, each] : all)
    if (each.record.reference == reference) {
      found.record = each.record;
      found.checksum = each.checksum;
      found.part = part;
    }
  if (found.record && all.size() > 1 && all.rbegin()->first == found.part)
    found.last_other = std::next(all.rbegin())->second.record;
  return found;
}

template <class R>
void keep(std::map<std::uint64_t, actors::stored_part<R>>& in, const storage::put& put) {
  auto record = fields::decode_tagged<R>(put.value);
  REQUIRE(record);
  const std::uint64_t part = storage::name_in(put.key).part;
  in[part] = {std::move(*record), storage::checksum(put.key, put.value)};
}

}  // namespace

std::string ordering_anna::order(const std::string& reference, std::int64_t placed_at,
                                 std::int64_t amount, const std::string& state,
                                 const std::string& more) {
  return R"({"reference": ")" + reference + R"(", "site": "north", "state": ")" + state +
         R"(", "grand_total": {"amount": )" + std::to_string(amount) +
         R"(, "currency": "EUR"}, "items": 1, "placed_at": )" + std::to_string(placed_at) + more +
         "}";
}

void ordering_anna::find_order(std::string_view reference) {
  now.parts.order = named(orders, reference);
}

outcome<actors::decision> ordering_anna::recorded(const std::string& order) {
  const std::string json = R"({"customer": {"id": "c41"}, "order": )" + order + "}";
  find_order(asked<methods::orders_record>(json).order.reference);
  return decided<methods::orders_record>(json);
}

actors::decision ordering_anna::record(const std::string& order) {
  auto made = recorded(order);
  if (!made) FAIL(made.failure().message);
  now = made->after;
  apply(made->changes);
  return std::move(made).value();
}

outcome<actors::decision> ordering_anna::delivered(const std::string& delivery) {
  const std::string json = R"({"customer": {"id": "c41"}, "delivery": )" + delivery + "}";
  now.parts.delivery =
      named(deliveries, asked<methods::deliveries_record>(json).delivery.reference);
  return decided<methods::deliveries_record>(json);
}

actors::decision ordering_anna::deliver(const std::string& delivery) {
  auto made = delivered(delivery);
  if (!made) FAIL(made.failure().message);
  now = made->after;
  apply(made->changes);
  return std::move(made).value();
}

outcome<actors::decision> ordering_anna::reordered(const std::string& reference,
                                                   const std::string& more) {
  find_order(reference);
  return decided<methods::orders_reorder>(R"({"customer": {"id": "c41"}, "order": ")" + reference +
                                          '"' + more + "}");
}

actors::decision ordering_anna::reorder(const std::string& reference, const std::string& more) {
  auto made = reordered(reference, more);
  if (!made) FAIL(made.failure().message);
  now = made->after;
  return std::move(made).value();
}

void ordering_anna::apply(const storage::change_set& changes) {
  for (const storage::erasure& each : changes.erasures) {
    const storage::record_name at = storage::name_in(each.key);
    if (static_cast<customer_item>(at.item) == customer_item::orders) orders.erase(at.part);
    if (static_cast<customer_item>(at.item) == customer_item::deliveries) deliveries.erase(at.part);
  }
  for (const storage::put& each : changes.puts) {
    if (each.where != storage::table::records) continue;
    const auto item = static_cast<customer_item>(storage::name_in(each.key).item);
    if (item == customer_item::orders) keep(orders, each);
    if (item == customer_item::deliveries) keep(deliveries, each);
  }
}

}  // namespace atrium::tests
