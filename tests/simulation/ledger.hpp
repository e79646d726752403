// What the clients of a simulation asked and heard, and what must be true of each answer at the
// moment it is given.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "protocol/records/numbers.hpp"
#include "tests/simulation/life.hpp"
#include "tests/simulation/message.hpp"
#include "tests/simulation/newsletters.hpp"
#include "tests/simulation/shoppers.hpp"

namespace atrium::simulation {

enum class sort : std::uint8_t {
  creation,   // register, create, record_guest
  update,     // customers.update: writes `mark`, so it never changes nothing
  status,     // customers.set_status, companies.assign unassign: may change nothing
  rename,     // customers.set_username, contacts.convert: may change nothing
  part,       // of addresses, notes, orders, deliveries, carts, marks (marks.hpp): writes `mark`
  credit,     // credit.grant authorize capture void refund transfer
  leaving,    // customers.erase, whose first step changes nothing, and customers.remove
  merging,    // customers.merge
  claiming,   // customers.claim_guests (claims.hpp), which may change nothing
  of_tenant,  // sites, realms, settings, clients, companies; may change nothing
  new_tenant,
  get,
  changes,
  listing,     // customers.list of one id
  greeting,    // session.hello
  shopping,    // shopper.login and what is done with its tokens (shoppers.hpp)
  clerking,    // staff.login, assisted.start and what is done with their tokens (clerk.hpp)
  newsletter,  // newsletter.subscribe confirm unsubscribe (newsletters.hpp)
};

enum class fate : std::uint8_t { pending, done, refused, unknown };

struct request {
  std::uint32_t number = 0;  // its msgid; its `reason`, "r<number>", names it in the journal
  sort what = sort::get;
  std::string method;
  std::string named;    // JSON
  std::string options;  // JSON
  std::size_t tenant = 0;
  std::size_t connection = 0;
  std::string idem;
  std::string mark;                  // first_name, city or text that it writes
  std::string customer;              // id that it asks for
  std::string merged;                // id of whom a merge takes from, a transfer gives to
  std::vector<std::string> claimed;  // ids of guests
  std::string part;                  // id of the address, note, authorization, code of the coupon
  std::int64_t amount = 0;           // of credit
  std::string currency;              // of credit
  std::vector<std::string> names;    // keys in the unique table that it claims
  bool registers = false;            // an order registers its buyer
  std::string login;                 // of shopper.login
  std::optional<std::int64_t> if_version;
  std::int64_t from = 0;  // of changes.read
  std::int64_t min_seq = 0;
  // Of the tenant that comes and goes (passing.hpp): how many there have been; of the clerk: how
  // often it was asked to enable her.
  int making = 0;
  // That tenant's removal was answered, and no making since; or its key is of an earlier one.
  bool is_gone = false;
  int suspends = 0;  // 1: tenants.suspend, -1: tenants.resume

  std::optional<std::size_t> token;       // that it bears, of its tenant's shoppers or of the clerk
  std::string link;                       // whose token it brings
  std::optional<std::size_t> assistance;  // token of the clerk's that it bears at a storefront

  // As of the sending.
  bool token_has_ended = false;
  std::size_t tokens_before = 0;
  std::int64_t answered_seq = 0;
  std::int64_t answered_version = 0;
  bool answered_for = false;
  bool was_merged = false;     // that its customer is part of another was answered
  bool part_is_there = false;  // its adding was answered, and nobody has asked to remove it
  std::optional<bool> suspended;
  std::string known_answer;  // that its idempotency key got before
  std::size_t ledgers_put_before = 0;

  fate came_to = fate::pending;
  std::string code;
  std::string result;
};

struct tenant_ledger {
  std::string name;
  std::string api_key;
  tenant_number number;
  bool active_at_once = false;  // its customers, when they are made
  bool passes = false;          // it comes and goes (passing.hpp), and is not known here
  std::int64_t answered_seq = 0;
  std::map<std::string, std::int64_t> answered_version;  // by customer id
  // Ids of customers of whom a write was answered; others were only seen, perhaps before the answer
  // to who made them.
  std::set<std::string> answered_for;
  // By customer id: who was shown with the tenant's own fields. Who was made of a newsletter has
  // none until somebody gives him some.
  std::set<std::string> with_mixins;
  // By customer id. Removed from as soon as a removal is asked for.
  std::map<std::string, std::set<std::string>> answered_parts;
  std::optional<bool> suspended = false;  // nothing while nobody can know
  int suspensions_under_way = 0;
  std::map<std::string, std::string> answered_keys;  // idempotency key → result
  // Customers by id whom somebody has asked to erase or to remove, and what confirms it.
  std::map<std::string, std::string> leaving;
  // Customers by id whom somebody has asked to merge into another, and whether that was answered.
  std::map<std::string, bool> merging;
  simulation::shoppers shoppers;
  simulation::newsletters newsletters;
  std::vector<std::pair<std::string, std::string>> authorizations;  // of customers, both by id
  std::int64_t credit_time = 0;                                     // of the latest entry heard of

  // Somebody has asked to erase or to remove the customer, by his id or perhaps by one of those
  // that lead to him; or him whom he may be part of.
  bool may_have_left(const std::string& id) const;
};

// One state of a customer that somebody was shown.
struct sighting {
  std::size_t tenant;
  std::int64_t number;
  std::int64_t version;
  std::string mark;
  std::string id;
  std::uint32_t by;
};

// One journal entry that somebody was shown.
struct heard_change {
  std::size_t tenant;
  std::int64_t seq;
  std::string kind;
  std::int64_t version;
  std::uint32_t by;
};

class ledger {
 public:
  // `calm`: nothing fails and nobody dies, so nobody may hear of it.
  explicit ledger(bool calm) : calm_(calm) {}

  // Fills in what is known as of the sending.
  request& note(request sent);
  // Checks an answer against what must be true now; a violation goes to `broken`.
  void hear(life& in, std::uint64_t connection, const answer& heard);
  // The machine crashed: nobody will hear the outcome of what is pending.
  void lose_pending();

  std::size_t pending() const { return pending_; }
  bool calm() const { return calm_; }
  void violated(std::string what) {
    if (!broken) broken = std::move(what);
  }

  std::optional<std::string> broken;  // the first violation
  std::deque<request> all;            // by number
  std::vector<tenant_ledger> tenants;
  std::vector<sighting> seen;
  std::vector<heard_change> heard_changes;

 private:
  void settle(request& asked, fate how);
  void check_done(life& in, request& asked);
  void check_refused(life& in, request& asked, const std::string& words);
  void check_journal(life& in, const request& asked, std::int64_t seq);
  void check_key(const request& asked);
  void hear_changes(const request& asked);
  void hear_list(const request& asked);
  void sight(const request& asked, std::string_view customer);
  void learn_of_suspension(const request& asked);
  void learn_of_part(const request& asked);
  void doubt_parts_of_merged(const request& sent, const std::string& merged);

  const bool calm_;
  std::size_t pending_ = 0;
};

inline std::string tag_of(const request& asked) { return "r" + std::to_string(asked.number); }

}  // namespace atrium::simulation
