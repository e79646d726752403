#include "actors/mail/mail_rows.hpp"

#include "protocol/identity/generated_id.hpp"
#include "storage/checksum.hpp"
#include "storage/keys.hpp"

namespace atrium::actors {
namespace {

constexpr std::int64_t minute_ms = 60'000;
constexpr std::int64_t hour_ms = 60 * minute_ms;

storage::key place_of(std::string_view at, const records::mail& mail) {
  return storage::outbox_key({wire::load32(at.data())}, static_cast<std::uint8_t>(mail.state),
                             mail.due, at);
}

fields::dynamic_map packed(const std::vector<std::pair<std::string, std::string>>& data) {
  wire::buffer bytes;
  wire::packer pack(bytes);
  pack.pack_map(static_cast<std::uint32_t>(data.size()));
  for (const auto& [name, value] : data) {
    wire::pack_text(pack, name);
    wire::pack_text(pack, value);
  }
  return {bytes.take()};
}

// As people say it: an hour and a half is ninety minutes.
std::pair<std::string, std::string> in_words(std::int64_t lifetime_ms) {
  if (lifetime_ms >= 2 * hour_ms && lifetime_ms % hour_ms == 0)
    return {"hours", std::to_string(lifetime_ms / hour_ms)};
  return {"minutes", std::to_string(lifetime_ms / minute_ms)};
}

}  // namespace

records::mail new_mail(const mail_order& order, const storage::key& at, std::uint64_t number,
                       std::int64_t now_ms, const mail_key& key) {
  auto data = order.data;
  if (order.lifetime_ms) data.push_back(in_words(*order.lifetime_ms));
  records::mail made{.version = 1,
                     .id = identity::generated_id(number, identity::generated::mail),
                     .purpose = order.purpose,
                     .address = order.address,
                     .site = order.site,
                     .locale = order.locale,
                     .created_at = now_ms,
                     .queued_at = now_ms,
                     .due = now_ms,
                     .message_id = key.name_of(at, now_ms),
                     .data = packed(data)};
  if (order.lifetime_ms) made.expires_at = now_ms + *order.lifetime_ms;
  if (!order.secret.empty()) made.sealed = key.seal(at, order.secret);
  return made;
}

void put_mail(storage::change_set& into, std::string_view at, const records::mail& mail) {
  into.puts.push_back({storage::table::records, std::string(at), fields::encode_tagged(mail)});
  into.puts.push_back({storage::table::outbox, std::string(place_of(at, mail).view()),
                       fields::dynamic_map{}.bytes});
}

void change_mail(storage::change_set& into, std::string_view at, const records::mail& before,
                 std::uint64_t checksum, records::mail after) {
  into.expectations.push_back({storage::expectation::kind::at_version, storage::table::records,
                               std::string(at), static_cast<std::uint64_t>(before.version),
                               checksum});
  into.erasures.push_back({storage::table::outbox, std::string(place_of(at, before).view())});
  after.version = before.version + 1;
  put_mail(into, at, after);
}

void erase_mail(storage::change_set& into, std::string_view at, const records::mail& mail) {
  into.erasures.push_back({storage::table::records, std::string(at)});
  into.erasures.push_back({storage::table::outbox, std::string(place_of(at, mail).view())});
}

std::vector<std::pair<std::string, std::string>> data_of(const records::mail& mail) {
  std::vector<std::pair<std::string, std::string>> data;
  wire::cursor from(mail.data.bytes);
  std::uint32_t pairs = 0;
  if (!from.read_map(pairs)) return data;
  for (; pairs > 0; --pairs) {
    std::string_view name, value;
    if (!from.read_string(name) || !from.read_string(value)) return data;
    data.emplace_back(name, value);
  }
  return data;
}

outcome<std::optional<stored_mail>> read_mail(const storage::snapshot& reading,
                                              std::string_view at) {
  const auto stored = reading.get(storage::table::records, at);
  if (!stored) return stored.failure();
  if (!*stored) return std::optional<stored_mail>{};
  auto mail = fields::decode_tagged<records::mail>(**stored);
  if (!mail) return refusal(errc::internal, "a mail cannot be read");
  return std::optional(
      stored_mail{std::string(at), std::move(*mail), storage::checksum(at, **stored)});
}

}  // namespace atrium::actors
