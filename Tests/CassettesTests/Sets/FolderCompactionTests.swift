import Basics
import Files
import Foundation
import Testing

@testable import Cassettes

@Suite("Compacting a folder")
struct FolderCompactionTests {
  private let exchanges = Samples.exchanges(45)

  /// A folder with three cassettes that overlap, as three recordings on two branches leave it.
  private func threeCassettes(_ path: String) throws -> CassetteFolder {
    let directory = Folder(path)
    var lines: [CassetteIndexLine] = []
    for part in [0..<20, 10..<30, 25..<45] {
      let image = try CassetteSealer.seal(Array(exchanges[part]), as: .one)
      lines.append(CassetteIndexLine(image))
      try image.write(to: directory.path(of: CassetteIndexLine(image).fileName))
    }
    try CassetteIndex(lines).write(to: directory)
    return try CassetteFolder(path: path)
  }

  /// Throws unless a folder plays everything.
  private func checkPlays(_ path: String, _ comment: Comment) throws {
    let reader = try CassetteFolder(path: path).reader()
    for exchange in exchanges {
      #expect(try reader.result(at: exchange.slot) == exchange.result, comment)
    }
    #expect(try reader.entries().count == exchanges.count, comment)
  }

  @Test("makes one cassette that holds the same, and leaves nothing else behind")
  func compaction() async throws {
    try await withTemporaryFolder { path in
      let old = try threeCassettes(path)
      let result = try #require(try CassetteFolder.compacting(path: path))
      #expect(result.replaced == old.lines)
      let whole = try CassetteSealer.seal(exchanges, as: .one)
      let line = CassetteIndexLine(whole)
      #expect(result.folder.lines == [line])
      #expect(try read(result.folder.path(of: line)) == whole.bytes)
      #expect(try Folder(path).names() == [line.fileName, "INDEX"])
      try checkPlays(path, "after")
      #expect(try CassetteFolder.compacting(path: path) == nil)
    }
  }

  @Test("keeps the cassette that holds everything already, and its bytes")
  func supersetIsKept() async throws {
    try await withTemporaryFolder { path in
      let directory = Folder(path)
      let images = try [exchanges, Array(exchanges[3..<9])].map {
        try CassetteSealer.seal($0, as: .one)
      }
      for image in images {
        try image.write(to: directory.path(of: CassetteIndexLine(image).fileName))
      }
      try CassetteIndex(images.map { CassetteIndexLine($0) }).write(to: directory)
      let result = try #require(try CassetteFolder.compacting(path: path))
      #expect(result.folder.lines == [CassetteIndexLine(images[0])])
      #expect(try read(result.folder.path(of: result.folder.lines[0])) == images[0].bytes)
      try checkPlays(path, "after")
    }
  }

  @Test("cut short after any step plays, is mended, and can be done again", arguments: 0...5)
  func everyStep(count: Int) async throws {
    let line = CassetteIndexLine(try CassetteSealer.seal(exchanges, as: .one))
    for mends in [true, false] {
      try await withTemporaryFolder { path in
        let folder = try threeCassettes(path)
        let compaction = try FolderCompaction(folder, actionDigest: nil)
        for step in FolderReplacement.Step.allCases.prefix(count) { try compaction.perform(step) }
        try checkPlays(path, "after \(count) steps")
        if mends {
          let mended = try CassetteFolder.mending(path: path)
          try checkPlays(path, "mended after \(count) steps")
          #expect(mended.lines == (count < 3 ? folder.lines : [line]))
          let files = mended.lines.map(\.fileName) + ["INDEX"]
          #expect(try Folder(path).names() == files.sorted())
        }
        _ = try CassetteFolder.compacting(path: path)
        #expect(try CassetteFolder(path: path).lines == [line])
        #expect(try Folder(path).names() == [line.fileName, "INDEX"])
      }
    }
  }

  @Test("cut short while it removes plays with any of the old files gone", arguments: 0..<8)
  func everyRemoval(gone: Int) async throws {
    try await withTemporaryFolder { path in
      let folder = try threeCassettes(path)
      let compaction = try FolderCompaction(folder, actionDigest: nil)
      for step in FolderReplacement.Step.allCases.prefix(3) { try compaction.perform(step) }
      for (number, line) in folder.lines.enumerated() where gone >> number & 1 == 1 {
        try FileManager.default.removeItem(atPath: folder.path(of: line))
      }
      try checkPlays(path, "\(gone)")
      _ = try CassetteFolder.mending(path: path)
      #expect(try Folder(path).names().count == 2)
      try checkPlays(path, "\(gone), mended")
    }
  }

  @Test("changes nothing when two cassettes differ, or one is damaged")
  func refusal() async throws {
    for isDamaged in [true, false] {
      try await withTemporaryFolder { path in
        var folder = try threeCassettes(path)
        if isDamaged {
          try Studio(folder: path).damage(
            folder.path(of: folder.lines[1]),
            near: try SealedCassette(path: folder.path(of: folder.lines[1]))
              .entries()[3].resultDigest.bytes)
        } else {
          var contrary = exchanges[3]
          contrary.result += [1]
          let image = try CassetteSealer.seal([contrary], as: .one)
          let directory = Folder(path)
          try image.write(to: directory.path(of: CassetteIndexLine(image).fileName))
          try CassetteIndex(folder.lines + [CassetteIndexLine(image)]).write(to: directory)
          folder = try CassetteFolder(path: path)
        }
        let before = try Folder(path).names()
        let error = cassetteError { () throws(CassetteError) in
          try CassetteFolder.compacting(path: path)
        }
        #expect(error?.code == (isDamaged ? .damaged : .conflict))
        #expect(try Folder(path).names() == before)
        #expect(try CassetteFolder(path: path).lines == folder.lines)
      }
    }
  }

  @Test("waits for nobody: a folder that is being recorded into is left alone, and says so")
  func recording() async throws {
    try await withTemporaryFolder { path in
      let folder = try threeCassettes(path)
      let journal = try RecordingJournal(path: folder.journalPath)
      let compacting = cassetteError { () throws(CassetteError) in
        try CassetteFolder.compacting(path: path)
      }
      let mending = cassetteError { () throws(CassetteError) in
        try CassetteFolder.mending(path: path)
      }
      for error in [compacting, mending] {
        #expect(error?.code == .locked)
        #expect(error?.message.contains("recording into this folder") == true)
      }
      try checkPlays(path, "meanwhile")
      try await journal.append(Samples.exchanges(1, seed: 8)[0])
      #expect(try await journal.seal(into: folder)?.entryCount == 1)
      #expect(try CassetteFolder.compacting(path: path)?.folder.lines[0].entryCount == 46)
    }
  }

  @Test("takes no note for its own that names other things than cassettes")
  func foreignNote() async throws {
    try await withTemporaryFolder { path in
      _ = try threeCassettes(path)
      for text in [
        "", "../secret.cas\n", "0123456789abcdeF.cas\n", "0123456789abcdef.cas\nINDEX\n",
      ] {
        try write(Array(text.utf8), to: path + "/" + FolderReplacement.fileName)
        let error = cassetteError { () throws(CassetteError) in
          try CassetteFolder.mending(path: path)
        }
        #expect(error?.code == .invalidIndex, "\(text)")
        #expect(try Folder(path).names().count == 5)
      }
    }
  }
}
