#include "actors/tenant/company_sight.hpp"

#include <algorithm>

#include "actors/tenant/company_rows.hpp"
#include "actors/tenant/visible.hpp"
#include "protocol/fields/stored_value.hpp"
#include "protocol/records/customer.hpp"

namespace atrium::actors {
namespace {

using records::customer;
using records::roles_at_company;

const std::string& id_of(const std::string& company) { return company; }
const std::string& id_of(const roles_at_company& roles) { return roles.company; }

// Takes out what is of a company that is not seen; nothing, if nothing is left. Whether any went.
template <class Each>
bool drop_hidden(std::optional<std::vector<Each>>& some, const company_sight& sight) {
  if (!some) return false;
  const auto gone =
      std::erase_if(*some, [&](const Each& each) { return !sight.sees(id_of(each)); });
  if (some->empty()) some.reset();
  return gone > 0;
}

// Appends the pair of a value in an answer, as far as it is seen; whether anything is left.
template <class Each>
bool append_seen(std::string_view key, std::string_view value, const company_sight& sight,
                 wire::buffer& into) {
  std::optional<std::vector<Each>> some;
  fields::problems wrong;
  wire::cursor from(value);
  if (!fields::decode_value(from, some, fields::stored_rule, {}, wrong)) some.reset();
  drop_hidden(some, sight);
  if (!some) return false;
  wire::packer pack(into);
  wire::pack_text(pack, key);
  fields::encode_value(into, *some);
  return true;
}

// Appends a map of `wanting` pairs less than it says, each as far as it is seen.
void append_map(std::string_view map, std::uint32_t wanting, const company_sight& sight,
                wire::buffer& into) {
  wire::cursor from(map);
  std::uint32_t count = 0;
  from.read_map(count);
  fields::open_map seen(into);
  seen.add(wanting);
  std::string_view key, value;
  for (count -= wanting; count > 0 && from.read_string(key) && from.read_raw(value); --count) {
    if (key == "companies") {
      seen.add(append_seen<std::string>(key, value, sight, into));
      continue;
    }
    if (key == "company_roles") {
      seen.add(append_seen<roles_at_company>(key, value, sight, into));
      continue;
    }
    wire::packer pack(into);
    wire::pack_text(pack, key);
    if (key == "customer" && wire::cursor(value).peek() == wire::kind::map)
      append_map(value, 0, sight, into);
    else
      into.append(value);
    seen.add(1);
  }
  seen.close();
}

}  // namespace

bool company_sight::sees(std::string_view company) const {
  if (!caller_.is_limited()) return true;
  const auto found = find_company(reading_, tenant_.number, company);
  return found && *found && may_see(tenant_, caller_, (*found)->record);
}

std::string_view company_sight::of_record(std::string_view stored, std::string& shorter) const {
  if (!caller_.is_limited() || fields::stored_value(stored, customer::companies_tag).empty())
    return stored;
  auto who = fields::decode_tagged<customer>(stored);
  if (!who) return stored;
  const bool hides = drop_hidden(who->companies, *this);
  if (!drop_hidden(who->company_roles, *this) && !hides) return stored;
  shorter = fields::encode_tagged(*who);
  return shorter;
}

std::string company_sight::of_answer(std::string answer) const {
  if (!caller_.is_limited()) return answer;
  wire::buffer seen;
  append_map(answer, 1, *this, seen);
  return seen.take();
}

lists::condition company_sight::of_condition(lists::condition wanted) const {
  if (!caller_.is_limited()) return wanted;
  if (wanted.of == customer::companies_tag || wanted.of == customer::company_roles_tag)
    std::erase_if(wanted.values, [&](const std::string& each) {
      return !sees(std::string_view(each).substr(0, each.find('/')));
    });
  for (lists::condition& each : wanted.parts) each = of_condition(std::move(each));
  return wanted;
}

}  // namespace atrium::actors
