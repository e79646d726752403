// Kim, who works in the back office of the first tenant, and the operator who shuts her out and
// lets her in again. Once it was answered that she is disabled, no call of hers that is sent after
// it is done, nor a login, until somebody asks to enable her; and a token from before is never good
// again.
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
  static constexpr std::string_view first_password = "to be changed at once 42";

  // A call of hers, or of the operator about her.
  next_request draw(random& from, const ledger& known, const std::string& tenant);
  // What is known as of the sending.
  void note(request& sent);
  // What is wrong with the answer; nothing if all is well.
  std::optional<std::string> hear(const request& asked);
  void crash();

 private:
  struct token {
    std::string text;
    bool void_for_good;
  };

  std::vector<token> tokens_;
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
