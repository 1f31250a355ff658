import RecordReplay

/// Method 7: the question alone, to a model that has a Python tool.
struct CodeInterpreter: SteeringMethod {
  let description = MethodDescription(
    name: "code-interpreter", title: "Code Interpreter", shortTitle: "CI", number: 7,
    summary: "The question alone, with a Python tool at hand.",
    prompts: [.pythonTool], needsTools: true)

  func answer(
    _ question: MethodQuestion, options: MethodOptions, on deck: some Deck
  ) async throws(DeckError) -> MethodAnswer {
    try await ToolLoop(options).run(.asking([question.text]), on: deck)
  }
}
