#include "actors/tenant/load.hpp"

#include <limits>

#include "storage/keys.hpp"
#include "storage/tagged.hpp"

namespace atrium::actors {
namespace {

using storage::record_kind;

constexpr std::size_t everything = std::numeric_limits<std::size_t>::max();

error unreadable(const char* what) {
  return refusal(errc::internal, std::string("a ") + what + " record cannot be read");
}

template <class Record>
outcome<nothing> load_all(const storage::snapshot& reading, tenant_view& into, record_kind kind,
                          const char* what) {
  const storage::key prefix = storage::record_prefix(into.number, kind);
  bool good = true;
  const auto scanned = reading.scan(
      storage::table::records, prefix, prefix, everything, [&](const storage::row& found) {
        if (storage::name_in(found.key).item != 0) return true;  // of staff: what is not for all
        auto record = fields::decode_tagged<Record>(found.value);
        good &= record.has_value();
        if (record) into.add(storage::name_in(found.key).number, std::move(record).value());
        return good;
      });
  if (!scanned) return scanned.failure();
  if (!good) return unreadable(what);
  return nothing{};
}

// The greatest number that was ever given out, also where its record is gone.
outcome<nothing> load_last(const storage::snapshot& reading, const tenant_view& of,
                           record_kind kind, std::uint64_t& last) {
  const auto next = reading.get(storage::table::meta, storage::next_number_key(of.number, kind));
  if (!next) return next.failure();
  if (*next) last = storage::read_unsigned_tag(**next, 1).value_or(1) - 1;
  return nothing{};
}

outcome<nothing> load_mixins(const storage::snapshot& reading, tenant_view& into) {
  for (const auto entity : {records::mixin_entity::customer, records::mixin_entity::address}) {
    const auto stored = reading.get(
        storage::table::records,
        storage::record_key(into.number, record_kind::mixin_schema, records::number_of(entity)));
    if (!stored) return stored.failure();
    if (!*stored) continue;
    auto record = fields::decode_tagged<records::mixin_schema>(**stored);
    if (!record) return unreadable("mixin schema");
    fields::problems found;
    auto checks = schema::compiled::compile(record->schema.bytes, {}, found);
    into.add(mixin_definition{std::move(record).value(), std::move(checks)});
  }
  return nothing{};
}

// Behind the mixins, which their rules may name.
outcome<nothing> load_segments(const storage::snapshot& reading, tenant_view& into) {
  const auto rules = reading.get(storage::table::records, storage::segment_rules_key(into.number));
  if (!rules) return rules.failure();
  if (*rules && !fields::decode_tagged(**rules, into.segment_rules))
    return unreadable("segment rules");
  if (auto done = load_all<records::segment>(reading, into, record_kind::segment, "segment"); !done)
    return done;
  return load_last(reading, into, record_kind::segment, into.last_segment);
}

}  // namespace

outcome<tenant_view_ptr> load_view(const storage::snapshot& reading, tenant_number number) {
  auto view = std::make_shared<tenant_view>();
  view->number = number;
  const auto stored = reading.get(
      storage::table::records, storage::record_key(node_tenant, record_kind::tenant, number.value));
  if (!stored) return stored.failure();
  if (!*stored || !fields::decode_tagged(**stored, view->tenant)) return unreadable("tenant");
  std::array<std::uint8_t, identity::reference_cipher::key_octets> key{};
  if (view->tenant.reference_key.size() != key.size()) return unreadable("tenant");
  std::copy(view->tenant.reference_key.begin(), view->tenant.reference_key.end(), key.begin());
  view->references = std::make_shared<identity::reference_cipher>(key);
  if (auto done = load_all<records::realm>(reading, *view, record_kind::realm, "realm"); !done)
    return done.failure();
  if (auto done = load_all<records::site>(reading, *view, record_kind::site, "site"); !done)
    return done.failure();
  if (auto done = load_last(reading, *view, record_kind::site, view->last_site); !done)
    return done.failure();
  if (auto done = load_last(reading, *view, record_kind::mail_template, view->last_template); !done)
    return done.failure();
  if (auto done = load_all<records::client>(reading, *view, record_kind::client, "client"); !done)
    return done.failure();
  if (auto done = load_all<records::staff_group>(reading, *view, record_kind::staff_group, "group");
      !done)
    return done.failure();
  if (auto done = load_last(reading, *view, record_kind::staff_group, view->last_group); !done)
    return done.failure();
  if (auto done = load_all<records::staff>(reading, *view, record_kind::staff, "staff"); !done)
    return done.failure();
  if (auto done = load_all<records::mail_template>(reading, *view, record_kind::mail_template,
                                                   "mail template");
      !done)
    return done.failure();
  if (auto done = load_mixins(reading, *view); !done) return done.failure();
  if (auto done = load_segments(reading, *view); !done) return done.failure();
  return tenant_view_ptr(std::move(view));
}

outcome<std::vector<tenant_number>> load_tenant_numbers(const storage::snapshot& reading) {
  std::vector<tenant_number> numbers;
  const storage::key prefix = storage::record_prefix(node_tenant, record_kind::tenant);
  const auto scanned = reading.scan(
      storage::table::records, prefix, prefix, everything, [&](const storage::row& found) {
        numbers.push_back({static_cast<std::uint32_t>(storage::name_in(found.key).number)});
        return true;
      });
  if (!scanned) return scanned.failure();
  return numbers;
}

outcome<std::uint64_t> load_last_seq(const storage::snapshot& reading, tenant_number number) {
  const storage::key prefix = storage::key{}.u32(number.value);
  const auto last = reading.last_with(storage::table::journal, prefix);
  if (!last) return last.failure();
  return *last ? storage::seq_in((*last)->key) : 0;
}

}  // namespace atrium::actors
