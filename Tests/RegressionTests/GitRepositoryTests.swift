import Foundation
import Testing

@testable import Regression

@Suite("Asking git")
struct GitRepositoryTests {
  @Test("A child that is cancelled or late is ended with everything that it started")
  func endsChildren() async throws {
    let late = try await ChildProcess(
      program: "sh", arguments: ["-c", "sleep 600 & sleep 600"], folder: "/",
      timeLimit: .milliseconds(200)
    ).run()
    #expect(late.isLate && late.status != 0)
    let task = Task {
      try await ChildProcess(
        program: "sh", arguments: ["-c", "sleep 600"], folder: "/", timeLimit: .seconds(600)
      ).run()
    }
    try await Task.sleep(for: .milliseconds(50))
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  @Test("What a child prints and how it ends comes back; one that is not there is named")
  func runsChildren() async throws {
    let child = try await ChildProcess(
      program: "sh", arguments: ["-c", "printf out; printf err >&2; exit 3"], folder: "/",
      timeLimit: .seconds(60)
    ).run()
    #expect(child.text == "out" && child.errors == "err" && child.status == 3 && !child.isLate)
    let error = await #expect(throws: RegressionError.self) {
      try await ChildProcess(
        program: "/nowhere/tool", arguments: [], folder: "/", timeLimit: .seconds(60)
      ).run()
    }
    #expect(error?.code == .program && error?.message.contains("/nowhere/tool") == true)
  }

  @Test("The names of a commit's files are read, renamed ones with both names")
  func fileNames() {
    #expect(
      CommitNote.files("M\0a.txt\0R100\0old.swift\0new.swift\0D\0gone\0")
        == ["a.txt", "old.swift -> new.swift", "gone"])
    #expect(CommitNote.files("").isEmpty)
  }

  @Test("A folder without a repository is told so")
  func noRepository() async throws {
    let error = await #expect(throws: RegressionError.self) {
      try await GitRepository(around: "/")
    }
    #expect(error?.code == .repository)
  }
}
