// customers.export_data (features.md X3): what the daemon has of a person, in one document.
#include "actors/account/decide.hpp"
#include "actors/account/leaving/exported.hpp"
#include "protocol/methods/customers.hpp"
#include "protocol/records/address.hpp"
#include "protocol/records/cart.hpp"
#include "protocol/records/change.hpp"
#include "protocol/records/coupon.hpp"
#include "protocol/records/credit.hpp"
#include "protocol/records/customer.hpp"
#include "protocol/records/delivery.hpp"
#include "protocol/records/mail.hpp"
#include "protocol/records/membership.hpp"
#include "protocol/records/newsletter.hpp"
#include "protocol/records/note.hpp"
#include "protocol/records/one_time_link.hpp"
#include "protocol/records/order.hpp"
#include "protocol/records/shopper_session.hpp"
#include "protocol/records/shopping_list.hpp"
#include "storage/keys.hpp"

namespace atrium::actors {
namespace {

using storage::customer_item;

// False if the row cannot be read.
template <fields::record R>
bool add(wire::buffer& to, const account_row& found) {
  const auto record = fields::decode_tagged<R>(found.value);
  if (record) append_exported(to, *record);
  return record.has_value();
}

class document {
 public:
  explicit document(wire::buffer& into) : into_(into), pack_(into), map_(into) {}

  void take_profile(const records::customer& who) {
    begin("profile");
    append_exported(into_, who);
  }
  // One who was merged into the customer: what he was known by.
  void take_absorbed(const records::customer& merged) {
    ++absorbed_.count;
    append_exported(absorbed_.records, merged);
  }
  // False if the row cannot be read.
  bool take(const account_row& found) {
    switch (static_cast<customer_item>(storage::name_in(found.key).item)) {
      case customer_item::password:
        begin("password");
        return add<records::password_record>(into_, found);
      case customer_item::addresses:
        return add_to<records::address>(addresses_, found);
      case customer_item::notes:
        return add_to<records::note>(notes_, found);
      case customer_item::history:
        return add_to<records::change>(history_, found);
      case customer_item::mails:
        return add_to<records::mail>(mails_, found);
      case customer_item::sessions:
        return add_to<records::shopper_session>(sessions_, found);
      case customer_item::links:
        return add_to<records::one_time_link>(links_, found);
      case customer_item::orders:
        return add_to<records::order>(orders_, found);
      case customer_item::deliveries:
        return add_to<records::delivery>(deliveries_, found);
      case customer_item::carts:
        return add_to<records::cart>(carts_, found);
      case customer_item::lists:
        return add_to<records::shopping_list>(lists_, found);
      case customer_item::coupons:
        return add_to<records::coupon>(coupons_, found);
      case customer_item::memberships:
        return add_to<records::membership>(memberships_, found);
      case customer_item::summary:
        begin("summary");
        return add<records::order_summary>(into_, found);
      case customer_item::credit:
        return add_to<records::credit_ledger>(credit_, found);
      case customer_item::credit_entries:
        return add_to<records::credit_entry>(credit_entries_, found);
      case customer_item::credit_authorizations:
        return add_to<records::credit_authorization>(credit_authorizations_, found);
      case customer_item::newsletter:
        return add_to<records::newsletter>(newsletters_, found);
      case customer_item::profile:
      case customer_item::guard:
      case customer_item::counts:
        break;
    }
    return true;
  }

  // Leaves room for `seq` (actors/answer.hpp).
  void close() {
    for (const list* each :
         {&absorbed_, &addresses_, &notes_, &orders_, &deliveries_, &carts_, &lists_, &coupons_,
          &memberships_, &mails_, &history_, &sessions_, &links_, &credit_, &credit_entries_,
          &credit_authorizations_, &newsletters_}) {
      begin(each->name);
      pack_.pack_array(each->count);
      into_.append(each->records.view());
    }
    map_.add(1);
    map_.close();
  }

 private:
  struct list {
    std::string_view name;
    wire::buffer records = {};
    std::uint32_t count = 0;
  };

  void begin(std::string_view name) {
    wire::pack_text(pack_, name);
    map_.add(1);
  }
  template <fields::record R>
  static bool add_to(list& to, const account_row& found) {
    ++to.count;
    return add<R>(to.records, found);
  }

  wire::buffer& into_;
  wire::packer pack_;
  fields::open_map map_;
  list absorbed_{"merged"};
  list addresses_{"addresses"};
  list notes_{"notes"};  // each revision
  list orders_{"orders"};
  list deliveries_{"deliveries"};
  list carts_{"carts"};
  list lists_{"lists"};
  list coupons_{"coupons"};
  list memberships_{"memberships"};  // and roles
  list mails_{"mails"};
  list history_{"history"};
  list sessions_{"sessions"};
  list links_{"links"};
  list credit_{"credit"};  // and of those who were merged into him
  list credit_entries_{"credit_entries"};
  list credit_authorizations_{"credit_authorizations"};
  list newsletters_{"newsletters"};
};

}  // namespace

outcome<decision> decide(const methods::customers_export_data&, const account_state& now,
                         const decide_context& in) {
  if (!now.profile) return refusal(errc::not_found);  // of one who was erased what is left
  wire::buffer answer;
  document made_of_it(answer);
  made_of_it.take_profile(in.whole->profile);
  for (const account_row& row : in.whole->rows)
    if (!made_of_it.take(row)) return refusal(errc::internal);
  for (const records::customer& each : in.whole->absorbed) made_of_it.take_absorbed(each);
  made_of_it.close();
  decision made = change_of(now, in);
  made.answer = answer.take();
  made.answers_for_retries = false;  // the answer would be kept
  audit(made, {.action = "customer.exported"}, in);
  return made;
}

}  // namespace atrium::actors
