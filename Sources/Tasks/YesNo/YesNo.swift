/// Questions whose answer is yes or no.
enum YesNo {
  /// What a prompt says about the answer.
  static let instruction = "Give Yes or No as the final answer in the format <<<answer>>>."

  /// A truth in the format that the prompt asks for.
  static func reference(_ truth: Bool) -> String {
    "<<<\(name(of: truth))>>>"
  }

  /// Finds the answer in a text.
  static func extract(from text: AnswerText) -> Extraction<Bool> {
    for candidate in ShortAnswer.candidates(in: text) {
      if let answer = YesNoReader.read(text, candidate) {
        return .found(answer, text: name(of: answer), rule: candidate.rule)
      }
    }
    return .nothing("neither yes nor no stands where an answer would")
  }

  /// Judges an answer.
  static func grade(_ answer: Bool, truth: Bool) -> Grade {
    answer == truth ? .right() : .wrong("the right answer is \(name(of: truth))")
  }

  private static func name(of answer: Bool) -> String {
    answer ? "Yes" : "No"
  }
}
