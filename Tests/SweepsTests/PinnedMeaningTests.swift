import Dispatch
import Foundation
import Methods
import Sweeps
import Synchronization
import Tasks
import Testing

@Suite("What a sweep means and does not say")
struct PinnedMeaningTests {
  private static let all = """
    version: 1
    models:
      tiny: {access: {base-url: "http://localhost:1/v1"}}
    tasks: all
    """
  private static let fourteen = PinnedMeaning.beforePinning.tasks ?? []
  private static let ten = PinnedMeaning.beforePinning.methods ?? []

  @Test("is read from what it writes, whole or in part")
  func roundTrip() throws {
    let meanings = [
      PinnedMeaning.beforePinning, PinnedMeaning(tasks: ["letters"]),
      PinnedMeaning(methods: ["all-code", "all-text"]), PinnedMeaning(),
    ]
    for meaning in meanings {
      #expect(try PinnedMeaning(yaml: meaning.yaml, file: "pinned.yaml") == meaning)
    }
    #expect(
      PinnedMeaning(tasks: ["letters", "game24"]).yaml.hasSuffix(
        "version: 1\ntasks:\n  - letters\n  - game24\n"))
  }

  @Test(
    "is refused with its line and a next step where it cannot be meant",
    arguments: [
      ("tasks: [letters]", "line 1", "version: 1"),
      ("version: 3", "line 1", "newer one"),
      ("version: 1\ninterpreter: python3.11", "line 2", "version: 2"),
      ("version: 1\nquestions: {}", "line 2", "version: 2"),
      ("version: 2\ninterpreter: a/b", "line 2", "such as python3.11"),
      ("version: 2\nquestions: {tasks: {}}", "line 2", "chosen-by"),
      (
        "version: 2\nquestions:\n  chosen-by: x\n  tasks:\n    game24: [a, a]", "line 5",
        "stands twice"
      ),
      ("version: 1\nmodels: all", "line 2", "models"),
      ("version: 1\ntasks: all", "line 2", "must be a list"),
      ("version: 1\ntasks: []", "line 2", "names no task"),
      ("version: 1\ntasks:\n  - letters\n  - leters", "line 4", "letters"),
      ("version: 1\nmethods: [echo]", "line 2", "recorded by a steerbench that has it"),
      ("version: 1\nmethods: [all-code, all-code]", "line 2", "stands twice"),
      ("version: 1\nmethods: [all-code@2]", "line 2", "all-code"),
      ("version: [1", "line", "YAML"),
    ])
  func refused(yaml: String, line: String, hint: String) {
    let error = #expect(throws: SweepError.self) {
      try PinnedMeaning(yaml: yaml, file: "pinned.yaml")
    }
    let message = error?.message ?? ""
    #expect(message.contains("pinned.yaml, \(line)"), "\(message)")
    #expect(message.contains(hint), "\(message)")
  }

  @Test("before there was a pinned.yaml is the fourteen tasks and the ten methods, in their order")
  func beforePinning() {
    #expect(Self.fourteen.count == 14 && Self.ten.count == 10)
    #expect(Array(TaskRegistry.shipped.names.prefix(14)) == Self.fourteen)
    #expect(Array(MethodRegistry.shipped.names.prefix(10)) == Self.ten)
  }

  @Test(
    "is unchanged in a sweep that was recorded before, by a fifteenth task and an eleventh method")
  func oldSweep() async throws {
    for name in ["INDEX", "recording.journal", "shards"] {
      try await SweepOnDisk.with(Self.all, questions: Grown.catalogue) { root in
        try Data().write(to: root.appending(path: "\(SweepOnDisk.folder)/\(name)"))
      } _: { url in
        let folder = try SweepFolder(url, catalogue: Grown.catalogue)
        #expect(folder.sweep.taskNames == Self.fourteen)
        #expect(folder.sweep.methods.map(\.name) == Self.ten)
        try folder.pinMeaning()
        #expect(try names(in: url) == ["sweep.yaml", name].sorted())
      }
    }
  }

  @Test("is pinned by shards that begin at the same moment, each without a clash", arguments: 0..<8)
  func shards(round: Int) async throws {
    try await SweepOnDisk.with(Self.all) { url in
      let folder = try SweepFolder(url)
      let failures = Mutex<[String]>([])
      DispatchQueue.concurrentPerform(iterations: 16) { _ in
        do { try folder.pinMeaning() } catch { failures.withLock { $0.append("\(error)") } }
      }
      #expect(failures.withLock { $0 } == [])
      #expect(try names(in: url) == ["pinned.yaml", "sweep.yaml"])
      #expect(
        try PinnedMeaning(yaml: text(url, "pinned.yaml"), file: "pinned.yaml") == .beforePinning)
    }
  }

  @Test("is everything that there is in a new sweep, and stays that when it is recorded")
  func newSweep() async throws {
    try await SweepOnDisk.with(Self.all, questions: Grown.catalogue) { root in
      let whisper = root.appending(path: "\(SweepOnDisk.prompts)/whisper.txt")
      try Data("Whisper.".utf8).write(to: whisper)
    } _: { url in
      let grown = try SweepFolder(url, catalogue: Grown.catalogue)
      #expect(grown.sweep.taskNames == Self.fourteen + ["echo"])
      #expect(grown.sweep.methods.map(\.name) == Self.ten + ["whisper"])
      // Opening pins nothing; the first recording does.
      #expect(try names(in: url) == ["sweep.yaml"])
      let today = try SweepFolder(url)
      try today.pinMeaning()
      #expect(try names(in: url) == ["pinned.yaml", "sweep.yaml"])
      #expect(try text(url, "sweep.yaml") == Self.all)
      #expect(
        try PinnedMeaning(yaml: text(url, "pinned.yaml"), file: "pinned.yaml") == .beforePinning)
      let later = try SweepFolder(url, catalogue: Grown.catalogue)
      #expect(later.sweep.taskNames == Self.fourteen)
      #expect(later.sweep.methods.map(\.name) == Self.ten)
      // What is pinned is never written over.
      try later.pinMeaning()
      #expect(try text(url, "pinned.yaml") == PinnedMeaning.beforePinning.yaml)
    }
  }

  @Test("is not pinned where the sweep says everything, and in part where it says a part")
  func said() async throws {
    try await SweepOnDisk.with { url in
      try SweepFolder(url).pinMeaning()
      #expect(try names(in: url) == ["sweep.yaml"])
    }
    try await SweepOnDisk.with(Self.all + "\nmethods: [all-code]") { url in
      let folder = try SweepFolder(url)
      #expect(folder.sweep.unsaid == PinnedMeaning(tasks: Self.fourteen))
      try folder.pinMeaning()
      #expect(try text(url, "pinned.yaml") == PinnedMeaning(tasks: Self.fourteen).yaml)
    }
  }

  @Test("decides what all stands for, and nothing else")
  func pinned() async throws {
    try await SweepOnDisk.with(Self.all + "\nmethods: [all-code@2]") { root in
      let pinned = PinnedMeaning(tasks: ["letters", "game24"], methods: ["all-text"])
      try Data(pinned.yaml.utf8)
        .write(to: root.appending(path: "\(SweepOnDisk.folder)/\(PinnedMeaning.fileName)"))
    } _: { url in
      let folder = try SweepFolder(url)
      #expect(folder.sweep.taskNames == ["game24", "letters"])
      #expect(folder.sweep.methods.map(\.name) == ["all-code@2"])
    }
  }

  @Test("is refused by its name where the file is damaged")
  func damaged() async throws {
    for text in ["version: 9", "version: 1\ntasks: [chess]", "\u{1}"] {
      let message = try await SweepOnDisk.refusal(Self.all) { root in
        try Data(text.utf8).write(to: root.appending(path: "\(SweepOnDisk.folder)/pinned.yaml"))
      }
      #expect(message.contains("pinned.yaml"), "\(message)")
    }
  }

  private func names(in url: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: url.path).sorted()
  }

  private func text(_ url: URL, _ name: String) throws -> String {
    try String(contentsOf: url.appending(path: name), encoding: .utf8)
  }
}

@Suite("The prompts of a sweep")
struct SweepPromptsTests {
  private func removing(_ names: [PromptName], at root: URL) throws {
    for name in names {
      try FileManager.default.removeItem(
        at: root.appending(path: "\(SweepOnDisk.prompts)/\(name.fileName)"))
    }
  }

  @Test("are those of its own methods: a folder needs no prompt that none of them uses")
  func ownOnly() async throws {
    let yaml = PlannedSweep.yaml(methods: "all-code, only-question", tasks: "game24")
    let unused = MethodRegistry.shipped.prompts.filter { $0 != .allCode } + [.extraction]
    try await SweepOnDisk.with(yaml) {
      try removing(unused, at: $0)
    } _: { url in
      let folder = try SweepFolder(url)
      #expect(folder.prompts.names == [.allCode])
      #expect(folder.sharedPrompts == [.allCode])
    }
  }

  @Test("hold a new method's own prompt only in a sweep that uses the method")
  func newMethod() async throws {
    try await SweepOnDisk.with { url in
      let folder = try SweepFolder(url, catalogue: Grown.catalogue)
      #expect(folder.prompts.names == [.allText])
    }
    let message = try await SweepOnDisk.refusal(
      PlannedSweep.yaml(methods: "whisper", tasks: "game24"), catalogue: Grown.catalogue
    ) { _ in }
    #expect(message.contains("whisper.txt: there is no such file"), "\(message)")
  }

  @Test(
    "that are used and missing or empty are an error with the file and what to do",
    arguments: [
      ("code-text-summary", PromptName.summary), ("all-code@2", .turnWithoutCode),
      ("code-interpreter", .pythonTool), ("autogen-system", .autoGen),
    ])
  func missing(method: String, prompt: PromptName) async throws {
    let yaml = PlannedSweep.yaml(methods: method, tasks: "game24")
    let missing = try await SweepOnDisk.refusal(yaml) { try removing([prompt], at: $0) }
    #expect(missing.contains(prompt.fileName) && missing.contains(method), "\(missing)")
    #expect(missing.contains("Tasks/prompts"), "\(missing)")
    let empty = try await SweepOnDisk.refusal(yaml) { root in
      try Data(" \n".utf8)
        .write(to: root.appending(path: "\(SweepOnDisk.prompts)/\(prompt.fileName)"))
    }
    #expect(empty.contains(prompt.fileName) && empty.contains("Tasks/prompts"), "\(empty)")
  }

  @Test("of later turns are needed by methods of several turns only")
  func laterTurns() async throws {
    let later: [PromptName] = [.turnWithCode, .turnWithoutCode]
    for (methods, needs) in [("all-text", false), ("all-text, all-text@2", true)] {
      let yaml = PlannedSweep.yaml(methods: methods, tasks: "game24")
      let message = try await SweepOnDisk.refusal(yaml) { try removing(later, at: $0) }
      #expect(message.contains("turn-with-code.txt") == needs, "\(message)")
    }
  }

  @Test("that go with it when it is shared are the ten of every bundle, as far as they are there")
  func shared() async throws {
    try await SweepOnDisk.with {
      try removing([.summary], at: $0)
    } _: { url in
      let shared = try SweepFolder(url).sharedPrompts
      #expect(Set(shared) == Set(TestPromptNames.all).subtracting([.summary]))
      #expect(shared.count == 9)
    }
  }
}

private enum TestPromptNames {
  static let all = MethodRegistry.shipped.prompts + [.extraction]
}
