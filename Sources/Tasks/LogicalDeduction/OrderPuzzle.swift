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
