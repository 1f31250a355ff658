import Foundation

/// A process that records, seals and lists numbered exchanges, to be killed, traced and starved.
final class CrashSubject {
  /// The program: it lies beside the test bundle.
  static let program: URL = {
    let bundle = URL(filePath: CommandLine.arguments[0]).standardizedFileURL
    return bundle.deletingLastPathComponent().appending(path: "CrashSubject")
  }()

  private let process = Process()
  private let output = Pipe()
  private var heard = Data()

  /// Starts the program, or another one that starts it.
  init(_ arguments: [String], by program: URL = CrashSubject.program) throws {
    process.executableURL = program
    process.arguments = arguments
    process.standardOutput = output
    process.standardInput = FileHandle.nullDevice
    try process.run()
  }

  /// Its number.
  var number: Int32 { process.processIdentifier }

  /// Whether it has not ended yet.
  var isRunning: Bool { process.isRunning }

  /// Whether any process has a file open.
  static func isOpen(_ path: String) -> Bool {
    let name = URL(filePath: path).resolvingSymlinksInPath().path
    let manager = FileManager.default
    // Processes end while they are looked at.
    for process in (try? manager.contentsOfDirectory(atPath: "/proc")) ?? [] {
      let folder = "/proc/\(process)/fd"
      for number in (try? manager.contentsOfDirectory(atPath: folder)) ?? [] {
        let target = try? manager.destinationOfSymbolicLink(atPath: "\(folder)/\(number)")
        if target == name { return true }
      }
    }
    return false
  }

  /// Kills it at once, wherever it is.
  func kill() { Glibc.kill(number, SIGKILL) }

  /// Waits until it has said something, or ended.
  func speaks() async {
    heard += await withCheckedContinuation { continuation in
      Thread.detachNewThread { [output] in
        continuation.resume(returning: output.fileHandleForReading.availableData)
      }
    }
  }

  /// Everything that it has said, and how it ended.
  func finish() async -> (lines: [String], status: Int32) {
    await withCheckedContinuation { continuation in
      // Waiting blocks, which no worker of the pool may.
      Thread.detachNewThread { [output, process, heard] in
        let bytes = heard + output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
        continuation.resume(returning: (lines, process.terminationStatus))
      }
    }
  }

  /// Runs the program to its end.
  static func run(
    _ arguments: [String], by program: URL = CrashSubject.program
  ) async throws -> (lines: [String], status: Int32) {
    await (try CrashSubject(arguments, by: program)).finish()
  }
}

extension [String] {
  /// The numbers of lines such as `ack 7`.
  func numbers(after word: String) -> Set<Int> {
    Set(compactMap { $0.hasPrefix(word + " ") ? Int($0.dropFirst(word.utf8.count + 1)) : nil })
  }
}
