import Foundation
import Testing

@Suite("What cannot be searched")
struct BisectRefusalTests {
  @Test(
    "A dirty tree, unknown or swapped revisions, equal ends, a shallow clone, other cassettes: a sentence, a next step and never exit code 1"
  )
  func refusals() async throws {
    let history = try await History()
    defer { history.remove() }
    try history.idle(2)
    let first = history.commits[0]
    func refused(_ status: Int32, _ parts: [String], _ arguments: [String]) async throws {
      let run = try await history.run(
        ["bisect", history.sweep] + arguments + history.searchArguments)
      #expect(run.status == status, "\(arguments): \(run.errors)")
      #expect(run.output.isEmpty)
      for part in parts { #expect(run.errors.contains(part), "\(arguments): \(run.errors)") }
    }
    try await refused(2, ["no-such-tag", "no revision", "git log"], ["--good", "no-such-tag"])
    try await refused(2, ["swapped", "--good \(first)"], ["--good", "HEAD", "--bad", first])
    try await refused(2, ["same commit"], ["--good", "HEAD"])
    try await refused(7, ["no difference"], ["--good", first])
    try await refused(2, ["--metric"], ["--good", first, "--metric", "colour"])

    try history.write("changed\n", to: "notes.txt")
    try await refused(
      2, ["notes.txt", "no commit holds", "--allow-uncommitted"], ["--good", first])
    try await refused(7, ["no difference"], ["--good", first, "--allow-uncommitted"])
    try history.git("checkout", "--quiet", "notes.txt")

    try history.git("checkout", "--quiet", "-b", "other", first)
    try history.write("other\n", to: "notes.txt")
    try history.commit("Elsewhere")
    try await refused(2, ["parted at"], ["--good", "main", "--bad", "other"])
    try history.git("checkout", "--quiet", "main")

    // The sweep asks now for what was never recorded: no score can have changed.
    try history.replace("max_tokens: 64", by: "max_tokens: 65", in: "cassettes/sweep/sweep.yaml")
    let longer = try history.commit("Longer answers")
    try history.idle(1)
    try await refused(3, ["recording", "--cassettes"], ["--good", longer])

    // A set-up failure at an end is no regression.
    try history.write("echo 'error: broken'; exit 1\n", to: "build.sh")
    try history.commit("The build is broken")
    try await refused(4, ["does not build", "error: broken", "bad end"], ["--good", first])
  }

  @Test("A shallow clone is told to fetch the rest")
  func shallowClone() async throws {
    let history = try await History()
    defer { history.remove() }
    try history.idle(3)
    let clone = history.folder.appendingPathExtension("shallow")
    _ = try History.git(
      ["clone", "--quiet", "--depth", "2", "file://\(history.folder.path)", clone.path],
      in: history.folder)
    let run = try await Tool.run(
      ["bisect", history.sweep, "--good", history.commits[0]] + history.searchArguments, in: clone,
      environment: history.environment)
    #expect(run.status == 2, "\(run.errors)")
    #expect(run.errors.contains("shallow") && run.errors.contains("git fetch --unshallow"))
  }

  @Test("Two searches of one repository at once: the second is told so")
  func oneAtATime() async throws {
    let history = try await History()
    defer { history.remove() }
    let (waiting, gate) = (history.folder.path + ".waiting", history.folder.path + ".gate")
    try history.write(
      "touch \(waiting); while [ -f \(gate) ]; do sleep 0.1; done\n", to: "build.sh")
    try history.commit("A build that waits")
    try history.turnTruth(of: "navigate-1-01")
    try history.commit("A truth is turned")
    try Data().write(to: URL(filePath: gate))
    let arguments =
      ["bisect", history.sweep, "--good", history.commits[0]] + history.searchArguments
    let first = try Tool.start(
      arguments, in: history.folder, environment: history.environment)
    while !FileManager.default.fileExists(atPath: waiting) {
      try await Task.sleep(for: .milliseconds(10))
    }
    let second = try await history.run(arguments)
    #expect(second.status == 4 && second.errors.contains("--cache"), "\(second.errors)")
    try FileManager.default.removeItem(atPath: gate)
    #expect(await first.finish().status == 0)
  }
}
