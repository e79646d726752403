#include "storage/verify_mails.hpp"

#include "protocol/records/mail.hpp"
#include "storage/keys.hpp"

namespace atrium::storage {

bool is_place_of_mail(const snapshot& now, std::string_view outbox_key) {
  const outbox_place at = place_in(outbox_key);
  const auto stored = now.get(table::records, at.record);
  if (!stored || !*stored) return false;
  const auto mail = fields::decode_tagged<records::mail>(**stored);
  return mail && static_cast<std::uint8_t>(mail->state) == at.state && mail->due == at.due_ms;
}

}  // namespace atrium::storage
