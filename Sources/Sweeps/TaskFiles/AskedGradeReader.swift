import Basics
import Tasks

/// Reads the kinds of `grade` that run or ask: programs, tests and judges.
enum AskedGradeReader {
  static func program(
    _ members: [String: SweepNode], at kind: SweepNode
  ) throws(SweepError) -> ProgramGrading.Program {
    guard let node = members["file"] else {
      throw kind.error(
        "\"grade.file\" is missing: the grader, a program in Python beside the task's file, such as "
          + "{kind: program, file: grader.py}.")
    }
    let file = try TaskFileReader.fileName(node)
    let base = file.text.split(separator: "/").last.map(String.init) ?? ""
    guard base == "grader.py" || base.hasSuffix("-grader.py"), !base.hasPrefix("test_") else {
      throw node.error(
        "\(node.title) is \"\(file.text)\": a grader is a program in Python, and is called "
          + "grader.py, or such as strict-grader.py.")
    }
    var program = ProgramGrading.Program(file: file.text, line: file.line)
    program.takesSeveral = try members["batch"]?.bool() ?? false
    return program
  }

  static func tests(
    _ members: [String: SweepNode], at kind: SweepNode
  ) throws(SweepError) -> TestGrading.Rule {
    guard let function = members["function"], let inputs = members["inputs"] else {
      throw kind.error(
        "tests name the function and the column of the inputs: {kind: tests, function: function, inputs: "
          + "inputs}. What is expected stands in the column of the truth.")
    }
    var rule = TestGrading.Rule(
      function: try function.text(), inputs: try inputs.text(), line: inputs.firstLine)
    if let node = members["tolerance"] {
      _ = try GradeReader.decimal(node)
      rule.tolerance = try node.text()
    }
    if let node = members["score"] {
      rule.countsShares = try GradeReader.word(node, Score.self) == .share
    }
    return rule
  }

  private enum Score: String, CaseIterable {
    case all
    case share
  }

  static func judge(
    _ members: [String: SweepNode], at kind: SweepNode
  ) throws(SweepError) -> JudgeRule {
    guard let node = members["judge"] else {
      throw kind.error(
        "\"grade.judge\" is missing: the name of a judge, or a list of them, as the sweep declares them "
          + "under \"judges\".")
    }
    let names = try TaskFileReader.oneOrMore(node)
    guard (1...maximumJudges).contains(names.count) else {
      throw node.error("\(node.title) names 1 to \(maximumJudges) judges.")
    }
    var rule = JudgeRule(
      names: names, prompt: try members["prompt"].map(TaskFileReader.source),
      verdicts: try members["verdicts"].map(verdicts) ?? [])
    if case .here(let written)? = rule.prompt { rule.promptText = written.text }
    return rule
  }

  /// The most judges of a panel.
  private static let maximumJudges = 15

  /// A menu of verdicts, each with its score.
  static func verdicts(_ node: SweepNode) throws(SweepError) -> [JudgeGrading.Verdict] {
    var verdicts: [JudgeGrading.Verdict] = []
    for entry in try node.entries() {
      let word = entry.key
      guard (1...40).contains(word.utf8.count), word.utf8.allSatisfy({ $0 >= 0x20 })
      else {
        throw entry.place.error("a verdict is a word of 1 to 40 bytes on one line.")
      }
      let score = try entry.value.text()
      guard let value = NumberRule().value(of: score), value >= Rational(0), value <= Rational(1)
      else {
        throw entry.value.error("\(entry.value.title) is a score from 0 to 1, such as 0.5.")
      }
      guard !verdicts.contains(where: { $0.word.lowercased() == word.lowercased() }) else {
        throw entry.place.error("\"\(word)\" stands twice: capital and small letters are one.")
      }
      verdicts.append(JudgeGrading.Verdict(word: word, score: score))
    }
    guard verdicts.count >= 2, verdicts.count <= 26 else {
      throw node.error("\(node.title) names 2 to 26 verdicts, such as {A: 1, B: 0.5, C: 0}.")
    }
    return verdicts
  }
}

extension TaskDeclaration {
  /// Reads the file that grades, where there is one.
  ///
  /// - Parameter read: Gives the text of a file of the task's folder.
  mutating func readGrader(
    _ read: (_ name: String) throws(SweepError) -> String
  ) throws(SweepError) {
    guard let grader else { return }
    let text = try naming(grader) { () throws(SweepError) in try read(grader.text) }
    guard text.utf8.contains(where: { $0 > 0x20 }) else {
      throw SweepError("\(folder)/\(grader.text): the file is empty, and grades nothing.")
    }
    take(grader: text)
  }
}
