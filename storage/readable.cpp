#include "storage/readable.hpp"

#include "protocol/wire/format.hpp"
#include "storage/company_order.hpp"

namespace atrium::storage {

namespace {

std::string quoted(std::string_view text) {
  std::string out = "'";
  for (char letter : text) {
    const bool plain = static_cast<unsigned char>(letter) >= 0x20 && letter != '\x7f';
    out += plain ? letter : '?';
  }
  return out + "'";
}

std::string space_name(std::uint8_t space) {
  switch (static_cast<unique_space>(space)) {
    case unique_space::tenant_name:
      return "tenant name";
    case unique_space::client_id:
      return "client id";
    case unique_space::realm_name:
      return "realm name";
    case unique_space::site_name:
      return "site name";
    case unique_space::staff_group_name:
      return "group name";
    case unique_space::staff_username:
      return "staff username";
    case unique_space::login:
      return "login";
    case unique_space::customer_id:
      return "customer id";
    case unique_space::external_id:
      return "external id";
    case unique_space::erased_id:
      return "erased id";
    case unique_space::token:
      return "token";
    case unique_space::link:
      return "link";
    case unique_space::assisted:
      return "assisted token";
    case unique_space::due:
      return "due";
    case unique_space::order_reference:
      return "order reference";
    case unique_space::delivery_reference:
      return "delivery reference";
    case unique_space::company_id:
      return "company id";
    case unique_space::company_external_id:
      return "company external id";
    case unique_space::company_order:
      return "company order";
  }
  return "space " + std::to_string(space);
}

std::string item_name(record_kind kind, std::uint8_t item) {
  if (kind == record_kind::customer || kind == record_kind::staff)
    switch (static_cast<customer_item>(item)) {
      case customer_item::profile:
        return "profile";
      case customer_item::password:
        return "password";
      case customer_item::counts:
        return "counts";
      case customer_item::addresses:
        return "address";
      case customer_item::notes:
        return "note";
      case customer_item::history:
        return "history";
      case customer_item::guard:
        return "guard";
      case customer_item::sessions:
        return "session";
      case customer_item::mails:
        return "mail";
      case customer_item::links:
        return "link";
      case customer_item::credit:
        return "credit";
      case customer_item::credit_entries:
        return "credit entry";
      case customer_item::credit_authorizations:
        return "credit authorization";
      case customer_item::orders:
        return "order";
      case customer_item::summary:
        return "summary";
      case customer_item::carts:
        return "cart";
      case customer_item::deliveries:
        return "delivery";
      case customer_item::coupons:
        return "coupon";
      case customer_item::lists:
        return "list";
      case customer_item::memberships:
        return "membership";
      case customer_item::newsletter:
        return "newsletter";
    }
  return "item " + std::to_string(item);
}

std::string readable_part(const record_name& at) {
  if (at.kind != record_kind::customer) return std::to_string(at.part);
  switch (static_cast<customer_item>(at.item)) {
    case customer_item::notes:
      return std::to_string(at.part >> 32) + " revision " + std::to_string(at.part & 0xffff'ffff);
    case customer_item::links:
      return std::to_string(purpose_of_link(at.part)) +
             (site_of_link(at.part) ? " of site " + std::to_string(site_of_link(at.part)) : "");
    case customer_item::credit:
      return quoted(currency_in(at.part));
    case customer_item::credit_entries:
    case customer_item::credit_authorizations:
      return quoted(currency_in(at.part >> ledger_number_bits)) + " " +
             std::to_string(number_in_ledger(at.part));
    case customer_item::orders:
    case customer_item::deliveries:
      return std::to_string(at.part & timed_number_max) + " at " +
             std::to_string(at.part >> timed_number_bits);
    default:
      return std::to_string(at.part);
  }
}

std::string readable_record(const record_name& at, bool with_part) {
  std::string out = " " + readable_kind(at.kind) + " " + std::to_string(at.number) + " " +
                    item_name(at.kind, at.item);
  return with_part ? out + " " + readable_part(at) : out;
}

std::string readable_place(const company_place& at) {
  std::string field = std::to_string(at.tag);
  bool is_text = false;
  for (const company_order& each : company_orders())
    if (each.tag == at.tag) {
      field = each.field;
      is_text = each.is_text;
    }
  std::string value = "without";
  if (at.sort_key && is_text)
    value = quoted(at.sort_key->substr(0, at.sort_key->find('\0')));
  else if (at.sort_key && at.sort_key->size() == 8)
    value = std::to_string(wire::load64(at.sort_key->data()));
  else if (at.sort_key)
    value = hex(*at.sort_key);
  return field + " " + value + " company " + std::to_string(at.number);
}

std::string readable_unique(std::string_view rest) {
  const std::uint8_t space = wire::load8(rest.data());
  rest.remove_prefix(1);
  std::string out = " " + space_name(space) + " ";
  if (static_cast<unique_space>(space) == unique_space::login && rest.size() >= 4) {
    out += "realm " + std::to_string(wire::load32(rest.data())) + " ";
    rest.remove_prefix(4);
  }
  if (const auto of = static_cast<unique_space>(space);
      of == unique_space::token || of == unique_space::link || of == unique_space::assisted)
    return out + hex(rest);
  if (static_cast<unique_space>(space) == unique_space::due &&
      (rest.size() == 8 + 10 || rest.size() == 8 + 18)) {
    const key record = key{}.u32(0).bytes(rest.substr(8));
    return out + std::to_string(wire::load64(rest.data())) +
           readable_record(name_in(record.view()), rest.size() == 8 + 18);
  }
  if (static_cast<unique_space>(space) == unique_space::company_order && is_company_place(rest))
    return out + readable_place(company_place_in(rest));
  return out + quoted(rest);
}

}  // namespace

std::string readable_kind(record_kind kind) {
  switch (kind) {
    case record_kind::tenant:
      return "tenant";
    case record_kind::realm:
      return "realm";
    case record_kind::site:
      return "site";
    case record_kind::client:
      return "client";
    case record_kind::mixin_schema:
      return "mixins";
    case record_kind::mail_template:
      return "template";
    case record_kind::segment:
      return "segment";
    case record_kind::staff_group:
      return "group";
    case record_kind::staff:
      return "staff";
    case record_kind::customer:
      return "customer";
    case record_kind::stranger:
      return "stranger";
    case record_kind::audit:
      return "audit";
    case record_kind::company:
      return "company";
  }
  return "kind " + std::to_string(static_cast<int>(kind));
}

std::string hex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (char byte : bytes) {
    const auto value = static_cast<unsigned char>(byte);
    out += digits[value >> 4];
    out += digits[value & 15];
  }
  return out;
}

std::string readable_key(table where, std::string_view key) {
  if (where == table::meta) {
    if (!key.starts_with("next") || key.size() != 9) return quoted(key);
    return "next number of tenant " + std::to_string(wire::load32(key.data() + 4)) + " " +
           readable_kind(static_cast<record_kind>(wire::load8(key.data() + 8)));
  }
  if (key.size() < 5) return hex(key);
  const std::string tenant = "tenant " + std::to_string(wire::load32(key.data()));
  const std::string_view rest = key.substr(4);
  switch (where) {
    case table::records:
      if (rest.size() != 10 && rest.size() != 18) return hex(key);
      return tenant + readable_record(name_in(key), rest.size() == 18);
    case table::unique:
      return tenant + readable_unique(rest);
    case table::journal:
      if (rest.size() != 8) return hex(key);
      return tenant + " seq " + std::to_string(wire::load64(rest.data()));
    case table::idempotency:
      if (rest.size() < 9) return hex(key);
      return tenant + " caller " + std::to_string(wire::load64(rest.data())) + " key " +
             quoted(rest.substr(8));
    case table::outbox: {
      if (rest.size() != 27) return hex(key);
      const outbox_place at = place_in(key);
      return tenant + " state " + std::to_string(at.state) + " due " + std::to_string(at.due_ms) +
             readable_record(name_in(at.record.view()), true);
    }
    case table::meta:
      break;
  }
  return hex(key);
}

}  // namespace atrium::storage
