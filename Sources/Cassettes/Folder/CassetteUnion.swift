import Basics

/// The cassettes of a folder as one: checked once, then read by any number of workers.
///
/// Each file was compared with its digest in INDEX, and no slot has two results.
public struct CassetteUnion: Sendable {
  /// The folder.
  public let folder: CassetteFolder
  /// The number of rows: the exchanges of all cassettes, those included that another one holds too.
  public let rowCount: Int

  /// The first row of each cassette.
  let bases: [Int]
  /// Which cassette holds a slot, and under which number; empty where there is one cassette only.
  let places: [Slot: Place]

  struct Place: Hashable {
    var cassette: Int
    var row: Int
  }

  /// Checks the cassettes of a folder.
  ///
  /// Throws `conflict`, naming both files, for a slot with two results. The same result twice is
  /// fine.
  public init(_ folder: CassetteFolder) throws(CassetteError) {
    self.folder = folder
    var bases: [Int] = []
    var places: [Slot: Place] = [:]
    var results: [Slot: Digest] = [:]
    var next = 0
    for (number, line) in folder.lines.enumerated() {
      let cassette = try SealedCassette(path: folder.path(of: line))
      try cassette.verify(.file, expecting: line.fileDigest)
      try cassette.check(against: line)
      bases.append(next)
      next += cassette.entryCount
      guard folder.lines.count > 1 else { continue }
      try cassette.forEachRow { (entry) throws(CassetteError) in
        guard let known = results[entry.slot], let place = places[entry.slot] else {
          results[entry.slot] = entry.resultDigest
          places[entry.slot] = Place(cassette: number, row: entry.row)
          return
        }
        guard known == entry.resultDigest else {
          let other = folder.path(of: folder.lines[place.cassette])
          throw .conflict(at: entry.slot, (other, known), (cassette.path, entry.resultDigest))
        }
      }
    }
    self.bases = bases
    self.places = places
    rowCount = next
  }
}

extension CassetteFolder {
  /// Checks the cassettes and opens a reader over them.
  ///
  /// For several workers make one `CassetteUnion` and a reader each.
  public func reader() throws(CassetteError) -> CassetteReader {
    try CassetteReader(try CassetteUnion(self))
  }
}
