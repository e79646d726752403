#include "storage/apply.hpp"

#include <algorithm>

#include "protocol/wire/packer.hpp"
#include "storage/checksum.hpp"
#include "storage/meta.hpp"
#include "storage/tagged.hpp"

namespace atrium::storage {

namespace {

constexpr std::uint64_t customer_numbers_step = 1024;
constexpr std::size_t value_bytes_max = std::size_t{64} << 20;

MDB_dbi handle(const write_view& view, table where) {
  return view.tables[static_cast<std::size_t>(where)];
}

bool key_fits(std::string_view key) { return !key.empty() && key.size() <= key_bytes_max; }

int put_checked(write_view& view, table where, std::string_view key, std::string_view value) {
  MDB_val to = lmdb::to_value(key);
  MDB_val room{value.size() + checksum_bytes, nullptr};
  const int code = mdb_put(view.in, handle(view, where), &to, &room, MDB_RESERVE);
  if (code == 0) write_checked(key, value, static_cast<char*>(room.mv_data));
  return code;
}

struct finding {
  int code = 0;  // 0, MDB_NOTFOUND or an error; MDB_CORRUPTED also for a wrong checksum
  std::string_view value = {};
};

finding find(write_view& view, table where, std::string_view key) {
  MDB_val at = lmdb::to_value(key);
  MDB_val value;
  if (int code = mdb_get(view.in, handle(view, where), &at, &value)) return {code};
  const auto whole = read_checked(key, lmdb::to_bytes(value));
  if (!whole) return {MDB_CORRUPTED};
  return {0, *whole};
}

bool fits(const change_set& set) {
  const auto put_fits = [](const put& one) {
    return key_fits(one.key) && one.value.size() <= value_bytes_max;
  };
  const auto entry_fits = [](const auto& one) { return one.value.size() <= value_bytes_max; };
  return std::ranges::all_of(set.puts, put_fits) &&
         std::ranges::all_of(set.erasures, key_fits, &erasure::key) &&
         std::ranges::all_of(set.expectations, key_fits, &expectation::key) &&
         std::ranges::all_of(set.journal, entry_fits) &&
         std::ranges::all_of(set.audit, entry_fits) &&
         (!set.idempotency ||
          (key_fits(set.idempotency->key) && set.idempotency->answer.size() <= value_bytes_max));
}

application refused(std::size_t which) {
  return {.result = {.what = commit_result::kind::refused, .failed = which}};
}

bool holds(const expectation& expected, const finding& found) {
  const bool there = found.code == 0;
  if (expected.what == expectation::kind::absent) return !there;
  if (!there) return expected.what == expectation::kind::absent_or_at_version;
  return read_unsigned_tag(found.value, 1) == expected.version &&
         (!expected.checksum || checksum(expected.key, found.value) == *expected.checksum);
}

// All that may refuse the set; committed if nothing does.
application look(write_view& view, const change_set& set) {
  if (!fits(set)) return {.result = {.what = commit_result::kind::failed}};
  if (set.idempotency) {  // first: a repeated command finds its expectations broken by itself
    const auto found = find(view, table::idempotency, set.idempotency->key);
    if (found.code == 0) return {.result = {.what = commit_result::kind::key_known}};
    if (found.code != MDB_NOTFOUND) return {.code = found.code, .result = {}};
  }
  for (std::size_t i = 0; i < set.expectations.size(); ++i) {
    const expectation& expected = set.expectations[i];
    const auto found = find(view, expected.where, expected.key);
    if (found.code != 0 && found.code != MDB_NOTFOUND) return {.code = found.code, .result = {}};
    if (!holds(expected, found)) return refused(i);
  }
  return {.result = {.what = commit_result::kind::committed}};
}

struct number_found {
  int code = 0;
  std::uint64_t value = 0;
};

// The last of the numbers that follow `prefix` in keys of the table, 0 if there is none: from this
// transaction, from memory, or else the last such key.
number_found last_number(write_view& view, tenant_number tenant,
                         std::unordered_map<std::uint32_t, std::uint64_t> numbers::*counted,
                         table where, const key& prefix) {
  for (const numbers* known : {&static_cast<const numbers&>(view.pending), &view.known})
    if (const auto at = (known->*counted).find(tenant.value); at != (known->*counted).end())
      return {0, at->second};
  MDB_cursor* raw = nullptr;
  if (int code = mdb_cursor_open(view.in, handle(view, where), &raw)) return {code};
  const lmdb::cursor cursor(raw);
  const key end = key(prefix).u64(~std::uint64_t{0});
  MDB_val at = lmdb::to_value(end.view());
  MDB_val value;
  int code = mdb_cursor_get(raw, &at, &value, MDB_SET_RANGE);
  if (code == 0)
    code = mdb_cursor_get(raw, &at, &value, MDB_PREV);
  else if (code == MDB_NOTFOUND)
    code = mdb_cursor_get(raw, &at, &value, MDB_LAST);
  if (code == MDB_NOTFOUND) return {};
  if (code != 0) return {code};
  const std::string_view found = lmdb::to_bytes(at);
  if (found.size() < end.view().size() || !found.starts_with(prefix.view())) return {};
  return {0, wire::load64(found.data() + prefix.view().size())};
}

number_found last_seq(write_view& view, tenant_number tenant) {
  return last_number(view, tenant, &numbers::last_seq, table::journal, key{}.u32(tenant.value));
}

// Raises the persisted next number above a used one.
int raise_next(write_view& view, const used_number& used) {
  const std::uint64_t slot =
      (std::uint64_t{used.tenant.value} << 8) | static_cast<std::uint8_t>(used.kind);
  const key where = next_number_key(used.tenant, used.kind);
  std::uint64_t next = 0;
  if (const auto at = view.pending.next.find(slot); at != view.pending.next.end()) {
    next = at->second;
  } else if (const auto before = view.known.next.find(slot); before != view.known.next.end()) {
    next = before->second;
  } else {
    const auto found = find(view, table::meta, where);
    if (found.code != 0 && found.code != MDB_NOTFOUND) return found.code;
    if (found.code == 0) next = read_unsigned_tag(found.value, 1).value_or(0);
  }
  if (used.number >= next) {
    const std::uint64_t step = used.kind == record_kind::customer ? customer_numbers_step : 1;
    next = (used.number / step + 1) * step;
    if (int code = put_checked(view, table::meta, where, pack_number(next))) return code;
  }
  view.pending.next[slot] = next;
  return 0;
}

std::string pack_idempotency(const idempotency_entry& entry, std::uint64_t seq) {
  wire::buffer bytes;
  bytes.reserve(entry.answer.size() + entry.digest.size() + 32);
  wire::packer to(bytes);
  const auto pack_bytes = [&](std::string_view raw) {
    to.pack_bin(static_cast<std::uint32_t>(raw.size()));
    to.pack_bin_body(raw.data(), static_cast<std::uint32_t>(raw.size()));
  };
  to.pack_map(entry.account ? 5 : 4);
  to.pack_uint8(1);
  pack_bytes(entry.digest);
  to.pack_uint8(2);
  wire::pack_integer(to, entry.time_ms);
  to.pack_uint8(3).pack_uint64(seq);
  to.pack_uint8(4);
  pack_bytes(entry.answer);
  if (entry.account) to.pack_uint8(5).pack_uint64(*entry.account);
  return bytes.take();
}

constexpr std::size_t keys_at_once = 1'000;

// The first keys that begin with the prefix. Rows are not erased under the cursor that finds them.
int first_keys(write_view& view, table where, std::string_view prefix,
               std::vector<std::string>& keys) {
  keys.clear();
  MDB_cursor* raw = nullptr;
  if (int code = mdb_cursor_open(view.in, handle(view, where), &raw)) return code;
  const lmdb::cursor cursor(raw);
  MDB_val at = lmdb::to_value(prefix);
  MDB_val value;
  int code = mdb_cursor_get(raw, &at, &value, MDB_SET_RANGE);
  while (code == 0 && keys.size() < keys_at_once && lmdb::to_bytes(at).starts_with(prefix)) {
    keys.emplace_back(lmdb::to_bytes(at));
    code = mdb_cursor_get(raw, &at, &value, MDB_NEXT);
  }
  return code == MDB_NOTFOUND ? 0 : code;
}

int erase_all_below(write_view& view, table where, std::string_view prefix) {
  std::vector<std::string> keys;
  do {
    if (int code = first_keys(view, where, prefix, keys)) return code;
    for (const std::string& each : keys) {
      MDB_val at = lmdb::to_value(each);
      if (int code = mdb_del(view.in, handle(view, where), &at, nullptr)) return code;
    }
  } while (keys.size() == keys_at_once);
  return 0;
}

int erase(write_view& view, const erasure& gone) {
  if (gone.all_below) return erase_all_below(view, gone.where, gone.key);
  if (gone.only_at_version) {
    const auto found = find(view, gone.where, gone.key);
    if (found.code == MDB_NOTFOUND) return 0;
    if (found.code) return found.code;
    if (read_unsigned_tag(found.value, 1) != *gone.only_at_version) return 0;
  }
  MDB_val at = lmdb::to_value(gone.key);
  const int code = mdb_del(view.in, handle(view, gone.where), &at, nullptr);
  return code == MDB_NOTFOUND ? 0 : code;
}

int count_scrubbing(write_view& view, const change_set& set) {
  const auto found = find(view, table::meta, scrub_key);
  if (found.code != 0 && found.code != MDB_NOTFOUND) return found.code;
  scrub_counts counts = found.code == 0 ? read_scrub_counts(found.value) : scrub_counts{};
  counts.erasures += set.leaves_residue;
  counts.store_scrubbed = std::max(counts.store_scrubbed, set.store_scrubbed_to.value_or(0));
  counts.index_scrubbed = std::max(counts.index_scrubbed, set.index_scrubbed_to.value_or(0));
  return put_checked(view, table::meta, scrub_key, pack_scrub_counts(counts));
}

void note_time(write_view& view, std::int64_t time_ms) {
  view.pending.newest_time_ms = std::max(view.pending.newest_time_ms, time_ms);
}

// Appends to the tenant's journal, and to the customer's history; the number given.
number_found tell(write_view& view, const journal_entry& entry) {
  const auto last = last_seq(view, entry.tenant);
  if (last.code) return last;
  const std::uint64_t seq = last.value + 1;
  const key where = journal_key(entry.tenant, seq);
  if (int code = put_checked(view, table::journal, where, entry.value)) return {code};
  if (entry.history_of) {
    const key copy =
        customer_part_key(entry.tenant, *entry.history_of, customer_item::history, seq);
    if (int code = put_checked(view, table::records, copy, entry.value)) return {code};
  }
  view.pending.last_seq[entry.tenant.value] = seq;
  note_time(view, read_integer_tag(entry.value, 1).value_or(0));
  return {0, seq};
}

// Appends to the tenant's audit log.
int audit(write_view& view, const audit_row& entry) {
  const auto last = last_number(view, entry.tenant, &numbers::last_audit, table::records,
                                audit_prefix(entry.tenant));
  if (last.code) return last.code;
  const std::uint64_t number = last.value + 1;
  if (int code = put_checked(view, table::records, audit_key(entry.tenant, number), entry.value))
    return code;
  view.pending.last_audit[entry.tenant.value] = number;
  note_time(view, read_integer_tag(entry.value, 1).value_or(0));
  return 0;
}

}  // namespace

application apply(write_view& view, const change_set& set) {
  application done = look(view, set);
  if (done.code != 0 || done.result.what != commit_result::kind::committed) return done;

  for (const erasure& gone : set.erasures)
    if (int code = erase(view, gone)) return {.code = code, .result = {}};
  for (const put& one : set.puts)
    if (int code = put_checked(view, one.where, one.key, one.value))
      return {.code = code, .result = {}};
  for (const used_number& used : set.used_numbers)
    if (int code = raise_next(view, used)) return {.code = code, .result = {}};
  if (set.leaves_residue || set.store_scrubbed_to || set.index_scrubbed_to)
    if (int code = count_scrubbing(view, set)) return {.code = code, .result = {}};
  for (const journal_entry& entry : set.journal) {
    const auto told = tell(view, entry);
    if (told.code) return {.code = told.code, .result = {}};
    done.result.seq = told.value;
  }
  for (const audit_row& entry : set.audit)
    if (int code = audit(view, entry)) return {.code = code, .result = {}};
  if (set.journal.empty() && set.idempotency) {  // nothing changed: answered, also again, as of now
    const auto last = last_seq(view, set.tenant);
    if (last.code) return {.code = last.code, .result = {}};
    done.result.seq = last.value;
  }
  if (set.idempotency) {
    const std::string value = pack_idempotency(*set.idempotency, done.result.seq);
    if (int code = put_checked(view, table::idempotency, set.idempotency->key, value))
      return {.code = code, .result = {}};
    note_time(view, set.idempotency->time_ms);
  }
  return done;
}

int write_time(write_view& view) {
  const auto newest = static_cast<std::uint64_t>(view.pending.newest_time_ms);
  return put_checked(view, table::meta, time_key, pack_number(newest));
}

bool grows(const change_set& set) {
  return !set.puts.empty() || !set.journal.empty() || !set.audit.empty() ||
         set.idempotency.has_value();
}

}  // namespace atrium::storage
