import Foundation
import TestSupport
import WorkbenchTestSupport

/// The built command line, run as users run it.
struct Tool {
  /// How a run ended.
  struct Run {
    var status: Int32
    var output: String
    var errors: String
  }

  /// The folder in which the build puts its programs: the one that the test bundle lies in.
  static let program: URL = {
    let bundle = URL(filePath: CommandLine.arguments[0]).standardizedFileURL
    return bundle.deletingLastPathComponent().appending(path: "steerbench")
  }()

  /// Runs the tool to its end.
  static func run(
    _ arguments: [String], in folder: URL, environment: [String: String] = [:]
  ) async throws -> Run {
    let process = try start(arguments, in: folder, environment: environment)
    return await process.finish()
  }

  /// Starts the tool.
  static func start(
    _ arguments: [String], in folder: URL, environment: [String: String] = [:],
    program: URL = Tool.program
  ) throws -> RunningTool {
    try RunningTool(program, arguments, in: folder, environment: environment)
  }
}

/// A running command line.
///
/// Its outputs go to files, so that no pipe can fill up.
final class RunningTool {
  private let process = Process()
  private let output: URL
  private let errors: URL

  init(_ program: URL, _ arguments: [String], in folder: URL, environment: [String: String]) throws
  {
    let scratch = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    output = scratch.appendingPathExtension("out")
    errors = scratch.appendingPathExtension("err")
    for file in [output, errors] { try Data().write(to: file) }
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder
    var variables = ProcessInfo.processInfo.environment
    variables.merge(environment) { $1 }
    process.environment = variables
    process.standardInput = FileHandle.nullDevice
    let files = try [output, errors].map { try FileHandle(forWritingTo: $0) }
    process.standardOutput = files[0]
    process.standardError = files[1]
    // Foundation keeps them open for longer than a run, and beyond a thousand descriptors it no longer
    // notices that a process has ended.
    defer { for file in files { try? file.close() } }
    try process.run()
  }

  /// Whether it has not ended yet.
  var isRunning: Bool { process.isRunning }

  /// The memory that it has in use; `nil` where it has ended.
  var residentBytes: Int? {
    let path = "/proc/\(process.processIdentifier)/status"
    let status = try? String(contentsOfFile: path, encoding: .utf8)
    let line = status?.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
    return line?.split(separator: " ").compactMap { Int($0) }.first.map { $0 * 1024 }
  }

  /// What it has written to standard error so far.
  var errorsSoFar: String { text(errors) }

  /// Sends a signal.
  func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// The first line that it prints; empty where it ends without one.
  func firstLine() async throws -> String {
    while true {
      let isOver = !process.isRunning
      let lines = text(output).split(separator: "\n", omittingEmptySubsequences: false)
      if lines.count > 1 || isOver { return String(lines.first ?? "") }
      try await Task.sleep(for: .milliseconds(10))
    }
  }

  /// Waits for the end.
  func finish() async -> Tool.Run {
    while process.isRunning { try? await Task.sleep(for: .milliseconds(10)) }
    let run = Tool.Run(
      status: process.terminationReason == .exit
        ? process.terminationStatus : 128 + process.terminationStatus, output: text(output),
      errors: text(errors))
    for file in [output, errors] { try? FileManager.default.removeItem(at: file) }
    return run
  }

  private func text(_ file: URL) -> String {
    String(decoding: (try? Data(contentsOf: file)) ?? Data(), as: UTF8.self)
  }
}

extension Workshop {
  /// Records the sweep against a server.
  func record(_ baseURL: String, _ more: [String] = []) async throws -> Tool.Run {
    try await Tool.run(["record", "sweep", "--base-url", baseURL] + more, in: folder)
  }

  /// Replays the sweep.
  func replay(_ more: [String] = [], environment: [String: String] = [:]) async throws -> Tool.Run {
    try await Tool.run(["replay", "sweep"] + more, in: folder, environment: environment)
  }
}
