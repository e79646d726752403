#include <map>

#include "protocol/wire/cursor.hpp"
#include "storage/keys.hpp"
#include "storage/meta.hpp"
#include "storage/readable.hpp"
#include "storage/verify_parts.hpp"

namespace atrium::storage {

namespace {

bool key_has_shape(table where, std::string_view key) {
  constexpr std::size_t record_bytes = 4 + 1 + 8 + 1;
  switch (where) {
    case table::meta:
      return !key.empty() && (!key.starts_with("next") || key.size() == 4 + 4 + 1);
    case table::records:
      return key.size() == record_bytes || key.size() == record_bytes + 8;
    case table::unique:
      return key.size() > 4 + 1;
    case table::journal:
      return key.size() == 4 + 8;
    case table::idempotency:
      return key.size() > 4 + 8 && key.size() <= 4 + 8 + 128;
    case table::outbox:
      return key.size() == 4 + 1 + 8 + record_bytes - 4 + 8;
  }
  return false;
}

bool is_one_map(std::string_view value) {
  wire::cursor at(value);
  return at.peek() == wire::kind::map && at.skip() && at.at_end();
}

// Follows the numbers of the journal, or of the audit log, from key to key.
class gapless_order {
 public:
  bool continues(std::uint32_t tenant, std::uint64_t number) {
    const bool good = number != 0 && (tenant != tenant_ || !begun_ || number == last_ + 1);
    begun_ = true;
    tenant_ = tenant;
    last_ = number;
    return good;
  }

 private:
  bool begun_ = false;
  std::uint32_t tenant_ = 0;
  std::uint64_t last_ = 0;
};

bool is_audit(table where, std::string_view key) {
  return where == table::records && name_in(key).kind == record_kind::audit;
}

void verify_table(const snapshot& now, table where, verification& into) {
  std::uint64_t rows = 0;
  std::string last_key;
  gapless_order order;
  const auto broken = [&](std::string invariant, std::string what, std::string_view key) {
    into.broken = breach{std::move(invariant), std::move(what), where, std::string(key)};
    return false;
  };
  const auto scanned = now.scan(where, "", "", ~std::size_t{0}, [&](const row& found) {
    ++rows;
    if (!key_has_shape(where, found.key))
      return broken("I14", "the key has no shape of its table", found.key);
    if (!is_one_map(found.value)) return broken("I14", "the value is no map", found.key);
    const std::uint32_t tenant = where == table::meta ? 0 : wire::load32(found.key.data());
    if (where == table::journal && !order.continues(tenant, seq_in(found.key)))
      return broken("I6", "the journal has a gap before this number", found.key);
    if (is_audit(where, found.key) && !order.continues(tenant, name_in(found.key).number))
      return broken("audit", "the audit log has a gap before this number", found.key);
    last_key = found.key;
    return true;
  });
  if (!scanned) broken("I14", scanned.failure().message + ", after the key given", last_key);
  into.counts.emplace_back(name_of(where), rows);
}

}  // namespace

void verify_rows(const snapshot& now, verification& into) {
  const auto format = now.get(table::meta, format_key);
  const auto known = format ? check_format(*format) : outcome<nothing>(format.failure());
  if (!known) {
    into.broken = breach{"I14", known.failure().message, table::meta, std::string(format_key)};
    return;
  }
  for (std::size_t i = 0; i < table_names.size() && !into.broken; ++i)
    verify_table(now, static_cast<table>(i), into);
}

}  // namespace atrium::storage
