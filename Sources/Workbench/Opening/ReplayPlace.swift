import Basics
import Cassettes
import Files
package import FoundationEssentials
import Methods
import Sharing
import Sweeps
package import Tasks

/// What a bundle may hold: the files that a loader of its sweep opens.
enum BundledSweep {
  /// The files that a loader opens of a sweep that comes as a bundle.
  static let admission: BundleAdmission = { manifest, yaml in
    if let cassettes = CassetteShelf.admitted(manifest) { return cassettes }
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
    // Tables name images, and only YAML is read so far: what may be an image in the folder of a task that
    // shows some is taken for one. Whoever opens the sweep reads those that are named, and checks them.
    for case let task as DeclaredTask in sweep.tasks where task.showsImages {
      let folder = task.declaration.folder
      guard let declared = path("\(folder)/\(TaskDeclaration.fileName)") else { continue }
      let shelf = declared.text.dropLast(TaskDeclaration.fileName.utf8.count)
      for file in manifest.files where file.path.text.hasPrefix(shelf) {
        let name = file.path.text.dropFirst(shelf.count)
        if ImageFile.isName(String(name)) { opened["\(folder)/\(name)"] = file.path }
      }
    }
    return AdmittedSweep(name: sweep.name, opened: opened)
  }

  /// The place in a bundle of a path as the sweep's file writes it; `nil` if it leads out of it.
  static func resolve(_ relative: String, below folder: BundlePath) -> BundlePath? {
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
      archive.manifest, into: scratch.path(of: "bundle"), admission: BundledSweep.admission,
      actionDigest: CassetteLocator.actionDigest)
    sweep = URL(filePath: pulled.sweepFolder, directoryHint: .isDirectory)
    self.path = path
  }

  /// Whether a word of the user's is a bundle's file.
  package static func isBundle(_ word: String) -> Bool {
    Path.exists(word) && !Path.isFolder(word)
      && !word.hasSuffix(".yaml") && !word.hasSuffix(".cas")
  }
}

/// Where a sweep that is to be replayed or looked at lies: in a folder, or in a bundle.
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
    for word in words { places.append(try await ReplayPlace(of: word)) }
    return places
  }

  private init(url: URL, bundle: UnpackedBundle?) {
    self.url = url
    self.bundle = bundle
  }

  /// The place that a user's word means.
  package init(of word: String) async throws {
    guard UnpackedBundle.isBundle(word) else {
      self.init(url: try SweepLocator.folder(word), bundle: nil)
      return
    }
    let bundle = try await UnpackedBundle(path: word)
    self.init(url: bundle.sweep, bundle: bundle)
  }

  /// The sweep, opened to be looked at: with what a recording that goes on, or was killed, has in its
  /// journal.
  ///
  /// - Parameter grading: By whose rules its trials are graded; the sweep's own where it is `nil`.
  package func open(grading: GradingPolicy? = nil) async throws -> OpenSweep {
    try await OpenSweep(url, grading: grading).withJournal()
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
