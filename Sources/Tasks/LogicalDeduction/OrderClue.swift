import Basics

/// A clue on the order of objects, which are numbered from 0; so are the places.
enum OrderClue: Hashable, Sendable {
  /// The first object stands somewhere before the second.
  case before(Int, Int)
  /// The first object stands directly before the second.
  case directlyBefore(Int, Int)
  /// The object stands at a place.
  case at(Int, place: Int)
  /// The object does not stand at a place.
  case notAt(Int, place: Int)
  /// The two stand directly side by side.
  case neighbors(Int, Int)
  /// The first object stands somewhere between the others.
  case between(Int, Int, Int)
  /// Exactly so many objects stand between the two, at least 1.
  case gap(Int, Int, objects: Int)
  /// The object stands at one of two places.
  case either(Int, place: Int, other: Int)
  /// The object stands at neither end.
  case inside(Int)

  /// Whether the clue holds, where `places[object]` is an object's place among `count`.
  func holds(_ places: [Int]) -> Bool {
    switch self {
    case .before(let first, let second): places[first] < places[second]
    case .directlyBefore(let first, let second): places[first] + 1 == places[second]
    case .at(let object, let place): places[object] == place
    case .notAt(let object, let place): places[object] != place
    case .neighbors(let first, let second): abs(places[first] - places[second]) == 1
    case .between(let middle, let one, let other):
      min(places[one], places[other]) < places[middle]
        && places[middle] < max(places[one], places[other])
    case .gap(let first, let second, let objects):
      abs(places[first] - places[second]) == objects + 1
    case .either(let object, let place, let other):
      places[object] == place || places[object] == other
    case .inside(let object): places[object] > 0 && places[object] < places.count - 1
    }
  }

  /// A clue of a kind from 0 to 8 that holds in an order; `nil` where the kind says nothing there.
  static func random(
    kind: Int, in places: [Int], using generator: inout SeededGenerator
  ) -> OrderClue? {
    let count = places.count
    let objects = generator.sample(3, of: Array(places.indices))
    let (one, two, three) = (objects[0], objects[1], objects[2])
    let elsewhere = (places[one] + generator.integer(in: 1...(count - 1))) % count
    let clue: OrderClue =
      switch kind {
      case 0: .before(one, two)
      case 1: .at(one, place: places[one])
      case 2: .directlyBefore(one, two)
      case 3: .notAt(one, place: elsewhere)
      case 4: .between(one, two, three)
      case 5: .neighbors(one, two)
      case 6: .gap(one, two, objects: max(abs(places[one] - places[two]) - 1, 1))
      case 7:
        .either(
          one, place: min(places[one], elsewhere), other: max(places[one], elsewhere))
      default: .inside(one)
      }
    return clue.holds(places) ? clue : nil
  }
}
