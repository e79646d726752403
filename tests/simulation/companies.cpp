#include "tests/simulation/companies.hpp"

#include <algorithm>
#include <array>

#include "actors/reads/company_list.hpp"
#include "actors/tenant/company_rows.hpp"
#include "protocol/records/customer.hpp"
#include "protocol/text/words.hpp"
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

std::vector<records::company> companies_of(const storage::snapshot& reading, tenant_number tenant) {
  std::vector<records::company> all;
  const storage::key prefix = storage::record_prefix(tenant, storage::record_kind::company);
  static_cast<void>(reading.scan(
      storage::table::records, prefix, prefix, 1'000'000, [&](const storage::row& found) {
        if (auto each = fields::decode_tagged<records::company>(found.value))
          all.push_back(*std::move(each));
        return true;
      }));
  return all;
}

// The order of lists, said without the rows that they are made from.
struct company_sort {
  std::string_view by;
  std::optional<std::string> (*value)(const records::company& of);
};
constexpr std::array company_sorts{
    company_sort{"name",
                 [](const records::company& of) -> std::optional<std::string> {
                   return text::folded(of.name);
                 }},
    company_sort{"external_id",
                 [](const records::company& of) -> std::optional<std::string> {
                   if (!of.external_id) return {};
                   return text::folded(*of.external_id);
                 }},
    company_sort{"state", [](const records::company& of) -> std::optional<std::string> {
                   return std::string(fields::name_of(of.state));
                 }}};

std::vector<std::int64_t> in_order(const std::vector<records::company>& all, const company_sort& by,
                                   bool descending) {
  std::vector<std::pair<std::string, std::int64_t>> with;
  std::vector<std::int64_t> without;
  for (const records::company& each : all) {
    if (const auto value = by.value(each))
      with.emplace_back(*value, each.number);
    else
      without.push_back(each.number);
  }
  std::ranges::sort(with);
  std::ranges::sort(without);
  if (descending) {
    std::ranges::reverse(with);
    std::ranges::reverse(without);
  }
  std::vector<std::int64_t> numbers;
  for (const auto& [value, number] : with) numbers.push_back(number);
  numbers.insert(numbers.end(), without.begin(), without.end());
  return numbers;
}

std::vector<std::int64_t> page_by_page(life& in, const storage::snapshot& reading,
                                       const actors::tenant_view& tenant, std::string sort,
                                       std::size_t most) {
  std::vector<std::int64_t> numbers;
  const actors::principal caller{.what = actors::principal::kind::client};
  methods::companies_list asked{.sort = std::move(sort), .limit = 2};
  do {
    wire::buffer page;
    if (!actors::list_companies(asked, reading, tenant, caller, in.world, page)) return {};
    wire::cursor items(member(page.view(), "items").value_or("\x90"));
    std::uint32_t count = 0;
    items.read_array(count);
    std::string_view each;
    for (; count > 0 && items.read_raw(each); --count)
      numbers.push_back(integer_in(each, "number").value_or(0));
    asked.cursor.reset();
    if (std::string next = text_in(page.view(), "next_cursor"); !next.empty())
      asked.cursor = std::move(next);
  } while (asked.cursor && numbers.size() <= most);
  return numbers;
}

void check_company_lists(ledger& of, life& in, const storage::snapshot& reading) {
  for (const auto& [number, tenant] : in.node.tenants()->by_number) {
    const auto view = tenant->view();
    if (tenant->is_removing() || !view->tenant.b2b) continue;
    const auto all = companies_of(reading, number);
    for (const company_sort& each : company_sorts)
      for (const bool descending : {false, true})
        if (page_by_page(in, reading, *view, (descending ? "-" : "") + std::string(each.by),
                         all.size()) != in_order(all, each, descending))
          return of.violated("the companies of " + tenant->name() + " by " + std::string(each.by) +
                             " are not what the store holds");
  }
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
  check_company_lists(of, in, *reading);
  for (const request& each : of.all) {
    if (each.came_to != fate::done || of.tenants[each.tenant].passes) continue;
    if (is_about_a_company(each))
      check_company(of, *reading, each);
    else if (each.method == "companies.assign" || each.method == "companies.unassign")
      check_assignment(of, *reading, each);
  }
}

}  // namespace atrium::simulation
