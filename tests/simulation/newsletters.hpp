// Newsletters of a simulated tenant (features.md G8): who asks for one, by whatever way, and what
// comes of the mails. Nobody is subscribed but by a link that was mailed to his address; a link is
// good once, and for a day; of an address at most one guest is made; what waits for a link ends
// with it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "protocol/records/change.hpp"
#include "storage/snapshot.hpp"
#include "tests/simulation/random.hpp"

namespace atrium::simulation {

struct request;
class ledger;
class life;
class shoppers;

class newsletters {
 public:
  // Somebody has got a mail with a link that confirms, and one that ends (atn_…).
  void get_mail(std::string to, std::string confirms, std::string ends);
  // Adds method and parameters, which may go on. True: it wants to name a customer.
  bool draw(random& from, request& made, std::string_view site, std::string_view email,
            const shoppers& sessions) const;
  // To confirm by each of them, at most so many.
  std::vector<request> confirm_all(const ledger& known, std::size_t tenant, std::size_t most) const;
  // The time of all that were mailed is over.
  void end_links() { links_have_ended_ = true; }

  // Takes in what is sent, and what is known as of then.
  void note(request& sent);
  // What is wrong with the answer; nothing if all is well.
  std::optional<std::string> hear_done(const request& asked);
  std::optional<std::string> hear_refused(const request& asked);

  // A link that was mailed there for that site has been, or may have been, redeemed.
  bool may_have_confirmed(const std::string& address, std::uint64_t site) const;

 private:
  struct mailed {
    std::string to;
    std::string confirms;
    std::string ends;
    std::uint64_t site;  // its number
  };

  std::vector<mailed> mails_;
  std::map<std::string, int> confirming_;      // link → calls to confirm that were not refused
  std::map<std::string, std::uint32_t> used_;  // link → the call that was answered
  bool links_have_ended_ = false;
};

// What is wrong with what the journal tells of a newsletter; `asked`: whose request it was, null
// where it names none. Nothing if all is well.
std::optional<std::string> wrong_in_newsletter(const records::change& entry, const request* asked);

// With nothing under way.
void check_newsletters(ledger& of, const storage::snapshot& reading, std::size_t tenant);

// A day after the last was asked for: nothing waits any more.
void check_no_newsletter_waits(ledger& of, life& in);

}  // namespace atrium::simulation
