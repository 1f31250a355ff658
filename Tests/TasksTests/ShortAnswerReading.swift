import Basics

@testable import Tasks

/// What a task reads in a text: the normal spelling, or `nil` where it finds no answer.
func reading<Task: BenchTask>(
  _ text: String, by task: Task, for problem: Task.Problem
) -> String? {
  if case .found(_, let text, _) = task.extract(from: AnswerText(text), for: problem) {
    return text
  }
  return nil
}

/// The grade of a text's answer; `nil` where no answer is found.
func grade<Task: BenchTask>(
  of text: String, by task: Task, for problem: Task.Problem
) -> Grade? {
  if case .found(let answer, _, _) = task.extract(from: AnswerText(text), for: problem) {
    return task.grade(answer, for: problem)
  }
  return nil
}

/// Problems of every rung.
func problems<Task: BenchTask>(
  of task: Task, perRung: Int = 10, seed: String = "test"
) -> [Task.Problem] {
  (1...task.description.rungs).flatMap { rung in
    (0..<perRung).map { number in
      var generator = SeededGenerator(seed: "\(seed) \(rung) \(number)")
      return task.problem(rung: rung, using: &generator)
    }
  }
}

/// A prompt without what changes from question to question: numbers and names are blanked out and
/// listed apart.
struct SentenceFrame: Hashable {
  var frame: String
  var numbers: [String]

  init(_ prompt: String) {
    var numbers: [String] = []
    let words = prompt.split(whereSeparator: { $0 == " " || $0 == "\n" }).map { word in
      let bare = word.filter { $0.isLetter || $0.isNumber }
      let possessor = bare.hasSuffix("s") ? String(bare.dropLast()) : bare
      if bare.contains(where: \.isNumber) || Self.numberWords.contains(bare.lowercased()) {
        numbers.append(bare.lowercased())
        return "#"
      }
      return PersonNames.all.contains(bare) || PersonNames.all.contains(possessor)
        ? "@" : String(word)
    }
    frame = words.joined(separator: " ")
    self.numbers = numbers
  }

  private static let numberWords = Set((0...12).map(NumberWord.cardinal))
}

/// Texts that no reader may stumble over.
enum HostileTexts {
  static let all: [[UInt8]] = [
    [], [0xff, 0xfe, 0x80], Array("<<<".utf8), Array(">>><<<".utf8), Array("<<<>>>".utf8),
    Array("\\boxed{".utf8), Array("\\".utf8), Array("\\boxed{\\text{(".utf8), [0xe2, 0x80],
    [0xe2], Array("answer is".utf8), Array("answer:".utf8), Array("```".utf8),
    Array("```\n```\n```".utf8), Array("//////".utf8), Array("99999999999999999999/1/2020".utf8),
    Array("(".utf8), Array("A".utf8) + [0xc2], Array("'".utf8), Array("_a_".utf8), [0],
    Array(repeating: UInt8(ascii: "("), count: 200_000),
    Array(repeating: UInt8(ascii: "A"), count: 200_000),
    Array(String(repeating: "A ", count: 100_000).utf8),
    Array(String(repeating: "<<<B>>> ", count: 20_000).utf8),
    Array(String(repeating: "<<<", count: 60_000).utf8),
    Array(String(repeating: "```\n", count: 50_000).utf8),
    Array((String(repeating: "\\boxed{", count: 20_000) + "B").utf8),
    Array(String(repeating: "answer is ", count: 20_000).utf8),
    Array(String(repeating: "1/1/2020 ", count: 20_000).utf8),
    Array(("<<<" + String(repeating: "x", count: 100_000) + ">>>").utf8),
  ]
}
