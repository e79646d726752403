#include "protocol/openrpc.hpp"

#include <nlohmann/json.hpp>

#include "config/version.hpp"
#include "protocol/lists/columns.hpp"
#include "protocol/methods/call_options.hpp"
#include "protocol/methods/definitions.hpp"
#include "protocol/wire/json.hpp"

namespace atrium {
namespace {

using json = nlohmann::ordered_json;

template <class T>
json schema_of(const fields::rule& rules);

template <class T>
json value_schema(const fields::rule& rules) {
  if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, secret>) {
    json schema{{"type", "string"}, {"x-bytes-max", rules.bytes_max}};
    if (!rules.format_name.empty()) schema["format"] = rules.format_name;
    if (std::is_same_v<T, secret>) schema["writeOnly"] = true;
    return schema;
  } else if constexpr (std::is_same_v<T, std::int64_t>) {
    return {{"type", "integer"}, {"minimum", rules.min}, {"maximum", rules.max}};
  } else if constexpr (std::is_same_v<T, bool>) {
    return {{"type", "boolean"}};
  } else if constexpr (std::is_same_v<T, fields::dynamic_map>) {
    return {{"type", "object"}};
  } else if constexpr (fields::named_enum<T>) {
    json names = json::array();
    for (const std::string_view each : enum_names(T{})) names.push_back(each);
    return {{"type", "string"}, {"enum", names}};
  } else if constexpr (fields::is_optional<T>) {
    return value_schema<typename T::value_type>(rules);
  } else if constexpr (fields::is_vector<T>) {
    json schema{{"type", "array"}, {"items", value_schema<typename T::value_type>(rules)}};
    if (rules.items_max < fields::rule{}.items_max) schema["maxItems"] = rules.items_max;
    return schema;
  } else if constexpr (fields::is_undecoded<T>) {
    return schema_of<typename T::type>(rules);
  } else {
    return schema_of<T>(rules);
  }
}

// The writable fields of a record, as parameters.
template <class R>
void add_writable(json& properties) {
  fields::for_each_field<R>([&](const auto& one) {
    if (!fields::may_be_written(one.open_to)) return;
    json schema = value_schema<typename std::decay_t<decltype(one)>::type>(one.rules);
    schema["description"] = one.text;
    properties[std::string(one.name)] = std::move(schema);
  });
}

// The fields of a record that it shows.
template <class R>
void add_shown(json& properties) {
  fields::for_each_field<R>([&](const auto& one) {
    if (one.open_to == fields::access::hidden) return;
    json schema = value_schema<typename std::decay_t<decltype(one)>::type>(one.rules);
    schema["description"] = one.text;
    schema["x-personal"] = one.personal == fields::privacy::personal;
    properties[std::string(one.name)] = std::move(schema);
  });
}

template <class>
struct record_of_partial;
template <class R>
struct record_of_partial<fields::partial<R>> {
  using type = R;
};

template <class T>
json schema_of(const fields::rule&) {
  json properties = json::object();
  json required = json::array();
  if constexpr (fields::is_partial<T>) {
    add_writable<typename record_of_partial<T>::type>(properties);
  } else if constexpr (fields::record<T>) {
    add_shown<T>(properties);
  } else {
    fields::for_each_field<T>([&](const auto& one) {
      using descriptor = std::decay_t<decltype(one)>;
      using type = typename descriptor::type;
      if constexpr (fields::is_embedded<descriptor> && fields::record<type>) {
        add_shown<type>(properties);
      } else if constexpr (fields::is_embedded<descriptor>) {
        add_writable<typename record_of_partial<type>::type>(properties);
      } else {
        json schema = value_schema<type>(one.rules);
        schema["description"] = one.text;
        properties[std::string(one.name)] = std::move(schema);
        if constexpr (!fields::is_optional<type> && !fields::is_vector<type> &&
                      !fields::is_partial<type>)
          required.push_back(one.name);
      }
    });
  }
  json schema{
      {"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
  if (!required.empty()) schema["required"] = std::move(required);
  return schema;
}

template <class>
inline constexpr bool is_items = false;
template <class R>
inline constexpr bool is_items<methods::items_of<R>> = true;

template <class>
inline constexpr bool is_listed = false;
template <class R>
inline constexpr bool is_listed<methods::listed<R>> = true;

template <class>
inline constexpr bool is_partly = false;
template <class R>
inline constexpr bool is_partly<methods::partly<R>> = true;

void add_partial(json& schema) {
  schema["properties"]["partial"] = {
      {"type", "boolean"},
      {"description", "true: looking for more took too long; go on by next_cursor."}};
}

template <class Result>
json result_schema() {
  if constexpr (is_items<Result>) {
    return {{"type", "object"},
            {"properties",
             {{"items", {{"type", "array"}, {"items", schema_of<typename Result::item>({})}}},
              {"next_cursor", {{"type", "string"}}}}}};
  } else if constexpr (is_partly<Result>) {
    json schema = result_schema<methods::items_of<typename Result::item>>();
    add_partial(schema);
    return schema;
  } else if constexpr (is_listed<Result>) {
    json schema = result_schema<methods::items_of<typename Result::item>>();
    const auto add = [&](const char* name, const char* type, const char* text) {
      schema["properties"][name] = {{"type", type}, {"description", text}};
    };
    add("total", "integer", "So many in all, where that is known without counting them.");
    add_partial(schema);
    add("seq", "integer", "The journal number that the index stands at.");
    return schema;
  } else {
    return value_schema<Result>({});
  }
}

json list_columns() {
  json columns = json::array();
  for (const lists::list_column& each : lists::customer_columns())
    columns.push_back({{"field", each.name},
                       {"comparisons", lists::served_by(each.kind)},
                       {"sortable", lists::sortable(each)},
                       {"searched", lists::has_words(each.kind)}});
  return columns;
}

std::string_view audience_name(methods::audience who) {
  switch (who) {
    case methods::audience::anyone:
      return "anyone";
    case methods::audience::operators:
      return "operator";
    case methods::audience::administrators:
      return "tenant's client or operator";
    case methods::audience::clients:
      return "tenant's client";
    case methods::audience::staff:
      return "tenant's staff";
  }
  return "";
}

template <class... Notifications>
json described(methods::type_list<Notifications...>) {
  json all = json::array();
  (all.push_back({{"name", Notifications::name},
                  {"summary", Notifications::summary},
                  {"schema", schema_of<typename Notifications::params>({})}}),
   ...);
  return all;
}

template <class Method>
json describe() {
  const methods::definition& about = Method::about;
  using methods::effect;
  const bool writes =
      about.does != effect::read && about.does != effect::scan && about.does != effect::session;
  json scopes = json::array();
  const auto& names = enum_names(records::scope{});
  if (about.scopes != methods::any_scope)
    for (std::size_t i = 0; i < names.size(); ++i)
      if (about.scopes & methods::any_of(static_cast<records::scope>(i)))
        scopes.push_back(names[i]);
  json errors = json::array();
  const auto add_error = [&](errc code) {
    errors.push_back(
        {{"code", static_cast<int>(code) + 1},
         {"message", row_of(code).name},
         {"data", {{"meaning", row_of(code).meaning}, {"retryable", row_of(code).retryable}}}});
  };
  for (const errc each : Method::errors) add_error(each);
  json result = result_schema<typename Method::result>();
  if (writes)
    result["properties"]["seq"] = {{"type", "integer"},
                                   {"description", "Number of the change in the journal."}};
  json method{{"name", about.name},
              {"summary", about.summary},
              {"paramStructure", "by-position"},
              {"params",
               {{{"name", "named"}, {"required", false}, {"schema", schema_of<Method>({})}},
                {{"name", "call"},
                 {"required", false},
                 {"schema", {{"$ref", "#/components/schemas/call"}}}}}},
              {"result", {{"name", "result"}, {"schema", std::move(result)}}},
              {"errors", std::move(errors)},
              {"x-audience", audience_name(about.who)},
              {"x-scopes", std::move(scopes)},
              {"x-shoppers", fields::name_of(about.with_token)},
              {"x-effect", writes ? "write" : "read"}};
  if (about.with_token != methods::shoppers::none)
    method["x-assisted"] = about.by == methods::hand::any;
  if constexpr (requires { typename Method::notifications; })
    method["x-notifications"] = described(typename Method::notifications{});
  return method;
}

json document() {
  json described = json::array();
  methods::for_each_method(
      [&]<class Method>(std::type_identity<Method>) { described.push_back(describe<Method>()); });
  json codes = json::array();
  for (const error_row& row : error_table)
    codes.push_back({{"code", row.name}, {"retryable", row.retryable}, {"meaning", row.meaning}});
  return {{"openrpc", "1.3.2"},
          {"info",
           {{"title", "Atrium"},
            {"version", config::version()},
            {"description",
             "Customer accounts of online shops, over MessagePack-RPC. params is [named] or "
             "[named, call]."}}},
          {"methods", std::move(described)},
          {"components", {{"schemas", {{"call", schema_of<methods::call_options>({})}}}}},
          {"x-list-columns", list_columns()},
          {"x-errors", std::move(codes)}};
}

}  // namespace

std::string_view openrpc_document() {
  static const std::string encoded = wire::from_json(document().dump()).value();
  return encoded;
}

}  // namespace atrium
