#include "storage/verify_customer.hpp"

#include <algorithm>
#include <set>

#include "protocol/records/address.hpp"
#include "protocol/records/change.hpp"
#include "protocol/records/login_guard.hpp"
#include "protocol/records/note.hpp"
#include "protocol/records/one_time_link.hpp"
#include "protocol/records/part_counts.hpp"
#include "protocol/records/shopper_session.hpp"
#include "storage/verify_belongings.hpp"
#include "storage/verify_companies.hpp"
#include "storage/verify_credit.hpp"
#include "storage/verify_due.hpp"
#include "storage/verify_mails.hpp"
#include "storage/verify_marks.hpp"
#include "storage/verify_newsletter.hpp"
#include "storage/verify_parts.hpp"

namespace atrium::storage {

namespace {

class parts_check {
 public:
  parts_check(const snapshot& now, tenant_number tenant, account_number account,
              const told_by_journal& told)
      : now_(now),
        tenant_(tenant),
        account_(account),
        told_(told),
        belongings_(now, tenant, account, told),
        ledgers_(account, told),
        marks_(tenant, account, told) {}

  std::optional<breach> run(const records::customer& profile) {
    check_merges(profile);
    if (!broken_) broken_ = verify_assignments(now_, tenant_, account_, profile);
    if (!broken_) broken_ = verify_listed_newsletters(now_, tenant_, account_, profile);
    if (broken_) return broken_;
    const key prefix = record_key(tenant_, record_kind::customer, account_.value);
    may_log_in_ = profile.kind == records::customer_kind::registered && profile.active &&
                  !profile.on_hold && !profile.is_tombstone();
    for (const std::int64_t each : profile.absorbed_numbers()) absorbed_.emplace_back(each);
    const std::string_view of_account = prefix.view().substr(0, prefix.view().size() - 1);
    const auto scanned =
        now_.scan(table::records, of_account, of_account, ~std::size_t{0}, [&](const row& found) {
          broken_ = look_at(found);
          if (!broken_) broken_ = check_due_place(now_, found);
          return !broken_;
        });
    if (!scanned) broken("I14", prefix, scanned.failure().message);
    if (!broken_) finish_note();
    if (!broken_) broken_ = ledgers_.finish();
    if (!broken_) check_counts(profile);
    if (!broken_) broken_ = belongings_.finish(counts_);
    if (!broken_) broken_ = marks_.finish(counts_);
    if (!broken_) check_defaults(profile);
    if (!broken_ && profile.pending_email_key.has_value() != confirms_email_)
      broken("I9", prefix, "an e-mail is pending without a link that confirms it, or the reverse");
    return broken_;
  }

 private:
  bool broken(std::string invariant, std::string_view key, std::string what) {
    if (!broken_)
      broken_ = breach{std::move(invariant), std::move(what), table::records, std::string(key)};
    return true;
  }

  // A tombstone leads to a customer who knows of it, and is no tombstone of a merge himself.
  void check_merges(const records::customer& profile) {
    const key where = customer_key(tenant_, account_);
    for (const std::int64_t each : profile.absorbed_numbers()) {
      const auto merged = customer_numbered(each);
      if (!merged || merged->merged_into != profile.number)
        broken("I13", where, "customer " + std::to_string(each) + " was not merged into it");
    }
    if (!profile.merged_into) return;
    const auto into = customer_numbered(*profile.merged_into);
    const bool knows = into && !into->merged_into &&
                       std::ranges::count(into->absorbed_numbers(), profile.number) == 1;
    if (!knows)
      broken("I13", where,
             "customer " + std::to_string(*profile.merged_into) +
                 " does not know that it was merged into him");
  }

  std::optional<records::customer> customer_numbered(std::int64_t number) {
    const auto stored =
        now_.get(table::records, customer_key(tenant_, {static_cast<std::uint64_t>(number)}));
    if (!stored || !*stored) return {};
    return fields::decode_tagged<records::customer>(**stored);
  }

  std::optional<breach> look_at(const row& found) {
    const record_name at = name_in(found.key);
    switch (static_cast<customer_item>(at.item)) {
      case customer_item::profile:
      case customer_item::password:
        break;
      case customer_item::counts:
        read_counts(found);
        break;
      case customer_item::addresses:
        read_address(found, at);
        break;
      case customer_item::notes:
        read_note(found, at);
        break;
      case customer_item::history:
        read_history(found, at);
        break;
      case customer_item::mails:
        read_mail(found, at);
        break;
      case customer_item::guard:
        read_guard(found);
        break;
      case customer_item::sessions:
        read_session(found, at);
        break;
      case customer_item::links:
        read_link(found, at);
        break;
      case customer_item::orders:
      case customer_item::summary:
      case customer_item::carts:
      case customer_item::deliveries:
        broken_ = belongings_.take(found, at);
        break;
      case customer_item::coupons:
      case customer_item::lists:
      case customer_item::memberships:
        return marks_.take(found, at);
      case customer_item::newsletter:
        return verify_newsletter(now_, found, at, told_);
      case customer_item::credit:
        return ledgers_.read_ledger(found, at.part);
      case customer_item::credit_entries:
        return ledgers_.read_entry(found, at.part);
      case customer_item::credit_authorizations:
        return ledgers_.read_authorization(found, at.part);
    }
    return broken_;
  }

  bool unreadable(const row& found) {
    return broken("I14", found.key, "the record cannot be read");
  }

  void read_counts(const row& found) {
    const auto counts = fields::decode_tagged<records::part_counts>(found.value);
    if (!counts) return void(unreadable(found));
    counts_ = *counts;
  }

  void read_address(const row& found, const record_name& at) {
    const auto address = fields::decode_tagged<records::address>(found.value);
    if (!address) return void(unreadable(found));
    ++addresses_;
    last_address_ = std::max(last_address_, at.part);
    if (!ids_.insert(address->id).second)
      return void(broken("names", found.key, "two addresses of the customer have this id"));
    check_version(found, "address", address->id, address->version);
  }

  void read_note(const row& found, const record_name& at) {
    const auto note = fields::decode_tagged<records::note>(found.value);
    if (!note) return void(unreadable(found));
    const std::uint64_t number = at.part >> 32;
    if (number != last_note_) {
      finish_note();
      ++notes_;
      last_note_ = number;
      revisions_ = 0;
    }
    ++revisions_;
    note_id_ = note->id;
    note_key_ = found.key;
    if (note_part(static_cast<std::uint32_t>(number), revisions_) != at.part ||
        note->version != std::int64_t{revisions_})
      broken("numbers", found.key, "the revisions of the note do not follow one another");
  }

  // The last revision of the note before is the one that the journal's newest change tells of.
  void finish_note() {
    if (!note_key_.empty()) check_version({note_key_, {}}, "note", note_id_, revisions_);
  }

  void read_history(const row& found, const record_name& at) {
    const auto entry = fields::decode_tagged<records::change>(found.value);
    if (!entry) return void(unreadable(found));
    if (at.part > told_.last_seq)
      return void(broken("I6", found.key, "the history has a number that the journal has not"));
    if (entry->account != static_cast<std::int64_t>(account_.value) &&
        std::ranges::count(absorbed_, entry->account) == 0)
      return void(broken("I13", found.key, "the entry is about somebody else"));
    if (at.part < told_.first_seq) return;
    const auto original = now_.get(table::journal, journal_key(tenant_, at.part));
    if (!original || !*original || **original != found.value)
      broken("I6", found.key, "the history differs from the journal");
  }

  // Each mail has its place in the outbox.
  void read_mail(const row& found, const record_name& at) {
    const auto mail = fields::decode_tagged<records::mail>(found.value);
    if (!mail) return void(unreadable(found));
    last_mail_ = std::max(last_mail_, at.part);
    if (!has_place(now_, found.key, *mail))
      broken("I11", found.key, "the mail has no place in the outbox");
  }

  void read_guard(const row& found) {
    const auto guard = fields::decode_tagged<records::login_guard>(found.value);
    if (!guard) return void(unreadable(found));
    last_session_ = static_cast<std::uint64_t>(guard->last_session);
  }

  // I9, I10.
  void read_session(const row& found, const record_name& at) {
    const auto session = fields::decode_tagged<records::shopper_session>(found.value);
    if (!session) return void(unreadable(found));
    if (at.part > last_session_)
      return void(broken("numbers", found.key, "the session has a number never given out"));
    if (!may_log_in_) return void(broken("I10", found.key, "a session of one who may not log in"));
    if (session->is_assisted()) return read_assisted(found, *session);
    for (const std::string& hash : {session->access_hash, session->family_hash}) {
      const auto token = now_.get(table::unique, token_key(tenant_, hash));
      if (!token || !*token)
        return void(broken("I9", found.key, "a token of the session is not in the index"));
    }
  }

  // Of a member of staff who is there, for a reason, not for long.
  void read_assisted(const row& found, const records::shopper_session& session) {
    const account_number staff{static_cast<std::uint64_t>(session.staff.value_or(0))};
    const auto member = now_.get(table::records, staff_key(tenant_, staff));
    if (!is_staff(staff) || !member || !*member)
      return void(broken("I13", found.key, "the session is of nobody who is staff"));
    if (!session.staff_session || !session.reason || !session.family_hash.empty())
      return void(broken("I9", found.key, "the assisted session lacks what it has to have"));
    if (session.expires_at > session.created_at + records::assisted_session_ms)
      return void(broken("I9", found.key, "the assisted session lasts too long"));
    const auto token = now_.get(table::unique, assisted_key(tenant_, session.access_hash));
    if (!token || !*token) broken("I9", found.key, "the token of the session is not in the index");
  }

  // I9.
  void read_link(const row& found, const record_name& at) {
    const auto link = fields::decode_tagged<records::one_time_link>(found.value);
    if (!link) return void(unreadable(found));
    const bool of_site = link->purpose == records::link_purpose::newsletter;
    const std::uint64_t site = site_of_link(at.part);
    if (link_part(static_cast<std::uint64_t>(link->purpose), of_site ? site : 0) != at.part ||
        of_site != (site != 0) || of_site != link->site.has_value())
      return void(broken("I9", found.key, "the link is for another purpose than its key"));
    if (of_site) {
      const auto asked_for = now_.get(
          table::records, customer_part_key(tenant_, account_, customer_item::newsletter, site));
      if (!asked_for || !*asked_for)
        return void(broken("I9", found.key, "the link confirms what nobody has asked for"));
    }
    confirms_email_ |= link->purpose == records::link_purpose::change_email;
    const auto token = now_.get(table::unique, link_key(tenant_, link->token_hash));
    if (!token || !*token) broken("I9", found.key, "the link is not in the index");
  }

  void check_version(const row& found, std::string_view kind, const std::string& id,
                     std::int64_t version) {
    if (!broken_) broken_ = check_told_version(told_, found, kind, account_, id, version);
  }

  void check_counts(const records::customer& profile) {
    const key where = customer_key(tenant_, account_, customer_item::counts);
    const auto is = [](std::int64_t counted, std::uint64_t there) {
      return counted >= 0 && static_cast<std::uint64_t>(counted) == there;
    };
    // Of one who has left the ledgers stay, and the counts do not.
    const bool has_left = profile.is_tombstone();
    if (!is(counts_.addresses, addresses_) || !is(counts_.notes, notes_) ||
        (!has_left && !is(counts_.ledgers, ledgers_.count())))
      broken("numbers", where, "the counts are not those of the parts");
    else if (static_cast<std::uint64_t>(counts_.last_address) < last_address_ ||
             static_cast<std::uint64_t>(counts_.last_note) < last_note_ ||
             static_cast<std::uint64_t>(counts_.last_mail) < last_mail_)
      broken("numbers", where, "a part has a number that was never given out");
  }

  void check_defaults(const records::customer& profile) {
    for (const auto& pointer : {profile.default_billing, profile.default_shipping})
      if (pointer && !ids_.contains(*pointer))
        broken("I12", customer_key(tenant_, account_),
               "its default address '" + *pointer + "' is not there");
  }

  const snapshot& now_;
  const tenant_number tenant_;
  const account_number account_;
  const told_by_journal& told_;
  belongings_check belongings_;
  std::optional<breach> broken_;
  records::part_counts counts_;
  ledgers_check ledgers_;
  marks_check marks_;
  std::vector<std::optional<std::int64_t>> absorbed_;  // whose history has become his
  std::set<std::string> ids_;                          // of addresses
  std::uint64_t addresses_ = 0, last_address_ = 0;
  std::uint64_t notes_ = 0, last_note_ = 0;
  std::uint64_t last_mail_ = 0;
  std::uint32_t revisions_ = 0;  // of the note being read
  std::uint64_t last_session_ = 0;
  bool may_log_in_ = false;
  bool confirms_email_ = false;
  std::string note_id_, note_key_;
};

}  // namespace

std::string part_name(account_number account, std::string_view id) {
  return std::to_string(account.value) + "/" + std::string(id);
}

std::optional<breach> check_told_version(const told_by_journal& told, const row& found,
                                         std::string_view kind, account_number account,
                                         std::string_view id, std::int64_t version) {
  const auto newest = told.newest(kind, part_name(account, id));
  if (!newest || *newest == version) return {};
  return breach{"I6",
                "the record has version " + std::to_string(version) + ", the journal tells of " +
                    std::to_string(*newest),
                table::records, std::string(found.key)};
}

std::optional<breach> verify_customer(const snapshot& now, tenant_number tenant,
                                      account_number account, const records::customer& profile,
                                      const told_by_journal& told) {
  return parts_check(now, tenant, account, told).run(profile);
}

bool is_erased_or_gone(const snapshot& now, tenant_number tenant, account_number account) {
  const auto stored = now.get(table::records, customer_key(tenant, account));
  if (!stored) return false;
  if (!*stored) return true;
  const auto customer = fields::decode_tagged<records::customer>(**stored);
  return customer && customer->erased;
}

}  // namespace atrium::storage
