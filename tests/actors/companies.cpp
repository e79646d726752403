#include "tests/actors/companies.hpp"

#include "storage/checksum.hpp"
#include "storage/keys.hpp"

namespace atrium::tests {

using records::company_state;

void company_shop::make_company(const std::string& id, company_state state) {
  const std::string named = R"({"company": ")" + id + "\"}";
  done<methods::companies_create>(R"({"id": ")" + id + R"(", "name": "The )" + id + "\"}");
  if (state == company_state::denied) done<methods::companies_deny>(named);
  if (state == company_state::approved || state == company_state::disabled)
    done<methods::companies_approve>(named);
  if (state == company_state::disabled) done<methods::companies_disable>(named);
  REQUIRE(company(id).state == state);
}

std::optional<actors::stored_company> company_shop::find(const std::string& id) const {
  const auto known = rows.find(id);
  if (known == rows.end()) return {};
  return known->second;
}

std::optional<actors::stored_company> company_shop::find_other(
    const fields::partial<records::company>& given) const {
  const auto& id = given.values().external_id;
  for (const auto& [name, each] : rows)
    if (id && each.record.external_id == id) return each;
  return {};
}

void company_shop::keep(const storage::change_set& changes) {
  for (const storage::put& each : changes.puts) {
    if (each.where != storage::table::records) continue;
    const storage::record_name at = storage::name_in(each.key);
    if (at.kind != storage::record_kind::company) continue;
    const auto record = fields::decode_tagged<records::company>(each.value);
    REQUIRE(record);
    rows[record->id] = {at.number, *record, storage::checksum(each.key, each.value)};
    next = std::max(next, at.number + 1);
  }
}

}  // namespace atrium::tests
