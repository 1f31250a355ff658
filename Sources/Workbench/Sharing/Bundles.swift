package import Basics
import Cassettes
import Files
package import FoundationEssentials
import Methods
import Sharing
import Sweeps

/// A sweep as one file.
package struct WrittenBundle {
  /// The file.
  package let path: String
  private let source: BundleSource

  /// Writes the bundle of a sweep; every cassette is verified.
  ///
  /// - Parameters:
  ///   - sweep: The sweep's folder.
  ///   - path: The file; `SWEEP.tar` in this folder where it is `nil`.
  package init(of sweep: URL, to path: String? = nil) throws {
    source = try SweepBundle.source(of: sweep)
    self.path = path ?? "\(source.manifest.sweep).tar"
    try BundleArchive.write(source, to: self.path)
  }

  /// What was written, for people.
  package var text: String {
    """
    Wrote \(source.manifest.entries.count) files, \(ShownBytes.text(source.manifest.byteCount)), to \
    \(path).
      digest \(source.digest.hex)
      root   \(source.manifest.root.hex)
    """
  }

  /// The same for programs.
  package var json: JSONValue {
    [
      "output": .string(path), "digest": .string(source.digest.hex),
      "root": .string(source.manifest.root.hex), "sweep": .string(source.manifest.sweep),
      "files": .integer(Int64(source.manifest.entries.count)),
      "bytes": .integer(Int64(source.manifest.byteCount)),
    ]
  }
}

/// Gathers what a replay of a sweep needs: the sweep, its cassettes, baseline and signatures, the
/// prompts, the questions, the ready models, the prices.
enum SweepBundle {
  /// The bundle of a sweep; every cassette is verified.
  static func source(of url: URL) throws -> BundleSource {
    guard !CassetteShelf.holdsCassettesOnly(url.path) else {
      return try cassettesOnly(of: url)
    }
    let folder = try SweepFolder(url)
    let (place, files) = try files(of: folder)
    let cassettes = try CassetteFolder(path: folder.path)
    guard !cassettes.lines.isEmpty else {
      throw WorkbenchError(
        .nothing,
        "\(url.relativePath): there is nothing recorded to share. Record it first: steerbench record "
          + url.relativePath)
    }
    return try BundleSource(
      sweep: folder.sweep.name, folder: place, cassettes: cassettes,
      files: files.map { (path: $0.path, local: $0.local.path) },
      actionDigest: CassetteLocator.actionDigest)
  }

  /// What is sent of a folder without a sweep: its cassettes, its rules and its signatures.
  static func cassettesOnly(of url: URL) throws -> BundleSource {
    let cassettes = try CassetteFolder(path: url.path)
    let local = url.standardizedFileURL
    guard !cassettes.lines.isEmpty else {
      throw WorkbenchError(
        .nothing,
        "\(url.relativePath): there is nothing sealed to share. Seal what is recorded first: steerbench "
          + "cassette seal \(url.relativePath)")
    }
    guard let place = BundlePath("\(BundleLayout.shelf)/\(local.lastPathComponent)") else {
      throw WorkbenchError(
        .usage,
        "\(url.relativePath): the folder's name cannot be shared. Use letters, digits, dots, dashes "
          + "and underscores, and do not begin with a dot.")
    }
    return try BundleSource(
      sweep: local.lastPathComponent, folder: place, cassettes: cassettes,
      files: try CassetteShelf.companions(of: local).map { name in
        guard let path = BundlePath("\(place.text)/\(name)") else {
          preconditionFailure("a name that is allowed makes a path")
        }
        return (path: path, local: local.appending(path: name).path)
      },
      actionDigest: CassetteLocator.actionDigest)
  }

  /// The place of a sweep in a bundle, and its files beside the cassettes.
  static func files(
    of folder: SweepFolder
  ) throws -> (place: BundlePath, files: [(path: BundlePath, local: URL)]) {
    let local = folder.url.standardizedFileURL
    guard let place = BundlePath("\(BundleLayout.shelf)/\(local.lastPathComponent)") else {
      throw WorkbenchError(
        .usage,
        "\(folder.url.relativePath): the folder's name cannot be shared. Use letters, digits, dots, dashes "
          + "and underscores, and do not begin with a dot.")
    }
    return (place, try files(of: folder, at: local, in: place))
  }

  private static func files(
    of folder: SweepFolder, at local: URL, in place: BundlePath
  ) throws -> [(path: BundlePath, local: URL)] {
    let names = try FileManager.default.contentsOfDirectory(atPath: local.path)
    let opened = SweepFolder.opened(by: folder.sweep, presets: folder.presetFile).filter {
      FileManager.default.fileExists(atPath: local.appending(path: $0).path)
    }
    return try (opened + names.filter(BundleLayout.isSignature)).map { name in
      guard let path = BundledSweep.resolve(name, below: place) else {
        throw WorkbenchError(
          .usage,
          "\(folder.url.relativePath): \(name) cannot be shared, since it does not lie below Tasks/ or "
            + "cassettes/ of the project (two folders above the sweep) or has a name that is refused. "
            + "Let \"prompts\", \"task-folder\" and \"presets\" lead there.")
      }
      return (path: path, local: local.appending(path: name).standardizedFileURL)
    }
  }
}
