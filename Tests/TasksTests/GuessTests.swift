import Basics
import TestSupport
import Testing

@testable import Tasks

@Suite("What guessing gives")
struct GuessTests {
  private func tally(
    _ task: some BenchTask, perRung: Int, edition: QuestionEdition, seed: String = "guess"
  ) throws -> GuessTally {
    var tally = GuessTally()
    for question in try task.questions(perRung: perRung, seed: seed, edition: edition) {
      tally.add(try LoadedQuestion(question, of: task))
    }
    return tally
  }

  @Test("the options of a date give it away in the first edition, and not in the second")
  func dates() throws {
    let task = DateUnderstanding()
    let first = try #require(
      try tally(task, perRung: 60, edition: .first).best(by: .optionsOnly))
    #expect(first.points > 50, "\(first)")
    // Of 300 questions one in six is guessed; the best of ten ways lies a little above.
    let second = try #require(
      try tally(task, perRung: 60, edition: .second).best(by: .optionsOnly))
    #expect(second.points < 26, "\(second)")
    let letters = try #require(
      try tally(task, perRung: 60, edition: .second).best(by: .fixedLetter))
    #expect(letters.points < 26, "\(letters)")
  }

  @Test("every date of six is the right one of some story, wherever it stands among them")
  func lattice() throws {
    var places = Array(repeating: 0, count: 6)
    for number in 0..<600 {
      var generator = SeededGenerator(seed: "lattice \(number)")
      let story = DateStory.random(steps: 1 + number % 5, using: &generator)
      let dates = DateLattice(around: story.truth, steps: story.steps, using: &generator).dates
      #expect(Set(dates).count == 6 && dates.contains(story.truth))
      let edges = dates.filter { $0.day == 1 || $0 == $0.lastOfMonth }.count
      #expect(edges == 0 || edges == 6, "\(dates)")
      places[dates.sorted().firstIndex(of: story.truth) ?? 0] += 1
    }
    #expect(places.allSatisfy { (70...135).contains($0) }, "\(places)")
  }

  @Test("half of the walks of every rung return", arguments: ["shipped", "a", "b"])
  func navigate(seed: String) throws {
    let questions = try Navigate().questions(perRung: 10, seed: seed, edition: .second)
    for rung in 1...5 {
      let own = questions.filter { $0.rung == rung }
      let returning = own.filter { $0.reference == "<<<Yes>>>" }.count
      #expect(returning == 5, "rung \(rung)")
      let turning = own.filter { $0.complexity.last?.value == 1 }.count
      #expect((4...6).contains(turning), "rung \(rung)")
    }
  }

  @Test("the first edition is what ships, and the second has its own ids or adds rungs")
  func editions() throws {
    for task in TaskRegistry.shipped.all {
      let name = task.description.name
      let first = try task.questions(perRung: 10, seed: "shipped")
      #expect(
        try QuestionFile.bytes(of: first)
          == RepositoryRoot.bytes(of: "Tasks/\(name)/questions.jsonl"), "\(name)")
      guard task.hasSecondEdition else { continue }
      let second = try task.questions(perRung: 10, seed: "shipped", edition: .second)
      #expect(
        try QuestionFile.bytes(of: second)
          == RepositoryRoot.bytes(of: "Tasks/\(name)/questions-2.jsonl"), "\(name)")
      let rungs = task.description.isRenewed ? task.description.rungs : 0
      let expected = 10 * (rungs + task.description.addedRungs)
      #expect(second.count == expected, "\(name)")
      let all: [Question] = first + second
      #expect(Set(all.map(\.id)).count == all.count)
      #expect(Set(all.map(\.prompt)).count == all.count)
    }
  }

  @Test("the added rungs are as large as the public data")
  func sizes() throws {
    func values(_ task: some BenchTask, _ name: String) throws -> Set<Int> {
      let added = try task.questions(perRung: 2, seed: "shipped", edition: .second)
      return Set(added.flatMap(\.complexity).filter { $0.name == name }.map(\.value))
    }
    #expect(try values(BoxNet(), "boxes") == [10])
    #expect(try values(LogicalDeduction(), "objects") == [7])
    #expect(try values(PathPlan(), "boxes") == [7])
    #expect(try values(BoxLift(), "boxes") == [20])
  }

  @Test("right answers of the second edition are right, and corrupted ones wrong")
  func selfCheck() throws {
    for task in TaskRegistry.shipped.all where task.hasSecondEdition {
      for question in try task.questions(perRung: 1, seed: "shipped", edition: .second) {
        let check = try LoadedQuestion(question, of: task).selfCheck()
        #expect(check.faults.isEmpty, "\(check.faults)")
      }
    }
  }

  @Test("each way of guessing stands where a task has it, and none solves what it should not")
  func ways() throws {
    func best(_ task: some BenchTask, _ strategy: Guess.Strategy) throws -> Double? {
      try tally(task, perRung: 4, edition: .first, seed: "shipped").best(by: strategy)?.points
    }
    #expect(try best(WebOfLies(), .majorityClass) ?? 0 >= 50)
    #expect(try best(LogicalDeduction(), .fixedLetter) ?? 0 > 0)
    #expect(try best(Blocksworld(), .emptyPlan) == 0)
    #expect(try best(Blocksworld(), .greedyPlan) ?? 0 > 0)
    #expect(try best(BoxNet(), .emptyPlan) == 0)
    #expect(try best(BoxLift(), .greedyPlan) ?? 0 > 50)
    #expect(try best(Game24(), .echo) ?? 100 < 50)
    #expect(try best(GSMHard(), .greedyPlan) == nil)
  }
}
