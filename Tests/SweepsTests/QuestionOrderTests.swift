import Basics
import Tasks
import Testing

@testable import Sweeps

/// Questions without anything to grade, in the order of their ids.
private func questions(_ counts: [Int: Int], of task: String = "units", from first: Int = 1)
  -> [Question]
{
  counts.flatMap { rung, count in
    (0..<count).map { number in
      Question(
        task: task, id: "\(task)-\(rung)-\(first + number)", rung: rung,
        complexity: [ComplexityParameter("digits", rung &* 2)], prompt: "", problem: .null,
        reference: "")
    }
  }
  .sorted { $0.id.utf8.lexicographicallyPrecedes($1.id.utf8) }
}

/// Ladders of all kinds: even, uneven, with gaps, of one rung.
private let ladders: [[Int: Int]] = [
  [1: 10, 2: 10, 3: 10, 4: 10, 5: 10], [1: 3, 2: 50, 3: 1], [2: 7, 5: 7, 40: 9], [1: 30],
  [Int.min: 2, 0: 2, Int.max: 2], [:],
]

private func selection(
  _ perTask: Int?, seed: Int = 0, rungs: [Int]? = nil
) -> QuestionSelection {
  var selection = QuestionSelection(perTask: perTask, rungs: rungs)
  selection.seed = seed
  return selection
}

private func ids(
  _ selection: QuestionSelection, _ all: [Question], pinned: PinnedChoice? = nil
) -> [String] {
  let chosen = selection.choose(among: all, of: "units", by: .nested, pinned: pinned)
  #expect(chosen.places == chosen.places.sorted())
  #expect(Set(chosen.places.map { all[$0].id }) == Set(chosen.order))
  return chosen.order
}

@Suite("The questions that a sweep of version 2 takes")
struct QuestionOrderTests {
  @Test("are nested: more of them keep all that fewer took, under every seed", arguments: 0..<6)
  func nested(seed: Int) {
    for ladder in ladders {
      let all = questions(ladder)
      var before: [String] = []
      for count in 1...max(all.count, 1) + 2 {
        let taken = ids(selection(count, seed: seed), all)
        #expect(taken.count == min(count, all.count))
        #expect(Array(taken.prefix(before.count)) == before)
        before = taken
      }
      #expect(Set(ids(selection(nil, seed: seed), all)) == Set(all.map(\.id)))
    }
  }

  @Test("are spread over the rungs to within one, as far as each has that many", arguments: 0..<6)
  func even(seed: Int) {
    for ladder in ladders {
      let all = questions(ladder)
      let rungs = Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0.rung) })
      for count in 1...max(all.count, 1) {
        var taken: [Int: Int] = [:]
        for id in ids(selection(count, seed: seed), all) { taken[rungs[id] ?? 0, default: 0] += 1 }
        let most = taken.values.max() ?? 0
        for (rung, size) in ladder {
          #expect(taken[rung] ?? 0 >= min(size, most - 1), "\(count) of \(ladder)")
        }
      }
    }
  }

  @Test("reach over the whole ladder where there are fewer than rungs")
  func reach() {
    let all = questions([1: 10, 2: 10, 3: 10, 4: 10, 5: 10])
    let rungs = Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0.rung) })
    #expect(ids(selection(5), all).map { rungs[$0] } == [1, 5, 3, 2, 4])
  }

  @Test("are others under another seed, and do not hang on their places in the file")
  func seeds() {
    let all = questions([1: 20, 2: 20])
    let choices = (0..<20).map { Set(ids(selection(4, seed: $0), all)) }
    #expect(Set(choices).count > 15)
    // What else is in the file does not move the order of two questions of a rung.
    let order = ids(selection(nil), all)
    let fewer = all.filter { !$0.id.hasSuffix("3") && !$0.id.hasSuffix("8") }
    let kept = Set(fewer.map(\.id))
    for rung in 1...2 {
      let mark = "units-\(rung)-"
      #expect(
        ids(selection(nil), fewer).filter { $0.hasPrefix(mark) }
          == order.filter { $0.hasPrefix(mark) && kept.contains($0) })
    }
  }

  @Test("are these for ever: another order would ask recorded sweeps for something else")
  func golden() {
    #expect(
      ids(selection(6), questions([1: 10, 2: 10, 3: 10])) == Self.golden)
  }
  private static let golden = [
    "units-1-4", "units-3-5", "units-2-7", "units-1-8", "units-3-7", "units-2-9",
  ]

  @Test("are of the rungs, the ids and the parameters that are named")
  func filters() {
    let all = questions([1: 5, 2: 5, 3: 5])
    #expect(ids(selection(nil, rungs: [2]), all).allSatisfy { $0.hasPrefix("units-2-") })
    var named = selection(2)
    named.ids = ["units-3-1", "units-1-5", "units-3-2"]
    #expect(ids(named, all).count == 2 && Set(ids(named, all)).isSubset(of: named.ids ?? []))
    named.perTask = nil
    #expect(Set(ids(named, all)) == Set(named.ids ?? []))
    var held = selection(nil)
    held.conditions = [.init("digits", in: [6, 2])]
    #expect(Set(ids(held, all).map { $0.prefix(8) }) == ["units-1-", "units-3-"])
    // A task that has no such parameter is not asked by it.
    held.conditions = [.init("people", in: [3])]
    #expect(ids(held, all).count == 15)
  }
}

@Suite("The questions that a sweep was recorded with")
struct PinnedChoiceTests {
  private func pin(_ selection: QuestionSelection, _ all: [Question]) -> PinnedChoice {
    PinnedChoice(
      selection: selection.text, seed: selection.seed, questions: ["units": ids(selection, all)])
  }

  @Test("stay those, whatever comes into the file: at its end, between others, on a new rung")
  func growth() {
    let all = questions([1: 10, 2: 10, 3: 10])
    let grown = (all + questions([1: 90, 2: 1, 4: 40], from: 11))
      .sorted { $0.id.utf8.lexicographicallyPrecedes($1.id.utf8) }
    for perTask in [1, 3, 4, 29, 30, 31, nil] {
      for seed in 0..<4 {
        let selection = selection(perTask, seed: seed)
        let pinned = pin(selection, all)
        #expect(ids(selection, grown, pinned: pinned) == pinned.questions["units"])
        let chosen = selection.choose(among: grown, of: "units", by: .nested, pinned: pinned)
        #expect(chosen.newcomers == max(min(perTask ?? 161, 161) - chosen.places.count, 0))
      }
    }
  }

  @Test("come first where the sweep asks for more or fewer, and the rungs stay even")
  func others() {
    let all = questions([1: 10, 2: 10, 3: 10])
    let grown = (all + questions([1: 90, 2: 1], from: 11))
      .sorted { $0.id.utf8.lexicographicallyPrecedes($1.id.utf8) }
    let rungs = Dictionary(uniqueKeysWithValues: grown.map { ($0.id, $0.rung) })
    let pinned = pin(selection(4), all)
    let four = pinned.questions["units"] ?? []
    for count in 1...40 where count != 4 {
      let taken = ids(selection(count), grown, pinned: pinned)
      #expect(Array(taken.prefix(4)) == Array(four.prefix(count)))
      var numbers: [Int: Int] = [:]
      for id in taken { numbers[rungs[id] ?? 0, default: 0] += 1 }
      let most = numbers.values.max() ?? 0
      for (rung, size) in [1: 100, 2: 11, 3: 10] {
        #expect(numbers[rung] ?? 0 >= min(size, most - 1))
      }
    }
    // Of other rungs, those of them that are of these.
    let narrowed = ids(selection(2, rungs: [2, 3]), grown, pinned: pinned)
    #expect(narrowed == four.filter { rungs[$0] != 1 }.prefix(2).map(\.self))
  }

  @Test("count for nothing under another seed, and beside ids")
  func without() {
    let all = questions([1: 10, 2: 10])
    let odd = PinnedChoice(
      selection: selection(2).text, seed: 0, questions: ["units": ["units-1-7", "units-1-9"]])
    #expect(ids(selection(2), all, pinned: odd) == ["units-1-7", "units-1-9"])
    #expect(ids(selection(2, seed: 1), all, pinned: odd) == ids(selection(2, seed: 1), all))
    var named = selection(2)
    named.ids = ["units-2-1", "units-2-2"]
    #expect(Set(ids(named, all, pinned: odd)) == Set(named.ids ?? []))
  }
}
