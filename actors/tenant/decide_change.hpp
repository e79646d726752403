// What the decisions on a tenant are made with (actors/tenant/decide.hpp): a change under
// construction, and the version that a caller insists on.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "actors/telling.hpp"
#include "actors/tenant/decide.hpp"
#include "protocol/records/index_entries.hpp"
#include "storage/keys.hpp"

namespace atrium::actors {

// A decision under construction: a copy of the view, to which the changed record is added as it is
// stored.
class tenant_change {
 public:
  tenant_change(const tenant_view& now, const tenant_context& in)
      : after(std::make_shared<tenant_view>(now)), in_(in) {
    changes.tenant = now.number;
  }

  template <class Record>
  std::string store(storage::record_kind kind, std::uint64_t number, const Record& record) {
    std::string bytes = fields::encode_tagged(record);
    const tenant_number owner = kind == storage::record_kind::tenant ? node_tenant : after->number;
    const storage::key key = storage::record_key(owner, kind, number);
    if (record.version == 1)
      changes.expectations.push_back(
          {storage::expectation::kind::absent, storage::table::records, std::string(key.view())});
    else
      changes.expectations.push_back({storage::expectation::kind::at_version,
                                      storage::table::records, std::string(key.view()),
                                      static_cast<std::uint64_t>(record.version - 1)});
    changes.puts.push_back({storage::table::records, std::string(key.view()), bytes});
    if (record.version == 1) changes.used_numbers.push_back({owner, kind, number});
    return bytes;
  }

  // Erases the record, which must still be at that version.
  void remove(storage::record_kind kind, std::uint64_t number, std::int64_t version) {
    const storage::key key = storage::record_key(after->number, kind, number);
    changes.expectations.push_back({storage::expectation::kind::at_version, storage::table::records,
                                    std::string(key.view()), static_cast<std::uint64_t>(version)});
    changes.erasures.push_back({storage::table::records, std::string(key.view())});
  }

  void free_name(const storage::key& key) {
    changes.erasures.push_back({storage::table::unique, std::string(key.view())});
  }

  void take_name(const storage::key& key, std::uint64_t number,
                 std::optional<std::int64_t> tenant = {}) {
    changes.expectations.push_back(
        {storage::expectation::kind::absent, storage::table::unique, std::string(key.view())});
    changes.puts.push_back({storage::table::unique, std::string(key.view()),
                            fields::encode_tagged(records::unique_entry{
                                .number = static_cast<std::int64_t>(number), .tenant = tenant})});
  }

  void tell(std::string event, std::optional<std::string> object, std::int64_t version,
            std::vector<std::string> names) {
    actors::tell(changes, after->number,
                 {.time = in_.now_ms,
                  .kind = std::move(event),
                  .object = std::move(object),
                  .version = version,
                  .fields_changed = std::move(names),
                  .principal = in_.caller.name(),
                  .site = in_.options.site,
                  .reason = in_.options.reason},
                 in_.source);
  }

  tenant_decision with(std::string answer) && {
    return {std::move(changes), std::move(answer), std::move(after)};
  }

  storage::change_set changes;
  std::shared_ptr<tenant_view> after;

 private:
  const tenant_context& in_;
};

// Applies `set` and `unset` to the record; the names of what changed, or what is wrong.
template <class Record>
outcome<std::vector<std::string>> edit(Record& record, const fields::partial<Record>& set,
                                       const std::vector<std::string>& unset) {
  std::vector<std::string> names;
  fields::problems found;
  set.apply_to(record, names);
  fields::unset(record, unset, names, found);
  if (!found.none()) return found.take();
  return names;
}

template <class Map>
std::uint64_t next_number(const Map& records) {
  return records.empty() ? 1 : records.rbegin()->first + 1;
}

template <class Record>
std::optional<error> wrong_version(const Record& record, const tenant_context& in) {
  if (!in.options.if_version || *in.options.if_version == record.version) return {};
  error conflict = refusal(errc::version_conflict);
  conflict.data.emplace_back("version", record.version);
  return conflict;
}

}  // namespace atrium::actors
