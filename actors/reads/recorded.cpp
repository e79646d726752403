// Orders and deliveries as they are read: by reference, and in lists by time.
#include <algorithm>

#include "actors/account/belongings/recorded.hpp"
#include "actors/reads/page.hpp"
#include "actors/reads/reads.hpp"
#include "protocol/fields/stored_value.hpp"
#include "protocol/lists/cursor.hpp"
#include "protocol/methods/deliveries.hpp"
#include "protocol/methods/orders.hpp"
#include "protocol/text/words.hpp"

namespace atrium::actors {
namespace {

using methods::chronology;
using methods::recorded_filter;
using records::order;
using storage::table;

const fields::tag_set& shown_in_lists() {
  static const fields::tag_set but_lines =
      fields::tag_set(fields::all_tags).reset(order::lines_tag);
  return but_lines;
}

template <fields::record R>
const fields::tag_set& listed_tags() {
  if constexpr (std::is_same_v<R, order>)
    return shown_in_lists();
  else
    return fields::all_tags;
}

// The words that an order or a delivery is found by.
std::vector<std::string> texts_of(const order& each) {
  std::vector<std::string> texts{each.reference};
  for (const records::order_line& line : each.lines) {
    texts.push_back(line.sku);
    texts.push_back(line.name);
  }
  return texts;
}
std::vector<std::string> texts_of(const records::delivery& each) {
  return {each.reference, each.order.value_or(""), each.tracking.value_or("")};
}

// What is asked of each row.
template <fields::record R>
class matching {
 public:
  explicit matching(const recorded_filter& filter)
      : filter_(filter), words_(text::words_of(filter.text.value_or(""))) {}

  bool looks_for_text() const { return filter_.text.has_value(); }

  bool fits(std::string_view stored) const {
    constexpr int state_tag = fields::tag_of<R>("state");
    constexpr int site_tag = fields::tag_of<R>("site");
    if (filter_.site && fields::stored_text(stored, site_tag) != *filter_.site) return false;
    if (!filter_.state.empty()) {
      const auto state = fields::stored_text(stored, state_tag);
      if (!state || std::ranges::count(filter_.state, *state) == 0) return false;
    }
    return !looks_for_text() || has_words(stored);
  }

 private:
  bool has_words(std::string_view stored) const {
    const auto record = fields::decode_tagged<R>(stored);
    return record && text::begin_words(words_, texts_of(*record));
  }

  const recorded_filter& filter_;
  const std::vector<std::string> words_;
};

// The rows between two parts, in one direction or the other.
template <fields::record R>
class walk {
 public:
  walk(const call_context& call, account_number account, const recorded_filter& filter,
       chronology by)
      : call_(call),
        account_(account),
        oldest_first_(by == chronology::oldest),
        all_(storage::customer_key(call.view->number, account, item_of<R>)),
        first_(storage::timed_part(filter.from.value_or(0), 0)),
        behind_(storage::timed_part(filter.to.value_or(storage::timed_ms_max), 0)) {
    at_ = oldest_first_ ? first_ : behind_;
  }

  void go_on_after(std::uint64_t part) { at_ = oldest_first_ ? part + 1 : part; }

  // The next row; nothing if there is none.
  outcome<std::optional<storage::row>> next() {
    const storage::key from = recorded_key<R>(call_.view->number, account_, at_);
    auto found = oldest_first_ ? call_.reading.first_at_or_after(table::records, from, all_)
                               : call_.reading.last_before(table::records, from, all_);
    if (!found || !*found) return found;
    part_ = storage::name_in((*found)->key).part;
    if (part_ < first_ || part_ >= behind_) return std::optional<storage::row>{};
    go_on_after(part_);
    return found;
  }
  std::uint64_t part() const { return part_; }

 private:
  const call_context& call_;
  const account_number account_;
  const bool oldest_first_;
  const storage::key all_;
  const std::uint64_t first_, behind_;
  std::uint64_t at_ = 0;
  std::uint64_t part_ = 0;  // of the row that was read last
};

// What a cursor is bound to.
template <fields::record R>
std::string digest_of(account_number account, recorded_filter filter, chronology by) {
  std::ranges::sort(filter.state);
  wire::buffer query;
  wire::packer pack(query);
  wire::pack_text(pack, fields::name_of(by));
  pack.pack_uint8(static_cast<std::uint8_t>(item_of<R>));
  pack.pack_uint64(account.value);
  fields::encode_named(query, filter);
  return lists::digest_of(query.view());
}

template <fields::record R, class List>
outcome<nothing> list(const List& asked, call_context& call, wire::buffer& out) {
  const auto account = resolve_buyer(asked.customer, call);
  if (!account) return account.failure();
  const recorded_filter filter = asked.filter.value_or(recorded_filter{});
  const chronology by = asked.sort.value_or(chronology::newest);
  const std::string digest = digest_of<R>(*account, filter, by);
  const std::string& sealed_by = call.view->tenant.reference_key;
  walk<R> rows(call, *account, filter, by);
  if (asked.cursor) {
    const auto last = lists::open_cursor(*asked.cursor, digest, sealed_by);
    if (!last) return last.failure();
    rows.go_on_after(last->account);
  }
  const matching<R> wanted(filter);
  page listed(asked.limit);
  std::size_t text_bytes = 0;
  std::uint64_t last = 0;
  for (std::int64_t looks = 0;; ++looks) {
    const auto found = rows.next();
    if (!found) return found.failure();
    if (!*found) break;
    const bool enough =
        looks == methods::recorded_looks_max || text_bytes >= methods::recorded_text_bytes_max;
    if (listed.full() || enough) {
      listed.continue_at(lists::seal_cursor({{}, last}, digest, sealed_by));
      if (!listed.full()) listed.mark_partial();
      break;
    }
    last = rows.part();
    if (wanted.looks_for_text()) text_bytes += (*found)->value.size();
    if (wanted.fits((*found)->value))
      fields::show<R>(listed.add(), (*found)->value, listed_tags<R>());
  }
  listed.write(out);
  return nothing{};
}

// `called`: the parameter that names it.
template <fields::record R>
outcome<nothing> get(const methods::customer_reference& whose, const std::string& reference,
                     const std::string& called, call_context& call, wire::buffer& out) {
  const auto account = resolve_buyer(whose, call);
  if (!account) return account.failure();
  const auto place = find_recorded<R>(call.reading, call.view->number, reference);
  if (!place) return place.failure();
  if (!*place || (**place).account != *account)
    return refusal(errc::not_found, "the customer has no such " + called, called);
  const auto stored = call.reading.get(
      table::records, recorded_key<R>(call.view->number, *account, (**place).part));
  if (!stored) return stored.failure();
  if (!*stored) return refusal(errc::internal);
  fields::show<R>(out, **stored);
  return nothing{};
}

}  // namespace

outcome<account_number> resolve_buyer(const methods::customer_reference& named,
                                      const call_context& call) {
  if (!call.view->tenant.orders) return refusal(errc::capability_off);
  return resolve(named, call);
}

outcome<nothing> read(const methods::orders_list& asked, call_context& call, wire::buffer& out,
                      wait_for&) {
  return list<records::order>(asked, call, out);
}

outcome<nothing> read(const methods::deliveries_list& asked, call_context& call, wire::buffer& out,
                      wait_for&) {
  return list<records::delivery>(asked, call, out);
}

outcome<nothing> read(const methods::orders_get& asked, call_context& call, wire::buffer& out,
                      wait_for&) {
  return get<order>(asked.customer, asked.order, "order", call, out);
}

outcome<nothing> read(const methods::deliveries_get& asked, call_context& call, wire::buffer& out,
                      wait_for&) {
  return get<records::delivery>(asked.customer, asked.delivery, "delivery", call, out);
}

outcome<nothing> append_orders(const call_context& call, account_number account,
                               wire::buffer& out) {
  return append_newest_orders(call, account, page_items_default, out);
}

outcome<nothing> append_newest_orders(const call_context& call, account_number account,
                                      std::int64_t at_most, wire::buffer& out) {
  walk<order> rows(call, account, {}, chronology::newest);
  array newest;
  while (newest.count() < at_most && newest.bytes() < page_bytes_enough) {
    const auto found = rows.next();
    if (!found) return found.failure();
    if (!*found) break;
    fields::show<order>(newest.add(), (*found)->value, shown_in_lists());
  }
  newest.write(out);
  return nothing{};
}

outcome<nothing> append_summary(const call_context& call, account_number account,
                                wire::buffer& out) {
  const auto stored = call.reading.get(
      table::records,
      storage::customer_key(call.view->number, account, storage::customer_item::summary));
  if (!stored) return stored.failure();
  fields::show<records::order_summary>(
      out, *stored ? std::string(**stored) : fields::encode_tagged(records::order_summary{}));
  return nothing{};
}

}  // namespace atrium::actors
