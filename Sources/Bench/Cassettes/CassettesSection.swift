import Cassettes
import Foundation
import Glibc
import Methods

/// How small and how fast cassettes are: size, look-ups, opening, verification, recording, sealing,
/// growth of a git repository.
///
/// Each measurement is a file of its own and gives figures; limits are measured in the same run.
enum CassettesSection: BenchSection {
  static let name = "cassettes"
  static let summary = "size of a cassette, look-ups, opening, verifying, recording, sealing, git"

  static func run(_ options: BenchOptions) async throws -> BenchReport {
    let folder = URL(filePath: NSTemporaryDirectory(), directoryHint: .isDirectory)
      .appending(path: "steerbench-cassettes-\(getpid())", directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let corpus = try await CassetteCorpus.make(
      in: folder.appending(path: "sweep"),
      prompts: URL(filePath: options.prompts, directoryHint: .isDirectory))
    let bench = try CassetteBench(corpus: corpus, folder: folder)
    var results = BenchResults()
    try bench.measureSize(&results)
    try bench.measureSealing(&results)
    try bench.measureLookups(&results)
    try bench.measureOpening(&results)
    try bench.measureVerification(&results)
    try bench.measureRecording(&results)
    try bench.measureGitGrowth(&results)
    try bench.measureFormat2(&results)
    try RootMeasurement(folder: folder).measure(&results)
    return BenchReport(section: name, facts: results.facts, figures: results.figures)
  }
}

/// What the measurements of a section have gathered.
struct BenchResults {
  var facts: [(name: String, value: String)] = []
  var figures: [BenchFigure] = []

  /// Adds a fact.
  mutating func note(_ name: String, _ value: String) { facts.append((name, value)) }

  /// Adds a figure.
  mutating func add(
    _ name: String, _ value: Double, _ unit: String, decimals: Int = 0,
    mark: BenchFigure.Mark? = nil
  ) {
    figures.append(BenchFigure(name, value, unit, decimals: decimals, mark: mark))
  }
}

/// The corpus, its sealed cassette, and a folder for whatever a measurement writes.
struct CassetteBench {
  let corpus: CassetteCorpus
  let folder: URL
  /// The sealed cassette of format 1, in memory.
  let image: SealedImage
  /// The sealed cassette's file.
  let path: String
  /// Processor time for sealing, in seconds.
  let sealSeconds: Double

  init(corpus: CassetteCorpus, folder: URL) throws {
    self.corpus = corpus
    self.folder = folder
    let start = ResourceUsage.cpuSeconds
    image = try CassetteSealer.seal(corpus.exchanges, as: .one)
    sealSeconds = ResourceUsage.cpuSeconds - start
    path = folder.appending(path: "corpus.cas").path
    try Data(image.bytes).write(to: URL(filePath: path))
  }

  /// The shortest of some runs, in seconds of processor time.
  static func best(of runs: Int, _ body: () throws -> Void) rethrows -> Double {
    var best = Double.infinity
    for _ in 0..<runs {
      let start = ResourceUsage.cpuSeconds
      try body()
      best = min(best, ResourceUsage.cpuSeconds - start)
    }
    return best
  }
}

/// The exchanges of a recorded sweep, as a large model would have answered it.
///
/// All ten methods with their shipped prompts, and methods 1 to 6 with two and four turns too, on
/// generated questions of all fourteen tasks, one sample each; answers in ``CorpusLanguage``.
struct CassetteCorpus {
  /// Questions a task: enough for more than 20,000 exchanges.
  static let perTask = 34

  /// The exchanges in the order of recording.
  let exchanges: [Exchange]

  /// Makes the corpus; writes the sweep's own files into a folder.
  static func make(in folder: URL, prompts: URL) async throws -> CassetteCorpus {
    let variants = MethodRegistry.shipped.all.flatMap { method in
      let name = method.description.name
      return method.description.allowsTurns ? [name, "\(name)@2", "\(name)@4"] : [name]
    }
    let sweep = GeneratedSweep(
      perTask: perTask, samples: 1, methods: variants, language: CorpusLanguage())
    return CassetteCorpus(exchanges: try await sweep.exchanges(in: folder, prompts: prompts))
  }

  /// The bytes of all requests.
  var requestBytes: Int { exchanges.reduce(0) { $0 + $1.request.count } }
  /// The bytes of all results.
  var resultBytes: Int { exchanges.reduce(0) { $0 + $1.result.count } }
  /// The bytes of all requests and results.
  var rawBytes: Int { requestBytes + resultBytes }
}
