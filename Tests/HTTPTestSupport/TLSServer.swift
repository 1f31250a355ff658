import Foundation

/// A server on loopback that speaks the encrypted protocol with a certificate of its own, and serves
/// the files of a folder.
package final class TLSServer {
  /// Its address, without a slash at its end.
  package let url: String
  /// The folder whose files it serves; they are there before it is asked.
  package let folder: String
  /// The file with the certificate of the authority that vouches for it, which no system knows.
  package let authorities: String
  private let process: Process
  private let place: URL

  private static let tool = "/usr/bin/openssl"

  /// Whether there is what it needs.
  package static let isPossible = FileManager.default.isExecutableFile(atPath: tool)

  /// Starts a server.
  package init() throws {
    place = FileManager.default.temporaryDirectory.appending(path: "tls-\(UUID().uuidString)")
    let files = place.appending(path: "files")
    try FileManager.default.createDirectory(at: files, withIntermediateDirectories: true)
    folder = files.path
    authorities = place.appending(path: "certificate.pem").path
    let key = place.appending(path: "key.pem").path
    let making = try Self.start(
      [
        "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=loopback",
        "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", authorities,
      ], in: folder, Pipe())
    making.waitUntilExit()
    guard making.terminationStatus == 0 else { throw POSIXError(.ENOEXEC) }
    let output = Pipe()
    process = try Self.start(
      [
        "s_server", "-accept", "127.0.0.1:0", "-cert", authorities, "-key", key, "-WWW",
      ], in: folder, output)
    var text = ""
    while !text.contains("ACCEPT 127.0.0.1:"),
      case let data = output.fileHandleForReading.availableData,
      !data.isEmpty
    {
      text += String(decoding: data, as: UTF8.self)
    }
    guard
      let port = text.components(separatedBy: "ACCEPT 127.0.0.1:").last?
        .prefix(while: \.isNumber), !port.isEmpty
    else { throw POSIXError(.EADDRNOTAVAIL) }
    url = "https://127.0.0.1:\(port)"
  }

  /// Ends it.
  package func stop() {
    // A thread of the test's blocks the other signals, and a program inherits that.
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    try? FileManager.default.removeItem(at: place)
  }

  private static func start(
    _ arguments: [String], in folder: String, _ output: Pipe
  ) throws -> Process {
    let process = Process()
    process.executableURL = URL(filePath: tool)
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: folder)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }
}
