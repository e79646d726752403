#include "tests/simulation/ledger.hpp"

#include <algorithm>

#include "actors/account/leaving/erased_id.hpp"
#include "protocol/identity/generated_id.hpp"
#include "protocol/records/change.hpp"
#include "protocol/wire/cursor.hpp"
#include "tests/simulation/buyers.hpp"
#include "tests/simulation/claims.hpp"
#include "tests/simulation/credit.hpp"
#include "tests/simulation/marks.hpp"

namespace atrium::simulation {
namespace {

bool same_call(const request& one, const request& other) {
  return one.method == other.method && one.named == other.named;
}

// Whose e-mail a request names instead of an id, the ledger does not know.
bool may_be_of(const request& asked, const std::string& customer) {
  return asked.customer.empty() || asked.customer == customer;
}

bool may_change_nothing(sort what) {
  return what == sort::status || what == sort::rename || what == sort::leaving ||
         what == sort::claiming || what == sort::of_tenant;
}

bool is_write(sort what) { return what <= sort::new_tenant; }

// Refusals by which the daemon spares itself; each has its knob.
bool is_shedding(const std::string& code) {
  return code == "overloaded" || code == "deadline_exceeded";
}

// Whether somebody has the name, or of an id had it: by the unique index, or by generation.
bool is_taken(life& in, const storage::snapshot& reading, std::string_view unique_key) {
  const auto entry = reading.get(storage::table::unique, unique_key);
  if (entry && *entry) return true;
  const auto space = static_cast<storage::unique_space>(unique_key[4]);
  const auto tenant = in.node.tenants()->by_number.at({wire::load32(unique_key.data())})->view();
  const auto erased =
      reading.get(storage::table::unique, actors::erased_id_key(*tenant, unique_key.substr(5)));
  if (space == storage::unique_space::customer_id && erased && *erased) return true;
  const auto number = identity::number_of_generated_id(unique_key.substr(5));
  if (space != storage::unique_space::customer_id || !number) return false;
  const auto customer = reading.get(
      storage::table::records, storage::key{}
                                   .bytes(unique_key.substr(0, 4))
                                   .u8(static_cast<std::uint8_t>(storage::record_kind::customer))
                                   .u64(*number)
                                   .u8(static_cast<std::uint8_t>(storage::customer_item::profile)));
  return customer && *customer;
}

}  // namespace

bool tenant_ledger::may_have_left(const std::string& id) const {
  return leaving.contains(id) || (merging.contains(id) && !leaving.empty()) ||
         std::ranges::any_of(leaving,
                             [&](const auto& each) { return merging.contains(each.first); });
}

request& ledger::note(request sent) {
  tenant_ledger& tenant = tenants[sent.tenant];
  sent.answered_seq = tenant.answered_seq;
  if (const auto known = tenant.answered_version.find(sent.customer);
      known != tenant.answered_version.end())
    sent.answered_version = known->second;
  sent.answered_for = tenant.answered_for.contains(sent.customer);
  if (const auto known = tenant.answered_keys.find(sent.idem);
      !sent.idem.empty() && known != tenant.answered_keys.end())
    sent.known_answer = known->second;
  if (!sent.part.empty()) {
    std::set<std::string>& there = tenant.answered_parts[sent.customer];
    sent.part_is_there = there.contains(sent.part);
    if (sent.method == "addresses.remove") {
      for (auto& [customer, parts] : tenant.answered_parts)
        if (may_be_of(sent, customer)) parts.erase(sent.part);
      for (request& each : all)
        if (each.tenant == sent.tenant && may_be_of(sent, each.customer) &&
            each.part == sent.part && each.came_to == fate::pending)
          each.part_is_there = false;
    }
  }
  if (sent.suspends != 0) {
    ++tenant.suspensions_under_way;
    tenant.suspended.reset();
    for (request& each : all)
      if (each.tenant == sent.tenant && each.came_to == fate::pending) each.suspended.reset();
  }
  if (sent.what == sort::leaving) tenant.leaving.try_emplace(sent.customer);
  if (const auto known = tenant.merging.find(sent.customer); known != tenant.merging.end())
    sent.was_merged = known->second;
  if (sent.what == sort::merging) doubt_parts_of_merged(sent, sent.merged);
  for (const std::string& each : sent.claimed) doubt_parts_of_merged(sent, each);
  sent.suspended = tenant.suspended;
  tenant.shoppers.note(sent);
  tenant.newsletters.note(sent);
  ++pending_;
  all.push_back(std::move(sent));
  return all.back();
}

// They get other ids with the customer whom they go to.
void ledger::doubt_parts_of_merged(const request& sent, const std::string& merged) {
  tenant_ledger& tenant = tenants[sent.tenant];
  tenant.merging.try_emplace(merged, false);
  tenant.answered_parts.erase(merged);
  for (request& each : all)
    if (each.tenant == sent.tenant && may_be_of(each, merged) && each.came_to == fate::pending)
      each.part_is_there = false;
}

void ledger::settle(request& asked, fate how) {
  asked.came_to = how;
  --pending_;
  learn_of_suspension(asked);
}

// While a suspension or its end is under way, or one came to nobody knows what, the tenant is
// either.
void ledger::learn_of_suspension(const request& asked) {
  if (asked.suspends == 0) return;
  tenant_ledger& tenant = tenants[asked.tenant];
  --tenant.suspensions_under_way;
  tenant.suspended.reset();
  if (tenant.suspensions_under_way == 0 && asked.came_to == fate::done)
    tenant.suspended = asked.suspends > 0;
}

void ledger::lose_pending() {
  for (request& each : all)
    if (each.came_to == fate::pending) settle(each, fate::unknown);
}

void ledger::hear(life& in, std::uint64_t connection, const answer& heard) {
  if (heard.msgid >= all.size())
    return violated("an answer to nobody: " + std::to_string(heard.msgid));
  request& asked = all[heard.msgid];
  const std::string name = tag_of(asked);
  if (asked.connection != connection) return violated(name + " is answered on another connection");
  if (asked.came_to != fate::pending) return violated(name + " is answered twice");
  asked.code = heard.code;
  asked.result = heard.result;
  if (heard.ok) {
    settle(asked, fate::done);
    if (!tenants[asked.tenant].passes) check_done(in, asked);
  } else {
    const bool writes = is_write(asked.what) || asked.what >= sort::shopping;
    settle(asked, heard.code == "internal" && writes ? fate::unknown : fate::refused);
    if (!tenants[asked.tenant].passes) check_refused(in, asked, heard.words);
  }
}

void ledger::check_done(life& in, request& asked) {
  tenant_ledger& tenant = tenants[asked.tenant];
  const std::string name = tag_of(asked);
  if (asked.what != sort::greeting && asked.suspends == 0 && asked.what != sort::new_tenant &&
      asked.connection != 0 && asked.suspended == true)
    violated(name + " is done for a suspended tenant");
  if (const auto wrong = tenant.shoppers.hear_done(asked, !tenant.merging.empty()))
    violated(name + " " + *wrong);
  if (const auto wrong = tenant.newsletters.hear_done(asked)) violated(name + " " + *wrong);
  if (asked.what >= sort::shopping) return;
  if (asked.what == sort::changes) return hear_changes(asked);
  if (asked.what == sort::greeting) return;
  if (asked.what == sort::listing) return hear_list(asked);
  if (asked.what <= sort::rename || asked.what == sort::get) sight(asked, asked.result);
  if (asked.what == sort::merging) {
    sight(asked, member(asked.result, "customer").value_or(""));
    tenant.merging[asked.merged] = true;
  }
  if (asked.what == sort::claiming) learn_of_claim(tenant, asked);
  if (asked.what == sort::credit) learn_of_credit(tenant, asked);
  if (asked.method == "addresses.add" || asked.method == "notes.add") learn_of_part(asked);
  if (const auto confirm = text_in(asked.result, "confirm"); !confirm.empty())
    tenant.leaving[asked.customer] = confirm;
  if (!is_write(asked.what)) return;

  const auto seq = integer_in(asked.result, "seq");
  if (!seq) return violated(name + " is answered without a seq");
  if (!asked.idem.empty()) check_key(asked);
  if (asked.known_answer.empty()) {
    const bool repeated = !asked.idem.empty();
    if (!repeated && asked.what != sort::new_tenant &&
        (*seq < asked.answered_seq ||
         (*seq == asked.answered_seq && !may_change_nothing(asked.what))))
      violated(name + " has seq " + std::to_string(*seq) + ", but " +
               std::to_string(asked.answered_seq) + " was answered before it was sent");
    if (asked.what != sort::new_tenant) check_journal(in, asked, *seq);
    if (const auto wrong = check_registered(in, *this, asked)) violated(name + " " + *wrong);
  }
  if (asked.what != sort::new_tenant) tenant.answered_seq = std::max(tenant.answered_seq, *seq);
  if (asked.what <= sort::rename) tenant.answered_for.insert(text_in(asked.result, "id"));
}

// The change that an answer tells of is in the store when the answer comes, and is this call's or
// its twin's.
void ledger::check_journal(life& in, const request& asked, std::int64_t seq) {
  const tenant_ledger& tenant = tenants[asked.tenant];
  const auto reading = in.node.borrow_snapshot();
  const auto stored =
      reading->get(storage::table::journal,
                   storage::journal_key(tenant.number, static_cast<std::uint64_t>(seq)));
  if (seq == 0 && may_change_nothing(asked.what)) return;
  if (!stored || !*stored) return violated(tag_of(asked) + " is answered before it is durable");
  const auto entry = fields::decode_tagged<records::change>(**stored);
  if (!entry) return violated("journal entry " + std::to_string(seq) + " cannot be read");
  if (asked.what == sort::leaving && asked.idem.empty() && !member(asked.result, "confirm") &&
      entry->kind != "customer.erased" && entry->kind != "customer.removed")
    violated(tag_of(asked) + " is done, and the journal tells of " + entry->kind);
  const bool forgotten = !entry->reason && entry->account && !tenants[asked.tenant].leaving.empty();
  const bool its_own = entry->reason == tag_of(asked);
  const bool twins =
      !asked.idem.empty() && std::any_of(all.begin(), all.end(), [&](const request& each) {
        return each.idem == asked.idem && each.tenant == asked.tenant &&
               entry->reason == tag_of(each);
      });
  if (!its_own && !twins && !forgotten && !may_change_nothing(asked.what))
    violated(tag_of(asked) + " got the seq of " + entry->reason.value_or("?"));
  if (asked.if_version && its_own && entry->version != *asked.if_version + 1)
    violated(tag_of(asked) + " was done in spite of its if_version");
}

// I7: a key is used once, and everybody who repeats the call hears the same.
void ledger::check_key(const request& asked) {
  auto& known = tenants[asked.tenant].answered_keys[asked.idem];
  if (known.empty()) known = asked.result;
  if (known != asked.result) violated(tag_of(asked) + " heard another answer than its twin");
  for (const request& each : all)
    if (&each != &asked && each.idem == asked.idem && each.tenant == asked.tenant &&
        each.came_to == fate::done && !same_call(each, asked))
      violated(tag_of(asked) + " and " + tag_of(each) + " are different calls done with one key");
}

void ledger::check_refused(life& in, request& asked, const std::string& words) {
  const std::string name = tag_of(asked);
  const std::string& code = asked.code;
  if (const auto wrong = tenants[asked.tenant].shoppers.hear_refused(asked))
    violated(name + " " + *wrong);
  if (const auto wrong = tenants[asked.tenant].newsletters.hear_refused(asked))
    violated(name + " " + *wrong);
  if (asked.what >= sort::shopping) return;
  const auto& leaving = tenants[asked.tenant].leaving;
  const bool shows_who_left =
      code == "not_found" &&
      (tenants[asked.tenant].may_have_left(text_in(asked.known_answer, "id")) ||
       ((asked.what == sort::part || asked.what == sort::credit || asked.what == sort::merging) &&
        !leaving.empty()));
  if (!asked.known_answer.empty() && !shows_who_left && code != "internal" && code != "forbidden" &&
      !is_shedding(code)) {
    const bool same = std::any_of(all.begin(), all.end(), [&](const request& each) {
      return each.idem == asked.idem && each.tenant == asked.tenant && each.came_to == fate::done &&
             same_call(each, asked);
    });
    if (same) violated(name + " repeats an answered call and hears " + code);
  }
  // An e-mail that was verified need not be any more.
  const bool may_be_forbidden = asked.method == "sites.remove" || asked.what == sort::claiming;
  if (asked.suspended == false && code == "forbidden" && !may_be_forbidden)
    violated(name + " is refused as if the tenant were suspended");
  if (code == "email_taken" || code == "username_taken" || code == "id_taken") {
    // A username can have been given up since.
    const bool renamed = std::any_of(all.begin(), all.end(), [&](const request& each) {
      return each.tenant == asked.tenant && each.what == sort::rename;
    });
    if (asked.what != sort::creation || (code == "username_taken" && renamed)) return;
    const auto reading = in.node.borrow_snapshot();
    const bool there =
        std::any_of(asked.names.begin(), asked.names.end(),
                    [&](const std::string& key) { return is_taken(in, *reading, key); });
    // Who has left, or was merged, may have had it when it was refused; so may have a customer of a
    // site that was to move, and has not.
    const bool moving = std::any_of(all.begin(), all.end(), [&](const request& each) {
      return each.tenant == asked.tenant && each.method == "realms.move_site";
    });
    const bool freed = code != "id_taken" && (moving || !(tenants[asked.tenant].leaving.empty() &&
                                                          tenants[asked.tenant].merging.empty()));
    if (!there && !freed) violated(name + " hears " + code + ", but nobody has the name");
    return;
  }
  if (code == "version_conflict") {
    if (!asked.if_version) violated(name + " gave no if_version and hears version_conflict");
    return;
  }
  if (code == "not_found") {
    if (!asked.part.empty() && !asked.part_is_there) return;
    if ((asked.what == sort::merging || asked.what == sort::credit) &&
        tenants[asked.tenant].may_have_left(asked.merged))
      return;
    if (asked.answered_version > 0 && !tenants[asked.tenant].may_have_left(asked.customer))
      violated(name + " does not find " + asked.customer);
    return;
  }
  if (code == "insufficient_credit") {
    if (const auto wrong = check_too_little(in, tenants[asked.tenant], asked))
      violated(name + " " + *wrong);
    if (asked.what == sort::credit) return;
  }
  const bool expected =
      code == "idempotency_mismatch" || code == "forbidden" || code == "not_registered" ||
      ((code == "invalid_token" || code == "has_orders") && asked.what == sort::leaving) ||
      (code == "reference_taken" && asked.what == sort::part) || is_expected_of_mark(asked, code) ||
      is_expected_of_buyer(asked, code) ||
      (code == "unauthenticated" && asked.what == sort::greeting && asked.token) ||
      (code == "has_orders" && asked.what == sort::leaving) ||
      (code == "invalid_field" && (asked.what == sort::listing || asked.what == sort::merging ||
                                   asked.what == sort::status || asked.what == sort::credit ||
                                   // Of a contact; of another state; of who is no contact.
                                   asked.what == sort::part || asked.method.starts_with("compan") ||
                                   asked.method == "contacts.convert")) ||
      (code == "limit_reached" &&
       (asked.what == sort::part || asked.what == sort::merging || asked.what == sort::status));
  if (calm_ && !expected && !is_shedding(code)) violated(name + " hears without a cause: " + words);
}

// That the part is there, unless somebody has asked to remove it before this was known.
void ledger::learn_of_part(const request& asked) {
  const std::string id = text_in(asked.result, "id");
  const bool may_be_gone = std::any_of(all.begin(), all.end(), [&](const request& each) {
    return each.tenant == asked.tenant && each.method == "addresses.remove" &&
           may_be_of(each, asked.customer) && each.part == id;
  });
  if (!asked.customer.empty() && !may_be_gone &&
      !tenants[asked.tenant].merging.contains(asked.customer))
    tenants[asked.tenant].answered_parts[asked.customer].insert(id);
}

void ledger::hear_changes(const request& asked) {
  const auto list = member(asked.result, "changes");
  const auto next = integer_in(asked.result, "next");
  if (!list || !next) return violated(tag_of(asked) + " got no changes");
  wire::cursor from(*list);
  std::uint32_t count = 0;
  from.read_array(count);
  std::int64_t expected = asked.from;
  for (std::uint32_t i = 0; i < count; ++i) {
    std::string_view change;
    from.read_raw(change);
    const auto seq = integer_in(change, "seq").value_or(0);
    if (seq != expected++)
      return violated(tag_of(asked) + " misses a change before " + std::to_string(seq));
    heard_changes.push_back({asked.tenant, seq, text_in(change, "kind"),
                             integer_in(change, "version").value_or(0), asked.number});
  }
  if (*next != expected) violated(tag_of(asked) + " got a wrong `next`");
  if (asked.min_seq > 0 && count < 100 && *next <= asked.min_seq)
    violated(tag_of(asked) + " does not see its min_seq");
  if (count < 10 && *next <= asked.answered_seq)
    violated(tag_of(asked) + " does not see what was answered before");
}

// A list that waited for the caller's own writes has them; who has left, or was merged, is not in
// it.
void ledger::hear_list(const request& asked) {
  const auto items = member(asked.result, "items");
  const auto seq = integer_in(asked.result, "seq");
  if (!items || !seq) return violated(tag_of(asked) + " got no list");
  wire::cursor from(*items);
  std::uint32_t count = 0;
  from.read_array(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    std::string_view customer;
    from.read_raw(customer);
    if (text_in(customer, "id") != asked.customer)
      violated(tag_of(asked) + " lists a customer that it did not ask for");
    sight(asked, customer);
  }
  if (*seq < asked.min_seq) violated(tag_of(asked) + " does not see its min_seq");
  const bool left = tenants[asked.tenant].may_have_left(asked.customer) ||
                    tenants[asked.tenant].merging.contains(asked.customer);
  if (asked.min_seq >= asked.answered_seq && asked.answered_for && count != 1 && !left)
    violated(tag_of(asked) + " does not list " + asked.customer);
}

void ledger::sight(const request& asked, std::string_view customer) {
  const sighting shown{asked.tenant,
                       integer_in(customer, "number").value_or(0),
                       integer_in(customer, "version").value_or(0),
                       text_in(customer, "first_name"),
                       text_in(customer, "id"),
                       asked.number};
  if (asked.idem.empty() && asked.was_merged && shown.id == asked.customer)
    violated(tag_of(asked) + " is shown " + shown.id + ", who is part of another");
  const bool by_his_id = !tenants[asked.tenant].merging.contains(asked.customer);
  if (asked.idem.empty() && by_his_id && shown.version < asked.answered_version)
    violated(tag_of(asked) + " is shown version " + std::to_string(shown.version) + " of " +
             shown.id + ", but " + std::to_string(asked.answered_version) + " was answered before");
  if (const auto own = member(customer, "mixins"); own && own->size() > 1)  // more than {}
    tenants[asked.tenant].with_mixins.insert(shown.id);
  std::int64_t& known = tenants[asked.tenant].answered_version[shown.id];
  known = std::max(known, shown.version);
  seen.push_back(shown);
}

}  // namespace atrium::simulation
