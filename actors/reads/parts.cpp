// What belongs to a customer: addresses, notes, history.
#include <algorithm>

#include "actors/reads/backwards.hpp"
#include "actors/reads/hearing.hpp"
#include "actors/reads/page.hpp"
#include "actors/reads/reads.hpp"
#include "actors/reads/sorted_rows.hpp"
#include "protocol/fields/stored_value.hpp"
#include "protocol/methods/addresses.hpp"
#include "protocol/methods/history.hpp"
#include "protocol/methods/notes.hpp"
#include "protocol/records/address.hpp"
#include "protocol/records/change.hpp"
#include "protocol/records/note.hpp"
#include "storage/keys.hpp"

namespace atrium::actors {
namespace {

using storage::customer_item;
using storage::table;

// The earlier revisions of the note whose last one `from` has just read.
outcome<nothing> show_revisions(backwards& from, std::uint64_t note, wire::buffer& out) {
  std::uint32_t count = 0;
  wire::buffer earlier;
  while (from.at() > storage::note_part(static_cast<std::uint32_t>(note), 1)) {
    const auto found = from.next();
    if (!found) return found.failure();
    if (!*found || from.at() >> 32 != note) return refusal(errc::internal);
    fields::show<records::note>(earlier, (*found)->value);
    ++count;
  }
  wire::packer pack(out);
  wire::pack_key<"revisions">(pack);
  pack.pack_array(count);
  out.append(earlier.view());
  return nothing{};
}

methods::customers_history::past_change shown(std::uint64_t seq, records::change&& entry) {
  return {static_cast<std::int64_t>(seq),
          entry.time,
          std::move(entry.kind),
          std::move(entry.object),
          entry.version,
          entry.customer_version,
          entry.other,
          std::move(entry.fields_changed),
          {std::move(entry.principal), std::move(entry.acting_staff), std::move(entry.site)},
          std::move(entry.reason)};
}

constexpr std::uint64_t behind_all = ~std::uint64_t{0};

// The array of the addresses that `is_wanted` is true of.
template <class IsWanted>
outcome<nothing> append_some_addresses(const call_context& call, account_number account,
                                       IsWanted&& is_wanted, wire::buffer& out) {
  const storage::key all =
      storage::customer_key(call.view->number, account, customer_item::addresses);
  array addresses;
  auto scanned =
      call.reading.scan(table::records, all, all, ~std::size_t{0}, [&](const storage::row& found) {
        if (is_wanted(found.value)) fields::show<records::address>(addresses.add(), found.value);
        return true;
      });
  addresses.write(out);
  return scanned;
}

}  // namespace

outcome<nothing> append_addresses(const call_context& call, account_number account,
                                  wire::buffer& out) {
  return append_some_addresses(
      call, account, [](std::string_view) { return true; }, out);
}

outcome<nothing> append_addresses_named(const call_context& call, account_number account,
                                        const std::vector<std::optional<std::string>>& ids,
                                        wire::buffer& out) {
  constexpr int id_tag = fields::tag_of<records::address>("id");
  return append_some_addresses(
      call, account,
      [&](std::string_view stored) {
        const auto id = fields::stored_text(stored, id_tag);
        return id && std::ranges::count(ids, std::optional(std::string(*id))) > 0;
      },
      out);
}

outcome<nothing> read(const methods::addresses_list& asked, call_context& call, wire::buffer& out,
                      wait_for&) {
  const auto account = resolve(asked.customer, call);
  if (!account) return account.failure();
  if (asked.sort) {
    const auto as_stored = [](const storage::row& found) {
      return outcome<std::optional<std::string_view>>(found.value);
    };
    const auto show = [](std::string_view stored, wire::buffer& to) {
      fields::show<records::address>(to, stored);
    };
    return list_sorted<records::address>(asked, call, *account, customer_item::addresses,
                                         identity::generated::address, as_stored, show, out);
  }
  const auto after = number_in_cursor(asked.cursor, 0);
  if (!after) return after.failure();
  const auto part = [&](std::uint64_t number) {
    return storage::customer_part_key(call.view->number, *account, customer_item::addresses,
                                      number);
  };
  page listed(asked.limit);
  std::uint64_t last = *after;
  auto scanned = call.reading.scan(
      table::records, part(*after + 1),
      storage::customer_key(call.view->number, *account, customer_item::addresses), ~std::size_t{0},
      [&](const storage::row& found) {
        if (listed.full()) {
          listed.continue_at(last);
          return false;
        }
        last = storage::name_in(found.key).part;
        fields::show<records::address>(listed.add(), found.value);
        return true;
      });
  if (!scanned) return scanned;
  listed.write(out);
  return nothing{};
}

outcome<nothing> read(const methods::notes_list& asked, call_context& call, wire::buffer& out,
                      wait_for&) {
  const auto account = resolve(asked.customer, call);
  if (!account) return account.failure();
  const auto before = number_in_cursor(asked.cursor, behind_all >> 32);
  if (!before) return before.failure();
  page listed(asked.limit);
  backwards from(call, *account, customer_item::notes, std::min(*before, behind_all >> 32) << 32);
  for (std::uint64_t last = 0;;) {
    const auto found = from.next();
    if (!found) return found.failure();
    if (!*found) break;
    if (listed.full()) {
      listed.continue_at(last);
      break;
    }
    last = from.at() >> 32;
    wire::buffer& item = listed.add();
    fields::open_map map(item);
    map.add(fields::append_shown<records::note>(item, (*found)->value));
    if (asked.revisions.value_or(false)) {
      if (auto shown = show_revisions(from, last, item); !shown) return shown;
      map.add(1);
    }
    map.close();
    from.skip_to(last << 32);
  }
  listed.write(out);
  return nothing{};
}

outcome<nothing> read(const methods::customers_history& asked, call_context& call,
                      wire::buffer& out, wait_for&) {
  const auto account = resolve(asked.customer, call);
  if (!account) return account.failure();
  const auto before = number_in_cursor(asked.cursor, behind_all);
  if (!before) return before.failure();
  const auto limit = static_cast<std::size_t>(asked.limit.value_or(page_items_default));
  methods::customers_history::result answer;
  backwards from(call, *account, customer_item::history, *before);
  for (;;) {
    const auto found = from.next();
    if (!found) return found.failure();
    if (!*found) break;
    if (answer.items.size() == limit) {
      answer.next_cursor = std::to_string(answer.items.back().seq);
      break;
    }
    auto entry = fields::decode_tagged<records::change>((*found)->value);
    if (!entry) return refusal(errc::internal);
    if (records::is_of_newsletter(entry->kind) && !sees_newsletters(call)) continue;
    entry->object =
        object_heard(call.reading, *call.view, *call.caller, entry->kind, std::move(entry->object));
    answer.items.push_back(shown(from.at(), std::move(entry).value()));
  }
  fields::encode_named(out, answer);
  return nothing{};
}

}  // namespace atrium::actors
