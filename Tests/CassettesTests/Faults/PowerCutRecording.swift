import Cassettes
import Foundation
import TestSupport
import Testing

/// One recording on a simulated disk: which exchanges were acknowledged, and when.
struct PowerCutRecording {
  let disk: SimulatedDisk
  let exchanges: [Exchange]
  /// The position of the disk's log by which the exchange at a slot had been acknowledged.
  let acknowledged: [Acknowledgement]
  /// The size of the database before the journal was last closed: beyond a few pages, its log had
  /// been folded into it while recording.
  let foldedSize: Int

  typealias Acknowledgement = (position: Int, slot: Slot)

  /// Records exchanges with several writers in flight; the first part of them before the journal is
  /// closed and opened again.
  static func record(
    _ exchanges: [Exchange], first: Double = 0.5, mode: JournalMode = .durable
  ) async throws -> PowerCutRecording {
    let disk = try SimulatedDisk()
    // Without it a sync would be over before anybody could hear of a promise made too early.
    disk.setSyncDelay(microseconds: 300)
    var acknowledged: [Acknowledgement] = []
    var foldedSize = 0
    let cut = Int(Double(exchanges.count) * first)
    for part in [exchanges[..<cut], exchanges[cut...]] {
      let journal = try RecordingJournal(
        path: SimulatedDisk.journal, storage: mode.storage(on: disk))
      acknowledged += try await append(Array(part), to: journal, on: disk, writers: 16)
      foldedSize = disk.databaseSize
      try await journal.close()
    }
    return PowerCutRecording(
      disk: disk, exchanges: exchanges, acknowledged: acknowledged, foldedSize: foldedSize)
  }

  /// Appends with several writers, each of which notes the position after every acknowledgement,
  /// and before it asks again.
  private static func append(
    _ exchanges: [Exchange], to journal: RecordingJournal, on disk: SimulatedDisk, writers: Int
  ) async throws -> [Acknowledgement] {
    try await withThrowingTaskGroup(of: [Acknowledgement].self) { group in
      for writer in 0..<writers {
        group.addTask {
          var acknowledged: [Acknowledgement] = []
          for exchange in exchanges.dropFirst(writer).striding(by: writers) {
            try await journal.append(exchange)
            acknowledged.append((disk.position, exchange.slot))
          }
          return acknowledged
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
  }

  /// What a cut did.
  struct Outcome: Equatable {
    var lost = 0
    var corrupt = 0
    /// The first few faults in words, for a failing test.
    var faults: [String] = []

    static func + (left: Outcome, right: Outcome) -> Outcome {
      Outcome(
        lost: left.lost + right.lost, corrupt: left.corrupt + right.corrupt,
        faults: Array((left.faults + right.faults).prefix(5)))
    }
  }

  /// Cuts the power at random positions, each on a copy of the disk, and looks at what is left.
  func cut(times: Int, seed: UInt64, mode: JournalMode = .durable) async throws -> Outcome {
    var random = SeededNumbers(seed)
    var outcome = Outcome()
    for number in 0..<times {
      // Every other cut comes at the very moment of an acknowledgement.
      let position =
        number.isMultiple(of: 2)
        ? Int.random(in: 0...disk.position, using: &random)
        : acknowledged.randomElement(using: &random)?.position ?? 0
      let keep = [0.1, 0.5, 0.9][number % 3]
      let seed = random.next()
      var after = try disk.cut(at: position, keep: keep, seed: seed)
      if number.isMultiple(of: 4) {
        after = try await cutDuringRecovery(of: after, keep: keep, mode, &random)
      }
      let fault = await examine(after, position: position, mode)
      switch fault {
      case .none: break
      case .lost(let what):
        outcome = outcome + Outcome(lost: 1, faults: ["cut \(position)/\(seed): lost \(what)"])
      case .corrupt(let what):
        outcome = outcome + Outcome(corrupt: 1, faults: ["cut \(position)/\(seed): \(what)"])
      }
    }
    return outcome
  }

  /// Recovers a journal, and cuts the power once more somewhere on the way.
  private func cutDuringRecovery(
    of disk: SimulatedDisk, keep: Double, _ mode: JournalMode, _ random: inout SeededNumbers
  ) async throws -> SimulatedDisk {
    let before = disk.position
    if let journal = try? RecordingJournal(
      path: SimulatedDisk.journal, storage: mode.storage(on: disk))
    {
      try? await journal.close()
    }
    return try disk.cut(
      at: Int.random(in: before...max(before, disk.position), using: &random), keep: keep,
      seed: random.next())
  }

  private enum Fault {
    case none
    case lost(String)
    case corrupt(String)
  }

  /// Recovers the journal as the next recording would, reads everything back, and records on.
  private func examine(
    _ disk: SimulatedDisk, position: Int, _ mode: JournalMode
  ) async -> Fault {
    let kept: [Exchange]
    do {
      let journal = try RecordingJournal(
        path: SimulatedDisk.journal, storage: mode.storage(on: disk))
      kept = try await journal.exchanges()
      if let next = exchanges.last { try await journal.append(next) }
      try await journal.close()
    } catch {
      return .corrupt("\(error)")
    }
    let verdict = disk.integrity()
    guard verdict == "ok" else { return .corrupt(verdict) }
    let recorded = Dictionary(uniqueKeysWithValues: exchanges.map { ($0.slot, $0) })
    guard kept.allSatisfy({ recorded[$0.slot] == $0 }) else {
      return .corrupt("an exchange nobody recorded")
    }
    let found = Set(kept.map(\.slot))
    let missing = acknowledged.filter { $0.position <= position && !found.contains($0.slot) }
    return missing.isEmpty ? .none : .lost("\(missing.count) of \(acknowledged.count)")
  }
}

/// How a journal is written, in SQLite's words.
struct JournalMode: Sendable {
  var locking: String
  var journal: String
  var synchronous: String

  /// As recordings are.
  static let durable = JournalMode(locking: "EXCLUSIVE", journal: "WAL", synchronous: "FULL")

  func storage(on disk: SimulatedDisk) -> JournalStorage {
    guard self != .durable else { return disk.storage }
    var storage = disk.storage
    storage.lockingMode = locking
    storage.journalMode = journal
    storage.synchronous = synchronous
    return storage
  }
}

extension JournalMode: Equatable {}

extension Collection {
  /// Every n-th element, from the first.
  func striding(by step: Int) -> [Element] {
    enumerated().filter { $0.offset.isMultiple(of: step) }.map(\.element)
  }
}
