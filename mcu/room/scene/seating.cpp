// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/scene/seating.hpp"

#include <algorithm>

namespace lethe::room {
namespace {

const Seating::Person* find(const std::vector<Seating::Person>& people, wire::Seat seat) {
  const auto at = std::find_if(people.begin(), people.end(), [&](const auto& person) { return person.seat == seat; });
  return at == people.end() ? nullptr : &*at;
}

// Orders by silence. A person who has never spoken counts as longest silent; between two such, the later to join.
bool longer_silent(const Seating::Person* a, const Seating::Person* b) { return a->last_spoke < b->last_spoke; }

}  // namespace

std::vector<wire::Seat> Seating::order(const std::vector<Person>& people, int tiles) {
  std::erase_if(places_, [&](wire::Seat seat) { return find(people, seat) == nullptr; });
  for (const auto& person : people) {
    if (std::find(places_.begin(), places_.end(), person.seat) != places_.end()) continue;
    // A returning person stands before those who joined later.
    const auto later = [&](wire::Seat seat) { return find(people, seat) > &person; };
    places_.insert(std::find_if(places_.begin(), places_.end(), later), person.seat);
  }

  std::vector<const Person*> eligible;
  for (const wire::Seat seat : places_)
    if (const Person* person = find(people, seat); person->eligible) eligible.push_back(person);
  const auto seated = static_cast<std::ptrdiff_t>(std::min(eligible.size(), static_cast<std::size_t>(tiles)));
  const auto end = eligible.begin() + seated;

  std::vector<const Person*> waiting;
  std::copy_if(end, eligible.end(), std::back_inserter(waiting), [](const Person* p) { return p->speaking; });
  std::stable_sort(waiting.begin(), waiting.end(), [](const auto* a, const auto* b) { return longer_silent(b, a); });
  for (const Person* newcomer : waiting) {
    std::vector<const Person*> silent;
    std::copy_if(eligible.begin(), end, std::back_inserter(silent), [](const Person* p) { return !p->speaking; });
    std::reverse(silent.begin(), silent.end());
    const auto gives_way = std::min_element(silent.begin(), silent.end(), longer_silent);
    if (gives_way == silent.end()) break;  // everybody with a tile speaks, too
    std::iter_swap(std::find(eligible.begin(), eligible.end(), newcomer),
                   std::find(eligible.begin(), eligible.end(), *gives_way));
    std::iter_swap(std::find(places_.begin(), places_.end(), newcomer->seat),
                   std::find(places_.begin(), places_.end(), (*gives_way)->seat));
  }
  std::vector<wire::Seat> seats;
  for (const Person* person : eligible) seats.push_back(person->seat);
  return seats;
}

}  // namespace lethe::room
