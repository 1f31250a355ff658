import CodeExecution
import Methods

/// Finds the code of an answer: what is tested, and what graders are shown.
enum CandidateCode {
  /// The code of a reply.
  ///
  /// The newest reply that says code counts: its last block of Python, or what its code printed. Where a function is
  /// looked for, a block that defines it comes before all others, then code that was run.
  ///
  /// - Parameters:
  ///   - ran: Code that was run on the way, oldest first.
  ///   - function: The name of the function that the code is to define; `nil` where any code will do.
  /// - Returns: The code; `nil` where there is none at all.
  static func find(
    in answer: MethodAnswer, ran: [String], defining function: String?
  ) -> String? {
    find(
      in: answer.turns.map { ($0.said, $0.printed.map { String(decoding: $0, as: UTF8.self) }) },
      ran: ran, defining: function)
  }

  /// The code of a reply that no method asked for.
  static func find(
    in turns: [(said: String, printed: String?)], ran: [String], defining function: String?
  ) -> String? {
    var any: String?
    for turn in turns.reversed() {
      let blocks = blocks(in: turn.said)
      guard let function else {
        if let last = blocks.last { return last }
        continue
      }
      if let code = blocks.last(where: { defines(function, $0) }) { return code }
      if let printed = turn.printed, let code = program(in: printed, function) { return code }
      if blocks.isEmpty, let code = program(in: turn.said, function) { return code }
      any = any ?? blocks.last
    }
    guard let function else { return ran.last }
    return ran.last { defines(function, $0) } ?? any ?? ran.last
  }

  /// The blocks of Python, labelled or not.
  private static func blocks(in text: String) -> [String] {
    FencedCode.blocks(in: text, by: .behindCode)
      .filter { $0.language != .other && $0.code.utf8.contains { $0 > 0x20 } }
      .map(\.code)
  }

  /// A text that is a program, or holds one in a block.
  private static func program(in text: String, _ function: String) -> String? {
    if let block = blocks(in: text).last(where: { defines(function, $0) }) { return block }
    return defines(function, text) ? text : nil
  }

  /// Whether a line of the code begins the function, or gives it as a name.
  private static func defines(_ function: String, _ code: String) -> Bool {
    code.split(whereSeparator: \.isNewline).contains { line in
      let words = line.split(whereSeparator: { $0 == " " || $0 == "(" || $0 == ":" || $0 == "=" })
      guard let first = words.first, !line.hasPrefix(" "), !line.hasPrefix("\t") else {
        return false
      }
      if first == "def" || first == "class" {
        return words.dropFirst().first == Substring(function)
      }
      if first == "async" { return words.dropFirst(2).first == Substring(function) }
      return first == Substring(function) && line.dropFirst(function.count).contains("=")
    }
  }
}
