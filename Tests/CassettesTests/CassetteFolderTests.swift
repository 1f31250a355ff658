import Basics
import Cassettes
import Foundation
import Testing

@Suite("A cassette folder")
struct CassetteFolderTests {
  @Test("plays the union of its cassettes, each exchange under one row")
  func union() async throws {
    let exchanges = Samples.exchanges(90)
    try await withTemporaryFolder { path in
      var folder = try CassetteFolder.mending(path: path)
      for part in [0..<40, 20..<60, 50..<90] {
        folder = try folder.sealing(Array(exchanges[part])).folder
      }
      #expect(folder.lines.count == 3)
      #expect(folder.lines.map(\.entryCount).reduce(0, +) == 90)
      let reader = try folder.reader()
      var rows: Set<Int> = []
      for exchange in exchanges {
        #expect(try reader.result(at: exchange.slot) == exchange.result)
        rows.insert(try #require(try reader.row(of: exchange.slot)))
      }
      #expect(rows == Set(0..<90))
      let entries = try reader.entries()
      #expect(Set(entries.map(\.row)) == rows)
      for entry in entries {
        #expect(try reader.row(of: entry.slot) == entry.row)
        #expect(Digest.sha256(try reader.request(of: entry)) == entry.slot.action)
        #expect(try reader.provenance(of: entry).first == UInt8(ascii: "{"))
      }
      try folder.verify(.canonical)
    }
  }

  @Test("adds nothing when it has everything already")
  func idempotence() async throws {
    let exchanges = Samples.exchanges(10)
    try await withTemporaryFolder { path in
      let first = try CassetteFolder.mending(path: path).sealing(exchanges)
      let again = try first.folder.sealing(exchanges)
      #expect(first.added != nil)
      #expect(again.added == nil)
      #expect(try CassetteFolder(path: path).lines == first.folder.lines)
    }
  }

  @Test("refuses a second result for a slot that it holds")
  func sealingConflict() async throws {
    var exchanges = Samples.exchanges(10)
    try await withTemporaryFolder { path in
      let folder = try CassetteFolder.mending(path: path).sealing(exchanges).folder
      exchanges[4].result.append(0)
      let error = cassetteError { () throws(CassetteError) in try folder.sealing(exchanges) }
      #expect(error?.code == .conflict)
      #expect(try CassetteFolder(path: path).lines.count == 1)
    }
  }

  @Test("that two branches filled plays where they agree and names both files where they do not")
  func mergedBranches() async throws {
    let exchanges = Samples.exchanges(30)
    var other = Array(exchanges[10...])
    try await withTemporaryFolder { path in
      let ours = try branch(Array(exchanges[..<20]), in: path + "/ours")
      let agreeing = try branch(other, in: path + "/agreeing")
      other[0].result.append(0)
      let contrary = try branch(other, in: path + "/contrary")

      let merged = try merge(ours, agreeing, into: path + "/merged").reader()
      #expect(merged.rowCount == 40)
      #expect(try merged.entries().count == 30)
      for exchange in exchanges {
        #expect(try merged.result(at: exchange.slot) == exchange.result)
      }

      let torn = try merge(ours, contrary, into: path + "/torn")
      let error = cassetteError { () throws(CassetteError) in try torn.reader() }
      #expect(error?.code == .conflict)
      for line in torn.lines {
        #expect(error?.message.contains(line.fileName) == true)
      }
    }
  }

  @Test("says which file is missing, unlisted, or not what INDEX describes")
  func disagreement() async throws {
    try await withTemporaryFolder { path in
      let sealed = try CassetteFolder.mending(path: path).sealing(Samples.exchanges(5))
      let line = try #require(sealed.added)
      let file = sealed.folder.path(of: line)
      let index = try read(path + "/INDEX")

      try write(read(file), to: path + "/0123456789abcdef.cas")
      var error = cassetteError { () throws(CassetteError) in try CassetteFolder(path: path) }
      #expect(error?.code == .unlistedFile)
      #expect(error?.message.contains("0123456789abcdef.cas") == true)
      error = cassetteError { () throws(CassetteError) in try CassetteFolder.mending(path: path) }
      #expect(error?.code == .damaged)
      try FileManager.default.removeItem(atPath: path + "/0123456789abcdef.cas")

      try FileManager.default.removeItem(atPath: file)
      error = cassetteError { () throws(CassetteError) in try CassetteFolder(path: path) }
      #expect(error?.code == .missingFile)
      #expect(error?.message.contains(line.fileName) == true)

      for text in ["<<<<<<< HEAD\n" + String(decoding: index, as: UTF8.self), "x y 1 2 z\n"] {
        try write(Array(text.utf8), to: path + "/INDEX")
        error = cassetteError { () throws(CassetteError) in try CassetteFolder(path: path) }
        #expect(error?.code == .invalidIndex)
        #expect(error?.message.contains("line 1") == true)
      }
    }
  }

  @Test("whose sealing was cut short before INDEX is mended when recording goes on")
  func mending() async throws {
    let exchanges = Samples.exchanges(8)
    try await withTemporaryFolder { path in
      let sealed = try CassetteFolder.mending(path: path).sealing(exchanges)
      try FileManager.default.removeItem(atPath: path + "/INDEX")
      let error = cassetteError { () throws(CassetteError) in try CassetteFolder(path: path) }
      #expect(error?.code == .unlistedFile)
      let mended = try CassetteFolder.mending(path: path)
      #expect(mended.lines == sealed.folder.lines)
      #expect(try mended.reader().result(at: exchanges[0].slot) == exchanges[0].result)
    }
  }

  @Test("without cassettes is fine, and misses everything")
  func empty() async throws {
    try await withTemporaryFolder { path in
      let reader = try CassetteFolder(path: path).reader()
      #expect(reader.rowCount == 0)
      #expect(try reader.result(at: Samples.exchanges(1)[0].slot) == nil)
      let absent = cassetteError { () throws(CassetteError) in
        try CassetteFolder(path: path + "/absent")
      }
      #expect(absent?.code == .missingFile)
    }
  }

  @Test(
    "keeps its INDEX as sorted lines in which a line may come twice",
    arguments: CassetteVersion.allCases)
  func index(version: CassetteVersion) async throws {
    try await withTemporaryFolder { path in
      var folder = try CassetteFolder.mending(path: path)
      for seed in 1...4 {
        folder = try folder.sealing(Samples.exchanges(3, seed: UInt64(seed)), as: version).folder
      }
      let text = String(decoding: try read(path + "/INDEX"), as: UTF8.self)
      let lines = text.split(separator: "\n")
      #expect(lines == lines.sorted())
      let name = "steerbench-cassette-\(version.rawValue)"
      #expect(
        lines.allSatisfy {
          version == .one ? $0.hasSuffix(" " + name) : $0.hasPrefix(name + " ")
        })
      try write(Array((text + text).utf8), to: path + "/INDEX")
      #expect(try CassetteFolder(path: path).lines == folder.lines)
    }
  }

  private func branch(_ exchanges: [Exchange], in path: String) throws -> CassetteFolder {
    try CassetteFolder.mending(path: path).sealing(exchanges).folder
  }

  /// What git makes of two branches: the files of both, and the lines of both INDEX files.
  private func merge(
    _ left: CassetteFolder, _ right: CassetteFolder, into path: String
  ) throws -> CassetteFolder {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    var index: [UInt8] = []
    for folder in [left, right] {
      for line in folder.lines {
        try write(read(folder.path(of: line)), to: path + "/" + line.fileName)
      }
      index += try read(folder.path + "/INDEX")
    }
    try write(index, to: path + "/INDEX")
    return try CassetteFolder(path: path)
  }
}
