// Values of different types in a row: what std::tuple is, but each value is a base of its own
// instead of the head of a shorter row. Of fifty fields the compiler makes fifty small classes, not
// fifty whose names are up to fifty types long; it used to spend more on that than on anything
// else.
#pragma once

#include <cstddef>
#include <utility>

namespace atrium::fields {

namespace detail {

template <std::size_t Place, class T>
struct in_place {
  T value;
};

template <class Places, class... T>
struct places;
template <std::size_t... Place, class... T>
struct places<std::index_sequence<Place...>, T...> : in_place<Place, T>... {
  constexpr explicit places(const T&... each) : in_place<Place, T>{each}... {}

  // Calls visit(value) for each, in order.
  template <class Visit>
  constexpr void for_each(Visit&& visit) const {
    (visit(static_cast<const in_place<Place, T>&>(*this).value), ...);
  }
  // Calls visit(place, value) for each, in order, until one says true; whether one did.
  template <class Visit>
  constexpr bool any([[maybe_unused]] Visit&& visit) const {
    return (visit(Place, static_cast<const in_place<Place, T>&>(*this).value) || ...);
  }
  // What `make(values…)` makes of all.
  template <class Make>
  constexpr auto apply(Make&& make) const {
    return make(static_cast<const in_place<Place, T>&>(*this).value...);
  }
};

}  // namespace detail

template <class... T>
struct list : detail::places<std::index_sequence_for<T...>, T...> {
  static constexpr std::size_t size = sizeof...(T);
  constexpr explicit list(const T&... each)
      : detail::places<std::index_sequence_for<T...>, T...>(each...) {}
};

// The one, then the other.
template <class... T, class... U>
constexpr auto joined(const list<T...>& first, const list<U...>& second) {
  return first.apply([&](const T&... former) {
    return second.apply([&](const U&... latter) { return list<T..., U...>(former..., latter...); });
  });
}

}  // namespace atrium::fields
