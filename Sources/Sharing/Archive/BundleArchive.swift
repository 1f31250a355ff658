public import Basics
import Cassettes
import Files

/// A bundle as one file: an uncompressed tar archive with the manifest first, then every file that it
/// names, in the order of their paths.
///
/// The same bundle gives the same bytes. Reading takes exactly that form and nothing else: what an
/// archive could do beyond it (links, devices, paths that lead elsewhere, one name twice) has no place
/// in it. It is a remote like any other: what it holds is verified as it is pulled.
public struct BundleArchive: Sendable {
  /// The name of the first file.
  static let manifestName = "MANIFEST.json"

  /// What it holds.
  public let manifest: BundleManifest
  /// The SHA-256 of the manifest, which names all of it.
  public let digest: Digest

  private let file: ReadableFile
  private let offsets: [Digest: Int]

  /// Opens a bundle: reads its manifest, and holds every byte of the archive against it.
  public init(path: String) throws(SharingError) {
    let file = try files(try ReadableFile(path))
    var reader = TarReader(file)
    let first = try reader.next()
    guard first.header.path == Self.manifestName, first.header.size <= BundleManifest.byteLimit
    else { throw .badBundle(path, "it does not begin with a manifest") }
    let bytes = try reader.bytes(of: first)
    let manifest = try BundleManifest(decoding: bytes, from: path)
    var offsets: [Digest: Int] = [:]
    for part in manifest.archiveParts {
      let (header, offset) = try reader.next()
      guard header == TarHeader(path: part.path, size: part.size) else {
        throw .badBundle(path, "a file in it is not the one that the manifest names next")
      }
      switch part.content {
      case .object(let digest):
        // The same bytes may lie at two places, of which one would be read: both are looked at.
        guard try reader.digest(of: (header, offset)) == digest else {
          throw .badBundle(path, "\(part.path) has other bytes than its manifest says")
        }
        offsets[digest] = offset
      case .bytes(let expected):
        guard try reader.bytes(of: (header, offset)) == expected else {
          throw .badBundle(path, "its INDEX does not name the cassettes of the manifest")
        }
      }
    }
    try reader.finish()
    self.file = file
    self.manifest = manifest
    self.offsets = offsets
    digest = Digest.sha256(bytes)
  }

  /// Writes a bundle where there is no file yet, as a whole or not at all.
  public static func write(_ source: BundleSource, to path: String) throws(SharingError) {
    guard !Path.exists(path) else { throw .exists(path) }
    let draft = try files(try DraftFile(for: path))
    try write(source, to: draft)
    try files(try draft.publish(.durable, isNew: true))
  }

  private static func write(_ source: BundleSource, to draft: DraftFile) throws(SharingError) {
    var writer = TarWriter(draft)
    try writer.begin(manifestName, size: source.manifestBytes.count)
    try writer.append(source.manifestBytes)
    for part in source.manifest.archiveParts {
      try writer.begin(part.path, size: part.size)
      switch part.content {
      case .bytes(let bytes): try writer.append(bytes)
      case .object(let digest):
        guard let path = source.paths[digest] else { throw .reading(part.path, 2) }
        try writer.append(contentsOf: try files(try ReadableFile(path)), digest)
      }
    }
    try writer.finish()
  }
}

extension BundleManifest {
  /// A file of an archive after the manifest.
  fileprivate struct ArchivePart {
    enum Content {
      case object(Digest)
      case bytes([UInt8])
    }

    var path: String
    var size: Int
    var content: Content
  }

  /// The files of an archive after the manifest, in the order of their paths: those that the manifest
  /// names, and the INDEX that follows from it, so that an unpacked archive is a sweep too.
  fileprivate var archiveParts: [ArchivePart] {
    let index = Array(CassetteFolder.indexText(of: cassettes.map(\.line)).utf8)
    var parts = entries.map { entry in
      ArchivePart(path: entry.path.text, size: entry.size, content: .object(entry.digest))
    }
    parts.append(
      ArchivePart(path: "\(folder.text)/INDEX", size: index.count, content: .bytes(index)))
    return parts.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }
}

extension BundleArchive: Remote {
  public var title: String { file.path }

  public func size(of key: RemoteKey) async throws(SharingError) -> Int? {
    guard case .object(let digest) = key, offsets[digest] != nil else { return nil }
    return manifest.entries.first { $0.digest == digest }?.size
  }

  public func read(
    _ key: RemoteKey, from offset: Int,
    receive: @escaping @Sendable (Bool, UnsafeRawBufferPointer) -> Bool
  ) async throws(SharingError) {
    guard case .object(let digest) = key, let start = offsets[digest],
      let size = try await size(of: key)
    else { throw .missingObject(key, at: title) }
    try files(
      try file.forEachPiece(from: start + offset, count: max(size - offset, 0)) {
        receive(false, $0)
      })
  }

  public func write(_ key: RemoteKey, _ content: RemoteContent) async throws(SharingError) {
    throw .forbidden(title, "write to it", cause: "a bundle is made as a whole")
  }
}
