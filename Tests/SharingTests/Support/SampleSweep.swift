import Basics
import Cassettes
import Foundation
import HTTP
import Sharing

/// A folder with a sweep that can be shared: cassettes, a sweep's file, a prompt, a baseline.
struct SampleSweep {
  /// The folder of everything.
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "sharing-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    try write("version: 1\n", "cassettes/sample/sweep.yaml")
    try write("line\n", "cassettes/sample/baseline.tsv")
    try write("Think.\n", "Tasks/prompts/all-text.txt")
    // The same bytes at two places.
    try write("Think.\n", "Tasks/prompts/all-code.txt")
    try add(0..<40)
  }

  /// The folder of the sweep.
  var folder: String { path("cassettes/sample") }

  /// A path below the folder of everything.
  func path(_ name: String) -> String { url.appending(path: name).path }

  /// Writes a file.
  func write(_ text: String, _ name: String) throws {
    let file = url.appending(path: name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  /// Adds a cassette of some exchanges.
  func add(_ numbers: Range<Int>) throws {
    _ = try CassetteFolder.mending(path: folder).sealing(numbers.map(Self.exchange))
  }

  private static func exchange(_ number: Int) -> Exchange {
    let request = Array("{\"kind\":\"completion\",\"number\":\(number)}".utf8)
    let text = (0..<60).map { "word\(number &* 31 &+ $0 &* $0)" }.joined(separator: " ")
    return Exchange(
      slot: Slot(action: Digest.sha256(request)), kind: .completion, request: request,
      result: Array("{\"text\":\"\(text)\"}".utf8),
      scope: "model/all-text/task/question\(number)/0",
      provenance: Array("{\"recorded\":\"2026-01-01T00:00:00Z\",\"tool\":\"test\"}".utf8))
  }

  /// What there is to share.
  func source(more: [String] = []) throws -> BundleSource {
    let names =
      [
        "cassettes/sample/sweep.yaml", "cassettes/sample/baseline.tsv",
        "Tasks/prompts/all-text.txt",
        "Tasks/prompts/all-code.txt",
      ] + more
    return try BundleSource(
      sweep: "sample", folder: try Self.bundlePath("cassettes/sample"),
      cassettes: CassetteFolder(path: folder),
      files: names.map { (path: try Self.bundlePath($0), local: path($0)) }, actionDigest: nil)
  }

  private static func bundlePath(_ text: String) throws -> BundlePath {
    guard let path = BundlePath(text) else { throw CocoaError(.fileNoSuchFile) }
    return path
  }

  /// A remote by its address.
  static func remote(
    _ address: String, environment: [String: String] = [:], stallSeconds: Int = 20,
    usesProxies: Bool = false, kinds: [any RemoteKind.Type] = Remotes.kinds
  ) throws -> any Remote {
    try Remotes.remote(
      address,
      in: RemoteSetting(
        environment: environment,
        route: NetworkRoute(in: environment, usesProxies: usesProxies),
        stallSeconds: stallSeconds, timestamp: { "20260301T000000Z" }), kinds: kinds)
  }

  /// The bytes of every file below a folder, by path.
  static func contents(of folder: String) throws -> [String: Data] {
    var contents: [String: Data] = [:]
    for case let name as String in FileManager.default.enumerator(atPath: folder) ?? .init() {
      let path = "\(folder)/\(name)"
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder),
        !isFolder.boolValue
      else { continue }
      contents[name] = try Data(contentsOf: URL(filePath: path))
    }
    return contents
  }

  /// Everything that there is, as it should arrive elsewhere.
  func contents() throws -> [String: Data] {
    try Self.contents(of: url.path).filter {
      $0.key.hasPrefix("cassettes/") || $0.key.hasPrefix("Tasks/")
    }
  }

  /// Whether there is anything at a path.
  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

  /// Takes it away.
  func remove() { try? FileManager.default.removeItem(at: url) }
}

extension Persistence {
  /// Tries again at once.
  static let impatient = Persistence(attempts: 3, pause: { _ in })
}
