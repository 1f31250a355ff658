import ModelAPI
import RecordReplay

/// Method 10: the model scores both ways, chooses one and solves, in one call.
///
/// The scores are the model's own business: nothing here reads them to decide.
struct SelfEstimate: SteeringMethod {
  let description = MethodDescription(
    name: "self-estimate", title: "Self-estimate Score", shortTitle: "Self-est.", number: 10,
    summary: "The model scores code and text for the question, chooses, and solves.",
    prompts: [.selfEstimate])

  func answer(
    _ question: MethodQuestion, options: MethodOptions, on deck: some Deck
  ) async throws(DeckError) -> MethodAnswer {
    let opening = Conversation.asking(
      [options.prompts[.selfEstimate], .blankLine, question.text])
    return try await TurnLoop(options, turns: 1).run(opening, on: deck)
  }
}
