import Basics
import Cassettes
import Foundation
import TestSupport
import Testing

@Suite("A recording journal")
struct RecordingJournalTests {
  @Test("keeps what it acknowledged and gives it back after reopening")
  func resume() async throws {
    let exchanges = Samples.exchanges(50)
    try await withTemporaryFolder { folder in
      let path = folder + "/recording.journal"
      let journal = try RecordingJournal(path: path)
      for exchange in exchanges { try await journal.append(exchange) }
      #expect(await journal.count == 50)
      #expect(try await journal.result(at: exchanges[7].slot) == exchanges[7].result)
      try await journal.close()

      let again = try RecordingJournal(path: path)
      #expect(try await again.exchanges() == exchanges)
      #expect(try await again.result(at: Slot(action: Digest.sha256("x"))) == nil)
      try await again.append(exchanges[3])
      #expect(await again.count == 50)
    }
  }

  @Test("takes concurrent appends, the same ones among them, and loses none")
  func concurrency() async throws {
    let exchanges = Samples.exchanges(300)
    try await withTemporaryFolder { folder in
      let journal = try RecordingJournal(path: folder + "/recording.journal")
      try await withThrowingTaskGroup(of: Void.self) { group in
        for exchange in exchanges + exchanges.reversed() {
          group.addTask { try await journal.append(exchange) }
        }
        try await group.waitForAll()
      }
      #expect(Set(try await journal.exchanges()) == Set(exchanges))
    }
  }

  @Test("has everything acknowledged when its files are copied at any moment")
  func copiedMidway() async throws {
    // What a killed process leaves is what the files hold between two system calls.
    let exchanges = Samples.exchanges(400, words: 200)
    try await withTemporaryFolder { folder in
      let path = folder + "/recording.journal"
      let journal = try RecordingJournal(path: path)
      for (number, exchange) in exchanges.enumerated() {
        try await journal.append(exchange)
        guard number.isMultiple(of: 37) || number < 3 else { continue }
        let copy = folder + "/copy-\(number).journal"
        try write(read(path), to: copy)
        try write(read(path + "-wal"), to: copy + "-wal")
        let survivor = try RecordingJournal(path: copy)
        #expect(try await survivor.exchanges() == Array(exchanges[...number]))
        try await survivor.close()
      }
    }
  }

  @Test("has everything acknowledged after its process was killed in the middle of writing")
  func killed() async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/recording.journal"
      await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
        let journal = try RecordingJournal(path: path)
        let exchanges = Samples.exchanges(60)
        for exchange in exchanges[..<30] { try await journal.append(exchange) }
        for exchange in exchanges[30...] { Task { try await journal.append(exchange) } }
        kill(getpid(), SIGKILL)
      }
      let survivor = try RecordingJournal(path: path)
      let kept = try await survivor.exchanges()
      #expect(Array(kept.prefix(30)) == Array(Samples.exchanges(30)))
      #expect(Set(kept).isSubset(of: Samples.exchanges(60)))
    }
  }

  @Test("whose log was torn keeps a prefix of what was written, and all of it verified")
  func tornLog() async throws {
    let exchanges = Samples.exchanges(30)
    var random = SeededNumbers(11)
    try await withTemporaryFolder { folder in
      let path = folder + "/recording.journal"
      let journal = try RecordingJournal(path: path)
      for exchange in exchanges { try await journal.append(exchange) }
      let (database, log) = (try read(path), try read(path + "-wal"))
      for number in 0..<25 {
        let copy = folder + "/torn-\(number).journal"
        try write(database, to: copy)
        try write(Array(log[..<Int.random(in: 0..<log.count, using: &random)]), to: copy + "-wal")
        let survivor = try RecordingJournal(path: copy)
        let kept = try await survivor.exchanges()
        #expect(kept == Array(exchanges[..<kept.count]))
      }
    }
  }

  @Test("refuses another result for a slot, pending or written, and keeps the first")
  func conflict() async throws {
    let exchange = Samples.exchanges(1)[0]
    var other = exchange
    other.result.append(1)
    var asking = exchange
    asking.request.append(32)
    try await withTemporaryFolder { folder in
      let journal = try RecordingJournal(path: folder + "/recording.journal")
      try await journal.append(exchange)
      for contrary in [other, asking] {
        let error = await #expect(throws: CassetteError.self) {
          try await journal.append(contrary)
        }
        #expect(error?.code == .conflict)
      }
      #expect(try await journal.exchanges() == [exchange])

      let race = Samples.exchanges(2, seed: 2)[1]
      let outcomes = await withTaskGroup(of: Bool.self) { group in
        for number in 0..<20 {
          var rival = race
          rival.result = Array("\(number)".utf8)
          group.addTask { (try? await journal.append(rival)) != nil }
        }
        return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
      }
      #expect(outcomes == 1)
    }
  }

  @Test("keeps the smallest scope, whichever trial came first")
  func scopes() async throws {
    var exchanges = (0..<12).map { _ in Samples.exchanges(1)[0] }
    for number in exchanges.indices { exchanges[number].scope = "trial-\(10 + number)" }
    try await withTemporaryFolder { folder in
      for (number, order) in [exchanges, exchanges.reversed()].enumerated() {
        let journal = try RecordingJournal(path: folder + "/\(number).journal")
        for exchange in order { try await journal.append(exchange) }
        #expect(try await journal.exchanges() == [exchanges[0]])
        try await journal.close()
      }
      let journal = try RecordingJournal(path: folder + "/together.journal")
      await withTaskGroup(of: Void.self) { group in
        for exchange in exchanges { group.addTask { try? await journal.append(exchange) } }
      }
      #expect(try await journal.exchanges() == [exchanges[0]])
    }
  }

  @Test("belongs to one writer; a second one is told so, and may come later")
  func secondWriter() async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/recording.journal"
      let journal = try RecordingJournal(path: path)
      let error = cassetteError { () throws(CassetteError) in try RecordingJournal(path: path) }
      #expect(error?.code == .locked)
      try await journal.append(Samples.exchanges(1)[0])
      #expect(
        cassetteError { () throws(CassetteError) in try RecordingJournal(path: path) }?.code
          == .locked)
      try await journal.close()
      #expect(await (try RecordingJournal(path: path)).count == 1)
    }
  }

  @Test("never touches a file of another kind")
  func foreign() async throws {
    try await withTemporaryFolder { folder in
      let text = folder + "/text.journal"
      let bytes = Array(repeating: UInt8(ascii: "x"), count: 5_000)
      try write(bytes, to: text)
      let cassette = folder + "/cassette.journal"
      let image = try CassetteSealer.seal(Samples.exchanges(2)).bytes
      try write(image, to: cassette)
      for (path, content) in [(text, bytes), (cassette, image)] {
        let error = cassetteError { () throws(CassetteError) in try RecordingJournal(path: path) }
        #expect(error?.code == .notACassette)
        #expect(try read(path) == content)
      }
      let directory = cassetteError { () throws(CassetteError) in
        try RecordingJournal(path: folder)
      }
      #expect(directory?.code == .unreadable)
    }
  }

  @Test("with damaged content throws and never gives a wrong result")
  func damaged() async throws {
    let exchanges = Samples.exchanges(120)
    var random = SeededNumbers(21)
    try await withTemporaryFolder { folder in
      let path = folder + "/recording.journal"
      let journal = try RecordingJournal(path: path)
      for exchange in exchanges { try await journal.append(exchange) }
      try await journal.close()
      let image = try read(path)
      let copy = folder + "/copy.journal"
      for _ in 0..<80 {
        var mutant = image
        mutant[Int.random(in: 0..<mutant.count, using: &random)] ^= 16
        try write(mutant, to: copy)
        try? FileManager.default.removeItem(atPath: copy + "-wal")
        guard let survivor = try? RecordingJournal(path: copy) else { continue }
        for exchange in exchanges {
          if let result = try? await survivor.result(at: exchange.slot) {
            #expect(result == exchange.result)
          }
        }
        try? await survivor.close()
      }
    }
  }

  @Test("becomes a cassette when sealed, and is gone then")
  func sealing() async throws {
    let exchanges = Samples.exchanges(40)
    try await withTemporaryFolder { path in
      let folder = try CassetteFolder.mending(path: path)
      let journal = try RecordingJournal(path: folder.journalPath)
      for exchange in exchanges { try await journal.append(exchange) }
      let line = try #require(try await journal.seal(into: folder))
      #expect(line.entryCount == 40)
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: path).sorted()
          == ["INDEX", line.fileName].sorted())
      let error = await #expect(throws: CassetteError.self) {
        try await journal.append(exchanges[0])
      }
      #expect(error?.code == .closed)
      let reader = try CassetteFolder(path: path).reader()
      for exchange in exchanges {
        #expect(try reader.result(at: exchange.slot) == exchange.result)
      }
    }
  }

  @Test("seals only what the folder does not have, and nothing when there is nothing")
  func sealingTheRest() async throws {
    let exchanges = Samples.exchanges(40)
    try await withTemporaryFolder { path in
      var folder = try CassetteFolder.mending(path: path).sealing(Array(exchanges[..<25])).folder
      let journal = try RecordingJournal(path: folder.journalPath)
      for exchange in exchanges[20...] { try await journal.append(exchange) }
      #expect(try await journal.seal(into: folder)?.entryCount == 15)
      folder = try CassetteFolder(path: path)
      let empty = try RecordingJournal(path: folder.journalPath)
      #expect(try await empty.seal(into: folder) == nil)
      #expect(try CassetteFolder(path: path).lines == folder.lines)
    }
  }

  @Test("stays when sealing fails, and can be sealed after the cause is gone")
  func failedSealing() async throws {
    let exchanges = Samples.exchanges(10)
    try await withTemporaryFolder { path in
      let folder = try CassetteFolder.mending(path: path)
      let journal = try RecordingJournal(path: folder.journalPath)
      for exchange in exchanges { try await journal.append(exchange) }
      try write(Array("nonsense\n".utf8), to: path + "/INDEX")
      let error = await #expect(throws: CassetteError.self) {
        try await journal.seal(into: folder)
      }
      #expect(error?.code == .invalidIndex)
      try FileManager.default.removeItem(atPath: path + "/INDEX")
      #expect(try await journal.seal(into: folder)?.entryCount == 10)
    }
  }

  @Test("that a crash left behind after sealing adds nothing")
  func sealedTwice() async throws {
    let exchanges = Samples.exchanges(10)
    try await withTemporaryFolder { path in
      let folder = try CassetteFolder.mending(path: path)
      let journal = try RecordingJournal(path: folder.journalPath)
      for exchange in exchanges { try await journal.append(exchange) }
      let (database, log) = (try read(journal.path), try read(journal.path + "-wal"))
      let line = try await journal.seal(into: folder)
      try write(database, to: journal.path)
      try write(log, to: journal.path + "-wal")
      let again = try RecordingJournal(path: journal.path)
      #expect(await again.count == 10)
      #expect(try await again.seal(into: folder) == nil)
      #expect(try CassetteFolder(path: path).lines == [line].compactMap { $0 })
    }
  }
}
