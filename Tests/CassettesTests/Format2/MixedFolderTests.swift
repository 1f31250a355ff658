import Basics
import CassetteFaults
import Files
import Foundation
import Testing

@testable import Cassettes

@Suite("A folder with cassettes of both formats")
struct MixedFolderTests {
  private let exchanges = Samples.exchanges(60)

  /// A folder with a cassette of each format, which share some exchanges.
  private func mixed(_ path: String) throws -> CassetteFolder {
    try CassetteFolder.mending(path: path)
      .sealing(Array(exchanges[..<40]), as: .one).folder
      .sealing(Array(exchanges[20...]), as: .two).folder
  }

  private func checkPlays(_ folder: CassetteFolder, _ comment: Comment? = nil) throws {
    let reader = try folder.reader()
    for exchange in exchanges {
      #expect(try reader.result(at: exchange.slot) == exchange.result, comment)
    }
    let entries = try reader.entries()
    #expect(entries.count == exchanges.count, comment)
    for entry in entries {
      #expect(Digest.sha256(try reader.request(of: entry)) == entry.slot.action, comment)
    }
  }

  @Test("plays their union, and verifies each as what it is")
  func union() async throws {
    try await withTemporaryFolder { path in
      let folder = try mixed(path)
      #expect(folder.lines.map(\.version) == [.one, .two])
      #expect(folder.version == .two)
      try checkPlays(folder)
      try folder.verify(.canonical)
      // The exchanges of a folder are sorted whatever their files are.
      let listing = try ExchangeListing(path: path)
      #expect(listing.count == exchanges.count)
      #expect(try listing.root() == CassetteSealer.seal(exchanges).root)
    }
  }

  @Test("may hold the same exchanges in both formats: no name and no line is that of the other")
  func sameRoot() async throws {
    try await withTemporaryFolder { path in
      let old = try CassetteFolder.mending(path: path).sealing(exchanges, as: .one)
      let image = try CassetteSealer.seal(exchanges, as: .two)
      let line = CassetteIndexLine(image)
      try image.write(to: old.folder.path(of: line))
      try CassetteIndex(old.folder.lines + [line]).write(to: Folder(path))
      let folder = try CassetteFolder(path: path)
      #expect(Set(folder.lines.map(\.root)).count == 1)
      #expect(Set(folder.lines.map(\.fileName)).count == 2)
      #expect(Set(folder.lines.map(\.text)).count == 2)
      try checkPlays(folder)
      // Git unites the lines of two branches in any order.
      let text = String(decoding: try read(path + "/INDEX"), as: UTF8.self)
      let turned = text.split(separator: "\n").reversed().joined(separator: "\n") + "\n"
      #expect(try CassetteIndex(text: turned, file: path).text == text)
    }
  }

  @Test("names both files where they differ")
  func conflict() async throws {
    var contrary = exchanges[3]
    contrary.result += [0]
    try await withTemporaryFolder { path in
      let folder = try mixed(path)
      let image = try CassetteSealer.seal([contrary], as: .two)
      let line = CassetteIndexLine(image)
      try image.write(to: folder.path(of: line))
      try CassetteIndex(folder.lines + [line]).write(to: Folder(path))
      let error = cassetteError { () throws(CassetteError) in
        try CassetteFolder(path: path).reader()
      }
      #expect(error?.code == .conflict)
      for name in [line.fileName, folder.lines[0].fileName] {
        #expect(error?.message.contains(name) == true)
      }
    }
  }

  @Test(
    "and every other folder gets what is added in the highest format that it has, a new one the current",
    arguments: [
      ([], .current), ([.one], .one), ([.two], .two), ([.one, .two], .two),
    ] as [([CassetteVersion], CassetteVersion)])
  func additions(before: [CassetteVersion], added: CassetteVersion) async throws {
    try await withTemporaryFolder { path in
      var folder = try CassetteFolder.mending(path: path)
      for (number, version) in before.enumerated() {
        folder = try folder.sealing([exchanges[number]], as: version).folder
      }
      // A recording that was interrupted, and is gone on with beside what was sealed meanwhile.
      let journal = try RecordingJournal(path: folder.journalPath)
      try await journal.append(exchanges[10])
      try await journal.close()
      let resumed = try RecordingJournal(path: folder.journalPath)
      try await resumed.append(exchanges[11])
      let line = try #require(try await resumed.seal(into: folder))
      #expect(line.version == added)
      #expect(line.entryCount == 2)
      let now = try CassetteFolder(path: path)
      #expect(now.lines.count == before.count + 1)
      // What was sealed stays as it is.
      #expect(Set(folder.lines).isSubset(of: now.lines))
      let addition = try CassetteFolder.adding(
        CassetteSet(files: [now.path(of: line)]), to: path + "/elsewhere")
      #expect(addition.added?.version == .current)
    }
  }

  @Test(
    "merges into one cassette of the higher format, the same whatever the order and the formats")
  func merge() async throws {
    let whole = try CassetteSealer.seal(exchanges, as: .two)
    try await withTemporaryFolder { path in
      var files: [String] = []
      for (number, part) in [0..<25, 10..<40, 30..<60].enumerated() {
        let image = try CassetteSealer.seal(
          Array(exchanges[part]), as: number == 1 ? .two : .one)
        files.append("\(path)/\(number).cas")
        try write(image.bytes, to: files[number])
      }
      for order in [files, files.reversed()] {
        #expect(try ExchangeCatalog(CassetteSet(files: order)).seal().bytes == whole.bytes)
      }
      let old = try ExchangeCatalog(CassetteSet(files: [files[0], files[2]]))
      #expect(old.version == .one)
      #expect(try old.seal().version == .one)
    }
  }

  @Test(
    "is compacted into the higher format, or the one that is asked for, and back to the same bytes",
    arguments: [nil, CassetteVersion.one, .two])
  func compaction(version: CassetteVersion?) async throws {
    try await withTemporaryFolder { path in
      let old = try mixed(path)
      let result = try #require(try CassetteFolder.compacting(path: path, as: version))
      #expect(result.replaced == old.lines)
      let image = try CassetteSealer.seal(exchanges, as: version ?? .two)
      #expect(result.folder.lines == [CassetteIndexLine(image)])
      #expect(try read(result.folder.path(of: result.folder.lines[0])) == image.bytes)
      #expect(try Folder(path).names().count == 2)
      try checkPlays(result.folder)
      // Nothing to do, then back.
      #expect(try CassetteFolder.compacting(path: path) == nil)
      #expect(try CassetteFolder.compacting(path: path, as: image.version) == nil)
      for version in CassetteVersion.allCases + CassetteVersion.allCases {
        _ = try CassetteFolder.compacting(path: path, as: version)
        let folder = try CassetteFolder(path: path)
        let sealed = try CassetteSealer.seal(exchanges, as: version)
        #expect(folder.lines == [CassetteIndexLine(sealed)])
        #expect(try read(folder.path(of: folder.lines[0])) == sealed.bytes)
      }
    }
  }

  @Test("keeps a cassette of the format that holds everything already")
  func supersetIsKept() async throws {
    try await withTemporaryFolder { path in
      let folder = try CassetteFolder.mending(path: path)
        .sealing(Array(exchanges[..<5]), as: .one).folder
      let image = try CassetteSealer.seal(exchanges, as: .two)
      let line = CassetteIndexLine(image)
      try image.write(to: folder.path(of: line))
      try CassetteIndex(folder.lines + [line]).write(to: Folder(path))
      let result = try #require(try CassetteFolder.compacting(path: path))
      #expect(result.folder.lines == [line])
    }
  }

  @Test("cut short after any step of a conversion plays, and is mended", arguments: 0...5)
  func everyStep(count: Int) async throws {
    try await withTemporaryFolder { path in
      let folder = try mixed(path)
      let compaction = try FolderCompaction(folder, as: .two, actionDigest: nil)
      for step in FolderReplacement.Step.allCases.prefix(count) { try compaction.perform(step) }
      try checkPlays(try CassetteFolder(path: path), "after \(count) steps")
      try checkPlays(try CassetteFolder.mending(path: path), "mended after \(count) steps")
      _ = try CassetteFolder.compacting(path: path, as: .two)
      let line = CassetteIndexLine(try CassetteSealer.seal(exchanges, as: .two))
      #expect(try CassetteFolder(path: path).lines == [line])
      #expect(try Folder(path).names() == [line.fileName, "INDEX"].sorted())
    }
  }

  @Test("of which one claims the other's root is refused", arguments: CassetteVersion.allCases)
  func forged(version: CassetteVersion) async throws {
    try await withTemporaryFolder { path in
      let folder = try mixed(path)
      let line = try #require(folder.lines.first { $0.version == version })
      let other = try #require(folder.lines.first { $0.version != version })
      let forged = try #require(
        HostileRows(try read(folder.path(of: line))).edited([
          ("UPDATE meta SET v=?1 WHERE k='root'", [.bytes(other.root.bytes)])
        ]))
      let lie = CassetteIndexLine(
        version: version, root: other.root, fileDigest: .sha256(forged),
        entryCount: line.entryCount, rawByteCount: line.rawByteCount)
      try FileManager.default.removeItem(atPath: folder.path(of: line))
      try write(forged, to: folder.path(of: lie))
      try CassetteIndex([other, lie]).write(to: Folder(path))
      let error = cassetteError { () throws(CassetteError) in
        try CassetteFolder(path: path).reader()
      }
      #expect(error?.code == .corrupt)
      #expect(error?.message.contains(other.root.hex) == true)
    }
  }
}
