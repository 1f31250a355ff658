import BenchTestSupport
import Cassettes
import Foundation
import Methods
import ModelAPI
import RecordReplay
import ScoreSheets
import Sweeps
import Tasks
import TestSupport
import Testing
import Trials

@Suite("The ten methods as files")
struct TenAsFilesTests {
  private static let sweeps = [
    "qwen2.5-coder-0.5b", "qwen2.5-coder-0.5b-ladder", "qwen2.5-coder-1.5b-ladder",
    "qwen2.5-coder-1.5b-mixed", "smollm2-135m", "smollm2-135m-ladder",
  ]

  /// A copy of a shipped sweep whose methods are the files of `Tasks/methods`.
  private func copy(of name: String, in path: String) throws -> URL {
    let root = try RepositoryRoot.url()
    let folder = URL(filePath: path).appending(path: "cassettes/\(name)")
    let files = FileManager.default
    try files.createDirectory(
      at: folder.deletingLastPathComponent(), withIntermediateDirectories: true)
    try files.createSymbolicLink(
      at: URL(filePath: path).appending(path: "Tasks"),
      withDestinationURL: root.appending(path: "Tasks"))
    try files.copyItem(at: root.appending(path: "cassettes/\(name)"), to: folder)
    let yaml = folder.appending(path: "sweep.yaml")
    var text = try String(contentsOf: yaml, encoding: .utf8)
    for method in MethodRegistry.shipped.names {
      for turns in ["", "@2"] {
        text = text.replacing(
          "  - \(method)\(turns)\n", with: "  - ../../Tasks/methods/\(method).yaml\(turns)\n")
      }
    }
    try Data(text.utf8).write(to: yaml)
    return folder
  }

  @Test(
    "replay every shipped sweep: nothing is missing, nothing unused, and every trial is what it was",
    arguments: sweeps)
  func replay(name: String) async throws {
    try await withTemporaryFolder { path in
      let url = try copy(of: name, in: path)
      let folder = try SweepFolder(url)
      let sweep = folder.sweep
      #expect(sweep.methods.allSatisfy { $0.method is DeclaredMethod })
      #expect(sweep.methodFiles.count >= Set(sweep.methods.map(\.method.description.name)).count)
      let plan = Plan(sweep, questions: folder.questions)
      let stream = TrialStream(
        plan, runner: try TrialRunner(sweep, prompts: folder.prompts),
        from: try CassetteUnion(try CassetteFolder(path: url.path)), workers: 2,
        failures: .areHandedOver)
      var lines: [TrialLine] = []
      var others: [String] = []
      let used = try await stream.replay { event in
        switch event {
        case .line(let line): lines.append(line)
        case .miss(let miss): others.append("\(miss.trial): \(miss.reason)")
        case .failure(let trial, let error): others.append("\(trial): \(error)")
        }
      }
      #expect(others == [])
      #expect(used.usedCount == used.count)
      let baseline = try ScoreSheetReader(path: folder.baseline.path)
      let expected = try Self.lines(of: baseline)
      #expect(lines.count == expected.count)
      for (line, was) in zip(lines, expected) {
        // What a file may send is its own; what came of it is the same.
        let moved = Set(ScoreColumn.differences(was, line))
        #expect(moved.isSubset(of: [.promptDigest, .parametersDigest]), "\(line.trial): \(moved)")
      }
    }
  }

  private static func lines(of sheet: ScoreSheetReader) throws -> [TrialLine] {
    var sheet = sheet
    var lines: [TrialLine] = []
    while let line = try sheet.next() { lines.append(line) }
    return lines
  }

  @Test("are described as the shipped ones are")
  func described() async throws {
    let methods = MethodRegistry.shipped.names.map { "../../Tasks/methods/\($0).yaml" }
    let yaml = """
      version: 2
      models: {m: {access: {base-url: "http://localhost:1/v1"}}}
      methods: [\(methods.joined(separator: ", "))]
      """
    try await withTemporaryFolder { path in
      let url = try copy(of: "smollm2-135m", in: path)
      try FileManager.default.removeItem(at: url.appending(path: "INDEX"))
      try Data(yaml.utf8).write(to: url.appending(path: "sweep.yaml"))
      let sweep = try SweepFolder(url).sweep
      for (file, shipped) in zip(sweep.methods, MethodRegistry.shipped.all) {
        #expect(file.method.description == shipped.description)
      }
    }
  }

  @Test(
    "and those that are shipped beside them can be used in a sweep",
    arguments: [
      "program-of-thoughts", "self-consistency", "code-steer", "tool-mixture",
    ])
  func others(name: String) async throws {
    try await withTemporaryFolder { path in
      let url = try copy(of: "smollm2-135m", in: path)
      let yaml = """
        version: 2
        models: {m: {access: {base-url: "http://localhost:1/v1"}}}
        methods: [../../Tasks/methods/\(name).yaml]
        tasks: [game24]
        questions: {per-task: 1}
        """
      try Data(yaml.utf8).write(to: url.appending(path: "sweep.yaml"))
      try FileManager.default.removeItem(at: url.appending(path: "INDEX"))
      let folder = try SweepFolder(url)
      let plan = Plan(folder.sweep, questions: folder.questions)
      let runner = try TrialRunner(folder.sweep, prompts: folder.prompts)
      let asked = CallLog<String>()
      let world = LiveWorld.scripted(run: .printing("<<<1+1>>>")) { call in
        asked.add(call.request.messages.map(\.text).joined(separator: "\n"))
        return .says("```python\nprint('<<<1+1>>>')\n```")
      }
      let record = try await runner.run(plan[0], with: LiveSource(world))
      #expect(record.line.calls == folder.sweep.methods[0].method.description.calls)
      #expect(record.judgement.answer != nil)
      #expect(!asked.all.contains { $0.contains("{{") }, "a place was sent as it stands")
    }
  }
}
