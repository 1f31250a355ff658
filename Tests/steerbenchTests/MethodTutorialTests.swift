import Foundation
import TestSupport
import Testing
import WorkbenchTestSupport

@Suite("The tutorial of a method of one's own")
struct MethodTutorialTests {
  /// A block of the article between fences.
  private struct Block {
    var language: String
    var lines: [String]

    /// The blocks of an article, in order.
    static func all(of article: String) -> [Block] {
      var blocks: [Block] = []
      var open: Block?
      for line in article.split(separator: "\n", omittingEmptySubsequences: false) {
        if line.hasPrefix("```") {
          if let block = open {
            blocks.append(block)
            open = nil
          } else {
            open = Block(language: String(line.dropFirst(3)), lines: [])
          }
        } else {
          open?.lines.append(String(line))
        }
      }
      return blocks
    }
  }

  @Test("does what it says when it is followed to the letter")
  func asWritten() async throws {
    let article = try String(
      contentsOf: RepositoryRoot.url().appending(
        path: "Sources/Workbench/Workbench.docc/MethodOfYourOwn.md"), encoding: .utf8)
    let workshop = try Workshop()
    defer { workshop.remove() }
    let server = try ScriptedServer()
    let outputs = try await server.serving { url in
      var outputs: [String] = []
      for block in Block.all(of: article) {
        guard block.language == "sh" else {
          try write(block, in: workshop.folder, servedAt: url)
          continue
        }
        for line in block.lines where !line.isEmpty {
          let words = line.split(separator: " ").map(String.init)
          #expect(words[0] == "steerbench")
          let run = try await Tool.run(Array(words.dropFirst()), in: workshop.folder)
          #expect(run.status == 0, "\(line): \(run.output)\(run.errors)")
          outputs.append(run.output + run.errors)
        }
      }
      return outputs
    }
    #expect(outputs[0].contains("Two others have answered") == false, "its own call comes last")
    #expect(outputs[0].contains("=== call 2 ==="))
    #expect(outputs[1].contains("trials"))
    #expect(outputs[2].contains("This part is complete"))
    #expect(outputs.last?.contains("Second Look") == true)
    // The first vote is what All Text asks.
    #expect(server.answered.count > Set(server.answered).count)
  }

  /// Writes a block whose first line names a file.
  private func write(_ block: Block, in folder: URL, servedAt url: String) throws {
    guard let name = block.lines.first, name.hasPrefix("# ") else {
      Issue.record("a block of \(block.language) names no file")
      return
    }
    let file = folder.appending(path: String(name.dropFirst(2)))
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    let text = block.lines.dropFirst().joined(separator: "\n") + "\n"
    try Data(text.replacing("http://127.0.0.1:8080/v1", with: url).utf8).write(to: file)
  }
}
