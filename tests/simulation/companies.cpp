#include "tests/simulation/companies.hpp"

#include <array>

#include "actors/tenant/company_rows.hpp"
#include "protocol/records/customer.hpp"
#include "storage/keys.hpp"

namespace atrium::simulation {
namespace {

// Of those some are perhaps never made; "f2" is also an id that one of them may get.
constexpr std::array<std::string_view, 4> company_ids{"bell", "ring", "f1", "f2"};
constexpr std::array<std::string_view, 2> external_ids{"erp-1", "erp-2"};
constexpr std::array<std::string_view, 3> some_roles{"[]", R"(["buyer"])", R"(["buyer","admin"])"};

std::string in_quotes(std::string_view text) { return "\"" + std::string(text) + "\""; }

bool is_about_a_company(const request& asked) {
  return asked.method.starts_with("companies.") && asked.what == sort::of_tenant;
}

void check_company(ledger& of, const storage::snapshot& reading, const request& asked) {
  const auto found =
      actors::find_company(reading, of.tenants[asked.tenant].number, text_in(asked.result, "id"));
  const auto version = integer_in(asked.result, "version").value_or(0);
  if (!found || !*found || (*found)->record.version < version)
    return of.violated(tag_of(asked) + " was answered a company that is not there");
  const records::company& now = (*found)->record;
  if (now.version == version && (fields::name_of(now.state) != text_in(asked.result, "state") ||
                                 now.name != text_in(asked.result, "name")))
    of.violated(tag_of(asked) + " was answered another company than is there");
}

void check_assignment(ledger& of, const storage::snapshot& reading, const request& asked) {
  const tenant_ledger& tenant = of.tenants[asked.tenant];
  const account_number account{
      static_cast<std::uint64_t>(integer_in(asked.result, "number").value_or(0))};
  const auto stored =
      reading.get(storage::table::records, storage::customer_key(tenant.number, account));
  const auto now = stored && *stored ? fields::decode_tagged<records::customer>(**stored)
                                     : std::optional<records::customer>{};
  if (!now || now->is_tombstone() ||
      now->version != integer_in(asked.result, "version").value_or(0))
    return;
  const auto is_answered = [&](std::string_view name, const auto& has) {
    wire::buffer value;
    if (has) fields::encode_value(value, *has);
    return member(asked.result, name).value_or("") == value.view();
  };
  if (!is_answered("companies", now->companies) ||
      !is_answered("company_roles", now->company_roles))
    of.violated(tag_of(asked) + " was answered other companies than the customer has");
}

std::string external_id(random& from) {
  return ",\"external_id\":" + in_quotes(from.any_of(external_ids));
}

}  // namespace

void draw_company(random& from, request& made) {
  const std::string id = in_quotes(from.any_of(company_ids));
  const auto kind = from.below(8);
  if (kind < 2) {
    made.method = "companies.create";
    made.named = "{\"name\":" + in_quotes(made.mark) + (from.one_in(3) ? "" : ",\"id\":" + id);
    if (from.one_in(3)) made.named += external_id(from);
    made.named += "}";
    return;
  }
  made.named = "{\"company\":" + id;
  if (kind < 3) {
    made.method = "companies.update";
    const bool gives_one = from.one_in(2);
    made.named +=
        ",\"set\":{\"name\":" + in_quotes(made.mark) + (gives_one ? external_id(from) : "") + "}";
    if (!gives_one && from.one_in(2)) made.named += R"(,"unset":["external_id"])";
  } else {
    made.method = from.any_of(
        std::array<std::string_view, 5>{"companies.approve", "companies.approve", "companies.deny",
                                        "companies.disable", "companies.enable"});
  }
  made.named += "}";
}

void draw_assignment(random& from, request& made) {
  made.method = from.one_in(3) ? "companies.unassign" : "companies.assign";
  made.part = from.any_of(company_ids);
  made.named += ",\"company\":" + in_quotes(made.part);
  if (made.method == "companies.assign" && from.one_in(2))
    made.named += ",\"roles\":" + std::string(from.any_of(some_roles));
}

void check_companies(ledger& of, life& in) {
  if (in.writer.broken()) return;
  const auto reading = in.node.borrow_snapshot();
  for (const request& each : of.all) {
    if (each.came_to != fate::done || of.tenants[each.tenant].passes) continue;
    if (is_about_a_company(each))
      check_company(of, *reading, each);
    else if (each.method == "companies.assign" || each.method == "companies.unassign")
      check_assignment(of, *reading, each);
  }
}

}  // namespace atrium::simulation
