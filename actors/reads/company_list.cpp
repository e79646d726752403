#include "actors/reads/company_list.hpp"

#include <algorithm>

#include "actors/keyed_hash.hpp"
#include "actors/reads/page.hpp"
#include "actors/sealing.hpp"
#include "actors/tenant/visible.hpp"
#include "protocol/fields/stored_value.hpp"
#include "protocol/lists/cursor.hpp"
#include "protocol/lists/field_order.hpp"
#include "protocol/text/words.hpp"
#include "storage/company_order.hpp"

namespace atrium::actors {
namespace {

using methods::company_filter;
using records::company;
using storage::table;

// What has to be read of a row to see whether it is listed.
const fields::tag_set& asked_of() {
  static const fields::tag_set all_but = fields::tag_set(fields::all_tags)
                                             .reset(fields::tag_of<company>("address"))
                                             .reset(fields::tag_of<company>("legal_entities"));
  return all_but;
}

// What is asked of each row.
class matching {
 public:
  explicit matching(const company_filter& filter)
      : filter_(filter), words_(text::words_of(filter.text.value_or(""))) {}

  bool fits(const company& each) const {
    if (!filter_.state.empty() && std::ranges::count(filter_.state, each.state) == 0) return false;
    if (filter_.external_id && each.external_id != filter_.external_id) return false;
    return !filter_.text || has_words(each);
  }

 private:
  bool has_words(const company& each) const {
    return text::begin_words(
        words_, {each.name, each.id, each.external_id.value_or(""), each.vat_id.value_or(""),
                 each.registration.value_or(""), each.email.value_or("")});
  }

  const company_filter& filter_;
  const std::vector<std::string> words_;
};

constexpr auto number_tag = static_cast<std::uint8_t>(fields::tag_of<company>("number"));

outcome<lists::field_order> order_of(const std::optional<std::string>& sort) {
  std::vector<lists::sorting_field> served{{"number", number_tag}};
  for (const storage::company_order& each : storage::company_orders())
    served.push_back({each.field, static_cast<std::uint8_t>(each.tag)});
  return lists::read_field_order(sort.value_or("-number"), served);
}

// The companies of a tenant one after the other.
class walk {
 public:
  walk(const storage::snapshot& reading, tenant_number tenant, lists::field_order by)
      : reading_(reading), tenant_(tenant), by_(by) {
    if (by_number())
      stretches_ = {
          {table::records, storage::record_prefix(tenant, storage::record_kind::company)}};
    else
      stretches_ = {{table::unique, storage::company_order_prefix(tenant, by.tag, true)},
                    {table::unique, storage::company_order_prefix(tenant, by.tag, false)}};
  }

  void go_on_after(const lists::place& last) {
    if (by_number()) {
      last_ = storage::company_key(tenant_, last.account);
      return;
    }
    last_ = storage::company_order_key(tenant_, by_.tag, last.key, last.account);
    if (!last.key) at_ = 1;
  }

  // The next one's record; nothing if there is none.
  outcome<std::optional<std::string_view>> next() {
    using found_record = std::optional<std::string_view>;
    for (; at_ < stretches_.size(); ++at_, last_.reset()) {
      const auto found = next_row(stretches_[at_]);
      if (!found) return found.failure();
      if (!*found) continue;
      last_ = storage::key{}.bytes((*found)->key);
      if (by_number()) {
        place_ = {{}, storage::name_in((*found)->key).number};
        return found_record((*found)->value);
      }
      const storage::company_place stands = storage::company_place_in((*found)->key.substr(5));
      place_ = {stands.sort_key, stands.number};
      const auto stored =
          reading_.get(table::records, storage::company_key(tenant_, stands.number));
      if (!stored) return stored.failure();
      if (!*stored) return refusal(errc::internal);
      return found_record(**stored);
    }
    return found_record();
  }
  // Of the one that was read last.
  const lists::place& place() const { return place_; }

 private:
  // Rows side by side; those without a value come behind all others in either direction.
  struct stretch {
    table where;
    storage::key all;
  };

  // The records themselves are in that order.
  bool by_number() const { return by_.tag == number_tag; }

  outcome<std::optional<storage::row>> next_row(const stretch& along) const {
    if (by_.descending)
      return last_ ? reading_.last_before(along.where, *last_, along.all)
                   : reading_.last_with(along.where, along.all);
    const storage::key from = last_ ? storage::key(*last_).u8(0) : along.all;
    return reading_.first_at_or_after(along.where, from, along.all);
  }

  const storage::snapshot& reading_;
  const tenant_number tenant_;
  const lists::field_order by_;
  std::vector<stretch> stretches_;
  std::size_t at_ = 0;                // in stretches_
  std::optional<storage::key> last_;  // in it
  lists::place place_;
};

// Where a list goes on, for nobody to read: the place may be that of a company which the caller
// does not see. Bound to the query and the tenant.
class cursors {
 public:
  cursors(company_filter filter, lists::field_order by, std::string_view tenant_key)
      : tenant_key_(tenant_key),
        hides_with_(keyed_hash(tenant_key, "cursor of companies", sealing_key_bytes)) {
    std::ranges::sort(filter.state);
    wire::buffer query;
    wire::packer pack(query);
    wire::pack_text(pack, "companies");
    pack.pack_uint8(by.tag);
    by.descending ? pack.pack_true() : pack.pack_false();
    fields::encode_named(query, filter);
    digest_ = lists::digest_of(query.view());
  }

  std::string written(lists::place at, outside& world) const {
    if (at.key) at.key = seal(*at.key, hides_with_, world);
    return lists::seal_cursor(at, digest_, tenant_key_);
  }

  outcome<lists::place> read(std::string_view cursor) const {
    auto at = lists::open_cursor(cursor, digest_, tenant_key_);
    if (!at || !at->key) return at;
    at->key = open_sealed(*at->key, hides_with_);
    if (!at->key) return refusal(errc::internal);  // nobody else can have made it
    return at;
  }

 private:
  const std::string_view tenant_key_;
  const std::string hides_with_;
  std::string digest_;
};

}  // namespace

outcome<nothing> list_companies(const methods::companies_list& asked,
                                const storage::snapshot& reading, const tenant_view& tenant,
                                const principal& caller, outside& world, wire::buffer& out) {
  if (!tenant.tenant.b2b) return refusal(errc::capability_off);
  const auto by = order_of(asked.sort);
  if (!by) return by.failure();
  const company_filter filter = asked.filter.value_or(company_filter{});
  const matching wanted(filter);
  const cursors going_on(filter, *by, tenant.tenant.reference_key);
  walk rows(reading, tenant.number, *by);
  if (asked.cursor) {
    const auto last = going_on.read(*asked.cursor);
    if (!last) return last.failure();
    rows.go_on_after(*last);
  }
  page listed(asked.limit);
  std::size_t bytes = 0;
  lists::place last;
  for (std::int64_t looks = 0;; ++looks) {
    const auto stored = rows.next();
    if (!stored) return stored.failure();
    if (!*stored) break;
    const bool enough = looks == methods::company_looks_max || bytes >= methods::company_bytes_max;
    if (listed.full() || enough) {
      listed.continue_at(going_on.written(std::move(last), world));
      if (!listed.full()) listed.mark_partial();
      break;
    }
    last = rows.place();
    bytes += (*stored)->size();
    const auto each = fields::decode_tagged<company>(**stored, asked_of());
    if (!each) return refusal(errc::internal);
    if (may_see(tenant, caller, *each) && wanted.fits(*each))
      fields::show<company>(listed.add(), **stored);
  }
  listed.write(out);
  return nothing{};
}

}  // namespace atrium::actors
