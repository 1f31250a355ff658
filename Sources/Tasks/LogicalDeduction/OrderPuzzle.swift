import Basics

/// An order of objects and the clues that leave no other.
struct OrderPuzzle: Hashable, Sendable {
  /// The place of each object.
  var places: [Int]
  /// The clues, none of which can be left out.
  var clues: [OrderClue]

  /// All orders of some objects as places by object.
  static func orders(of count: Int) -> [[Int]] {
    var orders: [[Int]] = [[]]
    for object in 0..<count {
      orders = orders.flatMap { order in
        (0...object).map { place in
          order.map { $0 >= place ? $0 + 1 : $0 } + [place]
        }
      }
    }
    return orders
  }

  /// The orders in which all clues hold.
  static func solutions(of clues: [OrderClue], among orders: [[Int]]) -> [[Int]] {
    orders.filter { order in clues.allSatisfy { $0.holds(order) } }
  }

  /// A puzzle for 3 to 7 objects with clues of the first `kinds` kinds.
  ///
  /// Clues are added until exhaustive search finds one order only; then each clue is left out in
  /// turn, and stays out if the others suffice.
  static func random(
    objects: Int, kinds: Int, using generator: inout SeededGenerator
  ) -> OrderPuzzle {
    let orders = orders(of: objects)
    let places = generator.shuffled(Array(0..<objects))
    var clues: [OrderClue] = []
    var left = orders
    var placed = 0
    while left.count > 1 {
      let kind = generator.integer(in: 0...(kinds - 1))
      guard let clue = OrderClue.random(kind: kind, in: places, using: &generator) else { continue }
      // At most one place is given away.
      if case .at = clue, placed > 0 { continue }
      let remaining = left.filter(clue.holds)
      guard remaining.count < left.count else { continue }
      if case .at = clue { placed += 1 }
      clues.append(clue)
      left = remaining
    }
    return OrderPuzzle(
      places: places,
      clues: generator.shuffled(necessary(clues, among: orders, using: &generator)))
  }

  /// The objects whose place no clue gives away.
  var hiddenObjects: [Int] {
    places.indices.filter { !clues.contains(.at($0, place: places[$0])) }
  }

  /// The only claim that holds; `nil` unless exhaustive search shows that exactly one holds in every
  /// order that the clues leave, and each other one in none.
  func onlyTruth(among claims: [OrderClue]) -> Int? {
    let solutions = OrderPuzzle.solutions(
      of: clues, among: OrderPuzzle.orders(of: places.count))
    let possible = claims.indices.filter { index in solutions.contains(where: claims[index].holds) }
    guard possible.count == 1, !solutions.isEmpty,
      solutions.allSatisfy(claims[possible[0]].holds)
    else { return nil }
    return possible[0]
  }

  private static func necessary(
    _ clues: [OrderClue], among orders: [[Int]], using generator: inout SeededGenerator
  ) -> [OrderClue] {
    var kept = clues
    for clue in generator.shuffled(clues) {
      let others = kept.filter { $0 != clue }
      if solutions(of: others, among: orders).count == 1 { kept = others }
    }
    return kept
  }
}

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

/// What is asked about an order: claims of which one is true, and their words.
struct OrderQuestion: Hashable, Sendable {
  /// The question's sentence.
  var text: String
  /// The options' texts.
  var options: [String]
  /// What the options claim.
  var claims: [OrderClue]

  /// Asks what is at one place; every object is an option.
  static func whichObject(
    of puzzle: OrderPuzzle, names: [String], in scene: OrderScene,
    using generator: inout SeededGenerator
  ) -> OrderQuestion {
    let place = puzzle.places[generator.pick(puzzle.hiddenObjects)]
    let words = scene.words(place: place, of: names.count, using: &generator)
    let order = generator.shuffled(Array(names.indices))
    return OrderQuestion(
      text: scene.question.filled(["place": words]), options: order.map { names[$0] },
      claims: order.map { .at($0, place: place) })
  }

  /// Asks which statement is true; each is about another object, and all but one put their object
  /// where another one is.
  static func whichStatement(
    of puzzle: OrderPuzzle, names: [String], in scene: OrderScene,
    using generator: inout SeededGenerator
  ) -> OrderQuestion {
    let count = names.count
    let answer = generator.pick(puzzle.hiddenObjects)
    let order = generator.shuffled(Array(names.indices))
    let places = order.map { object in
      let shift = object == answer ? 0 : generator.integer(in: 1...(count - 1))
      return (puzzle.places[object] + shift) % count
    }
    let options = zip(order, places).map { object, place in
      let words = scene.words(place: place, of: count, using: &generator)
      return scene.at.filled(["x": names[object], "place": words])
    }
    return OrderQuestion(
      text: "Which statement must be true?", options: options,
      claims: zip(order, places).map { .at($0, place: $1) })
  }
}
