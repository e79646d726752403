// Shoppers of a simulation: what must be true of their tokens (I9, I10) whatever order things come
// in. A token that is known to have ended, because a call that ends it was answered, is never good
// again; one that was given out is of the customer whom the login showed, and whoever logs in with
// an e-mail is the one who has it. A link in a mail is redeemed once.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/simulation/message.hpp"
#include "tests/simulation/random.hpp"

namespace atrium::simulation {

struct request;

class shoppers {
 public:
  static constexpr std::string_view right_password = "correct horse 42";

  // A login, a call with a token of an earlier one, or what has to do with links.
  void draw(random& from, request& made, std::string_view login, std::string_view site) const;
  // Has the request bear a token of an earlier login; false if there is none.
  bool lend_token(random& from, request& made) const;
  // Somebody has got a mail with a link by which he chooses a password.
  void get_link(std::string link) { links_.push_back(std::move(link)); }
  // Fills in what is known as of the sending.
  void note(request& sent) const;
  // What is wrong with the answer; nothing if all is well. `some_merged`: a login by the name of
  // one who becomes part of another goes on as a login of that one.
  std::optional<std::string> hear_done(const request& asked, bool some_merged);
  std::optional<std::string> hear_refused(const request& asked) const;

 private:
  struct token {
    std::string customer;
    std::string session;
    std::string access, refresh;
    bool ended = false;
  };

  bool draw_link(random& from, request& made, std::string_view login, std::string_view site) const;
  void learn(const request& asked, const std::string& customer);
  void end_session(const token& of);

  std::vector<token> tokens_;
  std::vector<std::string> links_;
  std::map<std::string, std::string> redeemed_;  // link → key of the call that was answered
};

}  // namespace atrium::simulation
