// Whom a customers.claim_guests is about (features.md A11): found by the index of lists, which has
// every guest, or by the ids that the call names; and what is shown of them beforehand. No CAF, no
// threads; reads only.
#pragma once

#include "actors/scans/scan.hpp"
#include "protocol/methods/claiming.hpp"
#include "storage/snapshot.hpp"

namespace atrium::actors {

// The list of guests with a canonical e-mail, by number.
outcome<list_of_customers> list_of_guests(const std::string& email_key, const tenant_view& tenant);
struct listed_guests {
  std::vector<account_number> numbers;
  bool more = false;
};
// From the answer of that list.
listed_guests read_listed_guests(std::string_view result);
// Of a list that was refused, as error_form::map has it.
error read_refusal(std::string_view encoded);

// The customer of the id, also where he has become part of another; none if there is none.
outcome<std::optional<records::customer>> customer_of_id(const storage::snapshot& reading,
                                                         tenant_number tenant,
                                                         const std::string& id);
// That of the number, likewise.
outcome<std::optional<records::customer>> customer_of_number(const storage::snapshot& reading,
                                                             tenant_number tenant,
                                                             account_number account);

// As a preview shows him.
outcome<methods::claimable_guest> preview_of(const storage::snapshot& reading, tenant_number tenant,
                                             const records::customer& guest, std::int64_t now_ms);

}  // namespace atrium::actors
