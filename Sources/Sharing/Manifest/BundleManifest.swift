public import Basics
public import Cassettes

/// The list of everything that a replay of one sweep needs, by digest: whoever has the manifest's own
/// SHA-256 has all of it.
public struct BundleManifest: Hashable, Sendable {
  /// The name of the format.
  public static let format = "steerbench-bundle-1"
  /// The largest manifest that is read, in bytes.
  public static let byteLimit = 64 << 20
  /// The largest file that is named, in bytes.
  public static let fileLimit = 1 << 40

  /// One file beside the cassettes: the sweep, a prompt, questions, prices, the baseline, a signature.
  public struct File: Hashable, Sendable {
    /// Where it lies.
    public var path: BundlePath
    /// The SHA-256 of its bytes.
    public var digest: Digest
    /// Its size in bytes.
    public var size: Int

    /// Names a file.
    public init(path: BundlePath, digest: Digest, size: Int) {
      self.path = path
      self.digest = digest
      self.size = size
    }
  }

  /// One cassette.
  public struct Cassette: Hashable, Sendable {
    /// What an INDEX says of it.
    public var line: CassetteIndexLine
    /// The size of its file in bytes.
    public var size: Int

    /// Names a cassette.
    public init(line: CassetteIndexLine, size: Int) {
      self.line = line
      self.size = size
    }
  }

  /// The sweep's name.
  public let sweep: String
  /// The folder of the sweep, which its cassettes lie in.
  public let folder: BundlePath
  /// The Merkle root over the exchanges of all cassettes together.
  public let root: Digest
  /// The cassettes, in the order of their roots.
  public let cassettes: [Cassette]
  /// The other files, in the order of their paths.
  public let files: [File]

  /// Makes a manifest; throws `badManifest` if two files lie at one place, or one lies where a
  /// cassette or the INDEX does.
  public init(
    sweep: String, folder: BundlePath, root: Digest, cassettes: [Cassette], files: [File]
  ) throws(SharingError) {
    self.sweep = sweep
    self.folder = folder
    self.root = root
    self.cassettes = cassettes.sorted { $0.line.root < $1.line.root }
    self.files = files.sorted { $0.path < $1.path }
    try check()
  }

  private func check() throws(SharingError) {
    var seen: Set<String> = [folder.text + "/INDEX"]
    for entry in entries {
      guard (0...Self.fileLimit).contains(entry.size) else {
        throw .badManifest(sweep, "gives \(entry.path) a size that no file has")
      }
      guard seen.insert(entry.path.text).inserted else {
        throw .badManifest(sweep, "puts two files at \(entry.path)")
      }
    }
    // No path may need another one to be both a file and a folder.
    for entry in entries {
      var parent = Substring(entry.path.text)
      while let slash = parent.lastIndex(of: "/") {
        parent = parent[..<slash]
        guard !seen.contains(String(parent)) else {
          throw .badManifest(sweep, "takes \(parent) for a file and for a folder")
        }
      }
    }
  }

  /// Every file, cassettes first, with where it lies: what is moved.
  public var entries: [File] {
    cassettes.map { File(path: path(of: $0), digest: $0.line.fileDigest, size: $0.size) } + files
  }

  /// Where a cassette lies.
  public func path(of cassette: Cassette) -> BundlePath {
    // Sixteen hexadecimal digits and a suffix always make a path; a folder has room for one more part.
    folder.appending(cassette.line.fileName) ?? folder
  }

  /// The bytes of all files together.
  public var byteCount: Int { entries.reduce(0) { $0 + $1.size } }

  /// The roots by which it may be found: that of all exchanges, and that of each cassette.
  public var roots: [Digest] {
    var roots = [root]
    for cassette in cassettes where cassette.line.root != root { roots.append(cassette.line.root) }
    return roots
  }
}
