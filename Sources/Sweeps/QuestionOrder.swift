import Basics
import Tasks

/// The order in which the questions of a task are taken: a sweep that takes more of them keeps all that
/// it took before.
///
/// Within a rung the questions stand by a hash of the seed and their id, so that neither their place in
/// the file nor their number decides. From rung to rung it goes in rounds, so that any number of
/// questions is spread over the rungs to within one, as far as each has that many. What was chosen
/// before, and was written down then, comes first: a hash alone could not keep a new question from
/// standing before an old one.
struct QuestionOrder {
  /// Sets the hashes of one choice apart from those of another.
  var seed: Int

  /// The places of questions in the order in which they are taken.
  ///
  /// - Parameters:
  ///   - questions: All that may be taken.
  ///   - earlier: The ids that were chosen before, in that order; those that are not among the
  ///     questions are passed over.
  func places(of questions: [Question], after earlier: [String] = []) -> [Int] {
    let placeOfID = Dictionary(
      questions.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    var order = earlier.compactMap { placeOfID[$0] }
    let taken = Set(order)
    var countByRung: [Int: Int] = [:]
    for place in order { countByRung[questions[place].rung, default: 0] += 1 }

    var rest: [Int: [Int]] = [:]
    for place in questions.indices where !taken.contains(place) {
      rest[questions[place].rung, default: []].append(place)
    }
    // A question's round is how many of its rung stand before it: who stands in an earlier round, or in
    // the same one and an earlier rung, comes first.
    let turns = Self.turns(of: Set(questions.map(\.rung)))
    var waiting: [(round: Int, turn: Int, place: Int)] = []
    for (rung, places) in rest {
      guard let turn = turns[rung] else { preconditionFailure("rung \(rung) has no turn") }
      let before = countByRung[rung] ?? 0
      for (number, place) in ranked(places, of: questions).enumerated() {
        waiting.append((before + number, turn, place))
      }
    }
    order += waiting.sorted { ($0.round, $0.turn) < ($1.round, $1.turn) }.map(\.place)
    return order
  }

  /// Places by the hash of their questions, the id where two hashes are the same.
  private func ranked(_ places: [Int], of questions: [Question]) -> [Int] {
    places.map { place in
      let id = questions[place].id
      return (
        rank: UInt64(bitPattern: Digest.sha256("\(seed)\u{0}\(id)").leading64), id: id, place: place
      )
    }
    .sorted {
      $0.rank == $1.rank
        ? $0.id.utf8.lexicographicallyPrecedes($1.id.utf8) : $0.rank < $1.rank
    }
    .map(\.place)
  }

  /// The turn of each rung within a round: the first, the last, and then always the middle of what lies
  /// between two that had their turn, so that a few questions reach over the whole ladder.
  private static func turns(of rungs: Set<Int>) -> [Int: Int] {
    let ladder = rungs.sorted()
    guard let first = ladder.first, let last = ladder.last else { return [:] }
    var turns = [first: 0]
    if last != first { turns[last] = 1 }
    var gaps = [(low: 0, high: ladder.count - 1)]
    var next = 0
    while next < gaps.count {
      let (low, high) = gaps[next]
      next += 1
      guard high - low > 1 else { continue }
      let middle = (low + high) / 2
      turns[ladder[middle]] = turns.count
      gaps += [(low, middle), (middle, high)]
    }
    return turns
  }
}
