/// Questions whose answer is yes or no.
enum YesNo {
  /// What a prompt says about the answer.
  static let instruction = "Give Yes or No as the final answer in the format <<<answer>>>."

  /// A truth in the format that the prompt asks for.
  static func reference(_ truth: Bool) -> String {
    "<<<\(name(of: truth))>>>"
  }

  /// Finds the answer in a text.
  static func extract(
    from text: AnswerText, trace: inout GradingTrace
  ) -> Extraction<Bool> {
    trace.first(
      of: ShortAnswer.candidates(in: text), expecting: "yes or no",
      orElse: "neither yes nor no stands where an answer would"
    ) { candidate in
      YesNoReader.read(text, candidate).map { ($0, name(of: $0)) }
    }
  }

  /// Judges an answer.
  static func grade(_ answer: Bool, truth: Bool, trace: inout GradingTrace) -> Grade {
    trace.check(
      "right word", isKept: answer == truth, "\(name(of: answer)) against \(name(of: truth))")
    return answer == truth ? .right() : .wrong("the right answer is \(name(of: truth))")
  }

  private static func name(of answer: Bool) -> String {
    answer ? "Yes" : "No"
  }
}
