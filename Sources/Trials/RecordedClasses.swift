import Basics
import Cassettes
import CodeExecution
import Sweeps

/// How far recorded runs depend on chance, where that was found out while recording.
struct RecordedClasses {
  private let reader: CassetteReader
  private let entries: [Slot: CassetteEntry]

  init(_ reader: CassetteReader) throws {
    self.reader = reader
    entries = Dictionary(
      try reader.entries().filter { $0.kind == .execution }.map { ($0.slot, $0) },
      uniquingKeysWith: { first, _ in first })
  }

  /// The class of the run at a slot; `nil` where none was recorded.
  func executionClass(at slot: Slot) -> ExecutionClass? {
    // What stands beside a recording explains it and decides nothing: a damaged note is no note.
    guard let entry = entries[slot], let bytes = try? reader.provenance(of: entry),
      let word = try? JSONValue(parsing: bytes)["class"]?.string
    else { return nil }
    return ExecutionClass(rawValue: word)
  }
}
