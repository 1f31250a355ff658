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
  private static let shelf = "cassettes"
  private static let prices = "prices.yaml"
  private static let signatureSuffix = ".sig"

  /// The bundle of a sweep; every cassette is verified.
  static func source(of url: URL) throws -> BundleSource {
    let folder = try SweepFolder(url)
    let local = url.standardizedFileURL
    guard let place = BundlePath("\(shelf)/\(local.lastPathComponent)") else {
      throw WorkbenchError(
        .usage,
        "\(url.relativePath): the folder's name cannot be shared. Use letters, digits, dots, dashes "
          + "and underscores, and do not begin with a dot.")
    }
    let cassettes = try CassetteFolder(path: folder.path)
    guard !cassettes.lines.isEmpty else {
      throw WorkbenchError(
        .nothing,
        "\(url.relativePath): there is nothing recorded to share. Record it first: steerbench record "
          + url.relativePath)
    }
    return try BundleSource(
      sweep: folder.sweep.name, folder: place, cassettes: cassettes,
      files: try files(of: folder, at: local, in: place).map {
        (path: $0.path, local: $0.local.path)
      },
      actionDigest: CassetteLocator.actionDigest)
  }

  private static func files(
    of folder: SweepFolder, at local: URL, in place: BundlePath
  ) throws -> [(path: BundlePath, local: URL)] {
    var relative = [SweepFolder.sweepFileName]
    let names = try FileManager.default.contentsOfDirectory(atPath: local.path)
    relative += names.filter {
      $0 == SweepFolder.baselineFileName || $0 == PinnedMeaning.fileName
        || $0.hasSuffix(signatureSuffix)
    }
    let sweep = folder.sweep
    relative += folder.sharedPrompts.map { "\(sweep.promptFolder)/\($0.fileName)" }
    if let presets = folder.presetFile { relative.append(presets) }
    relative += sweep.taskNames.map { "\(sweep.taskFolder)/\($0)/questions.jsonl" }
    let table = "\(sweep.taskFolder)/\(prices)"
    if FileManager.default.fileExists(atPath: local.appending(path: table).path) {
      relative.append(table)
    }
    return try relative.map { name in
      guard let path = resolve(name, below: place) else {
        throw WorkbenchError(
          .usage,
          "\(folder.url.relativePath): \(name) cannot be shared, since it lies outside the project "
            + "(two folders above the sweep) or has a name that is refused. Let \"prompts\" and "
            + "\"task-folder\" lead to folders inside it.")
      }
      return (path: path, local: local.appending(path: name).standardizedFileURL)
    }
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
    return BundlePath(parts.joined(separator: "/"))
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
      archive.manifest, into: scratch.path(of: "bundle"),
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
