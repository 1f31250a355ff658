import Basics
import Foundation

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// The misbehaving server of the tests, in a process of its own.
final class ChaosProcess: Sendable {
  /// The base URL.
  let url: String
  private let process: Process
  private let input: FileHandle

  /// Starts a server.
  ///
  /// - Parameters:
  ///   - seed: What its faults are drawn from.
  ///   - faults: How many of 100 requests go wrong.
  ///   - delay: The time until an answer, in milliseconds.
  init(seed: Int = 1, faults: Int, delay: Int = 0) throws {
    let process = Process()
    process.executableURL = Tool.program.deletingLastPathComponent().appending(path: "ChaosServer")
    process.arguments = ["\(seed)", "\(faults)", "\(delay)"]
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    self.process = process
    self.input = input.fileHandleForWriting
    var line: [UInt8] = []
    while let byte = try output.fileHandleForReading.read(upToCount: 1)?.first, byte != 0x0a {
      line.append(byte)
    }
    url = "http://127.0.0.1:\(String(decoding: line, as: UTF8.self))"
  }

  /// The base URL of its interface.
  var baseURL: String { url + "/v1" }

  /// What it did so far.
  func stats() async throws -> JSONValue {
    guard let url = URL(string: url + "/stats") else { throw URLError(.badURL) }
    return try await withCheckedThrowingContinuation { continuation in
      URLSession.shared.dataTask(with: url) { data, _, error in
        continuation.resume(
          with: Result { try JSONValue(parsing: Array(data ?? Data())) }
            .mapError { error ?? $0 })
      }.resume()
    }
  }

  /// Ends it.
  func stop() {
    try? input.close()
    process.waitUntilExit()
  }
}
