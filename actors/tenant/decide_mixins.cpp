#include <algorithm>

#include "actors/answer.hpp"
#include "actors/tenant/decide_change.hpp"
#include "actors/tenant/segments.hpp"
#include "protocol/lists/condition.hpp"
#include "protocol/methods/mixins.hpp"

namespace atrium::actors {
namespace {

using records::indexed_property;
using columns = std::vector<indexed_property>;

// The column of this path and type: the one that it has had before, else the next that nothing ever
// had.
outcome<std::int64_t> column_of(const indexed_property& wanted, const columns& given_out) {
  std::int64_t next = lists::mixin_columns;
  for (const indexed_property& known : given_out) {
    if (known.path == wanted.path && known.type == wanted.type) return known.column;
    next = std::max(next, known.column + 1);
  }
  if (given_out.size() >= mixin_columns_max) return refusal(errc::limit_reached);
  return next;
}

// What `indexed` names, still without columns.
columns properties_of(const methods::mixins_define& call, const schema::compiled& checks,
                      fields::problems& found) {
  const fields::path root;
  const fields::path list = root / "indexed";
  columns named;
  if (call.entity == records::mixin_entity::address && !call.indexed.empty()) {
    found.add(list, errc::invalid_field, "addresses are in no lists that could be asked by it");
    return named;
  }
  if (call.indexed.size() > mixins_indexed_max)
    found.add(list, errc::invalid_field, "names more than " + std::to_string(mixins_indexed_max));
  for (std::size_t i = 0; i < call.indexed.size(); ++i) {
    const std::string& name = call.indexed[i];
    const fields::path at = list / static_cast<std::int64_t>(i);
    const auto type = checks.simple_property(name);
    if (!type)
      found.add(at, errc::invalid_field,
                "the schema declares no property of this name and one simple type");
    else if (std::find(call.indexed.begin(), call.indexed.begin() + std::ptrdiff_t(i), name) !=
             call.indexed.begin() + std::ptrdiff_t(i))
      found.add(at, errc::invalid_field, "is given twice");
    else
      named.push_back({name, *type, 0});
  }
  return named;
}

// Segments are asked by columns that the schema indexes, for as long as their rules name them.
std::optional<error> obstacle(const columns& before, const columns& after, const tenant_view& now) {
  for (const indexed_property& each : before) {
    if (std::find(after.begin(), after.end(), each) != after.end()) continue;
    const segment_definition* by = find_rule_by(now, static_cast<lists::column>(each.column));
    if (!by) continue;
    error refused = refusal(
        errc::invalid_field,
        "indexed: the rule of segment '" + by->record.name + "' names " + each.path, "indexed");
    refused.data.emplace_back("segment", by->record.name);
    return refused;
  }
  return {};
}

}  // namespace

decided_tenant decide(const methods::mixins_define& call, const tenant_view& now,
                      const tenant_context& in) {
  const mixin_definition* defined = now.find_mixins(call.entity);
  const records::mixin_schema before =
      defined ? defined->record : records::mixin_schema{.version = 0, .entity = call.entity};
  if (auto conflict = wrong_version(before, in)) return std::move(conflict).value();
  fields::problems found;
  const fields::path root;
  auto checks = schema::compiled::compile(call.schema.bytes, root / "schema", found);
  columns indexed = checks ? properties_of(call, *checks, found) : columns{};
  if (!found.none()) return found.take();

  records::mixin_schema after = before;
  for (indexed_property& each : indexed) {
    const auto column = column_of(each, after.columns);
    if (!column) return column.failure();
    each.column = *column;
    if (std::find(after.columns.begin(), after.columns.end(), each) == after.columns.end())
      after.columns.push_back(each);
  }
  if (call.entity == records::mixin_entity::customer)
    if (auto wrong = obstacle(before.indexed, indexed, now)) return *std::move(wrong);
  std::vector<std::string> names;
  if (!defined || call.schema != before.schema) names.emplace_back("schema");
  if (indexed != before.indexed) names.emplace_back("indexed");
  tenant_change change(now, in);
  if (names.empty())
    return std::move(change).with(
        unfinished_answer<records::mixin_schema>(fields::encode_tagged(before)));
  if (before.version >= mixin_versions_max) return refusal(errc::limit_reached);
  after.version = before.version + 1;
  after.schema = call.schema;
  after.indexed = std::move(indexed);
  after.defined_at = in.now_ms;
  const std::uint64_t number = records::number_of(call.entity);
  const std::string stored = change.store(storage::record_kind::mixin_schema, number, after);
  records::mixin_schema version = after;
  version.columns.clear();
  const auto version_number = static_cast<std::uint64_t>(after.version);
  change.changes.puts.push_back(
      {storage::table::records,
       std::string(storage::mixin_version_key(now.number, number, version_number).view()),
       fields::encode_tagged(version)});
  change.tell(std::string(records::mixins_defined), std::string(fields::name_of(call.entity)),
              after.version, std::move(names));
  change.after->add(mixin_definition{std::move(after), std::move(checks)});
  return std::move(change).with(unfinished_answer<records::mixin_schema>(stored));
}

}  // namespace atrium::actors
