#include "tests/simulation/mails.hpp"

#include <algorithm>

#include "actors/mail/mail_rows.hpp"
#include "protocol/records/change.hpp"
#include "protocol/records/customer.hpp"
#include "protocol/records/mail.hpp"

namespace atrium::simulation {
namespace {

using storage::table;

// What a customer's changes have ordered.
struct expected_mails {
  int count = 0;
  bool activation_due = false;  // he was told that the account is being prepared
};

const request* request_of(const ledger& of, const records::change& entry) {
  if (!entry.reason || entry.reason->size() < 2) return nullptr;
  const auto number = std::stoul(entry.reason->substr(1));
  return number < of.all.size() ? &of.all[number] : nullptr;
}

bool says(const request& asked, std::string_view word) {
  return asked.named.find(word) != std::string::npos;
}

// Who is made active at once hears nothing of his password, for these tenants mail none.
void take(expected_mails& his, const records::change& entry, const request& asked,
          bool active_at_once) {
  const bool begins = entry.kind == "customer.created" || entry.kind == "customer.converted";
  if (begins && says(asked, "initial_password") && !active_at_once) {
    ++his.count;
    his.activation_due = true;
  } else if (entry.kind == "customer.status_changed" && says(asked, "\"active\":true")) {
    his.count += says(asked, "send_mail") || his.activation_due;
    his.activation_due = false;
  }
}

// By account. Who was merged into another, or left, has none.
std::map<std::int64_t, expected_mails> ordered_in(const ledger& of,
                                                  const storage::snapshot& reading,
                                                  const tenant_ledger& tenant) {
  std::map<std::int64_t, expected_mails> ordered;
  const storage::key all = storage::key{}.u32(tenant.number.value);
  static_cast<void>(
      reading.scan(table::journal, all, all, 1'000'000, [&](const storage::row& found) {
        const auto entry = fields::decode_tagged<records::change>(found.value);
        if (!entry || !entry->account) return true;
        if (const request* asked = request_of(of, *entry))
          take(ordered[*entry->account], *entry, *asked, tenant.active_at_once);
        for (const std::string_view leaves :
             {"customer.erased", "customer.removed", "customer.merged_away"})
          if (entry->kind == leaves) ordered.erase(*entry->account);
        return true;
      }));
  return ordered;
}

void check_mail(ledger& of, const records::mail& mail, const post_office& post) {
  const auto found = post.by_message_id.find(mail.message_id);
  const bool taken = found != post.by_message_id.end() && found->second.taken > 0;
  const bool refused = found != post.by_message_id.end() && found->second.refused;
  if (mail.state == records::mail_state::queued)
    of.violated("mail " + mail.message_id + " stays in the outbox");
  if (mail.state == records::mail_state::sent && !taken)
    of.violated("mail " + mail.message_id + " is said to be sent, and was not");
  // What nobody needs any more is not sent.
  const bool void_by_then =
      mail.expires_at && mail.finished_at && *mail.finished_at >= *mail.expires_at;
  if (mail.state == records::mail_state::given_up && !refused && !void_by_then)
    of.violated("mail " + mail.message_id +
                " was given up without a cause: " + mail.answer.value_or(""));
}

}  // namespace

void check_mails(ledger& of, life& in, const post_office& post, std::size_t in_doubt) {
  if (in.writer.broken()) return;
  const auto reading = in.node.borrow_snapshot();
  for (const tenant_ledger& each : of.tenants) {
    if (each.number == node_tenant || each.passes) continue;
    auto ordered = ordered_in(of, *reading, each);
    const storage::key all = storage::record_prefix(each.number, storage::record_kind::customer);
    static_cast<void>(
        reading->scan(table::records, all, all, 1'000'000, [&](const storage::row& found) {
          const storage::record_name at = storage::name_in(found.key);
          if (at.item != static_cast<std::uint8_t>(storage::customer_item::mails)) return true;
          const auto mail = fields::decode_tagged<records::mail>(found.value);
          if (!mail) return of.violated("a mail cannot be read"), false;
          // Links are anybody's to ask for, and the journal tells of nothing.
          if (mailing::row_of(mail->purpose).leads != mailing::link::token)
            --ordered[static_cast<std::int64_t>(at.number)].count;
          check_mail(of, *mail, post);
          return true;
        }));
    for (const auto& [account, left] : ordered)
      if (left.count != 0)
        of.violated("customer " + std::to_string(account) + " has " + std::to_string(-left.count) +
                    " mails more than were ordered");
  }
  std::size_t surplus = 0;
  for (const auto& [id, box] : post.by_message_id)
    surplus += static_cast<std::size_t>(std::max(0, box.taken - 1 - box.denied));
  if (surplus > in_doubt)
    of.violated(std::to_string(surplus) + " mails came twice, of " + std::to_string(in_doubt) +
                " that were under way when something went wrong");
}

}  // namespace atrium::simulation
