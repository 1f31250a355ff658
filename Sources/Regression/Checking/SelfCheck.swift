import Analysis
public import Basics
public import Cassettes
import FoundationEssentials
import RecordReplay
public import ScoreSheets
import Statistics
public import Sweeps
public import Trials

/// Replays one sweep again and again, each time under other circumstances, and holds the sheets against
/// each other: nothing but the sweep and its cassettes may reach a score.
public struct SelfCheck: Sendable {
  /// What one replay came to.
  public struct Variation: Hashable, Sendable {
    /// What was otherwise.
    public let name: String
    /// The digest of the score sheet.
    public let sheet: Digest
    /// The first trial that differs from the first replay; `nil` where the sheets are the same.
    public let difference: Flip?
    /// Whether the sheets are the same, byte for byte.
    public let isSame: Bool
  }

  private static let timeLimit = Duration.seconds(3600)

  private let plan: Plan
  private let runner: TrialRunner
  private let tape: CassetteUnion
  private let header: ScoreSheetHeader

  /// Creates a check of a sweep.
  public init(
    _ plan: Plan, runner: TrialRunner, tape: CassetteUnion, header: ScoreSheetHeader
  ) {
    self.plan = plan
    self.runner = runner
    self.tape = tape
    self.header = header
  }

  /// Replays under every circumstance.
  ///
  /// - Parameters:
  ///   - program: This tool, started anew for what a process cannot change in itself: locale, time
  ///     zone, folders, the seed of hashing.
  ///   - sweep: The sweep's folder.
  /// - Returns: The replays, the first of which is what the others are held against.
  public func run(program: String, sweep: String) async throws -> [Variation] {
    let trials = Array(0..<plan.count)
    let stride = Self.strideOrder(plan.count)
    let inside: [(name: String, workers: Int, order: [Int])] = [
      ("1 worker, in order", 1, trials), ("2 workers", 2, trials), ("7 workers", 7, trials),
      ("in reverse order, 3 workers", 3, trials.reversed()), ("mixed order, 2 workers", 2, stride),
    ]
    var variations: [Variation] = []
    var reference: [UInt8] = []
    for (name, workers, order) in inside {
      let bytes = try await sheet(workers: workers, order: order)
      if variations.isEmpty { reference = bytes }
      variations.append(try Self.variation(name, bytes, reference))
    }
    let outside: [(name: String, variables: [String: String?])] = [
      ("Turkish locale", ["LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"]),
      (
        "plain C locale, time zone Pacific/Kiritimati", ["LC_ALL": "C", "TZ": "Pacific/Kiritimati"]
      ),
      ("time zone America/St_Johns, without a home", ["TZ": "America/St_Johns", "HOME": nil]),
    ]
    for (index, (name, variables)) in outside.enumerated() {
      let bytes = try await Self.sheet(
        of: program, sweep: sweep, workers: index + 1, variables: variables)
      variations.append(
        try Self.variation("\(name), other folders, \(index + 1) workers", bytes, reference))
    }
    return variations
  }

  private static func variation(
    _ name: String, _ bytes: [UInt8], _ reference: [UInt8]
  ) throws -> Variation {
    var difference: Flip?
    if bytes != reference {
      var gate = try BaselineGate(
        baseline: try ScoreSheetReader(bytes: reference, named: "first replay"), keeping: 1)
      try gate.add(try ScoreSheetReader(bytes: bytes, named: name))
      difference = try gate.finish().firstFlip
    }
    return Variation(
      name: name, sheet: Digest.sha256(bytes), difference: difference, isSame: bytes == reference)
  }

  /// The sheet of the trials that can be replayed, run in some order.
  private func sheet(workers: Int, order: [Int]) async throws -> [UInt8] {
    var lines: [TrialLine] = []
    let stream = TrialStream(
      plan, runner: runner, from: tape, places: order, workers: workers, failures: .areHandedOver)
    _ = try await stream.replay { event in
      if case .line(let line) = event { lines.append(line) }
    }
    var encoder = try ScoreSheetEncoder(header)
    for line in lines.sorted(by: { $0.trial < $1.trial }) {
      try encoder.append(line)
    }
    return encoder.take()
  }

  /// The sheet that a process of its own writes.
  private static func sheet(
    of program: String, sweep: String, workers: Int, variables: [String: String?]
  ) async throws -> [UInt8] {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "steerbench-\(UUID().uuidString)")
    try CacheFiles.makeFolder(folder)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "sheet.tsv")
    let ending = try await ChildProcess(
      program: program,
      arguments: ToolProbe.ownSheet(of: sweep, to: file.path, workers: workers),
      folder: folder.path, environment: variables.merging(["TMPDIR": folder.path]) { $1 },
      timeLimit: timeLimit
    ).run()
    guard let bytes = CacheFiles.read(file, limit: 1 << 30) else {
      throw RegressionError(
        .evaluation,
        "A replay under other circumstances wrote no sheet: "
          + VisibleText.escape(ending.errors.isEmpty ? ending.text : ending.errors),
        next: "Replay without --selfcheck first")
    }
    return bytes
  }

  /// Numbers in an order far from their own, each once.
  private static func strideOrder(_ count: Int) -> [Int] {
    guard count > 2 else { return Array(0..<count) }
    return (0..<7).flatMap { start in
      stride(from: start, to: count, by: 7)
    }
  }
}
