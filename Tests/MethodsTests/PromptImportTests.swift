import BenchTestSupport
import Testing

@testable import Methods

@Suite struct PromptImportTests {
  private static let file = #"""
    import os
    text_output_prompt = 'Think' " in text.\n" \
        'No code.'
    with_COT_code_output_prompt = """Plan first.
    Then "code"."""
    AutoGen_prompt = r'Use \n python'
    base = 'Judge '
    combined_agent_prompt = (base +
        "both.")
    multi_turn_planning_prompt_with_code = f'Look at {base}'
    other_prompt = 'not known'
    print(os.environ)
    """#

  private func imported(_ text: String) throws -> ImportedPrompts {
    try PromptImport.prompts(in: Array(text.utf8), fillingFrom: TestPrompts.library())
  }

  @Test("The known variables become prompts; the others are listed, and nothing is run")
  func known() throws {
    let imported = try imported(Self.file)
    #expect(imported.texts[.allText] == "Think in text.\nNo code.")
    #expect(imported.texts[.allCodeCoT] == "Plan first.\nThen \"code\".")
    #expect(imported.texts[.autoGen] == "Use \\n python")
    #expect(imported.texts[.summary] == "Judge both.")
    #expect(imported.taken.map(\.prompt) == [.allText, .allCodeCoT, .autoGen, .summary])
    #expect(imported.unknown == ["base", "other_prompt"])
  }

  @Test("What the file lacks or refuses is copied and said, so that the folder is whole")
  func filled() throws {
    let imported = try imported(Self.file)
    #expect(
      imported.missing.map { "\($0.prompt.rawValue): \($0.reason ?? "")" } == [
        "turn-with-code: line 10: the string is an f-string with values in it",
        "turn-without-code: the file does not assign it",
      ])
    #expect(imported.own == [.allCode, .selfEstimate, .pythonTool, .extraction, .promptedTool])
    for name in imported.missing.map(\.prompt) + imported.own {
      #expect(imported.texts[name] == TestPrompts.texts[name])
    }
    #expect(throws: Never.self) { try PromptLibrary(imported.texts) }
  }

  @Test("A file without any of the prompts is an error that names them")
  func none() {
    for text in ["", "a = 'b'", "text_output_prompt = 3", "AutoGen_prompt = ' '", "\u{0}"] {
      let error = #expect(throws: MethodError.self) { try imported(text) }
      #expect(error?.message.contains("multi_turn_planning_prompt_with_code") == true)
    }
  }
}
