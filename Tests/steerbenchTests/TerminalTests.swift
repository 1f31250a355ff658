import Foundation
import TestSupport
import Testing
import WorkbenchTestSupport

@Suite("A terminal")
struct TerminalTests {
  /// What a command shows at its end, line by line, without colours.
  private func shown(
    _ words: [String], columns: UInt16, in folder: URL? = nil, ending status: Int32 = 0,
    sayingErrors: Bool = false
  ) async throws -> [String] {
    let terminal = try Terminal(
      words, columns: columns, in: try folder ?? RepositoryRoot.url(), sayingErrors: sayingErrors)
    #expect(await terminal.finish() == status, "\(words)")
    return try terminal.lines
  }

  private func fits(_ lines: [String], _ columns: UInt16, _ comment: String = "") {
    for line in lines { #expect(line.count <= Int(columns), "\(comment) at \(columns): \(line)") }
  }

  @Test(
    "of 80 and of 200 columns shows tables and charts whole, and no line wraps",
    arguments: [
      (["report", "smollm2-135m"], "Only Question"),
      (["trials", "smollm2-135m", "--limit", "5"], "smollm2-135m"),
      (["trials", "qwen2.5-coder-1.5b-mixed", "--limit", "5"], "qwen2.5-coder-1.5b/all-code/"),
      (["analyze", "qwen2.5-coder-0.5b", "--confidence"], "● right, │ stated"),
      (
        [
          "compare", "qwen2.5-coder-0.5b", "--left", "method=all-code", "--right",
          "method=all-text",
        ], "Pairs"
      ),
      (
        [
          "lab", "qwen2.5-coder-1.5b-mixed", "--policy", "code-then-interpreter", "--resamples",
          "100",
        ], "stand by code-interpreter"
      ),
    ])
  func widths(_ words: [String], _ word: String) async throws {
    for columns in [80, 200] as [UInt16] {
      let lines = try await shown(words, columns: columns)
      fits(lines, columns)
      #expect(lines.contains { $0.contains(word) }, "\(words) at \(columns)")
    }
    // With more room less is parted: fewer lines.
    #expect(
      try await shown(words, columns: 200).count <= (try await shown(words, columns: 80).count))
  }

  @Test(
    "shows a recording in one line that is written over, never wraps and counts truly",
    arguments: ["record", "live"])
  func recording(_ command: String) async throws {
    for columns in [80, 200] as [UInt16] {
      let workshop = try Workshop()
      defer { workshop.remove() }
      let server = try ScriptedServer(delay: .milliseconds(60))
      let terminal = try await server.serving { url in
        let terminal = try Terminal(
          [command, "sweep", "--base-url", url], columns: columns, in: workshop.folder)
        #expect(await terminal.finish() == 0)
        return terminal
      }
      // The tables of live are the result; what stands before them is the progress.
      let frames = try terminal.frames
      fits(try terminal.lines, columns, command)
      let progress = frames.filter { $0.contains("trials ·") }
      #expect(progress.count > 2, "\(frames)")
      for frame in progress { #expect(frame.count < Int(columns), "\(frame)") }
      #expect(progress.contains { $0.contains("in flight") })
      let last = try #require(try terminal.lines.last { $0.contains("trials ·") })
      #expect(last.hasPrefix("16/16 trials"), "\(last)")
      #expect(try terminal.lines.count { $0.contains("trials ·") } == 1, "it is written over")
    }
  }

  @Test("that becomes narrow while a recording goes on gets lines that fit it")
  func resizing() async throws {
    let workshop = try Workshop()
    defer { workshop.remove() }
    let server = try ScriptedServer(stallingAfter: 3)
    try await server.serving { url in
      let terminal = try Terminal(
        ["record", "sweep", "--base-url", url], columns: 200, in: workshop.folder)
      // No more than the sweep's concurrency is in flight; the others wait.
      try await terminal.wait(for: "2 in flight · ")
      let before = try terminal.frames.count
      terminal.resize(columns: 50)
      var tries = 0
      while try terminal.frames.count < before + 5, tries < 500 {
        tries += 1
        try await Task.sleep(for: .milliseconds(20))
      }
      let narrow = try terminal.frames.dropFirst(before + 2)
      #expect(!narrow.isEmpty)
      for frame in narrow { #expect(frame.count < 50, "\(frame)") }
      // Ctrl-C waits for what is in flight, seals, and says how to go on.
      terminal.interrupt()
      server.release()
      #expect(await terminal.finish() == 130)
      #expect(try terminal.text.contains("To go on: steerbench record"))
    }
    let replayed = try await shown(
      ["replay", "sweep", "--no-tables"], columns: 80, in: workshop.folder, ending: 3)
    fits(replayed, 80)
    #expect(!replayed.contains { $0.contains("differs from what was recorded") }, "\(replayed)")
    #expect(replayed.contains { $0.contains("By model and method, tasks with their trials") })
  }

  @Test("says --plain in whole lines, and --quiet nothing")
  func styles() async throws {
    for (style, isQuiet) in [("--plain", false), ("--quiet", true)] {
      let workshop = try Workshop()
      defer { workshop.remove() }
      let text = try await ScriptedServer().serving { url in
        let terminal = try Terminal(
          ["record", "sweep", "--base-url", url, style], columns: 80, in: workshop.folder)
        #expect(await terminal.finish() == 0)
        return try terminal.text
      }
      #expect(!text.contains("\u{1b}["), "\(style)")
      #expect(text.contains("trials ·") != isQuiet, "\(style): \(text)")
    }
  }

  @Test("shows a red build in lines that fit: the cause, its file, the words, what to do")
  func redBuild() async throws {
    // A truth is turned: the grade changes, and nothing below it.
    let history = try await History()
    defer { history.remove() }
    try history.turnTruth(of: "navigate-3-06")
    for columns in [80, 200] as [UInt16] {
      let lines = try await shown(
        ["replay", "sweep"], columns: columns, in: history.folder, ending: 1, sayingErrors: true)
      fits(lines, columns)
      let text = lines.joined(separator: "\n")
      #expect(text.contains("verdict changed, first in the layer grade"), "\(text)")
      #expect(text.contains("in Tasks/navigate/questions.jsonl, line "), "\(text)")
      #expect(text.contains("steerbench bisect cassettes/sweep --good REV"))
    }
    let annotated = try await Tool.run(["replay", "sweep", "--github"], in: history.folder)
    #expect(
      annotated.errors.contains("::error file=Tasks/navigate/questions.jsonl,line="),
      "\(annotated.errors)")
    try history.turnTruth(of: "navigate-3-06")
    try history.replace("exactly", by: "precisely", in: "Tasks/prompts/all-code.txt")
    for columns in [80, 200] as [UInt16] {
      let lines = try await shown(
        ["replay", "sweep"], columns: columns, in: history.folder, ending: 3, sayingErrors: true)
      fits(lines, columns)
      let text = lines.joined(separator: "\n")
      #expect(text.contains("in Tasks/prompts/all-code.txt, line 1"), "\(text)")
      #expect(text.contains("precisely") && text.contains("To record them: steerbench record"))
    }
  }

  @Test("shows where a recording is watched, and Ctrl-C ends that and nothing else")
  func watching() async throws {
    let workshop = try await Workshop.recorded()
    defer { workshop.remove() }
    let terminal = try Terminal(
      ["watch", "sweep", "--no-open"], columns: 80, in: workshop.folder)
    try await terminal.wait(for: "Ctrl-C ends it; the recording goes on.")
    #expect(try terminal.lines.first?.hasPrefix("http://127.0.0.1:") == true)
    fits(try terminal.lines, 80)
    terminal.interrupt()
    #expect(await terminal.finish() == 0)
  }
}
