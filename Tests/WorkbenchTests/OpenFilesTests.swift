import Testing

@testable import Workbench

@Suite("Few files and connections")
struct OpenFilesTests {
  private func files(_ limit: Int) -> OpenFiles { OpenFiles(limit: limit, open: 12) }

  @Test("where there are enough, everything that is wanted goes at once, and nothing is said")
  func enough() throws {
    let room = try files(12 + 8 + 64 * 3 + 4 * 16).room(calls: 64, runs: 4)
    #expect(room == OpenFiles.Room(calls: 64, runs: 4))
  }

  @Test("where there are fewer, calls and runs fit into them, and a sentence says how many")
  func fewer() throws {
    let room = try files(48).room(calls: 64, atLeast: 1, runs: 2)
    #expect(room.calls == 4)
    #expect(room.runs == 1)
    let note = try #require(room.note)
    #expect(note.hasPrefix("Only 4 of 64 calls and 1 of 2 runs of code at once"), "\(note)")
    #expect(note.contains("48") && note.contains("ulimit -n 1024"))
    for limit in 40...400 {
      let room = try files(limit).room(calls: 64, atLeast: 1, runs: 8)
      #expect(room.calls * 3 + room.runs * 16 <= limit - 20)
      #expect(room.calls >= 1 && room.runs >= 1)
    }
  }

  @Test("where not even one call and one run fit, it is refused with the number that is needed")
  func tooFew() {
    let error = #expect(throws: WorkbenchError.self) {
      try files(24).room(calls: 64, atLeast: 1, runs: 2)
    }
    #expect(error?.code == .infrastructure)
    #expect(error?.message.contains("may have 24 files") == true)
    #expect(error?.message.contains("at least 39") == true)
    #expect(throws: WorkbenchError.self) { try files(48).room(calls: 64, atLeast: 9, runs: 1) }
  }

  @Test("what is open now is counted")
  func current() {
    let files = OpenFiles.current
    #expect(files.open >= 3 && files.open < files.limit)
  }
}
