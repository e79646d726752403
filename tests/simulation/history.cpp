#include "tests/simulation/history.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "actors/tenant/load.hpp"
#include "protocol/records/address.hpp"
#include "protocol/records/cart.hpp"
#include "protocol/records/change.hpp"
#include "protocol/records/customer.hpp"
#include "protocol/records/delivery.hpp"
#include "protocol/records/note.hpp"
#include "protocol/records/order.hpp"
#include "storage/verify.hpp"
#include "tests/simulation/claims.hpp"
#include "tests/simulation/clerk.hpp"
#include "tests/simulation/credit.hpp"
#include "tests/simulation/marks.hpp"
#include "tests/simulation/newsletters.hpp"

namespace atrium::simulation {
namespace {

// A customer as the journal makes it: the mark after each version, and what belongs to him.
struct replayed {
  std::vector<std::string> marks;                // [version - 1]
  std::map<std::string, std::string> addresses;  // id → mark
  std::set<std::string> ids;                     // of parts, those that are gone, too
  // id → the mark of each revision
  std::map<std::string, std::vector<std::string>> notes;
  // Of orders and deliveries by reference, of carts by id.
  std::map<std::string, std::string> orders, deliveries, carts;

  bool has_parts() const {
    return !addresses.empty() || !notes.empty() || !orders.empty() || !deliveries.empty() ||
           !carts.empty();
  }
};

class replay {
 public:
  replay(ledger& of, const storage::snapshot& reading, std::size_t tenant)
      : ledger_(of), reading_(reading), tenant_(tenant) {}

  void run() {
    find_who_left();
    const tenant_number number = ledger_.tenants[tenant_].number;
    read_journal([&](const records::change& entry) { take(entry); });
    if (static_cast<std::int64_t>(entries_.size()) < ledger_.tenants[tenant_].answered_seq)
      ledger_.violated("answered changes are not in the journal");
    if (registers_buyer_)
      ledger_.violated(tag_of(*registers_buyer_) + " registers a buyer and records no order");
    check_requests();
    check_sightings();
    check_records(number);
  }

 private:
  template <class Visit>
  void read_journal(Visit&& visit) {
    const storage::key prefix = storage::key{}.u32(ledger_.tenants[tenant_].number.value);
    const auto scanned = reading_.scan(
        storage::table::journal, prefix, prefix, 1'000'000, [&](const storage::row& found) {
          const auto entry = fields::decode_tagged<records::change>(found.value);
          if (entry) visit(*entry);
          return entry.has_value();
        });
    if (!scanned) ledger_.violated("the journal cannot be read");
  }

  void find_who_left() {
    read_journal([&](const records::change& entry) {
      if (entry.kind == "customer.erased") erased_.insert(entry.account.value_or(0));
      if (entry.kind == "customer.removed") removed_.insert(entry.account.value_or(0));
      if (entry.kind == "customer.merged_away")
        merged_[entry.account.value_or(0)] = entry.other.value_or(0);
    });
  }
  // Himself, or whom he is part of in the end.
  std::int64_t became(std::int64_t account) const {
    const auto next = merged_.find(account);
    return next == merged_.end() ? account : became(next->second);
  }
  bool has_left(std::int64_t account) const {
    const std::int64_t now = became(account);
    return erased_.contains(now) || removed_.contains(now);
  }

  const request* request_of(const records::change& entry) {
    if (!entry.reason || entry.reason->size() < 2) return nullptr;
    const auto number = std::stoul(entry.reason->substr(1));
    return number < ledger_.all.size() ? &ledger_.all[number] : nullptr;
  }

  void take(const records::change& entry) {
    entries_.push_back(entry);
    const auto seq = entries_.size();
    const std::string where = " (journal entry " + std::to_string(seq) + ")";
    // Told beside the change that brought it about, or of nobody's asking (segments.cpp).
    if (entry.kind.starts_with("segment.") && (entry.account || !entry.reason)) return;
    // A step of what somebody asked for, or, after a crash, a move itself.
    if (entry.kind.starts_with("site.") && !entry.reason) return;
    // Told of a call that was refused.
    if (entry.kind == "staff.login_failed") return;
    if (entry.kind.starts_with("assisted.") && entry.acting_staff != clerk::journal_name)
      ledger_.violated("somebody is assisted by nobody" + where);
    // Told of whatever ends it, or of nothing anybody asked for.
    if (entry.kind == "assisted.ended" || entry.kind == "credit.expired" ||
        happens_by_time(entry.kind))
      return;
    // Told of the one who gives as well.
    if (entry.kind == "credit.transferred_in") return;
    const request* asked = request_of(entry);
    if (entry.kind.starts_with("newsletter.")) {
      if (const auto wrong = wrong_in_newsletter(entry, asked)) ledger_.violated(*wrong + where);
      return;
    }
    if (const request* by = std::exchange(registers_buyer_, nullptr);
        by && (by != asked || entry.kind != "order.recorded"))
      ledger_.violated(tag_of(*by) + " registers a buyer and records no order" + where);
    // What is told of who has left names no request any more, or not for long.
    if (entry.account && has_left(*entry.account)) {
      auto& marks = customers_[*entry.account].marks;
      const auto version =
          entry.kind.starts_with("customer.") ? entry.version : entry.customer_version;
      if (!version) return;
      if (*version != static_cast<std::int64_t>(marks.size()) + 1)
        ledger_.violated("a version of one who left does not follow" + where);
      marks.emplace_back();
      return;
    }
    const bool by_itself =
        entry.kind == "customer.updated" || entry.kind == "customer.email_changed";
    if (by_itself && entry.principal == "atrium") return follow(entry, where);
    if (!asked || asked->tenant != tenant_)
      return ledger_.violated("nobody asked for a change" + where);
    if (entry.kind == "customer.merged_away") return merge_away(entry, where);
    // The order that he is registered by follows at once.
    if (entry.kind == "customer.converted" && asked->method == "orders.record") {
      if (!asked->registers) ledger_.violated("nobody asked to register a buyer" + where);
      registers_buyer_ = asked;
      return follow(entry, where);
    }
    const bool is_credit = entry.kind.starts_with("credit.");
    const bool is_mark = is_of_mark(entry.kind);
    if ((is_credit || is_mark) && (asked->what == sort::merging || asked->what == sort::claiming))
      return;
    // Each guest is claimed once, and a call may claim several.
    if (asked->what != sort::claiming && !applied_.emplace(asked->number, seq).second)
      ledger_.violated(tag_of(*asked) + " was applied twice" + where);
    if (!asked->idem.empty() && !keys_.emplace(asked->idem, asked->number).second)
      ledger_.violated("idempotency key " + asked->idem + " was applied twice" + where);
    if (asked->came_to == fate::refused)
      ledger_.violated(tag_of(*asked) + " was refused (" + asked->code + ") and is done" + where);
    if (!entry.account) return;
    check_hands(entry, *asked, where);
    if (is_credit || is_mark) return;
    replayed& customer = customers_[*entry.account];
    if (entry.kind == "assisted.started") return;
    const bool of_part = entry.object && !entry.kind.starts_with("customer.");
    if (of_part) take_part(entry, *asked, customer, where);
    const auto version = of_part ? entry.customer_version : entry.version;
    if (of_part && !version) return;
    auto& marks = customer.marks;
    if (version != static_cast<std::int64_t>(marks.size()) + 1)
      ledger_.violated("version " + std::to_string(version.value_or(0)) + " does not follow " +
                       std::to_string(marks.size()) + where);
    const bool takes_in = entry.kind == "customer.merged" || entry.kind == "customer.claimed";
    if (takes_in && !marks.empty() && marks.back().empty())  // who has no name takes the other's
      return marks.push_back(mark_before_merge(entry.other.value_or(0)));
    const bool writes_mark = asked->what == sort::creation || asked->what == sort::update;
    marks.push_back(!writes_mark && !marks.empty() ? marks.back() : asked->mark);
  }

  // He belongs to other segments, for these have other rules; or he had asked for nothing but a
  // newsletter, and has not confirmed it. Nothing else of him changes.
  void follow(const records::change& entry, const std::string& where) {
    auto& marks = customers_[*entry.account].marks;
    if (marks.empty() || entry.version != static_cast<std::int64_t>(marks.size()) + 1)
      return ledger_.violated("a version that nobody asked for does not follow" + where);
    marks.push_back(marks.back());
  }

  // What staff do in a customer's place names both, and nothing else does.
  void check_hands(const records::change& entry, const request& asked, const std::string& where) {
    if (entry.kind == "assisted.started") return;
    const bool names_both =
        entry.principal == "shopper" && entry.acting_staff == clerk::journal_name;
    if (asked.assistance ? !names_both : entry.acting_staff.has_value())
      ledger_.violated(tag_of(asked) + " is told of in a wrong name" + where);
  }

  std::string mark_before_merge(std::int64_t tombstone) {
    const auto& marks = customers_[tombstone].marks;
    return marks.size() < 2 ? "" : marks[marks.size() - 2];
  }

  void merge_away(const records::change& entry, const std::string& where) {
    replayed& gone = customers_[*entry.account];
    replayed& into = customers_[entry.other.value_or(0)];
    if (entry.version != static_cast<std::int64_t>(gone.marks.size()) + 1)
      ledger_.violated("the version of one who was merged does not follow" + where);
    gone.marks.emplace_back();
    for (const auto& [old, mark] : by_number(gone.addresses))
      into.addresses[next_id(into, 'a')] = mark;
    for (const auto& [old, revisions] : by_number(gone.notes))
      into.notes[next_id(into, 'n')] = revisions;
    for (const auto& [old, mark] : by_number(gone.carts)) into.carts[next_id(into, 'b')] = mark;
    into.orders.merge(gone.orders);
    into.deliveries.merge(gone.deliveries);
    gone.addresses.clear();
    gone.notes.clear();
    gone.carts.clear();
  }

  template <class Part>
  static std::map<std::uint64_t, Part> by_number(const std::map<std::string, Part>& parts) {
    std::map<std::uint64_t, Part> sorted;
    for (const auto& [id, part] : parts) sorted[std::stoull(id.substr(1))] = part;
    return sorted;
  }

  static std::string next_id(replayed& customer, char letter) {
    const auto given = std::count_if(customer.ids.begin(), customer.ids.end(),
                                     [&](const std::string& id) { return id[0] == letter; });
    return *customer.ids.insert(letter + std::to_string(given + 1)).first;
  }

  void take_part(const records::change& entry, const request& asked, replayed& customer,
                 const std::string& where) {
    if ((entry.kind == "note.added" || entry.kind == "address.added") &&
        !customer.ids.insert(*entry.object).second)
      ledger_.violated("the id " + *entry.object + " was given twice" + where);
    if (entry.kind == "order.recorded" || entry.kind == "delivery.recorded") {
      (entry.kind.starts_with("order") ? customer.orders : customer.deliveries)[*entry.object] =
          asked.mark;
      return;
    }
    if (entry.kind == "cart.saved") {
      if (!customer.carts.contains(*entry.object) && !customer.ids.insert(*entry.object).second)
        ledger_.violated("the id " + *entry.object + " was given twice" + where);
      customer.carts[*entry.object] = asked.mark;
      return;
    }
    if (entry.kind == "note.added" || entry.kind == "note.revised") {
      auto& revisions = customer.notes[*entry.object];
      revisions.push_back(asked.mark);
      if (entry.version != static_cast<std::int64_t>(revisions.size()))
        ledger_.violated("a revision does not follow the one before" + where);
      return;
    }
    const auto there = customer.addresses.find(*entry.object);
    if (entry.kind == "address.added")
      customer.addresses[*entry.object] = asked.mark;
    else if (there == customer.addresses.end())
      ledger_.violated("a change of an address that is not there" + where);
    else if (entry.kind == "address.updated")
      there->second = asked.mark;
    else if (entry.kind == "address.removed")
      customer.addresses.erase(there);
  }

  // I1 and the order of answers: what was answered is where the answer says.
  void check_requests() {
    for (const request& each : ledger_.all) {
      if (each.tenant != tenant_ || each.came_to != fate::done || each.what > sort::of_tenant)
        continue;
      const auto at = applied_.find(each.number);
      const auto seq = static_cast<std::size_t>(integer_in(each.result, "seq").value_or(0));
      if (at != applied_.end() && at->second != seq)
        ledger_.violated(tag_of(each) + " was answered with a wrong seq");
      const bool by_twin = !each.idem.empty() && keys_.contains(each.idem);
      const bool left =
          has_left(integer_in(each.result, "number").value_or(0)) ||
          ((each.what == sort::part || each.what == sort::credit || each.what == sort::merging) &&
           !(erased_.empty() && removed_.empty()));
      if (at == applied_.end() && !by_twin && !left &&
          (each.what == sort::creation || each.what == sort::update || each.what == sort::part ||
           each.what == sort::credit || each.what == sort::merging))
        ledger_.violated(tag_of(each) + " was answered and is not in the journal");
    }
    for (const heard_change& each : ledger_.heard_changes) {
      if (each.tenant != tenant_) continue;
      const auto at = static_cast<std::size_t>(each.seq) - 1;
      if (at >= entries_.size() || entries_[at].kind != each.kind ||
          entries_[at].version.value_or(0) != each.version)
        ledger_.violated("r" + std::to_string(each.by) +
                         " heard of a change that is not in the journal");
    }
  }

  void check_sightings() {
    for (const sighting& each : ledger_.seen) {
      if (each.tenant != tenant_) continue;
      const auto found = customers_.find(each.number);
      const auto at = static_cast<std::size_t>(each.version) - 1;
      const bool there = found != customers_.end() && at < found->second.marks.size();
      if (!there || (found->second.marks[at] != each.mark && !has_left(each.number)))
        ledger_.violated("r" + std::to_string(each.by) + " was shown a state of " + each.id +
                         " that never was: '" + each.mark + "' in version " +
                         std::to_string(each.version) +
                         (there ? ", which was '" + found->second.marks[at] + "'" : ""));
    }
  }

  void check_records(tenant_number number) {
    std::map<std::string, std::int64_t> ids;
    const storage::key prefix = storage::record_prefix(number, storage::record_kind::customer);
    static_cast<void>(reading_.scan(
        storage::table::records, prefix, prefix, 1'000'000, [&](const storage::row& found) {
          if (storage::name_in(found.key).item != 0) return check_part(found);
          const auto record = fields::decode_tagged<records::customer>(found.value);
          if (!record) return ledger_.violated("a customer cannot be read"), false;
          if (const auto [other, fresh] = ids.emplace(record->id, record->number); !fresh)
            ledger_.violated("two customers have the id " + record->id);
          const std::int64_t now = became(record->number);
          if (erased_.contains(now) != record->erased || removed_.contains(now) ||
              (record->is_tombstone() && record->first_name))
            ledger_.violated("customer " + record->id + " has left and is there, or the reverse");
          if (record->merged_into.value_or(record->number) != now)
            ledger_.violated("customer " + record->id + " does not lead to whom he is part of");
          if (record->is_tombstone()) return true;
          const auto& marks = customers_[record->number].marks;
          if (static_cast<std::size_t>(record->version) != marks.size() ||
              marks.back() != record->first_name.value_or(""))
            ledger_.violated("customer " + record->id + " is not what its changes made it");
          return true;
        }));
    for (const auto& [account, each] : customers_)
      if (each.has_parts())
        ledger_.violated("a part of customer " + std::to_string(account) +
                         " is in the journal only");
    for (const auto& [account, unused] : customers_)
      if (!removed_.contains(became(account)) &&
          std::none_of(ids.begin(), ids.end(),
                       [&](const auto& each) { return each.second == account; }))
        ledger_.violated("customer " + std::to_string(account) + " is in the journal only");
  }

  // What is found is crossed off.
  bool check_part(const storage::row& found) {
    const storage::record_name at = storage::name_in(found.key);
    replayed& customer = customers_[static_cast<std::int64_t>(at.number)];
    const auto wrong = [&] {
      ledger_.violated("a part of customer " + std::to_string(at.number) +
                       " is not what its changes made it");
      return false;
    };
    switch (static_cast<storage::customer_item>(at.item)) {
      case storage::customer_item::addresses: {
        const auto address = fields::decode_tagged<records::address>(found.value);
        const auto known =
            address ? customer.addresses.find(address->id) : customer.addresses.end();
        if (known == customer.addresses.end() || known->second != address->city) return wrong();
        customer.addresses.erase(known);
        return true;
      }
      case storage::customer_item::notes: {
        const auto note = fields::decode_tagged<records::note>(found.value);
        const auto known = note ? customer.notes.find(note->id) : customer.notes.end();
        const auto at_revision = note ? static_cast<std::size_t>(note->version) - 1 : 0;
        if (known == customer.notes.end() || at_revision >= known->second.size() ||
            known->second[at_revision] != note->text)
          return wrong();
        if (at_revision + 1 == known->second.size()) customer.notes.erase(known);
        return true;
      }
      // What stays of one who has left is not followed.
      case storage::customer_item::orders: {
        const auto order = fields::decode_tagged<records::order>(found.value);
        return has_left(static_cast<std::int64_t>(at.number)) ||
               (order && order->lines.size() == 1 &&
                cross_off(customer.orders, order->reference, order->lines[0].sku)) ||
               wrong();
      }
      case storage::customer_item::deliveries: {
        const auto delivery = fields::decode_tagged<records::delivery>(found.value);
        return has_left(static_cast<std::int64_t>(at.number)) ||
               (delivery && cross_off(customer.deliveries, delivery->reference,
                                      delivery->tracking.value_or(""))) ||
               wrong();
      }
      case storage::customer_item::carts: {
        const auto cart = fields::decode_tagged<records::cart>(found.value);
        return (cart && cross_off(customer.carts, cart->id, cart->note.value_or(""))) || wrong();
      }
      default:
        return true;
    }
  }

  static bool cross_off(std::map<std::string, std::string>& known, const std::string& id,
                        const std::string& mark) {
    const auto found = known.find(id);
    if (found == known.end() || found->second != mark) return false;
    known.erase(found);
    return true;
  }

  ledger& ledger_;
  const storage::snapshot& reading_;
  const std::size_t tenant_;
  std::vector<records::change> entries_;
  std::map<std::uint32_t, std::size_t> applied_;  // request → seq
  std::map<std::string, std::uint32_t> keys_;
  std::map<std::int64_t, replayed> customers_;
  const request* registers_buyer_ = nullptr;     // of the entry before
  std::set<std::int64_t> erased_, removed_;      // accounts
  std::map<std::int64_t, std::int64_t> merged_;  // into which account, at first
};

void check_counters(ledger& of, life& in) {
  const auto expect_zero = [&](const char* what, std::int64_t value) {
    if (value != 0) of.violated(std::string(what) + " at rest: " + std::to_string(value));
  };
  const actors::node_figures& figures = in.node.figures;
  expect_zero("admitted calls", in.node.calls->load());
  expect_zero("live accounts", figures.live_accounts.load());
  expect_zero("waiting hashes", figures.hashes_waiting.load());
  expect_zero("waiting readers", figures.feed_waiters.load());
  expect_zero("lists being made", in.node.scans->load());
  expect_zero("calls of sessions", static_cast<std::int64_t>(in.calls_in_flight()));
  for (const auto& [name, tenant] : in.node.tenants()->by_name)
    expect_zero("admitted calls of a tenant", tenant->calls()->load()),
        expect_zero("lists of a tenant", tenant->scans()->load());
}

}  // namespace

void check_history(ledger& of, life& in) {
  const auto verified = storage::verify(*in.data);
  if (!verified) return of.violated("verify: " + verified.failure().message);
  if (verified->broken) return of.violated("verify: " + storage::describe(*verified->broken));
  const auto reading = in.node.borrow_snapshot();
  for (std::size_t i = 0; i < of.tenants.size(); ++i)
    if (of.tenants[i].number != node_tenant) {
      replay(of, *reading, i).run();
      check_credit(of, *reading, i);
      check_claims(of, *reading, i);
      check_marks(of, *reading, i);
      check_newsletters(of, *reading, i);
    }
}

void check_moment(ledger& of, life& in) {
  const auto reading = in.node.borrow_snapshot();
  for (const auto& [number, tenant] : in.node.tenants()->by_number) {
    if (tenant->is_removing()) continue;  // its journal goes
    const auto last = actors::load_last_seq(*reading, number);
    if (!last || tenant->last_seq() > *last)
      return of.violated("journal number " + std::to_string(tenant->last_seq()) + " of " +
                         tenant->name() + " is told before it is durable");
  }
}

void check_rest(ledger& of, life& in) {
  check_counters(of, in);
  if (in.writer.broken()) return;
  const auto reading = in.node.borrow_snapshot();
  const auto numbers = actors::load_tenant_numbers(*reading);
  if (!numbers) return of.violated("the tenants cannot be read");
  const auto known = in.node.tenants();
  for (const tenant_number each : *numbers) {
    const auto found = known->by_number.find(each);
    if (found == known->by_number.end())
      return of.violated("tenant " + std::to_string(each.value) +
                         " is in the store and not served");
    const auto stored = actors::load_view(*reading, each);
    const auto view = found->second->view();
    if (!stored || (*stored)->tenant.version != view->tenant.version ||
        (*stored)->sites.size() != view->sites.size() ||
        (*stored)->realms.size() != view->realms.size() ||
        (*stored)->clients.size() != view->clients.size() ||
        (*stored)->segments.size() != view->segments.size())
      of.violated("tenant " + found->second->name() + " is served as it no longer is in the store");
    if (found->second->is_removing()) of.violated("a tenant stays half removed");
    if (view->moves_sites()) of.violated("a site stays between two realms");
    if (view->closes_sites()) of.violated("a site stays closed");
    if (!view->segments_settled()) of.violated("segments do not settle");
    if (found->second->last_seq() != actors::load_last_seq(*reading, each).value())
      of.violated("the journal number of " + found->second->name() + " lags behind its journal");
  }
}

}  // namespace atrium::simulation
