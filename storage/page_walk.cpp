// The file of LMDB 0.9, page by page. LMDB trusts its pages: a damaged one is read out of bounds
// or, worse, written through later. Here every offset is checked before it is followed.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <string>
#include <vector>

#include "storage/page_layout.hpp"
#include "storage/verify_parts.hpp"

namespace atrium::storage {

namespace {

using namespace page_layout;

constexpr std::uint32_t magic = 0xBEEFC0DE;
constexpr std::uint32_t file_version = 1;

struct broken_page {
  std::string what;
};

[[noreturn]] void fail(std::uint64_t page, const std::string& what) {
  throw broken_page{"page " + std::to_string(page) + ": " + what};
}

class walker {
 public:
  explicit walker(std::string_view file) : file_(file) {}

  void walk() {
    const char* newest = choose_meta();
    last_page_ = load<std::uint64_t>(newest + last_page_at);
    if (last_page_ >= file_.size() / page_bytes_ + pages_unwritten_max)
      fail(0, "the last page is past the end");
    taken_.assign(last_page_ + 1, false);
    taken_[0] = taken_[1] = true;
    walk_tree(read_tree(newest + table_tree_at), what::tables);
    walk_tree(read_tree(newest + free_tree_at), what::free_pages);
  }

 private:
  enum class what { tables, rows, free_pages };
  struct counts {
    std::uint64_t branches = 0, leaves = 0, overflows = 0, entries = 0;
  };
  struct bounds {  // a missing one is open
    std::optional<std::string_view> from, to;
  };
  // Pages that a transaction took at the end of the file and gave back unwritten.
  static constexpr std::uint64_t pages_unwritten_max = 1 << 20;

  const char* choose_meta() {
    if (file_.size() < page_header_bytes + meta_bytes) fail(0, "the file is too short");
    page_bytes_ = load<std::uint32_t>(file_.data() + page_header_bytes + 24);
    const bool power = (page_bytes_ & (page_bytes_ - 1)) == 0;
    if (!power || page_bytes_ < 512 || page_bytes_ > 65536) fail(0, "the page size is impossible");
    if (file_.size() < metas * page_bytes_) fail(0, "the file is too short");
    const char* found[metas];
    std::uint64_t numbers[metas];
    for (std::uint64_t i = 0; i < metas; ++i) {
      const char* page = file_.data() + i * page_bytes_;
      found[i] = page + page_header_bytes;
      numbers[i] = load<std::uint64_t>(found[i] + transaction_at);
      if (load<std::uint64_t>(page) != i || !(load<std::uint16_t>(page + 10) & meta) ||
          load<std::uint32_t>(found[i]) != magic ||
          load<std::uint32_t>(found[i] + 4) != file_version ||
          load<std::uint32_t>(found[i] + 24) != page_bytes_)
        fail(i, "this is no meta page");
      // Transactions take turns: the even ones have page 0, the odd ones page 1.
      if (numbers[i] != 0 && numbers[i] % metas != i)
        fail(i, "the transaction number is not its own");
    }
    const std::size_t newer = numbers[1] > numbers[0] ? 1 : 0;
    if (numbers[newer] - numbers[1 - newer] > 1)
      fail(newer, "the transaction numbers are too far apart");
    return found[newer];
  }

  const char* take(std::uint64_t number, std::uint64_t pages, std::uint64_t from) {
    if (pages == 0 || number < metas || number > last_page_ || pages - 1 > last_page_ - number)
      fail(from, "it refers to page " + std::to_string(number) + ", which cannot be");
    if ((number + pages) * page_bytes_ > file_.size())
      fail(from, "it refers to page " + std::to_string(number) + " past the end of the file");
    for (std::uint64_t i = number; i < number + pages; ++i) mark(i, from);
    const char* page = file_.data() + number * page_bytes_;
    if (load<std::uint64_t>(page) != number) fail(number, "it has another number");
    return page;
  }

  void mark(std::uint64_t number, std::uint64_t from) {
    if (taken_[number]) fail(from, "page " + std::to_string(number) + " is in use twice");
    taken_[number] = true;
  }

  void walk_tree(const tree& of, what content) {
    counts found;
    if (of.root == no_page) {
      if (of.entries != 0 || of.depth != 0) fail(0, "a tree has entries but no root");
      return;
    }
    if (of.depth == 0 || of.depth > depth_max) fail(of.root, "the tree's depth is impossible");
    walk_page(of.root, of.depth, {}, content, found, 0);
    if (found.entries != of.entries || found.branches != of.branches || found.leaves != of.leaves ||
        found.overflows != of.overflows)
      fail(of.root, "the tree has other sizes than are noted of it");
  }

  void walk_page(std::uint64_t number, unsigned levels, const bounds& within, what content,
                 counts& found, std::uint64_t from) {
    const char* page = take(number, 1, from);
    const bool is_leaf = levels == 1;
    if (kind_of(page) != (is_leaf ? leaf : branch))
      fail(number, "it is not of the kind that its place in the tree asks for");
    ++(is_leaf ? found.leaves : found.branches);
    const std::vector<node> nodes = read_nodes(number, page, is_leaf);
    check_order(number, nodes, within, is_leaf, content);
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      if (is_leaf) {
        ++found.entries;
        walk_value(number, nodes[i], content, found);
        continue;
      }
      bounds below = within;
      if (i > 0) below.from = nodes[i].key;
      if (i + 1 < nodes.size()) below.to = nodes[i + 1].key;
      walk_page(nodes[i].child(), levels - 1, below, content, found, number);
    }
  }

  std::vector<node> read_nodes(std::uint64_t number, const char* page, bool is_leaf) const {
    std::string wrong;
    std::vector<node> nodes = page_layout::read_nodes(page, page_bytes_, is_leaf, wrong);
    if (!wrong.empty()) fail(number, wrong);
    return nodes;
  }

  // The first key of a branch page is never looked at: all that is less than the second is behind
  // it.
  void check_order(std::uint64_t number, const std::vector<node>& nodes, const bounds& within,
                   bool is_leaf, what content) const {
    const auto before = [&](std::string_view left, std::string_view right) {
      if (content != what::free_pages) return left < right;
      return load<std::uint64_t>(left.data()) < load<std::uint64_t>(right.data());
    };
    const std::size_t first = is_leaf ? 0 : 1;
    for (std::size_t i = first; i < nodes.size(); ++i) {
      if (content == what::free_pages && nodes[i].key.size() != sizeof(std::uint64_t))
        fail(number, "a key of the free list is too short");
      if (i > first && !before(nodes[i - 1].key, nodes[i].key))
        fail(number, "its keys are out of order");
    }
    if (within.from && before(nodes[first].key, *within.from))
      fail(number, "it has a key below those that lead to it");
    if (within.to && !before(nodes.back().key, *within.to))
      fail(number, "it has a key above those that lead to it");
  }

  void walk_value(std::uint64_t number, const node& of, what content, counts& found) {
    std::string_view value{of.value(), of.value_bytes()};
    if (of.flags() & elsewhere) {
      const auto at = load<std::uint64_t>(of.value());
      const std::uint64_t needed = (page_header_bytes - 1 + of.value_bytes()) / page_bytes_ + 1;
      const char* page = take(at, needed, number);
      const std::uint64_t pages = overflow_pages_of(page);
      if (kind_of(page) != overflow || pages < needed)
        fail(at, "it does not hold the value that it should");
      if (pages > needed) {  // kept from a longer value before
        if (at + pages - 1 > last_page_) fail(at, "it holds more pages than there are");
        for (std::uint64_t i = at + needed; i < at + pages; ++i) mark(i, at);
      }
      found.overflows += pages;
      value = {page + page_header_bytes, of.value_bytes()};
    }
    if (content == what::free_pages) return walk_free(number, value);
    if (content == what::rows) {
      if (of.flags() & subtree) fail(number, "a row holds a tree");
      return;
    }
    if (!(of.flags() & subtree) || value.size() != tree_bytes) fail(number, "a table has no tree");
    walk_tree(read_tree(value.data()), what::rows);
  }

  void walk_free(std::uint64_t number, std::string_view list) {
    const std::uint64_t room = list.size() / sizeof(std::uint64_t);
    const std::uint64_t count = room == 0 ? 0 : load<std::uint64_t>(list.data());
    if (room == 0 || count >= room) fail(number, "a list of free pages is longer than its place");
    std::uint64_t last = no_page;
    for (std::uint64_t i = 1; i <= count; ++i) {
      const auto page = load<std::uint64_t>(list.data() + i * sizeof(std::uint64_t));
      if (page < metas || page > last_page_ || page >= last)
        fail(number, "a list of free pages is impossible");
      mark(page, number);
      last = page;
    }
  }

  std::string_view file_;
  std::uint64_t page_bytes_ = 0;
  std::uint64_t last_page_ = 0;
  std::vector<bool> taken_;
};

}  // namespace

std::optional<std::string> walk_pages(const std::filesystem::path& data_file) {
  const int descriptor = ::open(data_file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return "cannot open " + data_file.string() + ": " + std::strerror(errno);
  struct stat about {};
  ::fstat(descriptor, &about);
  const auto size = static_cast<std::size_t>(about.st_size);
  if (size == 0) return ::close(descriptor), std::optional<std::string>("the file is empty");
  void* mapped = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, descriptor, 0);
  ::close(descriptor);
  if (mapped == MAP_FAILED) return "cannot map " + data_file.string() + ": " + std::strerror(errno);
  std::optional<std::string> broken;
  try {
    walker({static_cast<const char*>(mapped), size}).walk();
  } catch (const broken_page& found) {
    broken = found.what;
  }
  ::munmap(mapped, size);
  return broken;
}

}  // namespace atrium::storage
