import Analysis
import Basics
import CLZ4
import Cassettes
import Foundation
import Glibc
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Synchronization
import Trials

/// How fast a sweep is replayed, in how much memory, and how far that is from what the machine can
/// do at all.
///
/// The sweep is generated and recorded here: ten methods on fourteen tasks, ten samples a question,
/// answered by a scripted model. It is replayed twice by processes of their own, whole and one
/// sample only, so that neither the recording's memory nor the other replay's is counted. The two
/// differ in the number of trials by a factor of ten and in nothing else.
enum ReplaySection: BenchSection {
  static let name = "replay"
  static let summary = "replay of a recorded sweep: trials and exchanges a second, memory, limit"

  static func run(_ options: BenchOptions) async throws -> BenchReport {
    let path = options.folder ?? NSTemporaryDirectory() + "steerbench-bench-\(getpid())"
    let folder = URL(filePath: path, directoryHint: .isDirectory)
    defer { if options.folder == nil { try? FileManager.default.removeItem(at: folder) } }
    let manager = FileManager.default
    if !manager.fileExists(atPath: folder.appending(path: GeneratedSweep.fileName).path) {
      try await GeneratedSweep(trials: options.trials).record(
        into: folder, prompts: URL(filePath: options.prompts, directoryHint: .isDirectory))
    }
    let part = try replay(path, samples: 1)
    let whole = try replay(path, samples: GeneratedSweep.samples)
    let limit = try await PhysicalLimit.measure(folder)
    return report(whole, part, limit)
  }

  private static func report(
    _ whole: ReplayRun, _ part: ReplayRun, _ limit: PhysicalLimit
  ) -> BenchReport {
    let exchanges = Double(whole.exchanges)
    let ratio = limit.exchangesPerSecond / (exchanges / whole.cpuSeconds)
    return BenchReport(
      section: name,
      facts: [
        ("trials", "\(whole.trials), and \(part.trials) of them for the smaller replay"),
        ("exchanges", "\(whole.exchanges)"),
        ("score sheet", whole.sheet.hex),
        ("score sheet of the smaller", part.sheet.hex),
        ("bytes an exchange", "\(limit.bytesPerExchange)"),
      ],
      figures: [
        BenchFigure("trials a core", Double(whole.trials) / whole.cpuSeconds, "/s"),
        BenchFigure(
          "exchanges a core", exchanges / whole.cpuSeconds, "/s", mark: .atLeast(40_000)),
        BenchFigure("exchanges a core at the limit", limit.exchangesPerSecond, "/s"),
        BenchFigure("limit / replay", ratio, "", decimals: 2, mark: .atMost(4)),
        BenchFigure("opening", whole.openingSeconds, "s", decimals: 2),
        BenchFigure("peak, smaller replay", Double(part.peakBytes) / 1e6, "MB", decimals: 1),
        BenchFigure("peak", Double(whole.peakBytes) / 1e6, "MB", decimals: 1),
        BenchFigure(
          "peak / peak of the smaller", Double(whole.peakBytes) / Double(part.peakBytes), "",
          decimals: 2, mark: .atMost(1.1)),
      ])
  }

  /// Replays in a process of its own.
  private static func replay(_ folder: String, samples: Int) throws -> ReplayRun {
    let process = Process()
    process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = ["--folder", folder, "--replay-samples", "\(samples)"]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0,
      let run = ReplayRun(json: try JSONValue(parsing: Array(bytes)))
    else { throw BenchError("The replay failed; see above.") }
    return run
  }
}

/// One replay of a recorded folder: what it did and what it used.
struct ReplayRun {
  /// Trials that were replayed.
  var trials: Int
  /// Exchanges that the trials asked for; one that two trials share counts twice.
  var exchanges: Int
  /// Processor time from the first trial to the last, in seconds.
  var cpuSeconds: Double
  /// Processor time for opening: sweep, questions, the check of the cassette's file.
  var openingSeconds: Double
  /// The most memory of the process, in bytes.
  var peakBytes: Int
  /// The SHA-256 of the score sheet's bytes: equal before and after every change to the code.
  var sheet: Digest
}

extension ReplayRun {
  /// What gathers while trials stream by: what `steerbench replay` gathers.
  private struct Gathered {
    var summary: ScoreSummary
    var encoder: ScoreSheetEncoder
    var sheet = DigestBuilder()
    var exchanges = 0

    mutating func add(_ event: ReplayEvent) throws {
      switch event {
      case .line(let line):
        summary.add(line)
        try encoder.append(line)
        exchanges += line.calls + line.executions
        if encoder.pending >= 1 << 16 { sheet.update(encoder.take()) }
      case .miss(let miss): throw BenchError("\(miss.trial): \(miss.summary)")
      case .failure(let trial, let error): throw BenchError("\(trial): \(error)")
      }
    }
  }

  /// Replays so many samples of each question with one worker.
  static func measure(_ path: String, samples: Int) async throws -> ReplayRun {
    let folder = try SweepFolder(URL(filePath: path, directoryHint: .isDirectory))
    var sweep = folder.sweep
    sweep.samples = samples
    let plan = Plan(sweep, questions: folder.questions)
    let runner = try TrialRunner(sweep, prompts: folder.prompts)
    let tape = try CassetteUnion(try CassetteFolder(path: path))
    let header = ScoreSheetHeader(
      of: sweep, grading: sweep.grading, cassettes: tape.folder.lines.map(\.root))
    let gathered = Mutex(
      Gathered(
        summary: ScoreSummary(axes: plan.axes), encoder: try ScoreSheetEncoder(header)))
    let start = ResourceUsage.cpuSeconds
    let stream = TrialStream(plan, runner: runner, from: tape, failures: .areHandedOver)
    _ = try await stream.replay { event in
      try gathered.withLock { try $0.add(event) }
    }
    let end = ResourceUsage.cpuSeconds
    return try gathered.withLock { gathered in
      gathered.sheet.update(gathered.encoder.take())
      return ReplayRun(
        trials: gathered.summary.trials, exchanges: gathered.exchanges, cpuSeconds: end - start,
        openingSeconds: start, peakBytes: try ResourceUsage.peakBytes,
        sheet: gathered.sheet.finalize())
    }
  }
}

extension ReplayRun {
  /// The run as the inner process prints it.
  var json: JSONValue {
    [
      "trials": .integer(Int64(trials)), "exchanges": .integer(Int64(exchanges)),
      "cpuSeconds": .double(cpuSeconds), "openingSeconds": .double(openingSeconds),
      "peakBytes": .integer(Int64(peakBytes)), "sheet": .string(sheet.hex),
    ]
  }

  /// Reads what the inner process printed.
  init?(json: JSONValue) {
    guard let trials = json["trials"]?.integer, let exchanges = json["exchanges"]?.integer,
      let cpuSeconds = json["cpuSeconds"]?.double,
      let openingSeconds = json["openingSeconds"]?.double,
      let peakBytes = json["peakBytes"]?.integer,
      let sheet = json["sheet"]?.string.flatMap({ Digest(hex: $0) })
    else { return nil }
    self.init(
      trials: trials, exchanges: exchanges, cpuSeconds: cpuSeconds,
      openingSeconds: openingSeconds, peakBytes: peakBytes, sheet: sheet)
  }
}

/// What no replay of the same exchanges can beat on this machine, whatever its code: the requests
/// hashed into keys, the results decompressed, verified and copied once.
///
/// It works on the requests and on the results as format 1 compresses them, each a block of its own
/// with the cassette's dictionary, so that nothing is decompressed that is not asked for; with the hash
/// and the LZ4 that the cassettes use, in the order of the cassette's rows.
struct PhysicalLimit {
  /// Exchanges a second of processor time.
  var exchangesPerSecond: Double
  /// The mean size of a request and its result.
  var bytesPerExchange: Int

  /// A sealed exchange in memory.
  private struct Sealed {
    var request: [UInt8]
    var block: [UInt8]
    var size: Int
  }

  /// Measures with the exchanges of a recorded folder.
  static func measure(_ folder: URL) async throws -> PhysicalLimit {
    let cassettes = try CassetteFolder(path: folder.path)
    guard cassettes.lines.count == 1 else {
      throw BenchError("\(folder.path) must hold one cassette.")
    }
    let copy = FileManager.default.temporaryDirectory.appending(
      path: "steerbench-bench-\(getpid())-limit.cas")
    defer { try? FileManager.default.removeItem(at: copy) }
    let image = try ExchangeCatalog(CassetteSet(cassettes)).seal(as: .one)
    try Data(image.bytes).write(to: copy)
    let file = try CassetteFile(path: copy.path)
    let stored = Dictionary(try file.results().map { ($0.slot, $0) }) { first, _ in first }
    let reader = try CassetteReader(try CassetteUnion(cassettes))
    var sealed: [Sealed] = []
    for entry in try reader.entries() {
      guard let result = stored[entry.slot] else {
        throw BenchError("\(folder.path): rows are missing.")
      }
      sealed.append(
        Sealed(
          request: try reader.request(of: entry), block: result.block, size: result.size))
    }
    guard !sealed.isEmpty else { throw BenchError("\(folder.path) holds no exchange.") }
    let dictionary = try file.dictionary()
    let seconds = try run(sealed, dictionary)
    let bytes = sealed.reduce(0) { $0 + $1.request.count + $1.size }
    return PhysicalLimit(
      exchangesPerSecond: Double(sealed.count) / seconds, bytesPerExchange: bytes / sealed.count)
  }

  /// Processor seconds for the work on all exchanges.
  private static func run(_ sealed: [Sealed], _ dictionary: [UInt8]) throws(BenchError) -> Double {
    let largest = sealed.reduce(0) { max($0, $1.size) }
    let buffer = UnsafeMutableRawBufferPointer.allocate(
      byteCount: dictionary.count + largest, alignment: 16)
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: largest, alignment: 16)
    defer {
      buffer.deallocate()
      copy.deallocate()
    }
    buffer.copyBytes(from: dictionary)
    // Everything that was computed ends up here, so that no work can be left out.
    var sum: Int64 = 0
    let start = ResourceUsage.cpuSeconds
    for exchange in sealed {
      sum &+= Digest.sha256(exchange.request).leading64
      let output = UnsafeMutableRawBufferPointer(
        rebasing: buffer[dictionary.count...].prefix(exchange.size))
      guard decompress(exchange.block, dictionary.count, buffer, output) else {
        throw BenchError("A block of the cassette cannot be decompressed.")
      }
      sum &+= Digest.sha256(UnsafeRawBufferPointer(output)).leading64
      copy.copyMemory(from: UnsafeRawBufferPointer(output))
      sum &+= Int64(copy.last ?? 0)
    }
    let seconds = ResourceUsage.cpuSeconds - start
    guard sum != 0 else { throw BenchError("The cassette's digests add up to nothing.") }
    return seconds
  }

  private static func decompress(
    _ block: [UInt8], _ dictionary: Int, _ buffer: UnsafeMutableRawBufferPointer,
    _ output: UnsafeMutableRawBufferPointer
  ) -> Bool {
    guard block.count != output.count else {
      output.copyBytes(from: block)
      return true
    }
    return block.withUnsafeBytes { block in
      LZ4_decompress_safe_usingDict(
        block.baseAddress?.assumingMemoryBound(to: CChar.self),
        output.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(block.count),
        Int32(output.count), buffer.baseAddress?.assumingMemoryBound(to: CChar.self),
        Int32(dictionary)) == Int32(output.count)
    }
  }
}
