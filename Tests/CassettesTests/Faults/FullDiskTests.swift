import CassetteFaults
import Cassettes
import Foundation
import Testing

@Suite("A full disk")
struct FullDiskTests {
  @Test("refuses an exchange with the next step, keeps the others, and goes on once there is space")
  func journal() async throws {
    let exchanges = NumberedExchange.exchanges(0..<60)
    let disk = try SimulatedDisk()
    let journal = try RecordingJournal(path: SimulatedDisk.journal, storage: disk.storage)
    for capacity in [150_000, 151_000, 200_000, 260_001] {
      disk.setCapacity(capacity)
      var acknowledged: [Exchange] = []
      var errors: [CassetteError] = []
      for exchange in exchanges {
        do throws(CassetteError) {
          try await journal.append(exchange)
          acknowledged.append(exchange)
        } catch {
          errors.append(error)
        }
      }
      #expect(!errors.isEmpty)
      #expect(errors.allSatisfy { $0.code == .diskFull && $0.file == SimulatedDisk.journal })
      #expect(try await Set(journal.exchanges()) == Set(acknowledged))
      // What a power cut finds now is what the journal says it has.
      let after = try disk.cut(at: disk.position, keep: 0.5, seed: UInt64(capacity))
      let survivor = try RecordingJournal(path: SimulatedDisk.journal, storage: after.storage)
      #expect(Set(try await survivor.exchanges()).isSuperset(of: acknowledged))
      try await survivor.close()
    }
    disk.setCapacity(1 << 30)
    for exchange in exchanges { try await journal.append(exchange) }
    #expect(try await Set(journal.exchanges()) == Set(exchanges))
    try await journal.close()
    #expect(disk.integrity() == "ok")
  }

  @Test("while many append acknowledges exactly what it keeps")
  func concurrentAppends() async throws {
    let disk = try SimulatedDisk()
    let journal = try RecordingJournal(path: SimulatedDisk.journal, storage: disk.storage)
    disk.setCapacity(150_000)
    let acknowledged = await withTaskGroup(of: Exchange?.self) { group in
      for exchange in NumberedExchange.exchanges(0..<200) {
        group.addTask { (try? await journal.append(exchange)) == nil ? nil : exchange }
      }
      return await group.reduce(into: Set<Exchange>()) {
        if let exchange = $1 { $0.insert(exchange) }
      }
    }
    #expect(!acknowledged.isEmpty && acknowledged.count < 200)
    #expect(try await Set(journal.exchanges()) == acknowledged)
    try await journal.close()
    let again = try RecordingJournal(path: SimulatedDisk.journal, storage: disk.storage)
    #expect(try await Set(again.exchanges()) == acknowledged)
    try await again.close()
  }

  @Test("does not make a smaller scope count as written")
  func relabelling() async throws {
    let disk = try SimulatedDisk()
    let journal = try RecordingJournal(path: SimulatedDisk.journal, storage: disk.storage)
    var exchange = NumberedExchange.exchange(1)
    try await journal.append(exchange)
    disk.setCapacity(0)
    exchange.scope = "a smaller scope"
    await #expect(throws: CassetteError.self) { try await journal.append(exchange) }
    disk.setCapacity(1 << 30)
    try await journal.append(exchange)
    #expect(try await journal.exchanges() == [exchange])
    exchange.provenance = []
    try await journal.append(exchange)
    #expect(try await journal.exchanges() == [exchange])
    try await journal.close()
  }

  @Test("at the very start says so, and leaves nothing that is in the way later")
  func opening() async throws {
    let disk = try SimulatedDisk()
    for capacity in [0, 512, 5_000, 9_000, 20_000] {
      disk.setCapacity(capacity)
      let error = cassetteError { () throws(CassetteError) in
        try RecordingJournal(path: SimulatedDisk.journal, storage: disk.storage)
      }
      #expect(error == nil || error?.code == .diskFull)
      #expect(capacity > 9_000 || error?.code == .diskFull)
    }
    disk.setCapacity(1 << 30)
    let journal = try RecordingJournal(path: SimulatedDisk.journal, storage: disk.storage)
    try await journal.append(NumberedExchange.exchange(1))
    try await journal.close()
  }

  /// A small file system in memory that only the commands after it see; `$1` is where it goes.
  private static let mount = "mount -t tmpfs -o size=4m tmpfs \"$1\" && cd \"$1\" && shift && "
  private static let namespace = URL(filePath: "/usr/bin/unshare")

  /// Whether a user may mount a file system of his own here.
  static let canMount: Bool = {
    let process = Process()
    process.executableURL = namespace
    process.arguments = [
      "--map-root-user", "--mount", "sh", "-c", "mount -t tmpfs tmpfs /mnt",
    ]
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }()

  @Test(
    "of the kernel stops recording and sealing with the next step, and both resume with space",
    .enabled(if: canMount, "needs the right to mount in a namespace of one's own"))
  func realDisk() async throws {
    // The ballast leaves room for a part of the recording, then for the recording but not for the
    // cassette, then for everything.
    let script =
      Self.mount + """
        head -c 3700000 /dev/zero > ballast
        "$1" record sweep 0 400 && echo unexpected; echo full
        head -c 1000000 /dev/zero > ballast
        "$1" record sweep 0 400 || echo unexpected; echo recorded
        head -c "$(($(df --output=avail -B1 . | tail -n 1) - 20000))" /dev/zero >> ballast
        "$1" seal sweep && echo unexpected; echo unsealed
        "$1" list sweep; echo listed
        rm ballast
        "$1" seal sweep || echo unexpected
        ls sweep
        "$1" list sweep
        """
    try await withTemporaryFolder { scratch in
      let run = try await CrashSubject.run(
        [
          "--map-root-user", "--mount", "sh", "-c", script, "sh", scratch,
          CrashSubject.program.path,
        ], by: Self.namespace)
      #expect(!run.lines.contains("unexpected"))
      let parts = run.lines.split { ["full", "recorded", "unsealed", "listed"].contains($0) }
        .map(Array.init)
      try #require(parts.count == 5, "\(run.lines.suffix(5))")
      let acknowledged = parts[0].numbers(after: "ack")
      #expect(!acknowledged.isEmpty && acknowledged.count < 400)
      for (part, file) in [(0, "recording.journal"), (2, ".cas")] {
        let error = try #require(parts[part].last { $0.hasPrefix("error") })
        #expect(error.contains(file) && error.contains("the disk is full"))
        #expect(error.contains("Free some space and run the same command again"))
      }
      #expect(parts[1].numbers(after: "ack") == Set(0..<400))
      #expect(parts[3].numbers(after: "has") == Set(0..<400))
      #expect(parts[4].numbers(after: "has") == Set(0..<400))
      let names = parts[4].filter { !$0.contains(" ") }
      #expect(names.contains("INDEX") && !names.contains { $0.hasSuffix(".partial") })
    }
  }
}
