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
    guard BundleLayout.isSweepFolder(folder) else {
      throw .badManifest(sweep, "puts the sweep where no file may lie: \(folder)")
    }
    for file in files where !BundleLayout.allows(file.path, in: folder) {
      throw .misplaced(file.path.text, in: sweep)
    }
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

extension BundleManifest {
  /// The manifest as it is stored: canonical JSON, so that the same content has one digest.
  public func encoded() throws(SharingError) -> [UInt8] {
    let value: JSONValue = [
      "cassettes": .array(
        cassettes.map(Self.value(of:))),
      "files": .array(
        files.map { file in
          [
            "path": .string(file.path.text), "sha256": .string(file.digest.hex),
            "size": .integer(Int64(file.size)),
          ]
        }),
      "folder": .string(folder.text), "format": .string(Self.format), "root": .string(root.hex),
      "sweep": .string(sweep),
    ]
    do {
      return try CanonicalJSON.bytes(of: value)
    } catch {
      throw .badManifest(sweep, "has a number that cannot be written")
    }
  }

  private static func value(of cassette: Cassette) -> JSONValue {
    var members = [
      JSONMember(name: "exchanges", value: .integer(Int64(cassette.line.entryCount))),
      JSONMember(name: "rawBytes", value: .integer(Int64(cassette.line.rawByteCount))),
      JSONMember(name: "root", value: .string(cassette.line.root.hex)),
      JSONMember(name: "sha256", value: .string(cassette.line.fileDigest.hex)),
      JSONMember(name: "size", value: .integer(Int64(cassette.size))),
    ]
    // A cassette of format 1 is described as it always was.
    if cassette.line.version > .one {
      let version = Int64(cassette.line.version.rawValue)
      members.append(JSONMember(name: "version", value: .integer(version)))
    }
    return .object(JSONObject(members))
  }

  /// Reads a manifest; what is not understood to the last member is refused.
  ///
  /// - Parameters:
  ///   - bytes: The manifest as it is stored.
  ///   - place: Where it came from, for errors.
  public init(decoding bytes: [UInt8], from place: String) throws(SharingError) {
    guard bytes.count <= Self.byteLimit else { throw .badManifest(place, "is too large") }
    guard let value = try? JSONValue(parsing: bytes) else {
      throw .badManifest(place, "is no JSON: the digest may name another kind of file")
    }
    guard let format = value["format"]?.string else {
      throw .badManifest(place, "names no format: the digest may name another kind of file")
    }
    guard format == Self.format else {
      throw .badManifest(place, "has a format that this steerbench does not read")
    }
    guard
      value.object?.names.sorted() == [
        "cassettes", "files", "folder", "format", "root", "sweep",
      ],
      let sweep = value["sweep"]?.string, BundlePath(sweep)?.name == sweep,
      let root = value["root"]?.string.flatMap({ Digest(hex: $0) }),
      let cassettes = value["cassettes"]?.array, let files = value["files"]?.array
    else { throw .badManifest(place, "lacks a member, or has one too many") }
    guard let folder = value["folder"]?.string.flatMap({ BundlePath($0) }),
      folder.appending("0123456789abcdef.cas") != nil
    else { throw .badManifest(place, "puts the sweep where no file may lie") }
    var readCassettes: [Cassette] = []
    for entry in cassettes { readCassettes.append(try Self.cassette(entry, place)) }
    var readFiles: [File] = []
    for entry in files { readFiles.append(try Self.file(entry, place)) }
    try self.init(
      sweep: sweep, folder: folder, root: root, cassettes: readCassettes, files: readFiles)
    guard (try? encoded()) == bytes else {
      throw .badManifest(place, "is not written in its one form")
    }
  }

  private static func cassette(
    _ value: JSONValue, _ place: String
  ) throws(SharingError) -> Cassette {
    guard let root = value["root"]?.string.flatMap({ Digest(hex: $0) }),
      let digest = value["sha256"]?.string.flatMap({ Digest(hex: $0) }),
      let exchanges = value["exchanges"]?.integer, let raw = value["rawBytes"]?.integer,
      let size = value["size"]?.integer, exchanges >= 0, raw >= 0
    else { throw .badManifest(place, "describes a cassette wrongly") }
    let number = value["version"].map { $0.integer ?? 0 } ?? CassetteVersion.one.rawValue
    guard let version = CassetteVersion(rawValue: number) else {
      throw .badManifest(place, "has a cassette of a version that this steerbench does not read")
    }
    return Cassette(
      line: CassetteIndexLine(
        version: version, root: root, fileDigest: digest, entryCount: exchanges, rawByteCount: raw),
      size: size)
  }

  private static func file(_ value: JSONValue, _ place: String) throws(SharingError) -> File {
    guard let text = value["path"]?.string else {
      throw .badManifest(place, "names a file without a path")
    }
    guard let path = BundlePath(text) else {
      throw .misplaced(text, in: place)
    }
    guard let digest = value["sha256"]?.string.flatMap({ Digest(hex: $0) }),
      let size = value["size"]?.integer
    else { throw .badManifest(place, "describes \(path) wrongly") }
    return File(path: path, digest: digest, size: size)
  }
}
