// carts.save, carts.remove and orders.reorder (features.md G1, G2).
#include <algorithm>

#include "actors/account/belongings/addresses.hpp"
#include "actors/account/belongings/carts.hpp"
#include "actors/account/decide.hpp"
#include "actors/tenant/visible.hpp"
#include "protocol/methods/carts.hpp"

namespace atrium::actors {
namespace {

outcome<nothing> may_change(const account_state& now, const decide_context& in) {
  if (!in.tenant.tenant.orders) return refusal(errc::capability_off);
  if (const auto found = existing(now); !found) return found.failure();
  return nothing{};
}

// The cart that the command names by its id, or by its site.
outcome<cart_in_hand> cart_to_save(const methods::carts_save& command, const account_state& now,
                                   const decide_context& in) {
  const cart_book& book = carts_of(now);
  if (command.cart) {
    const auto known = find_cart(book, *command.cart);
    if (known == book.end()) return no_cart();
    if (command.site && *command.site != known->second.record.site)
      return refusal(errc::invalid_field, "site: a cart stays at its site", "site");
    return cart_to_change(*known, now);
  }
  const std::optional<std::string>& site = command.site ? command.site : in.options.site;
  if (!site) return refusal(errc::missing_field, "site: is required for a new cart", "site");
  if (!visible_site(in.tenant, in.caller, *site))
    return refusal(errc::not_found, "there is no such site", "site");
  const auto known = cart_at(book, *site);
  if (carts_per_site(now, in) == 1 && known != book.end()) return cart_to_change(*known, now);
  return new_cart(*site, now, in);
}

std::vector<records::cart_line> lines_of(const std::vector<methods::given_cart_line>& given) {
  std::vector<records::cart_line> lines;
  lines.reserve(given.size());
  for (const auto& each : given) {
    lines.push_back({each.sku, each.name, each.quantity, {}});
    if (each.unit_price) lines.back().unit_price = each.unit_price->stored();
  }
  return lines;
}

// The cart that is named, or the newest of the site of the order, or a new one there.
outcome<cart_in_hand> cart_for(const std::optional<std::string>& named, const std::string& site,
                               const account_state& now, const decide_context& in) {
  const cart_book& book = carts_of(now);
  const auto known = named ? find_cart(book, *named) : cart_at(book, site);
  if (known != book.end()) return cart_to_change(*known, now);
  if (named) return no_cart();
  if (!visible_site(in.tenant, in.caller, site))
    return refusal(errc::not_found, "the order's site has gone", "order");
  return new_cart(site, now, in);
}

// Which lines are wanted, each once.
outcome<std::vector<std::size_t>> wanted_lines(const methods::orders_reorder& command,
                                               std::size_t count) {
  std::vector<std::size_t> wanted;
  if (!command.lines) {
    for (std::size_t i = 0; i < count; ++i) wanted.push_back(i);
    return wanted;
  }
  fields::problems wrong;
  const fields::path root;
  const fields::path lines = root / "lines";
  for (std::size_t i = 0; i < command.lines->size(); ++i) {
    const auto line = static_cast<std::size_t>((*command.lines)[i]);
    if (line >= count)
      wrong.add(lines / static_cast<std::int64_t>(i), errc::invalid_field,
                "the order has no such line");
    else if (std::ranges::count(wanted, line) == 0)
      wanted.push_back(line);
  }
  if (wrong.none() && wanted.empty()) wrong.add(lines, errc::invalid_field, "names no line");
  if (!wrong.none()) return wrong.take();
  return wanted;
}

// False if the cart would get too full.
bool add_line(records::cart& to, const records::order_line& line) {
  const auto there = std::ranges::find(to.lines, line.sku, &records::cart_line::sku);
  if (there == to.lines.end()) {
    to.lines.push_back({line.sku, line.name, line.quantity, {}});
    return to.lines.size() <= methods::lines_max;
  }
  there->quantity += line.quantity;
  return there->quantity <= methods::line_quantity.max;
}

}  // namespace

outcome<decision> decide(const methods::carts_save& command, const account_state& now,
                         const decide_context& in) {
  if (auto may = may_change(now, in); !may) return may.failure();
  auto saved = cart_to_save(command, now, in);
  if (!saved) return std::move(saved).failure();
  saved->record.name = command.name;
  saved->record.lines = lines_of(command.lines);
  saved->record.note = command.note;
  return keep_cart(std::move(*saved), now, in);
}

outcome<decision> decide(const methods::carts_remove& command, const account_state& now,
                         const decide_context& in) {
  if (auto may = may_change(now, in); !may) return may.failure();
  const cart_book& book = carts_of(now);
  const auto known = find_cart(book, command.cart);
  if (known == book.end()) return no_cart();
  const stored_part<records::cart>& gone = known->second;
  if (auto same = at_version(gone.record.version, in); !same) return same.failure();
  decision made = change_of(now, in);
  records::part_counts counts = counts_of(now);
  const std::string id = gone.record.id;
  drop_mark<records::cart>(made, known->first, counts, in);
  put_counts(made, counts, in);
  made.answer = unfinished_result(methods::no_result{});
  tell(made, {.kind = "cart.removed", .object = id}, in);
  return made;
}

outcome<decision> decide(const methods::orders_reorder& command, const account_state& now,
                         const decide_context& in) {
  if (auto may = may_change(now, in); !may) return may.failure();
  if (!now.parts.order || !now.parts.order->record)
    return refusal(errc::not_found, "the customer has no such order", "order");
  const records::order& order = *now.parts.order->record;
  if (order.lines.empty())
    return refusal(errc::invalid_field, "order: it was recorded without lines", "order");
  const auto wanted = wanted_lines(command, order.lines.size());
  if (!wanted) return wanted.failure();
  auto filled = cart_for(command.cart, order.site, now, in);
  if (!filled) return std::move(filled).failure();
  for (const std::size_t line : *wanted)
    if (!add_line(filled->record, order.lines[line]))
      return refusal(errc::limit_reached, "the cart would have too much in it");
  return keep_cart(std::move(*filled), now, in);
}

}  // namespace atrium::actors
