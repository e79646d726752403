#include "storage/scrub_walk.hpp"

#include <algorithm>

namespace atrium::storage {

using namespace page_layout;

namespace {

// Names of the trees that have none: before all tables' in the order of the walk.
constexpr std::string_view free_tree = "";
constexpr std::string_view table_tree = " tables";

struct halted {
  error why;
};

[[noreturn]] void fail(std::uint64_t page, const std::string& what) {
  throw halted{
      refusal(errc::internal, "page " + std::to_string(page) + " cannot be scrubbed: " + what)};
}

template <class T>
T checked(outcome<T> got) {
  if (!got) throw halted{got.failure()};
  return std::move(got).value();
}

std::vector<node> nodes_of(std::uint64_t number, const std::string& page) {
  std::string wrong;
  if (kind_of(page.data()) != leaf && kind_of(page.data()) != branch) wrong = "it is no tree's";
  std::vector<node> nodes;
  if (wrong.empty())
    nodes = read_nodes(page.data(), page.size(), kind_of(page.data()) == leaf, wrong);
  if (!wrong.empty()) fail(number, wrong);
  return nodes;
}

// A key of the same size that is greater than `left` as well, not greater than `key`, and says
// nothing but what `left` says. Each byte that is not the key's own is less, and however many of
// them are in place already, the key is greater than `left`.
std::string blunted(std::string_view key, std::string_view left) {
  const auto same = static_cast<std::size_t>(std::ranges::mismatch(key, left).in1 - key.begin());
  std::string blunt(key.substr(0, same));
  blunt.resize(key.size(), '\0');
  if (same < left.size()) blunt[same] = static_cast<char>(left[same] + 1);
  return blunt;
}

}  // namespace

scrub_walk::scrub_walk(MDB_env* of, page_file& file, purpose what,
                       std::span<const std::string_view> guided_tables)
    : of_(of), file_(file), what_(what), guided_tables_(guided_tables) {}

// Looking does not hold up the writer, and mostly is all there is to do.
outcome<bool> scrub_walk::go_on(std::size_t pages_max) {
  const place from = reached_;
  auto all = visit_some(pages_max);
  if (!all || !found_guide_) return all;
  int code = 0;
  const auto writing = lmdb::begin(of_, 0, code);
  if (!writing) return lmdb::failure("begin to scrub keys", code);
  reached_ = from;
  may_blunt_ = true;
  all = visit_some(pages_max);
  may_blunt_ = false;
  return all;
}

outcome<bool> scrub_walk::visit_some(std::size_t pages_max) {
  int code = 0;
  const auto reading = lmdb::begin(of_, MDB_RDONLY, code);
  if (!reading) return lmdb::failure("begin to scrub", code);
  pages_left_ = pages_max;
  leaves_passed_ = 0;
  found_guide_ = false;
  outcome<bool> all = true;
  try {
    for (const named_tree& each : find_trees()) {
      if (each.name < reached_.tree) continue;
      if (each.name != reached_.tree) reached_ = {each.name, {}};
      if (each.root == no_page || visit(each.root, {}, 0)) continue;
      all = false;
      break;
    }
    if (*all) reached_ = {};
  } catch (const halted& found) {
    all = found.why;
  }
  return all;
}

// The trees as the newest meta page names them. It may be overwritten while it is read: its fields
// may then come from two states, both after the transaction began, and so all they name is held.
std::vector<scrub_walk::named_tree> scrub_walk::find_trees() {
  const std::string both = checked(file_.read(0, metas * file_.page_bytes()));
  if (both.size() != metas * file_.page_bytes()) fail(0, "the file is too short");
  const char* first = both.data() + page_header_bytes;
  const char* second = first + file_.page_bytes();
  const bool second_is_newer =
      load<std::uint64_t>(second + transaction_at) > load<std::uint64_t>(first + transaction_at);
  const char* newest = second_is_newer ? second : first;
  const std::uint64_t tables = read_tree(newest + table_tree_at).root;
  std::vector<named_tree> found;
  if (what_ == purpose::residue) {
    found.push_back({std::string(free_tree), read_tree(newest + free_tree_at).root});
    found.push_back({std::string(table_tree), tables});
  }
  if (tables != no_page) add_tables(tables, 0, found);
  std::ranges::sort(found, {}, &named_tree::name);
  return found;
}

void scrub_walk::add_tables(std::uint64_t number, unsigned depth, std::vector<named_tree>& into) {
  if (depth >= depth_max) fail(number, "the tree is too deep");
  const std::string page = checked(file_.read_page(number));
  const bool is_leaf = kind_of(page.data()) == leaf;
  for (const node& each : nodes_of(number, page)) {
    if (!is_leaf) {
      add_tables(each.child(), depth + 1, into);
      continue;
    }
    if (!(each.flags() & subtree) || each.value_bytes() != tree_bytes)
      fail(number, "a table has no tree");
    if (what_ == purpose::residue || std::ranges::count(guided_tables_, each.key) > 0)
      into.push_back({std::string(each.key), read_tree(each.value()).root});
  }
}

// False where the slice ends before all below has been visited. A slice begins with the leaf with
// which the one before ended, for the last key of that says how blunt the next guide can be.
bool scrub_walk::visit(std::uint64_t number, const bounds& within, unsigned depth) {
  if (depth >= depth_max) fail(number, "the tree is too deep");
  const std::string page = checked(file_.read_page(number));
  const bool is_leaf = kind_of(page.data()) == leaf;
  if (is_leaf && leaves_passed_ > 1 && pages_left_ == 0) return false;
  if (pages_left_ > 0) --pages_left_;
  const std::vector<node> nodes = nodes_of(number, page);
  if (what_ == purpose::residue) {
    const std::size_t lower = lower_of(page.data());
    const std::string_view gap{page.data() + lower, upper_of(page.data()) - lower};
    checked(file_.wipe(number * file_.page_bytes() + lower, gap));
  }
  if (!is_leaf) return visit_branch(number, page, nodes, within, depth);
  if (what_ == purpose::residue) {
    for (const node& each : nodes) wipe_behind_value(position_of(each.value(), number, page), each);
  } else if (within.from && leaves_passed_ > 0) {
    blunt_guide(within, nodes.front().key);
  }
  ++leaves_passed_;
  last_key_ = nodes.back().key;
  reached_.key = within.from.value_or("");
  return true;
}

bool scrub_walk::visit_branch(std::uint64_t number, const std::string& page,
                              const std::vector<node>& nodes, const bounds& within,
                              unsigned depth) {
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    bounds below = within;
    if (i + 1 < nodes.size()) below.to = std::string(nodes[i + 1].key);
    if (i > 0) {
      below.from = std::string(nodes[i].key);
      below.from_at = position_of(nodes[i].key.data(), number, page);
    }
    if (!reached_.key.empty() && below.to && !before(reached_.key, *below.to)) continue;
    if (!visit(nodes[i].child(), below, depth + 1)) return false;
  }
  return true;
}

// `first_key` is that of the leaf to which the guide `within.from` leads.
void scrub_walk::blunt_guide(const bounds& within, std::string_view first_key) {
  const std::string& guide = *within.from;
  if (guide == first_key) return;
  if (guide <= last_key_ || guide > first_key)
    fail(within.from_at / file_.page_bytes(), "it has a key that leads to others");
  const std::string blunt = blunted(guide, last_key_);
  if (blunt == guide) return;
  found_guide_ = true;
  if (may_blunt_) checked(file_.overwrite(within.from_at, blunt));
}

// Overflow pages behind their value; a list of free pages behind its last, for LMDB takes more
// place for one than it fills.
void scrub_walk::wipe_behind_value(std::uint64_t value_at, const node& of) {
  const bool is_list = reached_.tree == free_tree;
  std::uint64_t begin = value_at;
  std::uint64_t end = value_at + of.value_bytes();
  if (of.flags() & elsewhere) {
    const auto number = load<std::uint64_t>(of.value());
    const std::string head = checked(file_.read_page(number));
    const std::uint64_t bytes = overflow_pages_of(head.data()) * file_.page_bytes();
    if (kind_of(head.data()) != overflow || page_header_bytes + of.value_bytes() > bytes)
      fail(number, "it does not hold the value that it should");
    if (pages_left_ > 0) --pages_left_;
    begin = number * file_.page_bytes() + page_header_bytes;
    end = number * file_.page_bytes() + bytes;
  } else if (!is_list) {
    return;
  }
  std::uint64_t used = of.value_bytes();
  if (is_list) {
    const std::string count = checked(file_.read(begin, sizeof(std::uint64_t)));
    if (count.size() != sizeof(std::uint64_t) || used < sizeof(std::uint64_t) ||
        load<std::uint64_t>(count.data()) >= used / sizeof(std::uint64_t))
      fail(value_at / file_.page_bytes(), "a list of free pages is longer than its place");
    used = (load<std::uint64_t>(count.data()) + 1) * sizeof(std::uint64_t);
  }
  begin += used;
  checked(file_.wipe(begin, checked(file_.read(begin, static_cast<std::size_t>(end - begin)))));
}

std::uint64_t scrub_walk::position_of(const char* inside, std::uint64_t number,
                                      const std::string& page) const {
  return number * file_.page_bytes() + static_cast<std::size_t>(inside - page.data());
}

bool scrub_walk::before(std::string_view left, std::string_view right) const {
  if (reached_.tree != free_tree || left.size() != sizeof(std::uint64_t) ||
      right.size() != left.size())
    return left < right;
  return load<std::uint64_t>(left.data()) < load<std::uint64_t>(right.data());
}

}  // namespace atrium::storage
