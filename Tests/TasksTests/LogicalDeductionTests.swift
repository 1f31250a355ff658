import Basics
import Testing

@testable import Tasks

@Suite("Logical Deduction")
struct LogicalDeductionTests {
  private let task = LogicalDeduction()
  private let problem = LogicalDeduction.Problem(
    choice: Choice(
      text: "Which?", options: ["the red parcel", "the blue parcel", "the gray parcel"], answer: 1),
    objects: 3, clues: 2)
  private let statements = LogicalDeduction.Problem(
    choice: Choice(
      text: "Which statement must be true?",
      options: [
        "The atlas is leftmost.", "The novel is second from the left.", "The comic is rightmost.",
      ],
      answer: 2),
    objects: 3, clues: 2)

  @Test("the orders of n objects are n! different permutations", arguments: 1...7)
  func orders(count: Int) {
    let orders = OrderPuzzle.orders(of: count)
    #expect(orders.count == (1...count).reduce(1, *))
    #expect(Set(orders).count == orders.count)
    #expect(orders.allSatisfy { $0.sorted() == Array(0..<count) })
  }

  @Test("each puzzle has one solution, and needs each of its clues")
  func unique() {
    for (objects, kinds) in [(3, 2), (4, 4), (5, 6), (6, 8), (7, 9)] {
      let orders = OrderPuzzle.orders(of: objects)
      for number in 0..<4 {
        var generator = SeededGenerator(seed: "puzzle \(objects) \(number)")
        let puzzle = OrderPuzzle.random(objects: objects, kinds: kinds, using: &generator)
        #expect(OrderPuzzle.solutions(of: puzzle.clues, among: orders) == [puzzle.places])
        for clue in puzzle.clues {
          let others = puzzle.clues.filter { $0 != clue }
          #expect(OrderPuzzle.solutions(of: others, among: orders).count > 1)
        }
      }
    }
  }

  @Test("exactly one claim of each question holds")
  func oneTruth() {
    for number in 0..<20 {
      var generator = SeededGenerator(seed: "claims \(number)")
      let puzzle = OrderPuzzle.random(objects: 5, kinds: 6, using: &generator)
      let scene = generator.pick(OrderScene.all)
      let names = generator.sample(5, of: scene.objects)
      for question in [
        OrderQuestion.whichObject(of: puzzle, names: names, in: scene, using: &generator),
        OrderQuestion.whichStatement(of: puzzle, names: names, in: scene, using: &generator),
      ] {
        let holding = question.claims.filter { $0.holds(puzzle.places) }
        #expect(holding.count == 1)
        #expect(puzzle.onlyTruth(among: question.claims) != nil)
        #expect(Set(question.options).count == 5)
      }
    }
  }

  @Test("claims of which two or none hold have no only truth")
  func noTruth() {
    let puzzle = OrderPuzzle(places: [0, 1, 2], clues: [.before(0, 1), .before(1, 2)])
    #expect(puzzle.onlyTruth(among: [.at(0, place: 0), .at(1, place: 1)]) == nil)
    #expect(puzzle.onlyTruth(among: [.at(0, place: 1), .at(1, place: 2)]) == nil)
    #expect(puzzle.onlyTruth(among: [.at(0, place: 1), .at(1, place: 1)]) == 1)
    let open = OrderPuzzle(places: [0, 1, 2], clues: [.before(0, 1)])
    #expect(open.onlyTruth(among: [.at(0, place: 0), .at(1, place: 0)]) == nil)
  }

  @Test("clues hold exactly where they should")
  func clues() {
    let places = [2, 0, 3, 1]
    #expect(OrderClue.before(1, 0).holds(places) && !OrderClue.before(0, 1).holds(places))
    #expect(OrderClue.directlyBefore(3, 0).holds(places))
    #expect(!OrderClue.directlyBefore(1, 0).holds(places))
    #expect(OrderClue.neighbors(0, 2).holds(places) && !OrderClue.neighbors(1, 2).holds(places))
    #expect(OrderClue.between(0, 1, 2).holds(places) && OrderClue.between(0, 2, 1).holds(places))
    #expect(!OrderClue.between(1, 0, 2).holds(places))
    #expect(OrderClue.gap(1, 2, objects: 2).holds(places))
    #expect(!OrderClue.gap(1, 0, objects: 2).holds(places))
    #expect(OrderClue.either(0, place: 1, other: 2).holds(places))
    #expect(OrderClue.inside(0).holds(places) && !OrderClue.inside(1).holds(places))
    #expect(
      OrderClue.notAt(0, place: 1).holds(places) && !OrderClue.notAt(0, place: 2).holds(places))
  }

  @Test(
    "names of the right option",
    arguments: [
      "<<<(B)>>>", "<<<the blue parcel>>>", "<<<Blue parcel>>>", "<<<blue>>>", "blue",
      "Blue parcel.",
      "(B) the blue parcel", "\\boxed{\\text{the blue parcel}}", "The answer is the blue parcel.",
      "**B**", "So it must be the blue parcel.", "['blue parcel']",
      "The blue parcel is the lightest.",
    ])
  func names(text: String) {
    #expect(reading(text, by: task, for: problem) == "(B)", "\(text)")
  }

  @Test(
    "texts that name no option, or two, give none",
    arguments: [
      "a parcel", "the parcel", "A red one or a blue one", "the red parcel or the blue parcel",
      "The red parcel is heavier than the blue parcel.", "parcel", "the", "Incorrect", "infrared",
      "['red', 'blue', 'gray']", "not the blue parcel",
    ])
  func none(text: String) {
    #expect(reading(text, by: task, for: problem) == nil, "\(text)")
  }

  @Test("statements are known by their words or by their beginning")
  func statementText() {
    for text in [
      "The comic is rightmost.", "<<<the comic is rightmost>>>", "<<<The comic>>>", "(C)",
    ] {
      #expect(reading(text, by: task, for: statements) == "(C)", "\(text)")
    }
    #expect(reading("<<<The comic is leftmost.>>>", by: task, for: statements) == nil)
  }

  @Test("every other letter grades as wrong")
  func corrupted() {
    for problem in problems(of: task, perRung: 3) {
      for option in problem.choice.options.indices {
        let grade = grade(of: "<<<\(Choice.name(of: option))>>>", by: task, for: problem)
        #expect(grade?.success == (option == problem.choice.answer))
      }
    }
  }

  @Test("an option's text is as good as its letter")
  func contents() {
    for problem in problems(of: task, perRung: 6) {
      for (option, text) in problem.choice.options.enumerated() {
        for text in [text, "<<<\(text)>>>", "The answer is \(text)", text.uppercased()] {
          #expect(reading(text, by: task, for: problem) == Choice.name(of: option), "\(text)")
        }
      }
    }
  }

  @Test("all settings are used, and more objects make more kinds of clues")
  func variety() {
    #expect(OrderScene.all.count >= 8)
    for scene in OrderScene.all {
      #expect(scene.objects.count >= 7 && Set(scene.objects).count == scene.objects.count)
    }
  }
}
