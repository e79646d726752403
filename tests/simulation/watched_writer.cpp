#include "tests/simulation/watched_writer.hpp"

#include <deque>
#include <utility>

namespace atrium::simulation {
namespace {

bool is_login(const storage::expectation& expected) {
  return expected.what == storage::expectation::kind::absent &&
         expected.where == storage::table::unique && expected.key.size() > 4 &&
         static_cast<unsigned char>(expected.key[4]) ==
             static_cast<unsigned char>(storage::unique_space::login);
}

}  // namespace

std::vector<storage::commit_result> watched_writer::commit(
    std::span<const storage::change_set* const> batch) {
  using kind = storage::commit_result::kind;
  const auto all = [&](kind what) {
    return std::vector(batch.size(), storage::commit_result{.what = what});
  };
  if (crashed_) return all(kind::unknown);
  if (broken_) return all(kind::failed);
  switch (std::exchange(next_, fault::none)) {
    case fault::none:
      return write(batch);
    case fault::failed:
      return all(kind::failed);
    case fault::storage_full:
      return all(kind::storage_full);
    case fault::unknown_durable:
      write(batch);
      [[fallthrough]];
    case fault::unknown_lost:
      broken_ = true;
      return all(kind::unknown);
    case fault::dies_before:
      throw std::runtime_error("simulated: the committer dies");
    case fault::dies_after:
      write(batch);
      throw std::runtime_error("simulated: the committer dies");
  }
  return {};
}

void watched_writer::note_ledgers(const storage::change_set& done) {
  for (const storage::put& each : done.puts) {
    if (each.where != storage::table::records) continue;
    const storage::record_name at = storage::name_in(each.key);
    if (at.kind != storage::record_kind::customer ||
        at.item != static_cast<std::uint8_t>(storage::customer_item::credit))
      continue;
    if (auto ledger = fields::decode_tagged<records::credit_ledger>(each.value))
      ledgers_put_.push_back({each.key, std::move(*ledger)});
  }
}

std::vector<storage::commit_result> watched_writer::write(
    std::span<const storage::change_set* const> batch) {
  if (strip_) {
    std::deque<storage::change_set> stripped;
    std::vector<const storage::change_set*> sets;
    for (const storage::change_set* each : batch) {
      stripped.push_back(*each);
      std::erase_if(stripped.back().expectations, is_login);
      sets.push_back(&stripped.back());
    }
    return real_.commit(sets);
  }
  auto results = real_.commit(batch);
  for (std::size_t i = 0; i < batch.size(); ++i)
    if (results[i].what == storage::commit_result::kind::committed) note_ledgers(*batch[i]);
  for (std::size_t i = 0; i < batch.size(); ++i)
    if (results[i].what == storage::commit_result::kind::refused &&
        is_login(batch[i]->expectations[results[i].failed]))
      on_taken_login_(*batch[i]);
  return results;
}

}  // namespace atrium::simulation
