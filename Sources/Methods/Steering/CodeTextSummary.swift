import CodeExecution
import ModelAPI
import RecordReplay

extension PromptName {
  /// Method 9: judge two answers and give the final one.
  public static let summary = PromptName(rawValue: "summary")
}

/// Method 9: the answers of All Text and All Code, and a third call that judges both.
///
/// The first two calls are those methods' own calls, so that a sweep that has them pays once.
struct CodeTextSummary: SteeringMethod {
  let description = MethodDescription(
    name: "code-text-summary", title: "Code + Text + Sum.", shortTitle: "C+T+S", number: 9,
    summary: "Asks All Text and All Code, then has the model judge both and answer.",
    prompts: [.allText, .allCode, .summary], calls: 3)

  func answer(
    _ question: MethodQuestion, options: MethodOptions, on deck: some Deck
  ) async throws(DeckError) -> MethodAnswer {
    var agents: [MethodTurn] = []
    for opening in [AllText.opening(question, options), AllCode.opening(question, options)] {
      switch try await opening.next(options, on: deck) {
      case .failure(let failure): return MethodAnswer(turns: [], failure: failure)
      case .turn(let turn): agents.append(turn)
      }
    }
    let request = Conversation.asking(summaryParts(question, agents, options))
    switch try await request.next(options, on: deck) {
    case .failure(let failure): return MethodAnswer(turns: [], failure: failure)
    case .turn(let turn): return MethodAnswer(turns: [turn])
    }
  }

  private func summaryParts(
    _ question: MethodQuestion, _ agents: [MethodTurn], _ options: MethodOptions
  ) -> [PromptText] {
    var parts = [options.prompts[.summary], Self.questionHead, question.text]
    for (index, agent) in agents.enumerated() {
      parts.append(Self.answerHeads[index])
      parts.append(PromptText(agent.said, from: "answer"))
      guard let execution = agent.execution else { continue }
      parts.append(Self.resultHeads[index])
      let feedback = options.feedback(of: execution)
      parts.append(PromptText(feedback, from: "output"))
    }
    parts.append(Self.closing)
    return parts
  }

  // Made once: a text of our own is escaped and hashed when it is made.
  private static let questionHead = layout("\n\nThe question:\n")
  private static let answerHeads = (1...2).map { layout("\n\nThe answer of agent \($0):\n") }
  private static let resultHeads = (1...2).map {
    layout("\n\nThe execution result of agent \($0)'s code:\n")
  }
  private static let closing = layout(
    "\n\nCompare the answers and give the final answer in the format that the question asks for.")

  private static func layout(_ text: String) -> PromptText {
    PromptText(authored: text, from: "layout")
  }
}
