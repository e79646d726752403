// The parameters of every method, from arbitrary bytes that the scanner lets through: they are
// decoded or refused with a reason, and what was decoded can be encoded again as the same values.
#include <string>

#include "protocol/methods/call_options.hpp"
#include "protocol/methods/definitions.hpp"
#include "protocol/wire/utf8.hpp"
#include "tests/fuzz/parameters.hpp"

using namespace atrium;
using fuzz::expect;

namespace {

void expect_reasons(const error& refused) {
  expect(!refused.message.empty(), "a refusal says why");
  for (const field_error& each : refused.fields)
    expect(wire::is_valid_utf8(each.path) && wire::is_valid_utf8(each.message),
           "a refusal is text whatever it is about");
}

// Whole maps of parameters that hold no secret go back as they came.
template <class Call>
void expect_round_trip(const Call& call) {
  if constexpr (requires(wire::buffer & into) { fields::encode_named(into, call); }) {
    wire::buffer bytes;
    fields::encode_named(bytes, call);
    const auto again = fields::decode_parameters<Call>(bytes.view());
    expect(static_cast<bool>(again), "what was decoded is accepted again");
    wire::buffer twice;
    fields::encode_named(twice, *again);
    expect(twice.view() == bytes.view(), "what was decoded stays the same");
  }
}

template <class Record>
void expect_applies(const fields::partial<Record>& given) {
  Record target;
  std::vector<std::string> changed;
  given.apply_to(target, changed);
  const auto back = fields::decode_tagged<Record>(fields::encode_tagged(target));
  expect(back.has_value(), "what is accepted can be stored and read");
  changed.clear();
  given.apply_to(target, changed);
  expect(changed.empty(), "what was applied is there");
}

template <class Method>
void try_method(std::string_view named) {
  const auto call = fields::decode_parameters<Method>(named);
  if (!call) return expect_reasons(call.failure());
  fields::for_each_field<Method>([&](const auto& one) {
    using type = typename std::decay_t<decltype(one)>::type;
    if constexpr (fields::is_partial<type>) expect_applies((*call).*one.member);
  });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto named = fuzz::parameters_in(data, size);
  if (!named) return 0;
  methods::for_each_method(
      [&]<class Method>(std::type_identity<Method>) { try_method<Method>(*named); });
  const auto options = fields::decode_parameters<methods::call_options>(*named);
  if (!options) return expect_reasons(options.failure()), 0;
  expect_round_trip(*options);
  const auto reference = fields::decode_parameters<methods::customer_reference>(*named);
  if (reference) expect_round_trip(*reference);
  return 0;
}
