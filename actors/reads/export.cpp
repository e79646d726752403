// customers.export_data (features.md X3): what the daemon has of a person, in one document.
#include "actors/reads/exported.hpp"
#include "actors/reads/reads.hpp"
#include "protocol/records/address.hpp"
#include "protocol/records/change.hpp"
#include "protocol/records/customer.hpp"
#include "protocol/records/mail.hpp"
#include "protocol/records/note.hpp"
#include "protocol/records/shopper_session.hpp"
#include "storage/keys.hpp"

namespace atrium::actors {
namespace {

using storage::customer_item;

// False if the row cannot be read.
template <fields::record R>
bool add(wire::buffer& to, const storage::row& found) {
  const auto record = fields::decode_tagged<R>(found.value);
  if (record) append_exported(to, *record);
  return record.has_value();
}

class document {
 public:
  explicit document(wire::buffer& into) : into_(into), pack_(into), map_(into) {}

  // False if the row cannot be read.
  bool take(const storage::row& found) {
    switch (static_cast<customer_item>(storage::name_in(found.key).item)) {
      case customer_item::profile:
        return add_profile(found);
      case customer_item::password:
        return add_one<records::password_record>("password", found);
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
      case customer_item::guard:
      case customer_item::counts:
        break;
    }
    return true;
  }

  // One who was merged into the customer: what he was known by.
  bool take_absorbed(const storage::row& found) {
    return add_to<records::customer>(absorbed_, found);
  }
  const std::vector<std::int64_t>& absorbed() const { return absorbed_numbers_; }

  void close() {
    for (const list* each :
         {&absorbed_, &addresses_, &notes_, &mails_, &history_, &sessions_, &links_}) {
      wire::pack_text(pack_, each->name);
      pack_.pack_array(each->count);
      into_.append(each->records.view());
      map_.add(1);
    }
    map_.close();
  }

 private:
  struct list {
    std::string_view name;
    wire::buffer records = {};
    std::uint32_t count = 0;
  };

  template <fields::record R>
  bool add_one(std::string_view name, const storage::row& found) {
    wire::pack_text(pack_, name);
    map_.add(1);
    return add<R>(into_, found);
  }
  template <fields::record R>
  static bool add_to(list& to, const storage::row& found) {
    ++to.count;
    return add<R>(to.records, found);
  }

  wire::buffer& into_;
  wire::packer pack_;
  fields::open_map map_;
  bool add_profile(const storage::row& found) {
    const auto profile = fields::decode_tagged<records::customer>(found.value);
    if (!profile) return false;
    absorbed_numbers_ = profile->absorbed_numbers();
    return add_one<records::customer>("profile", found);
  }

  std::vector<std::int64_t> absorbed_numbers_;
  list absorbed_{"merged"};
  list addresses_{"addresses"};
  list notes_{"notes"};  // each revision
  list mails_{"mails"};
  list history_{"history"};
  list sessions_{"sessions"};
  list links_{"links"};
};

}  // namespace

outcome<nothing> read(const methods::customers_export_data& asked, call_context& call,
                      wire::buffer& out, wait_for&) {
  const auto account = resolve(asked.customer, call);
  if (!account) return account.failure();
  const storage::key profile = storage::customer_key(call.view->number, *account);
  const std::string_view rows = profile.view().substr(0, profile.view().size() - 1);
  document made(out);
  bool readable = true;
  const auto scanned =
      call.reading.scan(storage::table::records, rows, rows, ~std::size_t{0},
                        [&](const storage::row& found) { return readable = made.take(found); });
  if (!scanned) return scanned.failure();
  for (const std::int64_t each : made.absorbed()) {
    const storage::key key =
        storage::customer_key(call.view->number, {static_cast<std::uint64_t>(each)});
    const auto stored = call.reading.get(storage::table::records, key);
    if (!stored) return stored.failure();
    readable &= *stored && made.take_absorbed({key.view(), **stored});
  }
  if (!readable) return refusal(errc::internal);
  made.close();
  return nothing{};
}

}  // namespace atrium::actors
