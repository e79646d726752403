// Companies as they are read: by id, in the order of their making, and those of a customer.
#include "protocol/methods/companies.hpp"

#include <algorithm>

#include "actors/reads/page.hpp"
#include "actors/reads/reads.hpp"
#include "actors/tenant/company_rows.hpp"
#include "actors/tenant/visible.hpp"
#include "protocol/fields/stored_value.hpp"
#include "protocol/text/words.hpp"
#include "storage/keys.hpp"

namespace atrium::actors {
namespace {

using records::company;

// What a customer's answer shows of each company that he buys for.
const fields::tag_set& shown_of_assigned() {
  static const fields::tag_set some = [] {
    fields::tag_set tags;
    for (const int tag : {fields::tag_of<company>("id"), fields::tag_of<company>("number"),
                          fields::tag_of<company>("name"), fields::tag_of<company>("state")})
      tags.set(static_cast<std::size_t>(tag));
    return tags;
  }();
  return some;
}

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
  explicit matching(const methods::company_filter& filter)
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

  const methods::company_filter& filter_;
  const std::vector<std::string> words_;
};

}  // namespace

outcome<nothing> read(const methods::companies_get& asked, call_context& call, wire::buffer& out,
                      wait_for&) {
  if (!call.view->tenant.b2b) return refusal(errc::capability_off);
  if (asked.company.has_value() == asked.external_id.has_value())
    return refusal(errc::invalid_field,
                   "company: name it in exactly one way: company or external_id", "company");
  auto found = asked.company ? find_company(call.reading, call.view->number, *asked.company)
                             : find_company_by_external_id(call.reading, call.view->number,
                                                           *asked.external_id);
  if (!found) return found.failure();
  const auto seen = seen_by(std::move(found).value(), *call.view, *call.caller);
  if (!seen) return seen.failure();
  fields::show<company>(out, fields::encode_tagged(seen->record));
  return nothing{};
}

outcome<nothing> read(const methods::companies_list& asked, call_context& call, wire::buffer& out,
                      wait_for&) {
  if (!call.view->tenant.b2b) return refusal(errc::capability_off);
  const methods::company_filter filter = asked.filter.value_or(methods::company_filter{});
  const matching wanted(filter);
  const auto before = number_in_cursor(asked.cursor, ~std::uint64_t{0});
  if (!before) return before.failure();
  const tenant_number tenant = call.view->number;
  const storage::key all = storage::record_prefix(tenant, storage::record_kind::company);
  page listed(asked.limit);
  std::uint64_t last = *before;
  std::size_t bytes = 0;
  for (std::int64_t looks = 0;; ++looks) {
    const auto found =
        call.reading.last_before(storage::table::records, storage::company_key(tenant, last), all);
    if (!found) return found.failure();
    if (!*found) break;
    const bool enough = looks == methods::company_looks_max || bytes >= methods::company_bytes_max;
    if (listed.full() || enough) {
      listed.continue_at(last);
      if (!listed.full()) listed.mark_partial();
      break;
    }
    last = storage::name_in((*found)->key).number;
    bytes += (*found)->value.size();
    const auto each = fields::decode_tagged<company>((*found)->value, asked_of());
    if (!each) return refusal(errc::internal);
    if (may_see(*call.view, *call.caller, *each) && wanted.fits(*each))
      fields::show<company>(listed.add(), (*found)->value);
  }
  listed.write(out);
  return nothing{};
}

// One that the caller may not see is left out; to a shopper his own companies are shown.
outcome<nothing> append_companies(const call_context& call, account_number account,
                                  wire::buffer& out) {
  const tenant_view& tenant = *call.view;
  const auto stored =
      call.reading.get(storage::table::records, storage::customer_key(tenant.number, account));
  if (!stored) return stored.failure();
  static const fields::tag_set ids = fields::tag_set()
                                         .set(records::customer::companies_tag)
                                         .set(records::customer::company_roles_tag);
  const auto who = *stored ? fields::decode_tagged<records::customer>(**stored, ids)
                           : std::optional<records::customer>{};
  if (!who) return refusal(errc::internal);
  array shown;
  for (const std::string& id : who->company_ids()) {
    const auto found = find_company(call.reading, tenant.number, id);
    if (!found) return found.failure();
    if (!*found || !(call.shopper || may_see(tenant, *call.caller, (*found)->record))) continue;
    wire::buffer& out_of = shown.add();
    fields::open_map map(out_of);
    map.add(fields::append_shown<company>(out_of, fields::encode_tagged((*found)->record),
                                          shown_of_assigned()));
    if (const std::vector<std::string> roles = who->roles_at(id); !roles.empty()) {
      wire::packer pack(out_of);
      wire::pack_key<"roles">(pack);
      fields::encode_value(out_of, roles);
      map.add(1);
    }
    map.close();
  }
  shown.write(out);
  return nothing{};
}

}  // namespace atrium::actors
