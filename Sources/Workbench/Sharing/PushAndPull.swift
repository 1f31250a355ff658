package import Basics
import Cassettes
import Files
package import FoundationEssentials
package import Sharing

/// A sweep that was sent to a remote.
package struct PushedSweep: Sendable {
  /// What became of the transfer.
  private let sent: Push.Result
  private let manifest: BundleManifest

  /// Sends a sweep with its cassettes.
  ///
  /// - Parameters:
  ///   - folder: The sweep's folder.
  ///   - remote: Where it goes.
  ///   - persistence: How often a transfer is tried again.
  ///   - observe: Told how it goes.
  package init(
    _ folder: URL, to remote: any Remote, persistence: Persistence = Persistence(),
    observe: @escaping @Sendable (TransferEvent) -> Void = { _ in }
  ) async throws {
    let source = try SweepBundle.source(of: folder)
    let memory = PushMemory(of: folder)
    sent = try await Push(to: remote, persistence: persistence, observe: observe)
      .run(source, since: memory.digest(for: remote.title))
    memory.remember(sent.digest, for: remote.title)
    manifest = source.manifest
  }

  /// The folder of the sweep that a user's word means: its name or path, or the root of a cassette, or of
  /// all of them, that lies under `cassettes/`.
  package static func folder(_ word: String) throws -> URL {
    guard let digest = Digest(hex: word) else { return try CassetteShelf.folder(word) }
    for url in SweepLocator.all() {
      let lines = try CassetteFolder(path: url.path).lines
      if lines.contains(where: { $0.root == digest }) { return url }
      guard lines.count > 1 else { continue }
      let catalog = try ExchangeCatalog(CassetteSet(path: url.path))
      if catalog.root == digest { return url }
    }
    throw WorkbenchError(
      .miss,
      "No sweep under cassettes/ holds a cassette with this root. `steerbench cassette digest` prints "
        + "the roots of those that are there.")
  }

  /// The digest that names all that was sent.
  package var digest: Digest { sent.digest }
  /// Whether the remote leads to it by the roots of its cassettes too.
  package var knowsRoots: Bool { sent.knowsRoots }

  /// What was sent, for people.
  package var text: String {
    """
    Sent \(sent.counts.moved) files, \(ShownBytes.text(sent.counts.movedBytes)); \
    \(sent.counts.present) were there already.
      digest \(digest.hex)
      root   \(manifest.root.hex)
    """
  }

  /// The same for programs.
  package var json: JSONValue {
    [
      "digest": .string(digest.hex), "root": .string(manifest.root.hex),
      "sweep": .string(manifest.sweep), "sent": sent.counts.json, "knowsRoots": .bool(knowsRoots),
    ]
  }
}

/// A sweep that a remote or a bundle has to give.
package struct OfferedSweep: Sendable {
  private let remote: any Remote
  private let manifest: BundleManifest
  private let digest: Digest
  private let persistence: Persistence

  /// Asks a remote for the sweep of a digest or root.
  package init(
    _ digest: Digest, at remote: any Remote, persistence: Persistence = Persistence()
  ) async throws {
    self.remote = remote
    self.persistence = persistence
    manifest = try await Pull(from: remote, persistence: persistence).manifest(digest)
    self.digest = Digest.sha256(try manifest.encoded())
  }

  /// Looks into a bundle.
  package init(bundle path: String, persistence: Persistence = Persistence()) throws {
    let archive = try BundleArchive(path: path)
    remote = archive
    manifest = archive.manifest
    digest = archive.digest
    self.persistence = persistence
  }

  /// Fetches it, or some of its files.
  ///
  /// - Parameters:
  ///   - folder: The folder that it is put under; a new one, `SWEEP-DIGEST`, where it is `nil`.
  ///   - only: Globs of the files that are taken; all where there is none.
  ///   - demand: Whose signature it must bear, and of what.
  ///   - observe: Told how it goes.
  package func pull(
    into folder: String? = nil, only: [String] = [], signedBy demand: SignatureDemand? = nil,
    observe: @escaping @Sendable (TransferEvent) -> Void = { _ in }
  ) async throws -> PulledSweep {
    let folder = folder ?? "\(manifest.sweep)-\(digest.short)"
    let fetched = try await Pull(from: remote, persistence: persistence, observe: observe).run(
      manifest, into: folder, only: only, signedBy: demand, admission: BundledSweep.admission,
      actionDigest: CassetteLocator.actionDigest)
    return PulledSweep(
      manifest: manifest, digest: digest, folder: folder, fetched: fetched)
  }

  /// What there is, for people.
  package var text: String {
    let entries = manifest.entries.sorted { $0.path < $1.path }
    let sizes = entries.map { ShownBytes.text($0.size) }
    let width = sizes.map(\.utf8.count).max() ?? 0
    let lines = zip(entries, sizes).map { entry, size in
      String(repeating: " ", count: width - size.utf8.count) + size + "  " + entry.path.text
    }
    return
      (["\(manifest.sweep): \(entries.count) files, \(ShownBytes.text(manifest.byteCount))"]
      + lines).joined(separator: "\n")
  }

  /// The same for programs: the manifest as it is.
  package func json() throws -> String { String(decoding: try manifest.encoded(), as: UTF8.self) }
}

/// A sweep that was fetched and verified.
package struct PulledSweep: Sendable {
  fileprivate let manifest: BundleManifest
  fileprivate let digest: Digest
  fileprivate let folder: String
  fileprivate let fetched: Pull.Result

  /// The folder of the sweep.
  package var sweepFolder: String { fetched.sweepFolder }
  /// Whether all of it is there, ready to replay.
  package var isWhole: Bool { fetched.isWhole }

  /// What was fetched, for people.
  package var text: String {
    let counts = fetched.counts
    return """
      Fetched \(counts.moved) files, \(ShownBytes.text(counts.movedBytes)), into \(folder); \
      \(counts.present) were there already. Verified\(fetched.signed.map { ", " + $0.words } ?? "").
        digest \(digest.hex)
        root   \(manifest.root.hex)
      """
  }

  /// The same for programs.
  package var json: JSONValue {
    let value: JSONValue = [
      "digest": .string(digest.hex), "root": .string(manifest.root.hex),
      "sweep": .string(manifest.sweep), "folder": .string(folder),
      "sweepFolder": .string(sweepFolder), "fetched": fetched.counts.json,
      "whole": .bool(isWhole),
    ]
    guard let signed = fetched.signed, var object = value.object else { return value }
    object["signed"] = signed.json
    return .object(object)
  }
}

extension TransferCounts {
  /// The counts for programs.
  fileprivate var json: JSONValue {
    [
      "files": .integer(Int64(moved)), "bytes": .integer(Int64(movedBytes)),
      "present": .integer(Int64(present)),
    ]
  }
}

/// Which digest of a sweep was pushed to a remote last.
///
/// The next push need not send again what that one did. It is a hint: without it more is sent.
struct PushMemory {
  private static let limit = 20
  private static let byteLimit = 1 << 20

  private let file: URL

  /// The memory of a sweep's folder; version control leaves it out.
  init(of sweep: URL) {
    file = sweep.appending(path: ".steerbench/pushed")
  }

  /// What was pushed to a remote last.
  func digest(for remote: String) -> Digest? {
    lines.last { $0.remote == remote }?.digest
  }

  /// Keeps in mind what was pushed to a remote.
  func remember(_ digest: Digest, for remote: String) {
    let lines = lines.filter { $0.remote != remote }.suffix(Self.limit - 1)
    let text = (lines + [(digest, remote)]).map { "\($0.digest.hex) \($0.remote)\n" }.joined()
    // What cannot be remembered is sent again.
    try? OutputFile.replace(file, with: Array(text.utf8))
  }

  private var lines: [(digest: Digest, remote: String)] {
    guard let bytes = try? ReadableFile.bytes(of: file.path, limit: Self.byteLimit) else {
      return []
    }
    let text = String(decoding: bytes, as: UTF8.self)
    return text.split(separator: "\n").compactMap { line in
      guard let digest = Digest(hex: line.prefix(64)) else { return nil }
      return (digest, String(line.dropFirst(65)))
    }
  }
}

/// Numbers of bytes for people.
package enum ShownBytes {
  /// Such as `13.4 MB`, in powers of a thousand.
  package static func text(_ count: Int) -> String {
    let units = ["bytes", "kB", "MB", "GB", "TB"]
    var value = Double(max(count, 0))
    var unit = 0
    while value >= 999.95, unit < units.count - 1 {
      value /= 1000
      unit += 1
    }
    guard unit > 0 else { return "\(max(count, 0)) bytes" }
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10) \(units[unit])"
  }
}
