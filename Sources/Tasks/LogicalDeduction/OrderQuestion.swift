import Basics

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
