// A tenant that comes and goes under one name: it is made, gets customers, is suspended and
// removed, and is made anew, while everything goes wrong. Its journal goes with it, so what must be
// true of it is known here and not by the ledger.
//
// Of what changes it (making, suspending, removing) one call is under way at a time; its customers
// go on meanwhile.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "tests/simulation/ledger.hpp"
#include "tests/simulation/random.hpp"
#include "tests/simulation/workload.hpp"

namespace atrium::simulation {

class passing_tenant {
 public:
  static constexpr std::string_view name = "passing";

  // `tenant`: its place in the ledger.
  next_request draw(random& from, const ledger& known, std::size_t tenant);
  // One of its calls was answered: whether it has another key now, so its clients say hello again.
  bool hear(life& in, const request& asked, ledger& of);
  // The machine crashed: nobody hears of what was under way.
  void crash();
  // So much time that what confirms a removal may be too old.
  void grow_old() { confirm_.clear(); }

 private:
  // As far as anybody can know.
  enum class state : std::uint8_t {
    gone,     // or going
    perhaps,  // nobody heard what came of its making
    there,    // and not suspended, unless nobody heard of it
    suspended,
    leaving,  // nobody heard what came of its removal
  };

  request change_of_it(random& from, const ledger& known, std::size_t tenant);
  request customers_call(random& from, const ledger& known, std::size_t tenant);
  bool settle(life& in, const request& asked, ledger& of);
  void learn_nothing(const std::string& method);

  state now_ = state::gone;
  std::string confirm_;
  std::optional<std::uint32_t> under_way_;
  std::string method_under_way_;
  tenant_number last_number_;             // that it had
  int makings_ = 0;                       // that were answered
  std::map<std::string, int> asked_for_;  // e-mails, since the last making
};

}  // namespace atrium::simulation
