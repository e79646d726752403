#include "storage/verify_staff.hpp"

#include "protocol/records/login_guard.hpp"
#include "protocol/records/one_time_link.hpp"
#include "protocol/records/part_counts.hpp"
#include "protocol/records/shopper_session.hpp"
#include "storage/verify_mails.hpp"
#include "storage/verify_parts.hpp"

namespace atrium::storage {
namespace {

// One member of staff; each returns what is broken, if anything is.
class member_check {
 public:
  member_check(const snapshot& now, tenant_number tenant, std::uint64_t number,
               const records::staff& member)
      : now_(now), tenant_(tenant), account_(account_of_staff(number)), member_(member) {}

  std::optional<breach> run() {
    bool good = true;
    const key credentials_at = staff_key(tenant_, account_, customer_item::password);
    const auto credentials = read<records::staff_credentials>(credentials_at, good);
    if (!credentials)
      return broken(good ? "I13" : "I14", credentials_at, "a member of staff without credentials");
    const key guard_at = staff_key(tenant_, account_, customer_item::guard);
    const auto guard = read<records::login_guard>(guard_at, good);
    if (!good) return broken("I14", guard_at, "the record cannot be read");
    const key counts_at = staff_key(tenant_, account_, customer_item::counts);
    const auto counts = read<records::part_counts>(counts_at, good);
    if (!good) return broken("I14", counts_at, "the record cannot be read");
    const auto last = [](std::int64_t number) { return static_cast<std::uint64_t>(number); };
    auto found = look_at_sessions(last(guard ? guard->last_session : 0));
    if (!found) found = look_at_mails(last(counts ? counts->last_mail : 0));
    if (!found) found = look_at_links(!credentials->hash.empty() && !credentials->must_change);
    return found;
  }

 private:
  // None where there is none; `good` is false where it cannot be read.
  template <class Record>
  std::optional<Record> read(const key& where, bool& good) const {
    const auto stored = now_.get(table::records, where);
    good = static_cast<bool>(stored);
    if (!stored || !*stored) return {};
    auto record = fields::decode_tagged<Record>(**stored);
    good = record.has_value();
    return record;
  }

  // `wrong` says what is, of each of an item that has many.
  template <class Record, class Wrong>
  std::optional<breach> look_at_all(customer_item item, Wrong&& wrong) const {
    std::optional<breach> found;
    const key all = staff_key(tenant_, account_, item);
    const auto scanned = now_.scan(table::records, all, all, ~std::size_t{0}, [&](const row& each) {
      const auto record = fields::decode_tagged<Record>(each.value);
      found = record ? wrong(each.key, name_in(each.key).part, *record)
                     : broken("I14", each.key, "the record cannot be read");
      return !found;
    });
    if (!scanned) return broken("I14", all, scanned.failure().message);
    return found;
  }

  bool is_in_index(const key& entry) const {
    const auto stored = now_.get(table::unique, entry);
    return stored && *stored;
  }

  std::optional<breach> look_at_sessions(std::uint64_t last) const {
    return look_at_all<records::shopper_session>(
        customer_item::sessions,
        [&](std::string_view at, std::uint64_t number,
            const records::shopper_session& session) -> std::optional<breach> {
          if (number > last)
            return broken("numbers", at, "the session has a number never given out");
          if (session.shut_out.value_or(0) > member_.shut_out)
            return broken("I10", at, "the session is of a time to come");
          if (member_.disabled && session.shut_out == member_.shut_out)
            return broken("I10", at, "a session of one who may not log in");
          if (!is_in_index(token_key(tenant_, session.access_hash)))
            return broken("I9", at, "the token of the session is not in the index");
          return {};
        });
  }

  std::optional<breach> look_at_mails(std::uint64_t last) const {
    return look_at_all<records::mail>(
        customer_item::mails,
        [&](std::string_view at, std::uint64_t number,
            const records::mail& mail) -> std::optional<breach> {
          if (number > last) return broken("numbers", at, "the mail has a number never given out");
          if (!has_place(now_, at, mail))
            return broken("I11", at, "the mail has no place in the outbox");
          return {};
        });
  }

  std::optional<breach> look_at_links(bool has_own_password) const {
    return look_at_all<records::one_time_link>(
        customer_item::links,
        [&](std::string_view at, std::uint64_t number,
            const records::one_time_link& link) -> std::optional<breach> {
          if (link.purpose != records::link_purpose::staff_invitation ||
              static_cast<std::uint64_t>(link.purpose) != number)
            return broken("I9", at, "the link is for another purpose than its key, or staff");
          if (!is_in_index(link_key(tenant_, link.token_hash)))
            return broken("I9", at, "the link is not in the index");
          if (link.shut_out.value_or(0) > member_.shut_out)
            return broken("I9", at, "the link is of a time to come");
          if (has_own_password)
            return broken("I9", at, "an invitation of one who has a password of his own");
          return {};
        });
  }

  const snapshot& now_;
  const tenant_number tenant_;
  const account_number account_;
  const records::staff& member_;
};

}  // namespace

std::optional<breach> verify_staff(const snapshot& now, tenant_number tenant, std::uint64_t number,
                                   const records::staff& member) {
  return member_check(now, tenant, number, member).run();
}

}  // namespace atrium::storage
