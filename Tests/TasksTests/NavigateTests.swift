import Basics
import Testing

@testable import Tasks

@Suite("Navigate")
struct NavigateTests {
  private let task = Navigate()

  @Test("a walker who follows the sentences alone comes to the same place")
  func truths() throws {
    for problem in problems(of: task, perRung: 60) {
      let walker = Walker(following: problem.text)
      #expect(walker.instructions == problem.instructions, "\(problem.text)")
      #expect((walker.x == 0 && walker.y == 0) == problem.answer, "\(problem.text)")
      #expect(problem.text.contains("Turn ") == problem.turning)
    }
  }

  @Test("the other answer grades as wrong")
  func corrupted() {
    for problem in problems(of: task) {
      let other = problem.answer ? "<<<No>>>" : "<<<Yes>>>"
      #expect(grade(of: other, by: task, for: problem)?.success == false)
    }
  }

  @Test("some walks miss the start by little, and many by an even number of steps")
  func nearMisses() {
    let misses = problems(of: task, perRung: 60).filter { !$0.answer }
      .map { Walker(following: $0.text) }
    #expect(misses.contains { abs($0.x) + abs($0.y) <= 2 })
    let even = misses.filter { (abs($0.x) + abs($0.y)).isMultiple(of: 2) }.count
    #expect(even * 3 > misses.count)
  }

  @Test("walks with and without turns stand on every rung")
  func both() {
    for rung in 1...5 {
      let turning = (0..<30).map { number in
        var generator = SeededGenerator(seed: "\(rung) \(number)")
        return task.problem(rung: rung, using: &generator).turning
      }
      #expect(Set(turning).count == 2)
    }
  }
}

/// Follows the instructions of a text by their words, without the generator's structures.
private struct Walker {
  var x = 0
  var y = 0
  var instructions = 0
  private var ahead = (x: 0, y: 1)

  init(following text: String) {
    for sentence in text.split(separator: ".") {
      let words = sentence.split(separator: " ").map { $0.lowercased() }
      if words.first == "turn", let side = words.last {
        instructions += 1
        turn(side)
      } else if let side = words.last, ["forward", "backward", "left", "right"].contains(side),
        let count = words.lazy.compactMap(Self.number).first
      {
        instructions += 1
        move(count, side)
      }
    }
  }

  private mutating func turn(_ side: String) {
    switch side {
    case "right": ahead = (ahead.y, -ahead.x)
    case "left": ahead = (-ahead.y, ahead.x)
    default: ahead = (-ahead.x, -ahead.y)
    }
  }

  private mutating func move(_ count: Int, _ side: String) {
    let direction =
      switch side {
      case "forward": ahead
      case "backward": (-ahead.x, -ahead.y)
      case "right": (ahead.y, -ahead.x)
      default: (-ahead.y, ahead.x)
      }
    x += count * direction.0
    y += count * direction.1
  }

  private static func number(_ word: String) -> Int? {
    Int(word) ?? (1...12).first { NumberWord.cardinal($0) == word }
  }
}
