import Basics
import BigInt
import Testing

@testable import Tasks

@Suite("MATH-Counting")
struct MathCountingTests {
  private let task = MathCounting()

  @Test("the shipped set is sound")
  func shipped() throws {
    try QuestionSetClaims.check(task)
  }

  @Test("there are at least 25 frames, and each can be filled several times")
  func frames() {
    MathFrameClaims.check(MathCounting.ladder)
  }

  @Test("twice, half, negative and shifted answers are wrong")
  func corruptions() throws {
    try MathFrameClaims.checkCorruptions(task)
  }

  @Test("probabilities lie between 0 and 1")
  func probabilities() {
    for frame in MathCounting.ladder.joined() {
      var generator = SeededGenerator(seed: "probabilities")
      for _ in 0..<200 {
        guard let draft = frame.fill(&generator), draft.text.contains("probability") else {
          continue
        }
        let value = MathFrameClaims.double(draft.truth[0])
        #expect(value > 0 && value < 1, "\(draft)")
      }
    }
  }

  @Test("the counts agree with counting one by one")
  func bruteForce() {
    for things in 1...5 {
      for boxes in 1...3 {
        let all = words(length: things, symbols: boxes)
        let onto = all.filter { Set($0).count == boxes }.count
        #expect(Combinatorics.surjections(from: things, onto: boxes) == BigInt(onto))
        let calm = all.filter { word in !zip(word, word.dropFirst()).contains { $0 == (0, 0) } }
        #expect(
          Combinatorics.stringsWithoutDouble(length: things, symbols: boxes) == BigInt(calm.count))
        let turns = Set(
          all.map { word in
            word.indices.map { Array(word[$0...] + word[..<$0]) }.min {
              $0.lexicographicallyPrecedes($1)
            }
          })
        #expect(Combinatorics.necklaces(beads: things, colours: boxes) == BigInt(turns.count))
        let sums = all.filter { $0.reduce(0, +) == 3 }.count
        #expect(
          Combinatorics.boundedSolutions(variables: things, sum: 3, most: boxes - 1) == BigInt(sums)
        )
      }
      let orders = words(length: things, symbols: things).filter { Set($0).count == things }
      let moved = orders.filter { order in order.indices.allSatisfy { order[$0] != $0 } }
      #expect(Combinatorics.derangements(things) == BigInt(moved.count))
    }
  }

  @Test(
    "arrangements of words agree with counting one by one", arguments: ["ONION", "TESTER", "AABB"])
  func arrangements(word: String) {
    let letters = Array(word.utf8)
    let orders = words(length: letters.count, symbols: letters.count)
      .filter { Set($0).count == letters.count }
    let spelled = Set(orders.map { order in order.map { letters[$0] } })
    let calm = spelled.filter { row in !zip(row, row.dropFirst()).contains { $0 == $1 } }
    #expect(Combinatorics.arrangements(of: word) == BigInt(spelled.count))
    #expect(Combinatorics.arrangementsWithoutTwins(of: word) == BigInt(calm.count))
  }

  /// All words of a length over the symbols 0 and up.
  private func words(length: Int, symbols: Int) -> [[Int]] {
    (0..<length).reduce([[]]) { words, _ in
      words.flatMap { word in (0..<symbols).map { word + [$0] } }
    }
  }
}
