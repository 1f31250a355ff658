import Basics

/// What adding cassettes to a folder did.
public struct FolderAddition: Sendable {
  /// The folder as it is now.
  public let folder: CassetteFolder
  /// The new cassette; `nil` if the folder held everything already.
  public let added: CassetteIndexLine?
}

extension CassetteFolder {
  /// Adds what some cassettes hold and a folder does not, as one more cassette: what one machine would
  /// have recorded, had it done the work of several.
  ///
  /// The cassettes are verified first and stay as they are. The folder is created if it is not there.
  ///
  /// Throws `conflict` and changes nothing if two recordings differ at a slot, unless `sameOutcome`
  /// says that only measurements do; `locked` if somebody records into the folder.
  public static func adding(
    _ set: CassetteSet, to path: String, sameOutcome: SameOutcome? = nil,
    actionDigest: ActionDigest? = nil
  ) throws(CassetteError) -> FolderAddition {
    try Directory(path: path).create()
    let lock = try FolderLock(folder: path)
    defer { withExtendedLifetime(lock) {} }
    let folder = try mended(path: path)
    let catalog = try ExchangeCatalog(set, sameOutcome: sameOutcome, actionDigest: actionDigest)
    let reader = try folder.reader()
    var missing: [CatalogEntry] = []
    for entry in catalog.entries {
      // What was measured first is what was paid for and perhaps shared: it stays.
      guard let kept = try reader.result(at: entry.slot) else {
        missing.append(entry)
        continue
      }
      let result = try catalog.exchanges(of: [entry])[0].result
      guard kept == result || sameOutcome?(entry.kind, kept, result) == true else {
        throw .conflict(
          at: entry.slot, (path, Digest.sha256(kept)),
          (catalog.path(of: entry), entry.resultDigest))
      }
    }
    let sealed = try folder.sealing(try catalog.exchanges(of: missing))
    return FolderAddition(folder: sealed.folder, added: sealed.added)
  }
}

extension ExchangeCatalog {
  /// The file that an exchange is read from.
  fileprivate func path(of entry: CatalogEntry) -> String {
    set.members[entry.place.cassette].path
  }
}
