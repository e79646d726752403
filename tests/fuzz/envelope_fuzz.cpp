// Any message that the scanner lets through is taken apart or rejected, and every answer to it is a
// valid message.
#include <string>
#include <variant>

#include "protocol/wire/cursor.hpp"
#include "protocol/wire/envelope.hpp"
#include "protocol/wire/json.hpp"
#include "protocol/wire/scanner.hpp"
#include "protocol/wire/utf8.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace atrium::wire;
using atrium::fuzz::expect;

namespace {

void expect_map(std::string_view raw) {
  if (raw.empty()) return;
  cursor at(raw);
  expect(at.peek() == kind::map && at.skip() && at.at_end(), "parameters are one whole map");
}

void expect_valid_answer(const atrium::error& refused) {
  for (const error_form form : {error_form::text, error_form::map}) {
    buffer answer;
    write_error(answer, 7, refused, form);
    const auto verdict = scanner(limits{}).scan(answer.view());
    expect(verdict.is == scanner::state::complete && verdict.length == answer.size(),
           "an answer is one message");
    expect(is_valid_utf8(to_json(answer.view(), -1)), "an answer is valid UTF-8");
  }
}

// What the caller sent, echoed in every text of an error.
void expect_harmless_echo(std::string_view text) {
  atrium::error echo = atrium::refusal(atrium::errc::unknown_method, std::string(text));
  echo.path = text;
  echo.fields = {{std::string(text), atrium::errc::invalid_field, std::string(text)}};
  echo.data = {{std::string(text), std::string(text)}};
  expect_valid_answer(echo);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = atrium::fuzz::text_of(data, size);
  expect_harmless_echo(bytes);
  if (const auto value = from_json(bytes))
    expect(!to_json(*value, 2).empty(), "what came from JSON goes back");

  const auto parsed = parse_envelope(bytes);
  const auto verdict = scanner(limits{}).scan(bytes);
  if (const auto* rejected = std::get_if<rejected_message>(&parsed)) {
    expect_valid_answer(rejected->refused);
  } else if (verdict.is == scanner::state::complete) {
    const auto& call = std::get<envelope>(parsed);
    expect(is_valid_utf8(call.method), "a method is valid UTF-8");
    expect_map(call.named);
    expect_map(call.call);
    if (call.type != message_type::notification)
      expect(verdict.msgid == call.msgid, "scanner and envelope read the same msgid");
  }
  return 0;
}
