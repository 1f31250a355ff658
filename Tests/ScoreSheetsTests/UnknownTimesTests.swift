import BenchTestSupport
import RecordReplay
import ScoreSheets
import Testing
import Trials

@Suite("A sheet's line whose times are no runtimes")
struct UnknownTimesTests {
  @Test("has - for its three times, and reads back as it was")
  func isWrittenWithoutTimes() throws {
    let line = Lines.line(timing: .shared)
    let bytes = try Lines.bytes([line])
    let rows = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    let names = rows[1].split(separator: "\t")
    let fields = rows[2].split(separator: "\t")
    for column in [ScoreColumn.service, .execution, .wait] {
      let place = try #require(names.firstIndex { $0 == column.rawValue })
      #expect(fields[place] == "-")
    }
    let read = try Lines.read(bytes)
    #expect(read == [line] && read[0].runtimeMicroseconds == nil)
  }

  @Test("differs from one with times in those columns alone")
  func isNotTheSame() throws {
    let flip = try #require(Flip(before: Lines.line(), after: Lines.line(timing: .shared)))
    #expect(flip.cause == .accounting)
    #expect(flip.columns == [.service, .execution, .wait])
  }
}
