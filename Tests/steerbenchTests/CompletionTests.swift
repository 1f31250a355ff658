import Foundation
import TestSupport
import Testing
import WorkbenchTestSupport

@Suite("A shell")
struct CompletionTests {
  /// Where a program of the machine lies, if it does.
  private static func path(of program: String) -> String? {
    ["/usr/bin/\(program)", "/bin/\(program)"].first {
      FileManager.default.isExecutableFile(atPath: $0)
    }
  }

  /// What a shell offers for a line whose last word is begun.
  private func offered(_ line: String, by shell: String, in folder: URL) async throws -> [String] {
    let script = folder.appending(path: "completion.\(shell)")
    let made = try await Tool.run(["--generate-completion-script", shell], in: folder)
    #expect(made.status == 0)
    try Data(made.output.utf8).write(to: script)
    let words = line.split(separator: " ", omittingEmptySubsequences: false)
    let ask = """
      source \(script.path)
      COMP_WORDS=(\(words.map { "'\($0)'" }.joined(separator: " "))); COMP_LINE='\(line)'
      COMP_CWORD=\(words.count - 1); COMP_POINT=${#COMP_LINE}
      _steerbench steerbench '\(words.last ?? "")' '\(words.dropLast().last ?? "")'
      printf '%s\\n' "${COMPREPLY[@]}"
      """
    let process = Process()
    process.executableURL = URL(filePath: try #require(Self.path(of: shell)))
    process.arguments = ["--norc", "-c", ask]
    process.currentDirectoryURL = folder
    let place = Tool.program.deletingLastPathComponent().path
    process.environment = ProcessInfo.processInfo.environment.merging([
      "PATH": "\(place):/usr/bin:/bin", "HOME": folder.path, "LC_ALL": "C.UTF-8",
    ]) { $1 }
    let output = Pipe()
    process.standardOutput = output
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return text.split(separator: "\n").map { String($0.split(separator: "\t")[0]) }
  }

  @Test(
    "completes sweeps, trials, models, methods, tasks, formats, experiments and files of keys",
    arguments: ["bash"].filter { path(of: $0) != nil })
  func words(_ shell: String) async throws {
    let workshop = try await Workshop.recorded()
    defer { workshop.remove() }
    for (line, word) in [
      ("steerbench repl", "replay"), ("steerbench replay ", "sweep"),
      ("steerbench replay sw", "sweep"), ("steerbench report cas", "cassettes/sweep"),
      ("steerbench cassette verify sw", "sweep"), ("steerbench plan --history sw", "sweep"),
      ("steerbench transcript scripted/all-c", "scripted/all-code/navigate/navigate-1-01/0"),
      ("steerbench trials --model scr", "scripted"),
      ("steerbench report --method all-code@", "all-code@2"),
      ("steerbench grade --task nav", "navigate"), ("steerbench tasks show nav", "navigate"),
      ("steerbench export sweep --format jun", "junit"),
      ("steerbench report --format lat", "latex"),
      ("steerbench report --experiment inv", "inverse-scaling"),
      ("steerbench lab --show code-then", "code-then-interpreter"),
      ("steerbench schema mod", "models"),
      ("steerbench record sweep --only task=nav", "task=navigate"),
    ] {
      let found = try await offered(line, by: shell, in: workshop.folder)
      #expect(found.contains(word), "\(line): \(found)")
    }
    // Where no sweep begins so, the folders of the path go on.
    let paths = try await offered("steerbench replay ./cas", by: shell, in: workshop.folder)
    #expect(paths.contains { $0.hasPrefix("./cassettes") }, "\(paths)")
  }
}
