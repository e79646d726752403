#include "protocol/reference.hpp"

#include <nlohmann/json.hpp>

#include "protocol/openrpc.hpp"
#include "protocol/wire/json.hpp"

namespace atrium {
namespace {

using json = nlohmann::ordered_json;

constexpr std::string_view introduction = R"(# Protocol reference

Made from the definitions in `protocol/methods/` by `atrium reference > docs/protocol.md`; a test fails when it is out of
date. The same content is answered by `rpc.discover` as an OpenRPC document.

## Wire

MessagePack-RPC, unframed, on one TCP port or a Unix socket: request `[0, msgid, method, params]`, response `[1, msgid, error, result]`.
`params` is `[named]` or `[named, call]`, both maps with string keys; `[]` means `[{}]`, and an empty array in place of either map is that
map, empty. Answers come in any order. Times are milliseconds
since 1970 UTC, dates `YYYY-MM-DD`, ids strings, integers within ±2^53. The first byte of a connection decides: `0x93`, `0x94` and `0xdc` begin
a message, `0x16` begins TLS (where certificates are configured), the letters of an HTTP verb get one HTTP 400, anything else is closed.
Notifications are read and have no effect: no method of this version is for them. Limits are announced in the answer to `session.hello`.

Writes answer the object as it is now, with its `version`, and `seq`, the journal number of the change (of a repeated or empty change: a number
at which it was already true). Errors are `"code: message"`, or with `errors: "map"` in hello
`{code, message, retryable, retry_after_ms?, path?, fields?: [{path, code, message}], data?}`.
)";

constexpr std::string_view lists = R"(
## Lists

`customers.list`, `customers.count` and `contacts.list` take a `filter`, a map of fields that must all be as it says: `{last_name: "Müller"}`, or with comparisons
`{created_at: {ge: 1700000000000, lt: 1710000000000}}`. `{and: [filter, …]}`, `{or: [filter, …]}` and `{not: filter}` stand among the fields. A filter is at most 8
levels deep and has at most 64 conditions, and 256 values in `in`.

- `eq` (or just the value), `ne`, `in: [value, …]`: names without case and accents, e-mails and phone numbers in canonical form, all else exactly. `ne` is true of a
  record without a value, too. Of a field with several values (`groups`, `segments`) they ask whether it has the value, or any of them; nothing is sorted by it.
- `lt`, `le`, `gt`, `ge`: in the order in which the list would be sorted.
- `starts_with`: the beginning, compared likewise. `contains`: each word given begins a word of the field. `exists`: true or false.

Contacts are in `contacts.list`; among customers they are listed and counted only where the filter says something of `kind`. `companies` is true of a customer if it is of
any of his: `{companies: "bell"}` are those who buy for it.

`search` is what somebody types who looks for a customer: each word begins a word of a searched field, or is a number or a reference, or begins an id.
`sort` is a column, `-` before it for descending; records without a value come last either way. What no index serves is refused with `invalid_field`.

Lists are answered from an index that follows the journal within milliseconds. `seq` is the number that it stood at; with `min_seq` a list waits until it has got
there, so a caller sees his own writes. `partial: true` says that looking took too long: the page is shorter than asked for, and `next_cursor` goes on.
While a tenant's index is made for the first time, its lists are `overloaded`.
`companies.members` and `segments.members` have the same `sort`; `newsletter.subscribers` are sorted by the customer's `number` or `id`, which is what they show of him.

Of what is one customer's, `addresses.list`, `carts.list`, `coupons.list`, `lists.list` and `memberships.list` take `sort`, too, and need no index for it: by any field of what is
listed that the caller is shown and that has one value, a text, a number or time, or one of some names; what else is asked for is refused with `invalid_field`, which says what
there is. Texts are compared as names are; codes, references, sites and phone numbers byte by byte; of ids the chosen ones come first, then the generated ones by number. Records
without a value come last either way; those alike are in the order of their making, with `-` against it. A cursor goes on with the same customer, filter and order.

What `mixins.define` says is `indexed` of customers is a column, too, named `mixins.` and the path: `{"mixins.loyalty.tier": "gold"}`, `sort: "-mixins.loyalty.points"`.
Strings are compared, sorted and searched as names are, numbers as numbers however they were written (an integer property with whole numbers only), booleans as
`active` is. A property without a value, or with one that is not of the type declared (the record is older than the schema), counts as none. `fields` names
`mixins` as a whole. A path that is not declared is refused with `invalid_field`. After a definition that adds columns the tenant's index is built anew; the former one
serves on, and only who filters or sorts by a new column is told `overloaded`, with `retry_after_ms`, until it is there. `search` does without a new column so long. Words are
found among the first 64 of a record: those of its own fields, then those of its mixins.

| column | comparisons | sorts | searched |
|---|---|---|---|
)";

std::string type_of(const json& schema) {
  if (schema.contains("enum")) {
    std::string names;
    for (const json& each : schema["enum"])
      names += (names.empty() ? "" : " \\| ") + each.get<std::string>();
    return names;
  }
  if (schema.contains("format")) return schema["format"];
  if (!schema.contains("type")) return "map";
  const std::string type = schema["type"];
  if (type == "array") return "array of " + type_of(schema["items"]);
  return type == "object" ? "map" : type;
}

void add_properties(std::string& text, const json& schema, const std::string& prefix) {
  if (!schema.contains("properties")) return;
  for (const auto& [name, property] : schema["properties"].items()) {
    bool required = false;
    if (schema.contains("required"))
      for (const json& each : schema["required"]) required |= each == name;
    text += "| `" + prefix + name + "` | " + type_of(property) + " | " + (required ? "yes" : "") +
            " | " + property.value("description", "") + " |\n";
    if (property.contains("properties")) add_properties(text, property, prefix + name + ".");
    if (property.contains("items")) add_properties(text, property["items"], prefix + name + "[].");
  }
}

void add_method(std::string& text, const json& method) {
  text += "\n### `" + method["name"].get<std::string>() + "`\n\n" +
          method["summary"].get<std::string>() + " For: " + method["x-audience"].get<std::string>();
  std::string scopes;
  for (const json& each : method["x-scopes"])
    scopes += (scopes.empty() ? " with " : " or ") + ("`" + each.get<std::string>() + "`");
  text += scopes + ". Effect: " + method["x-effect"].get<std::string>() + ".";
  if (method.contains("x-assisted") && !method["x-assisted"].get<bool>())
    text += " Not with a token of assisted buying.";
  text += "\n";
  std::string rows;
  add_properties(rows, method["params"][0]["schema"], "");
  if (!rows.empty()) text += "\n| parameter | type | required | |\n|---|---|---|---|\n" + rows;
  std::string result;
  const json& schema = method["result"]["schema"];
  if (schema.contains("properties"))
    for (const auto& [name, property] : schema["properties"].items())
      result += (result.empty() ? "`" : ", `") + name + "`";
  if (!result.empty()) text += "\nAnswers " + result + ".\n";
  if (method.contains("x-notifications")) {
    text += "\nThen sends, as notifications `[2, name, [{…}]]`:\n\n";
    for (const json& each : method["x-notifications"]) {
      std::string names;
      for (const auto& [name, property] : each["schema"]["properties"].items())
        names += (names.empty() ? "`" : ", `") + name + "`";
      text += "- `" + each["name"].get<std::string>() + "` {" + names +
              "}: " + each["summary"].get<std::string>() + "\n";
    }
  }
  std::string errors;
  for (const json& each : method["errors"])
    errors += (errors.empty() ? "`" : ", `") + each["message"].get<std::string>() + "`";
  if (!errors.empty()) text += "\nOwn errors: " + errors + ".\n";
}

}  // namespace

std::string protocol_reference() {
  const json document = json::parse(wire::to_json(openrpc_document(), -1));
  std::string text(introduction);
  text += "\n## Call options\n\n| option | type | required | |\n|---|---|---|---|\n";
  add_properties(text, document["components"]["schemas"]["call"], "");
  text += lists;
  const auto mark = [](const json& given) { return given.get<bool>() ? "yes" : ""; };
  for (const json& each : document["x-list-columns"])
    text += "| `" + each["field"].get<std::string>() + "` | " +
            each["comparisons"].get<std::string>() + " | " + mark(each["sortable"]) + " | " +
            mark(each["searched"]) + " |\n";
  text += "\n## Errors\n\n| code | retryable | |\n|---|---|---|\n";
  for (const json& each : document["x-errors"])
    text += "| `" + each["code"].get<std::string>() + "` | " +
            (each["retryable"].get<bool>() ? "yes" : "") + " | " +
            each["meaning"].get<std::string>() + " |\n";
  text += "\n## Methods\n";
  for (const json& each : document["methods"]) add_method(text, each);
  return text;
}

}  // namespace atrium
