import BenchTestSupport
import Foundation
import Methods
import ModelAPI
import Sweeps
import Testing

@Suite("Prompt variants")
struct PromptVariantTests {
  private static let model = """
    version: 2
    models: {tiny: {access: {base-url: "http://localhost:1/v1"}}}
    tasks: [game24]

    """
  private static let folders =
    "prompts: {base: ../../Tasks/prompts, terse: prompts/terse, long: prompts/long}\n"

  /// Puts prompts into folders beside the sweep's file, and says what becomes of the sweep.
  private func refusal(
    _ yaml: String, _ files: [String: String] = [:]
  ) async throws -> String {
    try await SweepOnDisk.refusal(Self.model + yaml) { try write(files, at: $0) }
  }

  private func write(_ files: [String: String], at root: URL) throws {
    for (name, text) in files {
      let file = root.appending(path: "\(SweepOnDisk.folder)/prompts/\(name)")
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
  }

  @Test(
    "are asked beside the base, by a name of their own, where they have other words for a method")
  func asked() async throws {
    let yaml = Self.folders + "methods: [all-code@2, only-question, code-text-summary, all-text]\n"
    try await SweepOnDisk.with(Self.model + yaml) {
      try write(
        ["terse/all-code.txt": "Code.\n", "long/turn-with-code.txt": "Go on, please."], at: $0)
    } _: { url in
      let folder = try SweepFolder(url)
      #expect(
        folder.sweep.methods.map(\.name) == [
          "only-question", "all-text", "code-text-summary", "code-text-summary+terse", "all-code@2",
          "all-code@2+terse", "all-code@2+long",
        ])
      let variant = try #require(folder.sweep.methods.first { $0.name == "all-code@2+terse" })
      #expect(variant.title == "All Code, 2 turns, terse")
      #expect(variant.shortTitle == "AllCode@2+terse")
      let prompts = folder.prompts.variant(named: "terse")
      #expect(prompts[.allCode].text == "Code.")
      #expect(prompts[.allText] == folder.prompts[.allText])
      #expect(folder.prompts[.allCode].text == "Do as all-code says.")
      #expect(
        SweepFolder.opened(by: folder.sweep, presets: nil).contains("prompts/terse/all-code.txt"))
    }
  }

  @Test("change nothing in a sweep that names one folder, as a text or by the name of base")
  func oneFolder() async throws {
    for yaml in ["", "prompts: ../../Tasks/prompts\n", "prompts: {base: ../../Tasks/prompts}\n"] {
      try await SweepOnDisk.with(Self.model + "methods: [all-code]\n" + yaml) { url in
        let folder = try SweepFolder(url)
        #expect(folder.sweep.promptVariants.isEmpty)
        #expect(folder.sweep.methods.map(\.name) == ["all-code"])
      }
    }
  }

  @Test("stand in the names of methods: what is behind the plus; else it is the base")
  func names() {
    #expect(PromptVariant.name(inMethod: "all-code@2+terse") == "terse")
    #expect(PromptVariant.name(inMethod: "all-code@2") == "base")
  }

  @Test(
    "that are wrong are refused with the line, what was expected and an example",
    arguments: [
      (
        "prompts: [a, b]",
        "\"prompts\" must be text, the name of a folder, or name several: {base: "
      ),
      ("prompts: {terse: t}", "\"prompts.base\" is missing: the folder with all prompts"),
      ("prompts: {bas: p, terse: t}", "Did you mean base by bas?"),
      ("prompts: {base: p, a+b: t}", "the name of a prompt variant has letters, digits"),
      ("prompts: {base: p, terse: [x]}", "\"prompts.terse\" must be text."),
    ])
  func refused(line: String, message: String) throws {
    let found = SweepText.message(Self.model + line)
    #expect(found?.contains("sweep.yaml, line 4: ") == true, "\(found ?? "")")
    #expect(found?.contains(message) == true, "\(found ?? "")")
  }

  @Test("belong to version 2 of a sweep: version 1 says so")
  func versionOne() {
    let found = SweepText.message("version: 1\nprompts: {base: p, terse: t}\n" + SweepText.model)
    #expect(found?.contains("line 2: a sweep of version 1 has one folder of prompts") == true)
    #expect(found?.contains("\"version: 2\"") == true)
  }

  @Test("whose folder is missing, varies nothing, or holds a file of no prompt are refused by it")
  func folders() async throws {
    let yaml = "methods: [all-code]\nprompts: {base: ../../Tasks/prompts, terse: prompts/terse}\n"
    let missing = try await refusal(yaml)
    #expect(missing.contains("prompts/terse: the folder of the prompt variant terse"), "\(missing)")
    let other = try await refusal(yaml, ["terse/all-text.txt": "Text."])
    #expect(other.contains("the prompt variant terse varies nothing"), "\(other)")
    #expect(other.contains("it has none: all-code.txt"), "\(other)")
    let misspelt = try await refusal(yaml, ["terse/allcode.txt": "Code."])
    #expect(misspelt.contains("prompts/terse/allcode.txt: no method has a prompt"), "\(misspelt)")
    #expect(misspelt.contains("Did you mean all-code.txt"), "\(misspelt)")
    let empty = try await refusal(yaml, ["terse/all-code.txt": " \n"])
    #expect(empty.contains("all-code.txt of the variant terse is empty"), "\(empty)")
    let linked = try await SweepOnDisk.refusal(Self.model + yaml) { root in
      try write(["terse/all-text.txt": "Text."], at: root)
      try FileManager.default.createSymbolicLink(
        at: root.appending(path: "\(SweepOnDisk.folder)/prompts/terse/all-code.txt"),
        withDestinationURL: root.appending(path: "\(SweepOnDisk.prompts)/all-code.txt"))
    }
    #expect(linked.contains("symbolic link"), "\(linked)")
  }
}
