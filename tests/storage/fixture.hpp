// A small store of the test's own, and short ways to commit to it and read it.
#pragma once

#include <catch2/catch.hpp>
#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

#include "protocol/records/index_entries.hpp"
#include "protocol/wire/packer.hpp"
#include "storage/keys.hpp"
#include "storage/snapshot.hpp"
#include "storage/store.hpp"
#include "storage/verify.hpp"
#include "tests/storage/scratch_folder.hpp"

namespace atrium::test {

using result_kind = storage::commit_result::kind;

inline storage::store_options small_store() {
  return {
      .map_bytes = 64 << 20, .readers_max = 32, .reserve_bytes = 64 << 10, .room_look_every_ms = 0};
}

inline storage::store_identity some_identity() {
  return {.id = "abcdefghijklmnopqrstuvwxyz",
          .made_at_ms = 1000,
          .operator_key_hash = std::string(32, 'h')};
}

inline std::unique_ptr<storage::store> open_store(
    const std::filesystem::path& data, const storage::store_options& options = small_store()) {
  auto opened = storage::store::open(data, options);
  if (!opened) FAIL(opened.failure().message);
  return std::move(*opened);
}

inline std::unique_ptr<storage::store> new_store(
    const std::filesystem::path& data, const storage::store_options& options = small_store()) {
  const auto made = storage::store::create(data, some_identity(), options);
  if (!made) FAIL(made.failure().message);
  return open_store(data, options);
}

// {1: first, 2: text}
inline std::string some_map(std::uint64_t first, std::string_view text = "") {
  wire::buffer bytes;
  wire::packer to(bytes);
  to.pack_map(2).pack_uint8(1).pack_uint64(first).pack_uint8(2);
  wire::pack_text(to, text);
  return bytes.take();
}

inline std::string customer(std::uint32_t tenant, std::uint64_t account) {
  return std::string(storage::customer_key({tenant}, {account}).view());
}

template <class Record>
void put_row(storage::change_set& into, const storage::key& where, const Record& record) {
  into.puts.push_back(
      {storage::table::records, std::string(where.view()), fields::encode_tagged(record)});
}

// An entry of the unique index that leads to the number.
inline void put_name(storage::change_set& into, const storage::key& where, std::int64_t number) {
  into.puts.push_back({storage::table::unique, std::string(where.view()),
                       fields::encode_tagged(records::unique_entry{.number = number})});
}

inline storage::change_set put_set(const std::string& key, const std::string& value,
                                   storage::table where = storage::table::records) {
  storage::change_set set{};
  set.puts.push_back({where, key, value});
  return set;
}

// The journal entry of `tenant` at `time_ms`.
inline storage::change_set journal_set(std::uint32_t tenant, std::int64_t time_ms = 1) {
  storage::change_set set{};
  set.tenant = {tenant};
  set.journal = {
      storage::journal_entry{{tenant}, some_map(static_cast<std::uint64_t>(time_ms), "event")}};
  return set;
}

inline std::vector<storage::commit_result> commit(storage::writer& to,
                                                  std::initializer_list<storage::change_set> sets) {
  std::vector<const storage::change_set*> batch;
  for (const auto& set : sets) batch.push_back(&set);
  return to.commit(batch);
}

inline storage::commit_result commit_one(storage::store& to, const storage::change_set& set) {
  const storage::change_set* batch[] = {&set};
  return to.the_writer().commit(batch).at(0);
}

inline std::optional<std::string> read(const storage::store& from, storage::table where,
                                       std::string_view key) {
  storage::snapshot now(from);
  if (const auto begun = now.renew(); !begun) FAIL(begun.failure().message);
  const auto found = now.get(where, key);
  if (!found) FAIL(found.failure().message);
  if (!*found) return std::nullopt;
  return std::string(**found);
}

// The invariant that verify finds broken in the store after `damage`; "" if none.
inline std::string broken_by(const storage::change_set& damage, storage::store& whole) {
  REQUIRE(commit_one(whole, damage).what == result_kind::committed);
  const auto found = storage::verify(whole);
  REQUIRE(found);
  return found->broken ? found->broken->invariant : "";
}

// The same of a store in which there is `whole` before.
inline std::string broken_by(const storage::change_set& damage, const storage::change_set& whole) {
  scratch_folder data;
  const auto made = new_store(data.path());
  REQUIRE(commit_one(*made, whole).what == result_kind::committed);
  return broken_by(damage, *made);
}

}  // namespace atrium::test
