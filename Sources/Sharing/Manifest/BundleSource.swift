public import Basics
public import Cassettes
import Files

/// A bundle whose files lie on this machine: what is pushed, and what a bundle's one file is made of.
public struct BundleSource: Sendable {
  /// What belongs to it.
  public let manifest: BundleManifest
  /// The manifest as it is stored.
  let manifestBytes: [UInt8]
  /// Where each file lies, by its SHA-256.
  let paths: [Digest: String]

  /// The SHA-256 of the manifest, which names all of it.
  public var digest: Digest { Digest.sha256(manifestBytes) }

  /// Gathers a sweep; every file is read, and every cassette verified.
  ///
  /// Throws `CassetteError` for a cassette that does not hold, and for two that differ at a slot.
  ///
  /// - Parameters:
  ///   - sweep: The sweep's name.
  ///   - folder: Where the sweep lies in the bundle.
  ///   - cassettes: Its cassettes.
  ///   - files: Its other files: where each lies in the bundle, and where it lies here.
  ///   - actionDigest: Computes the digest of an action.
  public init(
    sweep: String, folder: BundlePath, cassettes: CassetteFolder,
    files: [(path: BundlePath, local: String)], actionDigest: ActionDigest?
  ) throws {
    let catalog = try ExchangeCatalog(CassetteSet(cassettes), actionDigest: actionDigest)
    var paths: [Digest: String] = [:]
    var listed: [BundleManifest.Cassette] = []
    for line in cassettes.lines {
      let path = cassettes.path(of: line)
      listed.append(
        BundleManifest.Cassette(line: line, size: try Sharing.files(try ReadableFile(path)).size))
      paths[line.fileDigest] = path
    }
    var others: [BundleManifest.File] = []
    for file in files {
      let content = try Sharing.files(try ReadableFile(file.local))
      let digest = try Sharing.files(try content.digest())
      others.append(BundleManifest.File(path: file.path, digest: digest, size: content.size))
      paths[digest] = file.local
    }
    try self.init(
      BundleManifest(
        sweep: sweep, folder: folder, root: catalog.root, cassettes: listed, files: others),
      paths: paths)
  }

  /// Joins a manifest with the places of its files, by their SHA-256.
  init(_ manifest: BundleManifest, paths: [Digest: String]) throws(SharingError) {
    self.manifest = manifest
    self.paths = paths
    manifestBytes = try manifest.encoded()
  }

  /// The content of a file.
  func content(of entry: BundleManifest.File) throws(SharingError) -> RemoteContent {
    guard let path = paths[entry.digest] else { throw .reading(entry.path.text, 2) }
    return RemoteContent(file: path, size: entry.size, digest: entry.digest)
  }
}

/// The place of a file in a bundle: relative, below it, and spelled in one way.
///
/// A path that comes from a stranger is made here or nowhere: it cannot lead out of the folder that
/// it is put under, and means the same on every file system.
public struct BundlePath: Hashable, Sendable {
  /// The most parts of a path.
  public static let maximumDepth = 8
  /// The most bytes of a part, which every archive and file system takes.
  public static let maximumPart = 100

  /// The path, its parts divided by slashes.
  public let text: String

  /// Reads a path; `nil` unless each part has letters, digits, dots, dashes and underscores only, and
  /// does not begin with a dot.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard (1...Self.maximumDepth).contains(parts.count), parts.allSatisfy(Self.isPart) else {
      return nil
    }
    self.text = text
  }

  private static func isPart(_ part: Substring) -> Bool {
    let bytes = part.utf8
    return (1...maximumPart).contains(bytes.count) && bytes.first != UInt8(ascii: ".")
      && bytes.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
          UInt8(ascii: "_"):
          true
        default: false
        }
      }
  }

  /// The path of something below this one; `nil` if that is no path.
  public func appending(_ name: String) -> BundlePath? { BundlePath("\(text)/\(name)") }

  /// The last part.
  public var name: String { text.split(separator: "/").last.map(String.init) ?? text }

  /// Whether it lies below another path.
  public func isBelow(_ folder: BundlePath) -> Bool { text.hasPrefix(folder.text + "/") }
}

extension BundlePath: Comparable {
  public static func < (left: BundlePath, right: BundlePath) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }
}

extension BundlePath: CustomStringConvertible {
  public var description: String { text }
}
