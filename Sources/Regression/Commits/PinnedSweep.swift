import Foundation
import Sweeps

/// A commit's sweep with the pinned cassettes: a folder beside the sweep's own, so that the paths in its
/// file lead where they should, and no tracked file is touched.
struct PinnedSweep {
  /// The folder.
  let url: URL

  /// Makes the folder; `nil` where the tree has no such sweep.
  init?(of place: SweepPlace, in tree: String, _ cassettes: PinnedCassettes) throws {
    let sweep = URL(filePath: tree).appending(path: place.folder)
    let file = sweep.appending(path: SweepPlace.fileName)
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    url = sweep.deletingLastPathComponent()
      .appending(path: "\(sweep.lastPathComponent).pinned-\(getpid())")
    try? FileManager.default.removeItem(at: url)
    try CacheFiles.makeFolder(url)
    try CacheFiles.copy(file, to: url.appending(path: SweepPlace.fileName))
    let meaning = sweep.appending(path: PinnedMeaning.fileName)
    if FileManager.default.fileExists(atPath: meaning.path) {
      try CacheFiles.copy(meaning, to: url.appending(path: PinnedMeaning.fileName))
    }
    try cassettes.place(in: url)
  }

  /// Takes the folder away.
  func remove() { try? FileManager.default.removeItem(at: url) }
}
