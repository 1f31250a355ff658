import Basics
import Foundation
import Testing

@Suite("Splitting a change into code and recording")
struct AttributeTests {
  @Test("Two commits and two recordings fill the square, and the parts add up to the change")
  func square() async throws {
    let history = try await History()
    defer { history.remove() }
    // Code: one truth is turned, against what the model said. Recording: it says otherwise.
    try history.turnTruth(of: "navigate-3-06")
    for name in try cassettes(history) { try history.git("rm", "--quiet", name) }
    try? FileManager.default.removeItem(
      at: history.folder.appending(path: history.sweep + "/INDEX"))
    try await history.record { question in
      History.script(question).replacingOccurrences(of: "Yes", with: "No")
    }
    try history.commit("Another truth, and recorded anew")
    let arguments =
      ["attribute", history.commits[0], "HEAD", "--sweep", history.sweep] + history.searchArguments
    let run = try await history.run(arguments + ["--json"])
    #expect(run.status == 0, "\(run.errors)")
    let report = try JSONValue(parsing: run.output)
    let rows = try #require(report["rows"]?.array)
    let method = try #require(
      rows.first { $0["method"]?.string == "only-question" }, "\(run.output)")
    // Four trials: two of each task. With A's truths (Yes, No) and answers (Yes, Yes) one is right; B's
    // truths (Yes, Yes) make both right; B's answers (No, No) leave one right under A's truths and none
    // under B's.
    let means = (method["means"]?.array ?? []).compactMap(\.double)
    #expect(means == [0.25, 0.5, 0.25, 0])
    #expect(method["code"]?.double == 0.25)
    #expect(method["recording"]?.double == 0)
    #expect(method["interaction"]?.double == -0.5)
    #expect(method["total"]?.double == -0.25)
    #expect(report["recordingA"] != report["recordingB"])
    let text = try await history.run(arguments)
    #expect(text.status == 0 && text.output.contains("Interaction"), "\(text.output)")
    let same = try await history.run(
      ["attribute", "HEAD", "HEAD", "--sweep", history.sweep] + history.searchArguments)
    #expect(same.status == 7 && same.errors.contains("--cassettes-b"), "\(same.errors)")
  }

  private func cassettes(_ history: History) throws -> [String] {
    try FileManager.default.contentsOfDirectory(
      atPath: history.folder.appending(path: history.sweep).path
    ).filter { $0.hasSuffix(".cas") }.map { "\(history.sweep)/\($0)" }
  }
}
