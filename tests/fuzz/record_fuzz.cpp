// Stored bytes of every record: they are read or known to be damaged, what is read is rewritten
// without loss, and whatever they are, what is shown of them is one well-formed map.
#include <string>

#include "protocol/records/address.hpp"
#include "protocol/records/audit_entry.hpp"
#include "protocol/records/change.hpp"
#include "protocol/records/client.hpp"
#include "protocol/records/company.hpp"
#include "protocol/records/coupon.hpp"
#include "protocol/records/credit.hpp"
#include "protocol/records/customer.hpp"
#include "protocol/records/index_entries.hpp"
#include "protocol/records/membership.hpp"
#include "protocol/records/mixin_schema.hpp"
#include "protocol/records/note.hpp"
#include "protocol/records/part_counts.hpp"
#include "protocol/records/shopping_list.hpp"
#include "protocol/records/tenant.hpp"
#include "protocol/wire/cursor.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace atrium;
using fuzz::expect;

namespace {

template <class Record>
void try_record(std::string_view stored) {
  wire::buffer shown;
  fields::show<Record>(shown, stored);
  wire::cursor at(shown.view());
  expect(at.peek() == wire::kind::map && at.skip() && at.at_end(), "what is shown is one map");

  const auto record = fields::decode_tagged<Record>(stored);
  if (!record) return;
  const std::string rewritten = fields::encode_tagged(*record);
  const auto again = fields::decode_tagged<Record>(rewritten);
  expect(again.has_value(), "what was read can be stored and read again");
  expect(again->unknown == record->unknown, "tags of another version survive");
  expect(fields::encode_tagged(*again) == rewritten, "a second rewrite changes nothing");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view stored = fuzz::text_of(data, size);
  try_record<records::customer>(stored);
  try_record<records::password_record>(stored);
  try_record<records::company>(stored);
  try_record<records::address>(stored);
  try_record<records::note>(stored);
  try_record<records::part_counts>(stored);
  try_record<records::change>(stored);
  try_record<records::audit_entry>(stored);
  try_record<records::client>(stored);
  try_record<records::credit_ledger>(stored);
  try_record<records::credit_entry>(stored);
  try_record<records::credit_authorization>(stored);
  try_record<records::coupon>(stored);
  try_record<records::membership>(stored);
  try_record<records::shopping_list>(stored);
  try_record<records::tenant>(stored);
  try_record<records::realm>(stored);
  try_record<records::site>(stored);
  try_record<records::mixin_schema>(stored);
  try_record<records::unique_entry>(stored);
  return 0;
}
