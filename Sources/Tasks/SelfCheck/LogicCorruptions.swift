extension Choice {
  func corruptions() -> [Corruption] {
    let right = Self.name(of: answer)
    let others = options.indices.filter { $0 != answer }
    guard let other = others.first else { return [] }
    let wrong = Self.name(of: other)
    return others.map { .marked("another option", Self.name(of: $0)) } + [
      .marked("another option's text", options[other]),
      .marked("two options", "\(right) or \(wrong)"),
      .marked("no option", "(Z)"),
      .marked("ruled out", "not \(right)"),
      .marked("rejected", "\(right) is wrong"),
      Corruption("a later answer", "<<<\(right)>>> No, I was wrong: <<<\(wrong)>>>"),
      .marked("a verdict", "Incorrect"),
      .marked("a verdict with the answer elsewhere", "Correct"),
    ]
  }
}

extension DateUnderstanding {
  func corruptions(of problem: Problem) -> [Corruption] { problem.choice.corruptions() }
}

extension LogicalDeduction {
  func corruptions(of problem: Problem) -> [Corruption] { problem.choice.corruptions() }
}

extension YesNo {
  static func corruptions(of truth: Bool) -> [Corruption] {
    let (right, wrong) = truth ? ("Yes", "No") : ("No", "Yes")
    return [
      .marked("the other word", wrong),
      .marked("the other word, lower case", wrong.lowercased()),
      .marked("the other truth value", truth ? "False" : "True"),
      .marked("both words", "\(right) or \(wrong)"),
      .marked("both words, slashed", "\(right)/\(wrong)"),
      .marked("unknown", "unknown"),
      .marked("a verdict", "Incorrect"),
      Corruption("a later answer", "<<<\(right)>>> No, I was wrong: <<<\(wrong)>>>"),
      Corruption("a word that holds it", truth ? "<<<Yesterday>>>" : "<<<Nobody>>>"),
    ]
  }
}

extension WebOfLies {
  func corruptions(of problem: Problem) -> [Corruption] { YesNo.corruptions(of: problem.answer) }
}

extension Navigate {
  func corruptions(of problem: Problem) -> [Corruption] { YesNo.corruptions(of: problem.answer) }
}

extension Letters {
  func corruptions(of problem: Problem) -> [Corruption] {
    let positions = Self.positions(in: problem)
    let length = problem.word.unicodeScalars.count
    func answer(_ kind: String, _ count: Int, _ positions: [Int]) -> Corruption {
      .marked(kind, LetterCount(count: count, positions: positions).text)
    }
    var found = [
      answer("count too high", positions.count + 1, positions),
      answer("a position more", positions.count, positions + [length + 1]),
      answer("counted with a position more", positions.count + 1, positions + [length + 1]),
      answer("counted from 0", positions.count, positions.map { $0 - 1 } + [length + 2]),
      .marked("only a count", "Count: \(positions.count)"),
      .marked("only positions", "Positions: \(LetterCount.list(positions))"),
      .marked("a count in words", "several, Positions: \(LetterCount.list(positions))"),
    ]
    if let last = positions.last {
      found += [
        answer("count too low", positions.count - 1, positions),
        answer("a position less", positions.count, positions.dropLast()),
        answer("a position twice", positions.count, positions + [last]),
        answer("counted with a position twice", positions.count + 1, positions + [last]),
        answer("shifted", positions.count, positions.map { $0 + 1 }),
        answer("none", 0, []),
      ]
    }
    return found
  }
}
