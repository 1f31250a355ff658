import RecordReplay

/// Method 8: All Code's prompt, to a model that has a Python tool.
struct CodeInterpreterPlus: SteeringMethod {
  let description = MethodDescription(
    name: "code-interpreter-plus", title: "Code Interpreter+", shortTitle: "CI+", number: 8,
    summary: "All Code's prompt and the question, with a Python tool at hand.",
    prompts: [.allCode, .pythonTool], needsTools: true)

  func answer(
    _ question: MethodQuestion, options: MethodOptions, on deck: some Deck
  ) async throws(DeckError) -> MethodAnswer {
    try await ToolLoop(options).run(AllCode.opening(question, options), on: deck)
  }
}
