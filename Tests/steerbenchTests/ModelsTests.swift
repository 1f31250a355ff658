import Basics
import Foundation
import Testing
import WorkbenchTestSupport

@Suite("The ready models, as a user lists them")
struct ModelsTests {
  /// The methods that are NA, by the model's name.
  private func unusable() async throws -> [String: String] {
    let workshop = try Workshop()
    defer { workshop.remove() }
    let run = try await Tool.run(["models", "--json"], in: workshop.folder)
    #expect(run.status == 0, "\(run.errors)")
    let rows = try #require(try JSONValue(parsing: run.output)[0]?["rows"]?.array)
    return Dictionary(
      uniqueKeysWithValues: rows.compactMap { row in
        guard let name = row["name"]?.string, let last = row["cells"]?.array?.last?.string else {
          return nil
        }
        return (name, last)
      })
  }

  @Test("The paper's six are there with what the paper could not measure on them")
  func paper() async throws {
    let unusable = try await unusable()
    #expect(unusable["o1-preview"] == "AutoGen System, Code Interpreter, Code Interpreter+")
    for name in ["claude-3-sonnet", "mixtral-8x7b"] {
      #expect(unusable[name] == "Code Interpreter, Code Interpreter+")
    }
    for name in ["gpt-4o", "gpt-4o-mini", "gpt-3.5"] { #expect(unusable[name] == "-") }
  }

  @Test("A folder without ready models is told by its name")
  func missing() async throws {
    let run = try await Tool.run(
      ["models", "--tasks", "nowhere"], in: FileManager.default.temporaryDirectory)
    #expect(run.status == 2)
    #expect(run.errors.contains("nowhere/models.yaml"))
  }
}
