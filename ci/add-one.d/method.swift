// file: Sources/Methods/Steering/QuestionTwice.swift
// list: Sources/Methods/MethodRegistry.swift
// before: ^    OnlyQuestion\(\)
// line:     QuestionTwice(),
// run: methods list
// shows: question-twice
// run: methods show question-twice --task game24
// shows: Once more
// run: replay smollm2-135m --no-tables
// shows: All trials equal the baseline

import ModelAPI
import RecordReplay

/// A method that is added to show how: the question, and the question once more.
struct QuestionTwice: SteeringMethod {
  let description = MethodDescription(
    name: "question-twice", title: "Question Twice", shortTitle: "Twice", number: 11,
    summary: "The question, and the question once more.")

  func answer(
    _ question: MethodQuestion, options: MethodOptions, on deck: some Deck
  ) async throws(DeckError) -> MethodAnswer {
    let again = PromptText(authored: "Once more:", from: "the method question-twice")
    let opening = Conversation.asking(
      [question.text, .blankLine, again, .blankLine, question.text])
    return try await TurnLoop(options, turns: 1).run(opening, on: deck)
  }
}
