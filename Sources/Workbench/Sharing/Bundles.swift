package import Basics
import Cassettes
import Files
package import Foundation
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
      guard let path = resolve(name, below: place) else {
        throw WorkbenchError(
          .usage,
          "\(folder.url.relativePath): \(name) cannot be shared, since it does not lie below Tasks/ or "
            + "cassettes/ of the project (two folders above the sweep) or has a name that is refused. "
            + "Let \"prompts\", \"task-folder\" and \"presets\" lead there.")
      }
      return (path: path, local: local.appending(path: name).standardizedFileURL)
    }
  }

  /// The files that a loader opens of a sweep that comes as a bundle.
  static let admission: BundleAdmission = { manifest, yaml in
    let place = manifest.folder
    func path(_ relative: String) -> BundlePath? { resolve(relative, below: place) }
    let (sweep, presets) = try SweepFolder.sweep(inFolderNamed: place.name, at: place.text) {
      (relative) throws(SweepError) in
      guard let bytes = path(relative).flatMap({ yaml[$0] }) else { return nil }
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw SweepError("\(place.text): \(relative) is not UTF-8 text.")
      }
      return text
    }
    var opened: [String: BundlePath] = [:]
    for name in SweepFolder.opened(by: sweep, presets: presets) { opened[name] = path(name) }
    return AdmittedSweep(name: sweep.name, opened: opened)
  }

  /// The place in a bundle of a path as the sweep's file writes it; `nil` if it leads out of it.
  private static func resolve(_ relative: String, below folder: BundlePath) -> BundlePath? {
    guard !relative.hasPrefix("/") else { return nil }
    var parts = folder.text.split(separator: "/").map(String.init)
    for part in relative.split(separator: "/") where part != "." {
      if part != ".." {
        parts.append(String(part))
      } else if parts.popLast() == nil {
        return nil
      }
    }
    return BundlePath(parts.joined(separator: "/")).flatMap {
      BundleLayout.allows($0, in: folder) ? $0 : nil
    }
  }
}

/// A bundle's files, in a private folder that goes with the last copy of the value.
package struct UnpackedBundle {
  /// The bundle's file.
  let path: String
  /// The folder of its sweep.
  let sweep: URL

  private let scratch: ScratchFolder

  /// Unpacks a bundle; everything in it is verified.
  init(path: String) async throws {
    let archive = try BundleArchive(path: path)
    scratch = try ScratchFolder(for: "the bundle")
    let pulled = try await Pull(from: archive).run(
      archive.manifest, into: scratch.path(of: "bundle"), admission: SweepBundle.admission,
      actionDigest: CassetteLocator.actionDigest)
    sweep = URL(filePath: pulled.sweepFolder, directoryHint: .isDirectory)
    self.path = path
  }

  /// Whether a word of the user's is a bundle's file.
  package static func isBundle(_ word: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: word, isDirectory: &isFolder)
      && !isFolder.boolValue
      && !word.hasSuffix(".yaml") && !word.hasSuffix(".cas")
  }
}

/// Where a sweep that is to be replayed lies: in a folder, or in a bundle.
package struct ReplayPlace {
  /// The folder of the sweep.
  package let url: URL
  /// The unpacked bundle that it lies in, which is there as long as this is.
  let bundle: UnpackedBundle?

  /// The places that a user's words mean; every sweep under `cassettes/` where there is none.
  package static func all(_ words: [String]) async throws -> [ReplayPlace] {
    guard words.contains(where: UnpackedBundle.isBundle) else {
      return try SweepLocator.folders(words).map { ReplayPlace(url: $0, bundle: nil) }
    }
    var places: [ReplayPlace] = []
    for word in words {
      guard UnpackedBundle.isBundle(word) else {
        places.append(ReplayPlace(url: try SweepLocator.folder(word), bundle: nil))
        continue
      }
      let bundle = try await UnpackedBundle(path: word)
      places.append(ReplayPlace(url: bundle.sweep, bundle: bundle))
    }
    return places
  }

  /// What messages call it.
  package var path: String {
    bundle.map { "\($0.path) (pull it into a folder first)" } ?? url.relativePath
  }

  /// Throws for a bundle, which is made as a whole.
  package func refuseToChange() throws {
    guard let bundle else { return }
    throw WorkbenchError(
      .usage,
      "\(bundle.path): a bundle's baseline cannot be changed. Pull it into a folder (steerbench pull "
        + "\(bundle.path)), change it there, and make another bundle.")
  }
}
