// lists.create add remove rename get list (features.md G2, F10).
#pragma once

#include "protocol/methods/orders.hpp"
#include "protocol/records/shopping_list.hpp"

namespace atrium::methods {

inline constexpr std::int64_t lists_max = 50;
inline constexpr std::size_t list_items_max = 500;

inline constexpr fields::rule list_id{.bytes_max = 64};
inline constexpr fields::rule list_name = records::rules::name<100>;

struct given_list_item {
  std::string sku;
  std::optional<std::string> name;
  std::optional<std::int64_t> quantity;
  std::optional<std::string> note;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using l = given_list_item;
    return list{
        parameter{"sku", &l::sku, "What is wanted.", sku_text},
        parameter{"name", &l::name, "What it is called.", product_name},
        parameter{"quantity", &l::quantity,
                  "How many of it, or how many more (default: 1, or none more).", line_quantity},
        parameter{"note", &l::note, "What the customer says of it, in one line.",
                  records::rules::name<200>}};
  }
};

struct lists_create {
  static constexpr definition about{
      "lists.create",
      "Makes a list for a customer: a shopping list, of which he may have several, or his wish "
      "list, of which there is one. At most 50 lists, of at most 500 items each.",
      audience::clients,
      any_of(records::scope::customers_write),
      effect::account,
      shoppers::may,
      hand::any};
  static constexpr std::array errors{errc::not_found, errc::limit_reached, errc::capability_off};
  using result = records::shopping_list;
  customer_reference customer;
  std::optional<records::list_kind> kind;
  std::optional<std::string> name;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using l = lists_create;
    return list{
        parameter{"customer", &l::customer, "Whose."},
        parameter{"kind", &l::kind,
                  "shopping or wish (default: shopping for whom is in a company, else wish)."},
        parameter{"name", &l::name, "What he calls it; a shopping list has to have one.",
                  list_name}};
  }
};

struct lists_add {
  static constexpr definition about{
      "lists.add",
      "Puts items on a list. Of what is there already (by sku) it has more then, and the name and "
      "note that are given. Without `list` it is the customer's wish list, made if there is none. "
      "if_version is the list's.",
      audience::clients,
      any_of(records::scope::customers_write),
      effect::account,
      shoppers::may,
      hand::any};
  static constexpr std::array errors{errc::not_found, errc::version_conflict, errc::limit_reached,
                                     errc::capability_off};
  using result = records::shopping_list;
  customer_reference customer;
  std::optional<std::string> list;
  std::vector<given_list_item> items;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using l = lists_add;
    return atrium::fields::list{parameter{"customer", &l::customer, "Whose."},
                                parameter{"list", &l::list, "Its id.", list_id},
                                parameter{"items", &l::items, "What is wanted; at least one.",
                                          rule{.items_max = list_items_max}}};
  }
};

struct lists_remove {
  static constexpr definition about{
      "lists.remove",
      "Takes an item from a list, or some of it; without `sku` it removes the list. Answers the "
      "list as it is then, or was. if_version is the list's.",
      audience::clients,
      any_of(records::scope::customers_write),
      effect::account,
      shoppers::may,
      hand::any};
  static constexpr std::array errors{errc::not_found, errc::version_conflict, errc::capability_off};
  using result = records::shopping_list;
  customer_reference customer;
  std::string list;
  std::optional<std::string> sku;
  std::optional<std::int64_t> quantity;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using l = lists_remove;
    return atrium::fields::list{
        parameter{"customer", &l::customer, "Whose."},
        parameter{"list", &l::list, "Its id.", list_id},
        parameter{"sku", &l::sku, "Which item.", sku_text},
        parameter{"quantity", &l::quantity, "So many of it (default: all).", line_quantity}};
  }
};

struct lists_rename {
  static constexpr definition about{
      "lists.rename",    "Gives a list another name. if_version is the list's.",
      audience::clients, any_of(records::scope::customers_write),
      effect::account,   shoppers::may,
      hand::any};
  static constexpr std::array errors{errc::not_found, errc::version_conflict, errc::capability_off};
  using result = records::shopping_list;
  customer_reference customer;
  std::string list;
  std::string name;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using l = lists_rename;
    return atrium::fields::list{parameter{"customer", &l::customer, "Whose."},
                                parameter{"list", &l::list, "Its id.", list_id},
                                parameter{"name", &l::name, "What he calls it.", list_name}};
  }
};

struct lists_get {
  static constexpr definition about{"lists.get",       "One list of a customer, with its items.",
                                    audience::clients, any_of(records::scope::customers_read),
                                    effect::read,      shoppers::may,
                                    hand::any};
  static constexpr std::array errors{errc::not_found, errc::capability_off};
  using result = records::shopping_list;
  customer_reference customer;
  std::string list;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using l = lists_get;
    return atrium::fields::list{parameter{"customer", &l::customer, "Whose."},
                                parameter{"list", &l::list, "Its id.", list_id}};
  }
};

struct lists_list {
  static constexpr definition about{
      "lists.list",      "The lists of a customer without their items, newest first.",
      audience::clients, any_of(records::scope::customers_read),
      effect::read,      shoppers::may,
      hand::any};
  static constexpr std::array errors{errc::not_found, errc::capability_off};
  using result = items_of<records::shopping_list>;
  customer_reference customer;
  std::optional<records::list_kind> kind;
  std::optional<std::string> sort;
  std::optional<std::int64_t> limit;
  std::optional<std::string> cursor;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using l = lists_list;
    return joined(list{parameter{"customer", &l::customer, "Whose."},
                       parameter{"kind", &l::kind, "Only of this one."}},
                  sorted_page_parameters<lists_list>());
  }
};

}  // namespace atrium::methods
