import Cassettes
import Files
package import FoundationEssentials
import Sharing
import Sweeps

/// Folders of cassettes that no sweep belongs to, such as those that a proxy records into: they are found,
/// sealed and shared as a sweep's are.
package enum CassetteShelf {
  /// The rules for what varies from run to run, which lie beside the cassettes of a proxy.
  static let rules = "rename.json"
  /// The most bytes that they may have.
  static let rulesLimit = 1 << 20

  /// The folder that a user's word means: a sweep's, or one of cassettes alone.
  package static func folder(_ word: String) throws -> URL {
    for candidate in [word, "\(BundleLayout.shelf)/\(word)"] where holdsCassettesOnly(candidate) {
      return URL(filePath: candidate, directoryHint: .isDirectory)
    }
    return try SweepLocator.folder(word)
  }

  /// The folders of cassettes alone that a user's word means; all those under `cassettes/` where there is
  /// none, and none where it means a sweep.
  static func folders(_ word: String?) throws -> [CassetteFolder] {
    let shelf = BundleLayout.shelf
    let names = (try? FileManager.default.contentsOfDirectory(atPath: shelf)) ?? []
    let candidates =
      word.map { [$0, "\(shelf)/\($0)"] }
      ?? names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { "\(shelf)/\($0)" }
    let found = candidates.filter(holdsCassettesOnly)
    return try (word == nil ? found : Array(found.prefix(1))).map { (path) throws(CassetteError) in
      try CassetteFolder(path: path)
    }
  }

  /// Whether there are cassettes in a folder, or a recording into it, and no sweep.
  package static func holdsCassettesOnly(_ path: String) -> Bool {
    guard !SweepLocator.isSweep(path) else { return false }
    return [CassetteFolder.indexName, CassetteFolder.journalName].contains {
      FileManager.default.fileExists(atPath: "\(path)/\($0)")
    }
  }

  /// The names of what lies beside the cassettes of such a folder and belongs to it: rules and signatures.
  ///
  /// Throws for a symbolic link among them: it could lead to any file of this machine, which a bundle would
  /// carry away.
  static func companions(of folder: URL) throws -> [String] {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter {
      $0 == rules || BundleLayout.isSignature($0)
    }
    for name in names.sorted() where Path.isLink(folder.appending(path: name).path) {
      throw WorkbenchError(
        .usage,
        "\(folder.relativePath)/\(name): it is a symbolic link, and links beside cassettes are not followed: "
          + "they could lead to any file of this machine. Put the file itself there.")
    }
    return names.sorted()
  }

  /// What a bundle of such a folder may hold beside its cassettes; `nil` for a bundle of a sweep.
  static func admitted(_ manifest: BundleManifest) -> AdmittedSweep? {
    let sweep = "\(manifest.folder.text)/\(SweepFolder.sweepFileName)"
    guard !manifest.entries.contains(where: { $0.path.text == sweep }),
      let path = BundlePath("\(manifest.folder.text)/\(rules)")
    else { return nil }
    return AdmittedSweep(name: manifest.folder.name, opened: [rules: path])
  }
}
