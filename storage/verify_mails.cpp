#include "storage/verify_mails.hpp"

#include "storage/keys.hpp"

namespace atrium::storage {

bool is_place_of_mail(const snapshot& now, std::string_view outbox_key) {
  const outbox_place at = place_in(outbox_key);
  const auto stored = now.get(table::records, at.record);
  if (!stored || !*stored) return false;
  const auto mail = fields::decode_tagged<records::mail>(**stored);
  return mail && static_cast<std::uint8_t>(mail->state) == at.state && mail->due == at.due_ms;
}

bool has_place(const snapshot& now, std::string_view record_key, const records::mail& mail) {
  const tenant_number tenant = name_in(record_key).tenant;
  const auto place =
      now.get(table::outbox,
              outbox_key(tenant, static_cast<std::uint8_t>(mail.state), mail.due, record_key));
  return place && *place;
}

}  // namespace atrium::storage
