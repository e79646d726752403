// What a page of an LMDB 0.9 file looks like (LMDB 0.9.24, mdb.c: MDB_page, MDB_node, MDB_meta,
// MDB_db; 64-bit, native byte order). Private to storage/: for those who read the file without
// LMDB.
//
//   page   0 number u64 · 8 pad u16 · 10 flags u16 · 12 lower u16 · 14 upper u16 (overflow: 12
//          pages u32) · 16 … ; from lower to upper it is unused: the gap
//   node   0 size low u16 · 2 size high u16 · 4 flags u16 · 6 key size u16 · 8 key · value
//   meta   in pages 0 and 1, at 16: magic u32 · version u32 · address u64 · map size u64 · 2 trees
//          · last page u64 · transaction u64; the first tree is the list of free pages, its pad the
//          page size; the second names the tables
//   tree   pad u32 · flags u16 · depth u16 · branch, leaf, overflow pages u64 · entries u64 · root
//          u64
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace atrium::storage::page_layout {

inline constexpr std::size_t page_header_bytes = 16;
inline constexpr std::size_t node_header_bytes = 8;
inline constexpr std::size_t tree_bytes = 48;
inline constexpr std::size_t meta_bytes = 24 + 2 * tree_bytes + 16;
inline constexpr std::size_t free_tree_at = 24;  // in a meta
inline constexpr std::size_t table_tree_at = free_tree_at + tree_bytes;
inline constexpr std::size_t last_page_at = table_tree_at + tree_bytes;
inline constexpr std::size_t transaction_at = last_page_at + 8;
inline constexpr std::uint64_t no_page = ~std::uint64_t{0};
inline constexpr std::uint64_t metas = 2;
inline constexpr unsigned depth_max = 32;  // of LMDB's cursors

enum page_flags : unsigned { branch = 1, leaf = 2, overflow = 4, meta = 8, kinds = 0x6f };
enum node_flags : unsigned {
  elsewhere = 1,  // the value is in overflow pages
  subtree = 2     // the value is a tree
};

template <class T>
T load(const char* from) {
  T value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

inline unsigned kind_of(const char* page) { return load<std::uint16_t>(page + 10) & kinds; }
inline std::size_t lower_of(const char* page) { return load<std::uint16_t>(page + 12); }
inline std::size_t upper_of(const char* page) { return load<std::uint16_t>(page + 14); }
inline std::uint64_t overflow_pages_of(const char* page) { return load<std::uint32_t>(page + 12); }

struct tree {
  unsigned depth;
  std::uint64_t branches, leaves, overflows, entries, root;
};

tree read_tree(const char* at);

struct node {
  std::string_view key;
  const char* header;
  unsigned flags() const { return load<std::uint16_t>(header + 4); }
  std::uint32_t value_bytes() const {
    return load<std::uint16_t>(header) | std::uint32_t{load<std::uint16_t>(header + 2)} << 16;
  }
  std::uint64_t child() const { return value_bytes() | std::uint64_t{flags()} << 32; }
  const char* value() const { return header + node_header_bytes + key.size(); }
};

// The entries of a leaf or branch page. Every offset is looked at before it is followed; what is
// impossible of the page is told in `wrong`, which stays empty otherwise.
std::vector<node> read_nodes(const char* page, std::size_t page_bytes, bool is_leaf,
                             std::string& wrong);

}  // namespace atrium::storage::page_layout
