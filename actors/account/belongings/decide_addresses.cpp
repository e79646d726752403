#include "actors/account/belongings/addresses.hpp"
#include "actors/account/decide.hpp"
#include "actors/tenant/mixins.hpp"
#include "protocol/methods/addresses.hpp"

namespace atrium::actors {
namespace {

using records::address;
using records::customer;

error no_address(std::string_view path) {
  return refusal(errc::not_found, "the customer has no such address", std::string(path));
}

// What every address must have.
void require(const fields::partial<address>& given, fields::problems& found) {
  const fields::path root;
  for (const auto& [member, name] :
       {std::pair{&address::first_name, "first_name"}, std::pair{&address::last_name, "last_name"},
        std::pair{&address::address1, "address1"}, std::pair{&address::zip, "zip"},
        std::pair{&address::city, "city"}, std::pair{&address::country, "country"}})
    if (!given.has(member)) found.add(root / "address" / name, errc::missing_field, "is required");
}

void keep(decision& made, std::uint64_t number, address after, std::uint64_t checksum) {
  auto book = std::make_shared<address_book>(book_of(made.after));
  (*book)[number] = {std::move(after), checksum};
  made.after.parts.addresses = std::move(book);
}

// Writes the address, and makes it the answer.
void put_address(decision& made, std::uint64_t number, address after, const decide_context& in) {
  auto [stored, checksum] =
      put_part(made, address_key(in.tenant.number, in.account, number), after);
  made.answer = unfinished_answer<address>(stored);
  keep(made, number, std::move(after), checksum);
}

// Points a default elsewhere; notes its name if it was not there before.
void point(std::optional<std::string>& pointer, std::optional<std::string> to,
           std::string_view name, std::vector<std::string>& names) {
  if (pointer == to) return;
  pointer = std::move(to);
  names.emplace_back(name);
}

// If the change of a part moved a default, the customer changes with it.
std::optional<std::int64_t> put_pointers(decision& made, customer after, bool moved,
                                         const decide_context& in) {
  if (!moved) return {};
  ++after.version;
  const std::int64_t version = after.version;
  put_profile(made, std::move(after), in);
  return version;
}

}  // namespace

outcome<decision> decide(const methods::addresses_add& command, const account_state& now,
                         const decide_context& in) {
  fields::problems wrong;
  const fields::path root;
  require(command.address.given, wrong);
  address born;
  std::vector<std::string> names;
  command.address.given.apply_to(born, names);
  if (command.address.given.has(&address::mixins))
    born.mixins_version = check_mixins(in.tenant, records::mixin_entity::address, born.mixins,
                                       root / "address" / "mixins", wrong);
  if (!wrong.none()) return wrong.take();
  const auto found = existing_at_version(now, in);
  if (!found) return found.failure();
  records::part_counts counts = counts_of(now);
  if (counts.addresses >= in.limits.addresses)
    return refusal(errc::limit_reached,
                   "a customer has at most " + std::to_string(in.limits.addresses) + " addresses");
  auto place = place_for(command.address.id, book_of(now), counts);
  if (!place) return std::move(place).failure();

  born.id = place->id;
  customer after = **found;
  std::vector<std::string> moved;
  if (command.default_billing.value_or(false))
    point(after.default_billing, born.id, "default_billing", moved);
  if (command.default_shipping.value_or(false))
    point(after.default_shipping, born.id, "default_shipping", moved);

  decision made = change_of(now, in);
  put_counts(made, counts, in);
  put_address(made, place->number, std::move(born), in);
  const auto version = put_pointers(made, std::move(after), !moved.empty(), in);
  tell(made,
       {.kind = "address.added",
        .object = place->id,
        .version = 1,
        .customer_version = version,
        .fields_changed = std::move(moved)},
       in);
  return made;
}

outcome<decision> decide(const methods::addresses_update& command, const account_state& now,
                         const decide_context& in) {
  if (const auto found = existing(now); !found) return found.failure();
  const address_book& book = book_of(now);
  const auto which = find_address(book, command.address);
  if (which == book.end()) return no_address("address");
  const address& before = which->second.record;
  if (auto same = at_version(before.version, in); !same) return same.failure();
  address after = before;
  std::vector<std::string> names;
  fields::problems wrong;
  command.set.apply_to(after, names);
  fields::unset(after, command.unset, names, wrong);
  if (command.set.has(&address::mixins)) {
    const fields::path root;
    after.mixins_version = check_mixins(in.tenant, records::mixin_entity::address, after.mixins,
                                        root / "set" / "mixins", wrong);
    if (after.mixins_version != before.mixins_version) names.emplace_back("mixins_version");
  }
  if (!wrong.none()) return wrong.take();
  if (names.empty()) return unchanged(now, before, in);
  const std::int64_t version = ++after.version;

  decision made = change_of(now, in);
  expect_part(made, address_key(in.tenant.number, in.account, which->first), before.version,
              which->second.checksum);
  put_address(made, which->first, std::move(after), in);
  tell(made,
       {.kind = "address.updated",
        .object = before.id,
        .version = version,
        .fields_changed = std::move(names)},
       in);
  return made;
}

outcome<decision> decide(const methods::addresses_remove& command, const account_state& now,
                         const decide_context& in) {
  const auto found = existing(now);
  if (!found) return found.failure();
  const address_book& book = book_of(now);
  const auto which = find_address(book, command.address);
  if (which == book.end()) return no_address("address");
  const std::uint64_t number = which->first;
  const std::string id = which->second.record.id;
  if (auto same = at_version(which->second.record.version, in); !same) return same.failure();
  fields::problems wrong;
  const fields::path root;
  for (const auto& [instead, path] : {std::pair{&command.reassign_billing, "reassign_billing"},
                                      std::pair{&command.reassign_shipping, "reassign_shipping"}})
    if (*instead && (**instead == id || find_address(book, **instead) == book.end()))
      wrong.add(root / path, errc::not_found, "the customer has no such other address");
  if (!wrong.none()) return wrong.take();

  customer after = **found;
  std::vector<std::string> moved;
  if (after.default_billing == id)
    point(after.default_billing, command.reassign_billing, "default_billing", moved);
  if (after.default_shipping == id)
    point(after.default_shipping, command.reassign_shipping, "default_shipping", moved);

  decision made = change_of(now, in);
  const storage::key key = address_key(in.tenant.number, in.account, number);
  expect_part(made, key, which->second.record.version, which->second.checksum);
  made.changes.erasures.push_back({storage::table::records, std::string(key.view())});
  records::part_counts counts = counts_of(now);
  --counts.addresses;
  put_counts(made, counts, in);
  auto rest = std::make_shared<address_book>(book);
  rest->erase(number);
  made.after.parts.addresses = std::move(rest);
  const auto version = put_pointers(made, std::move(after), !moved.empty(), in);
  made.answer = unfinished_answer<customer>(fields::encode_tagged(*made.after.profile));
  tell(made,
       {.kind = "address.removed",
        .object = id,
        .customer_version = version,
        .fields_changed = std::move(moved)},
       in);
  return made;
}

outcome<decision> decide(const methods::addresses_set_default& command, const account_state& now,
                         const decide_context& in) {
  const auto found = existing_at_version(now, in);
  if (!found) return found.failure();
  const address_book& book = book_of(now);
  customer after = **found;
  std::vector<std::string> names;
  std::vector<address_book::const_iterator> pointed_to;
  fields::problems wrong;
  const fields::path root;
  const methods::default_addresses& wanted = command.defaults.values();
  command.defaults.for_each_given([&](const auto& one) {
    const std::optional<std::string>& to = wanted.*one.member;
    if (to) pointed_to.push_back(find_address(book, *to));
    if (to && pointed_to.back() == book.end())
      wrong.add(root / one.name, errc::not_found, "the customer has no such address");
    const bool billing = one.member == &methods::default_addresses::billing;
    point(billing ? after.default_billing : after.default_shipping, to,
          billing ? "default_billing" : "default_shipping", names);
  });
  if (!wrong.none()) return wrong.take();
  if (names.empty()) return unchanged(now, **found, in);
  ++after.version;
  decision made = changed(now, std::move(after), "customer.defaults_changed", std::move(names), in);
  for (const auto& each : pointed_to)
    expect_part(made, address_key(in.tenant.number, in.account, each->first),
                each->second.record.version, each->second.checksum);
  return made;
}

}  // namespace atrium::actors
