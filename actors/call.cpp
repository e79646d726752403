#include "actors/call.hpp"

#include "actors/commands.hpp"

namespace atrium::actors {
namespace {

struct call_of_command : call {
  call_of_command(command what_it_asks, responder to)
      : call(asked, std::move(to)), asked(std::move(what_it_asks)) {}
  command asked;
};

}  // namespace

call_ptr make_call(command what, responder reply) {
  return std::make_shared<call_of_command>(std::move(what), std::move(reply));
}

call_ptr make_own_call(command what, const tenant_cell_ptr& tenant, account_number account,
                       std::int64_t deadline_ms) {
  call_ptr own = make_call(std::move(what), responder());
  own->caller = nobody();
  own->tenant = tenant;
  own->account = account;
  own->deadline_ms = deadline_ms;
  return own;
}

}  // namespace atrium::actors
