import Basics
import Foundation
import Glibc
import Testing

@Suite("Bisecting, as a user runs it")
struct BisectTests {
  /// More than thirty commits, planted changes of every kind in known ones.
  private struct Planted {
    let history: History
    var extraction = ""
    var down = ""
    var up = ""
    var merged = ""
    var prompt = ""
    var stretch: [String] = []

    init() async throws {
      history = try await History()
      try history.idle(6)
      extraction = try plantExtraction()
      try history.idle(3)
      try history.turnTruth(of: "navigate-1-01")
      down = try history.commit("A truth is turned: scores fall")
      try history.idle(2)
      try plantStretch()
      try history.turnTruth(of: "navigate-3-06")
      up = try history.commit("Another truth is turned: as many scores rise")
      try history.idle(2)
      merged = try plantMerge()
      try history.renameSweep(to: "renamed")
      try history.commit("The sweep has another name")
      try history.idle(3)
      try history.replace("question", by: "task", in: "Tasks/prompts/all-text.txt")
      prompt = try history.commit("All Text is worded otherwise")
      try history.idle(2)
    }

    private func plantExtraction() throws -> String {
      // The extractor of this commit reads another answer, by another rule, for one method and task.
      try history.write(
        """
        NR > 2 && $2 == "only-question" && $3 == "number-multiplying" {
          $(NF - 1) = "0123456789ab"; $NF = "ba9876543210"
        }
        { print }

        """, to: "extraction.awk")
      try history.write(
        "s/\"rule\":\"[^\"]*\"/\"rule\":\"first number\"/\n", to: "extraction.sed")
      return try history.commit("The extractor takes the first number")
    }

    private mutating func plantStretch() throws {
      try history.write("echo 'error: no such type'; exit 1\n", to: "build.sh")
      stretch.append(try history.commit("The build is broken"))
      try history.write("notes\n", to: "more-notes.txt")
      stretch.append(try history.commit("And still broken"))
      try history.write("true\n", to: "build.sh")
      stretch.append(try history.commit("The build is mended"))
    }

    private func plantMerge() throws -> String {
      try history.git("checkout", "--quiet", "-b", "side")
      try history.write("side\n", to: "side.txt")
      try history.commit("A branch begins")
      let planted = try history.plantTokens()
      try history.write("side again\n", to: "side.txt")
      try history.commit("The branch goes on")
      try history.git("checkout", "--quiet", "main")
      try history.write("main\n", to: "main.txt")
      try history.commit("The trunk goes on")
      try history.git("merge", "--quiet", "--no-ff", "--no-edit", "side")
      try history.commit("After the merge")
      return planted
    }
  }

  @Test(
    "In thirty commits every planted change is found in one pass, with its commit and its layer, and the sum of two that cancel out hides neither"
  )
  func findsEveryKind() async throws {
    let planted = try await Planted()
    let history = planted.history
    defer { history.remove() }
    #expect(history.commits.count >= 30)
    let report = try await history.bisect(good: history.commits[0])
    let found = Finding.all(in: report)
    #expect(
      found == [
        Finding(suspects: [planted.extraction], layers: ["extraction"]),
        Finding(suspects: [planted.down], layers: ["grade"]),
        Finding(suspects: [planted.up], layers: ["grade"]),
        Finding(suspects: [planted.merged], layers: ["aggregation"]),
        Finding(suspects: [planted.prompt], layers: ["prompt"]),
      ], "\(found)")
    let groups = (report["findings"]?.array ?? []).compactMap { $0["groups"]?[0] }
    try #require(groups.count == 5)
    // Each with one trial's difference, down to the byte.
    for group in groups {
      #expect(group["difference"]?["firstByte"]?.integer != nil, "\(group)")
      #expect(group["difference"]?["lines"]?.array?.isEmpty == false, "\(group)")
    }
    #expect(lines(groups[0]).contains("+ rule: first number"))
    #expect(lines(groups[1]).contains("- outcome: correct"))
    #expect(lines(groups[2]).contains("+ outcome: correct"))
    #expect(groups[1]["fallen"] == groups[2]["risen"])
    // The prompt's other side was never recorded, and still it is found: what it would take is said.
    #expect(lines(groups[4]).contains { $0.hasPrefix("+") && $0.contains("task") })
    #expect((groups[4]["recording"]?["calls"]?.integer ?? 0) > 0)
    #expect(
      report["refused"]?.array?.allSatisfy { refused in
        planted.stretch.dropLast().contains(refused["commit"]?.string ?? "")
      } == true)

    // A second search of the same history builds and replays nothing.
    let again = try await history.bisect(good: history.commits[0])
    #expect(Finding.all(in: again) == found)
    #expect(again["effort"]?["reused"] == again["effort"]?["evaluations"])
    #expect(again["effort"]?["builds"]?.integer == 0)
    #expect(try history.git("status", "--porcelain").isEmpty)
  }

  private func lines(_ group: JSONValue) -> [String] {
    (group["difference"]?["lines"]?.array ?? []).compactMap(\.string)
  }

  @Test(
    "A changed aggregation is found though no trial changed, and a changed limit as a parameter")
  func aggregationAndParameters() async throws {
    let history = try await History()
    defer { history.remove() }
    try history.idle(3)
    try history.write(
      "s/\"cells\":\\[0.5,/\"cells\":[0.25,/g; s/\"cells\":\\[50,/\"cells\":[25,/g; s/,50,/,25,/g\n",
      to: "aggregation.sed")
    let aggregation = try history.commit("Means are halved")
    try history.idle(3)
    let report = try await history.bisect(good: history.commits[0])
    #expect(
      Finding.all(in: report) == [Finding(suspects: [aggregation], layers: ["aggregation"])],
      "\(Finding.all(in: report))")

    let good = try history.commit("Good again, from here")
    try history.replace("max_tokens: 64", by: "max_tokens: 65", in: "cassettes/sweep/sweep.yaml")
    let parameters = try history.commit("Longer answers")
    try history.idle(2)
    let second = try await history.bisect(good: good)
    #expect(
      Finding.all(in: second) == [Finding(suspects: [parameters], layers: ["parameters"])],
      "\(Finding.all(in: second))")
  }

  @Test("One trial, cell or metric is followed alone, and the good end is read from its baseline")
  func selections() async throws {
    let history = try await History()
    defer { history.remove() }
    try history.idle(4)
    let tokens = try history.plantTokens()
    try history.idle(2)
    try history.turnTruth(of: "navigate-1-01")
    let grade = try history.commit("A truth is turned")
    try history.idle(3)
    let good = history.commits[0]
    let byTrial = try await history.bisect(
      good: good, "--trial", "only-question/navigate/navigate-1-01")
    #expect(Finding.all(in: byTrial) == [Finding(suspects: [grade], layers: ["grade"])])
    #expect(byTrial["goodFromBaseline"]?.bool == true)
    let byCell = try await history.bisect(
      good: good, "--cell", "scripted/all-code/number-multiplying")
    #expect(Finding.all(in: byCell) == [Finding(suspects: [tokens], layers: ["aggregation"])])
    let byMetric = try await history.bisect(good: good, "--metric", "tokens")
    #expect(Finding.all(in: byMetric).map(\.suspects) == [[tokens]])
    for (metric, status) in [("score", 0), ("runtime", 7), ("unparsed", 7), ("answer", 7)] {
      let run = try await history.run(
        ["bisect", history.sweep, "--good", good, "--metric", metric] + history.searchArguments)
      #expect(run.status == Int32(status), "\(metric): \(run.errors)")
    }
    let text = try await history.run(
      ["bisect", history.sweep, "--good", good] + history.searchArguments)
    for part in ["CHANGED BY  \(grade)", "Ada Example", "LAYER grade", "first differing byte"] {
      #expect(text.output.contains(part), "\(text.output)")
    }
    let wrong = try await history.run(
      ["bisect", history.sweep, "--good", good, "--trial", "navigate-9-99"]
        + history.searchArguments)
    #expect(wrong.status == 2 && wrong.errors.contains("navigate-9-99"), "\(wrong.errors)")
  }

  @Test("A culprit in a stretch that does not build is named as a range")
  func rangeOfSuspects() async throws {
    let history = try await History()
    defer { history.remove() }
    try history.idle(2)
    try history.write("exit 1\n", to: "build.sh")
    let broken = try history.commit("The build is broken")
    try history.turnTruth(of: "navigate-1-01")
    let hidden = try history.commit("A truth is turned")
    try history.write("true\n", to: "build.sh")
    let mended = try history.commit("The build is mended")
    try history.idle(2)
    let report = try await history.bisect(good: history.commits[0])
    #expect(
      Finding.all(in: report) == [Finding(suspects: [broken, hidden, mended], layers: ["grade"])])
  }

  @Test("Builds that do not read the cassettes' format are skipped, and the search says so")
  func olderThanTheFormat() async throws {
    let history = try await History()
    defer { history.remove() }
    try history.idle(1)
    let tool = try String(
      contentsOf: history.folder.appending(path: "tool.sh"), encoding: .utf8)
    // What a build of format 1 says.
    try history.write(
      "#!/bin/sh\necho 'cassettes/sweep/INDEX: line 1 is no cassette: steerbench-cassette-2 0' >&2\n"
        + "exit 6\n", to: "tool.sh")
    let old = try history.commit("A build of before the format")
    try history.write(tool, to: "tool.sh")
    try history.commit("The build of today")
    try history.turnTruth(of: "navigate-1-01")
    let grade = try history.commit("A truth is turned")
    try history.idle(1)
    let report = try await history.bisect(good: history.commits[0])
    #expect(Finding.all(in: report) == [Finding(suspects: [grade], layers: ["grade"])])
    for refused in report["refused"]?.array ?? [] {
      #expect(refused["commit"]?.string == old)
      #expect(refused["reason"]?.string?.contains("cassettes of format 2") == true)
    }
    let table = try await history.run(
      ["bisect", history.sweep, "--good", old] + history.searchArguments)
    #expect(table.status == 4 && table.errors.contains("does not read cassettes of format 2"))
    #expect(table.errors.contains("compact --format 1"))
  }

  @Test(
    "Every file of a sweep's folder is each commit's own: prompts that lie beside the sweep are found"
  )
  func filesBesideTheSweep() async throws {
    let history = try await History {
      $0.replacingOccurrences(of: "../../Tasks/prompts", with: "own")
    } beside: { folder in
      try FileManager.default.copyItem(
        at: folder.appending(path: "Tasks/prompts"),
        to: folder.appending(path: "cassettes/sweep/own"))
    }
    defer { history.remove() }
    try history.idle(2)
    try history.replace("question", by: "task", in: "cassettes/sweep/own/all-text.txt")
    let prompt = try history.commit("All Text is worded otherwise")
    try history.idle(2)
    let report = try await history.bisect(good: history.commits[0])
    #expect(
      Finding.all(in: report) == [Finding(suspects: [prompt], layers: ["prompt"])],
      "\(Finding.all(in: report))")
  }

  @Test("A search that is killed goes on from what it knows")
  func killedSearchResumes() async throws {
    let history = try await History()
    defer { history.remove() }
    let (waiting, gate) = (history.folder.path + ".waiting", history.folder.path + ".gate")
    // A build waits at a gate, where the search is killed.
    try history.write(
      "if [ -f \(gate) ] && [ -f wait ]; then touch \(waiting); while [ -f \(gate) ]; do sleep 0.1; done; fi\n",
      to: "build.sh")
    let good = try history.commit("A build that can wait")
    // All between the ends wait.
    try history.write("here\n", to: "wait")
    try history.idle(3)
    try history.turnTruth(of: "navigate-1-01")
    let grade = try history.commit("A truth is turned")
    try history.idle(3)
    try history.git("rm", "--quiet", "wait")
    try history.idle(1)
    for signal in [SIGKILL, SIGINT] {
      try Data().write(to: URL(filePath: gate))
      try? FileManager.default.removeItem(atPath: waiting)
      let tool = try Tool.start(
        ["bisect", history.sweep, "--good", good] + history.searchArguments, in: history.folder,
        environment: history.environment)
      while !FileManager.default.fileExists(atPath: waiting) {
        try await Task.sleep(for: .milliseconds(10))
      }
      tool.send(signal)
      let killed = await tool.finish()
      #expect(signal == SIGKILL || killed.status == 130, "\(killed.errors)")
      try FileManager.default.removeItem(atPath: gate)
    }
    let report = try await history.bisect(good: good)
    #expect(Finding.all(in: report) == [Finding(suspects: [grade], layers: ["grade"])])
    #expect((report["effort"]?["reused"]?.integer ?? 0) >= 2)
  }

  @Test(
    "A search that is asked to end, or whose terminal is closed, ends the build that it started",
    arguments: [SIGTERM, SIGHUP, SIGINT])
  func endedSearchEndsItsBuild(signal: Int32) async throws {
    let history = try await History()
    defer { history.remove() }
    let waiting = history.folder.path + ".waiting"
    // It does not end when it is asked to, so that a second signal is needed to end it at once.
    let patience = signal == SIGINT ? "trap '' TERM; " : ""
    try history.write(
      "\(patience)echo $$ > \(waiting).new; mv \(waiting).new \(waiting); while true; do sleep 0.1; done\n",
      to: "build.sh")
    let good = try history.commit("A build that never ends")
    try history.idle(1)
    // Who starts the tests with nohup has them, and what they start, pass over a closed terminal.
    if signal == SIGHUP { _ = Glibc.signal(SIGHUP, SIG_DFL) }
    let tool = try Tool.start(
      ["bisect", history.sweep, "--good", good] + history.searchArguments, in: history.folder,
      environment: history.environment)
    while !FileManager.default.fileExists(atPath: waiting) {
      try await Task.sleep(for: .milliseconds(10))
    }
    let build = try #require(
      Int32(
        String(contentsOfFile: waiting, encoding: .utf8).trimmingCharacters(
          in: .whitespacesAndNewlines)))
    #expect(Self.runs(build))
    tool.send(signal)
    if signal == SIGINT {
      while !tool.errorsSoFar.contains("Ctrl-C again") {
        try await Task.sleep(for: .milliseconds(5))
      }
      tool.send(signal)
    }
    let ended = await tool.finish()
    #expect(ended.status == 130, "\(ended.errors)")
    // Who has been killed may take a moment to be gone.
    for _ in 0..<500 where Self.runs(build) { try await Task.sleep(for: .milliseconds(10)) }
    #expect(!Self.runs(build), "the build lives on")
  }

  /// Whether a process is there and has not ended; one that has ended waits for whoever adopted it.
  private static func runs(_ process: Int32) -> Bool {
    let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
    let state = status?.split(separator: "\n").first { $0.hasPrefix("State:") }
    return state.map { !$0.contains("Z") && !$0.contains("X") } ?? false
  }

  @Test("git bisect run finds the commit with the probe, which skips what does not build")
  func bisectProbe() async throws {
    let history = try await History()
    defer { history.remove() }
    let pinned = history.folder.path + ".pinned"
    try FileManager.default.copyItem(
      at: history.folder.appending(path: history.sweep), to: URL(filePath: pinned))
    try history.idle(3)
    try history.write("exit 1\n", to: "build.sh")
    try history.commit("The build is broken")
    try history.write("true\n", to: "build.sh")
    try history.commit("The build is mended")
    try history.turnTruth(of: "navigate-1-01")
    let grade = try history.commit("A truth is turned")
    try history.idle(4)
    let probe = [
      "bisect-probe", history.sweep, "--good", pinned + "/baseline.tsv", "--cassettes", pinned,
      "--build-command", "sh build.sh", "--tool", "./tool.sh", "--workers", "1",
    ]
    let words = ([Tool.program.path] + probe).map { "'\($0)'" }.joined(separator: " ")
    let exports = history.environment.map { "\($0)='\($1)'" }.joined(separator: " ")
    try history.git("bisect", "start", "HEAD", history.commits[0])
    let run = try history.git("bisect", "run", "sh", "-c", "\(exports) \(words)")
    #expect(run.contains("\(grade) is the first bad commit"), "\(run)")
    try history.git("bisect", "reset")

    // A broken build is skipped; what is wrong with the set-up stops the search.
    try history.git("checkout", "--quiet", history.commits[4])
    #expect(try await history.run(probe).status == 125)
    try history.git("checkout", "--quiet", "main")
    #expect(try await history.run(probe).status == 1)
    var missing = probe
    missing[3] = pinned + "/nothing.tsv"
    #expect(try await history.run(missing).status > 127)
  }
}

extension History {
  /// A commit whose accounting counts one token more in some trials.
  func plantTokens() throws -> String {
    let before = try String(contentsOf: folder.appending(path: "extraction.awk"), encoding: .utf8)
    try write(
      """
      NR == 2 { for (i = 1; i <= NF; i++) if ($i == "text_tokens") tokens = i }
      NR > 2 && $2 == "all-code" && $3 == "number-multiplying" { $tokens += 1 }

      """ + before, to: "extraction.awk")
    return try commit("Tokens are counted otherwise")
  }
}
