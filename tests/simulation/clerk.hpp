// Kim, who works in the back office of the first tenant, and the operator who shuts her out and
// lets her in again. Once it was answered that she is disabled, no call of hers that is sent after
// it is done, nor a login, until somebody asks to enable her; and a token from before is never good
// again. At her desk she assists customers: what she does in a customer's place, at a storefront,
// is not done any more once her own session or a quarter of an hour is over, is never what only his
// own hand may do, and is told of in the name of both (history.cpp).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/simulation/ledger.hpp"
#include "tests/simulation/random.hpp"
#include "tests/simulation/workload.hpp"

namespace atrium::simulation {

class clerk {
 public:
  static constexpr std::string_view username = "kim";
  static constexpr std::string_view journal_name = "staff:u1";
  static constexpr std::string_view first_password = "to be changed at once 42";

  // A call of hers, or of the operator about her.
  next_request draw(random& from, const ledger& known, const std::string& tenant);
  // What is known as of the sending.
  void note(request& sent, std::int64_t now_ms);
  // What is wrong with the answer; nothing if all is well.
  std::optional<std::string> hear(const request& asked);
  void crash();

 private:
  struct token {
    std::string text;
    bool void_for_good;
  };

  // Of a customer whom she assists.
  struct assistance {
    std::string token;
    std::string customer;
    std::size_t by;  // the token of hers that it was begun with
    std::int64_t expires_at;
    bool ended;
  };

  void draw_assistance(random& from, const ledger& known, request& made) const;
  void draw_in_his_place(random& from, request& made) const;
  std::optional<std::string> hear_assistance(const request& asked);

  std::vector<token> tokens_;
  std::vector<assistance> assisted_;
  std::optional<std::size_t> at_her_desk_;  // the token that her connection said hello with
  int under_way_ = 0;                       // calls of hers, which keep her from saying hello
  std::optional<std::uint32_t> change_under_way_;
  bool disables_ = false;                 // that change
  std::optional<bool> disabled_ = false;  // nothing while nobody can know
  bool has_own_password_ = false;
  int enablings_ = 0;                 // that were asked for
  std::int64_t disabled_at_seq_ = 0;  // last; logins committed before it are void
};

}  // namespace atrium::simulation
