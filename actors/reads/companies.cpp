// Companies as they are read: by id, in lists, and those of a customer.
#include "protocol/methods/companies.hpp"

#include "actors/reads/company_list.hpp"
#include "actors/reads/page.hpp"
#include "actors/reads/reads.hpp"
#include "actors/tenant/company_rows.hpp"
#include "actors/tenant/visible.hpp"
#include "protocol/fields/stored_value.hpp"
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
  return list_companies(asked, call.reading, *call.view, *call.caller, call.shared.world(), out);
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
