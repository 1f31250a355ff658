import Basics
import Foundation
import Testing
import WorkbenchTestSupport

/// What cannot be run is refused, with what is missing and what to do, and never run in another way.
@Suite("Exec: refusals")
struct ExecRefusalTests {
  /// Runs `exec` on a file of one line.
  ///
  /// - Parameter setup: A shell's words that break the machine first, for this run alone, in mount and
  ///   user namespaces of its own.
  private func exec(
    _ arguments: [String], brokenBy setup: String? = nil, environment: [String: String] = [:]
  ) async throws -> Tool.Run {
    try await Scratch.with { folder in
      try Data("print('must not run')".utf8).write(to: folder.appending(path: "answer.py"))
      let words = ["exec", "answer.py"] + arguments
      guard let setup else {
        return try await Tool.run(words, in: folder, environment: environment)
      }
      let script = "set -e; \(setup); exec \"$0\" \"$@\""
      let tool = try Tool.start(
        ["--user", "--map-root-user", "--mount", "sh", "-c", script, Tool.program.path] + words,
        in: folder, environment: environment, program: URL(filePath: "/usr/bin/unshare"))
      return await tool.finish()
    }
  }

  /// Whether a run was refused: the code, the sentence, and nothing printed by the program.
  private func expectRefusal(
    _ run: Tool.Run, status: Int32 = 4, naming words: String...,
    at location: SourceLocation = #_sourceLocation
  ) {
    #expect(run.status == status, "\(run.output)\(run.errors)", sourceLocation: location)
    #expect(!run.output.contains("must not run"), sourceLocation: location)
    let text = run.output + run.errors
    for word in words {
      #expect(text.contains(word), "\(text)", sourceLocation: location)
    }
  }

  @Test("Limits of nothing, or absurd ones, are the user's mistake and are named")
  func limits() async throws {
    for (option, value) in [
      ("--wall-ms", "0"), ("--cpu-s", "0"), ("--memory-mb", "1"), ("--processes", "0"),
      ("--total-memory-mb", "0"), ("--disk-mb", "0"), ("--stdout-bytes", "0"),
      ("--stderr-bytes", "99999999999"), ("--wall-ms", "9223372036854775807"),
    ] {
      let run = try await exec([option, value])
      let name = String(option.dropFirst(2)).replacing("-mb", with: "-mib")
      expectRefusal(run, status: 2, naming: name, "value from")
    }
    expectRefusal(try await exec(["--wall-ms", "-5"]), status: 2)
    expectRefusal(try await exec(["--wall-ms", "ten"]), status: 2, naming: "wall-ms")
  }

  @Test("With --json a refusal is an object too")
  func json() async throws {
    let run = try await exec(["--json", "--python", "/nowhere/python3"])
    expectRefusal(run)
    let value = try JSONValue(parsing: run.output)
    #expect(value["outcome"]?.string == "refused")
    #expect(value["next"]?.string?.isEmpty == false)
    #expect(value["exit"] == .null && value["tier"] == .null)
  }

  @Test("A file that is not there, too large, or no text")
  func files() async throws {
    try await Scratch.with { folder in
      let missing = try await Tool.run(["exec", "nowhere.py"], in: folder)
      expectRefusal(missing, status: 2, naming: "nowhere.py")
      try Data([0x70, 0xff]).write(to: folder.appending(path: "bytes.py"))
      expectRefusal(
        try await Tool.run(["exec", "bytes.py"], in: folder), status: 2, naming: "UTF-8")
      try Data(count: 2 << 20).write(to: folder.appending(path: "large.py"))
      expectRefusal(
        try await Tool.run(["exec", "large.py"], in: folder), status: 2, naming: "larger than")
      expectRefusal(try await Tool.run(["exec", "."], in: folder), status: 2)
    }
  }

  @Test("No Python, and one that is none")
  func python() async throws {
    expectRefusal(try await exec(["--python", "/nowhere/python3"]), naming: "/nowhere/python3")
    expectRefusal(try await exec(["--python", "/bin/true"]), naming: "/bin/true")
  }

  @Test("A tier and no tier exclude each other, and an unknown one is a mistake")
  func tiers() async throws {
    expectRefusal(try await exec(["--tier", "namespaces", "--unsafe-no-sandbox"]), status: 2)
    expectRefusal(try await exec(["--tier", "hope"]), status: 2)
    expectRefusal(try await exec(["--tier", "none"]), status: 2)
  }

  @Test("No bubblewrap: the package to install is named", .enabled(if: Machine.canUnshare))
  func noBubblewrap() async throws {
    let hide =
      "for f in /usr/local/bin/bwrap /usr/bin/bwrap /bin/bwrap; do "
      + "[ -e $f ] && mount --bind /dev/null $f || true; done"
    let run = try await exec(["--tier", "namespaces"], brokenBy: hide)
    expectRefusal(run, naming: "bwrap", "apt-get install bubblewrap")
  }

  @Test("User namespaces forbidden: the setting is named", .enabled(if: Machine.canUnshare))
  func noNamespaces() async throws {
    let forbid = "echo 0 > /proc/sys/user/max_user_namespaces"
    let run = try await exec(["--tier", "namespaces"], brokenBy: forbid)
    expectRefusal(run, naming: "max_user_namespaces", "sysctl")
  }

  @Test(
    "Without namespaces the next tier is taken and said, never none",
    .enabled(if: Machine.canUnshare))
  func nextTier() async throws {
    let run = try await exec(["--json"], brokenBy: "echo 0 > /proc/sys/user/max_user_namespaces")
    let value = try JSONValue(parsing: run.output)
    let tier = value["tier"]?.string
    #expect(
      (run.status == 0 && tier == "landlock")
        || (run.status == 4 && value["outcome"]?.string == "refused"), "\(run.output)\(run.errors)")
  }

  @Test("No python3 anywhere: the package is named", .enabled(if: Machine.canUnshare))
  func noPython() async throws {
    let hide =
      "for f in /usr/local/bin/python3* /usr/bin/python3*; do "
      + "[ -f $f ] && mount --bind /dev/null $f || true; done"
    expectRefusal(try await exec([], brokenBy: hide), naming: "apt-get install python3")
  }

  @Test("A full temporary folder is told, or not needed", .enabled(if: Machine.canUnshare))
  func fullDisk() async throws {
    let fill =
      "mount -t tmpfs -o size=4k,nr_inodes=2 none /mnt; "
      + "head -c 8192 /dev/zero > /mnt/x 2>/dev/null || true"
    for tier in ["namespaces", "landlock"] {
      let run = try await exec(
        ["--tier", tier], brokenBy: fill, environment: ["TMPDIR": "/mnt"])
      if run.status == 0 {
        #expect(run.output == "must not run\n", "a run that needs no temporary folder is whole")
      } else {
        expectRefusal(run, naming: "/mnt")
      }
    }
  }

  @Test("A sweep for another Python is a mistake of the sweep, with both versions named")
  func otherPython() async throws {
    let workshop = try Workshop { $0.replacing(SystemPython.label, with: "python3.99") }
    defer { workshop.remove() }
    let run = try await workshop.record("http://127.0.0.1:9/v1")
    #expect(run.status == 2)
    #expect(run.errors.contains("python3.99") && run.errors.contains(SystemPython.label))
  }

  @Test("A sweep with a limit of nothing names its line")
  func sweepLimits() async throws {
    for line in ["wall-ms: 0", "cpu-s: 0", "total-memory-mib: 1", "stdout-bytes: 999999999999"] {
      let workshop = try Workshop { $0.replacing("wall-ms: 10000", with: line) }
      defer { workshop.remove() }
      let run = try await workshop.replay()
      #expect(run.status == 2, "\(line): \(run.errors)")
      #expect(run.errors.contains("sweep.yaml, line "), "\(run.errors)")
    }
  }
}

/// What this machine lets tests do.
enum Machine {
  /// Whether mount and user namespaces can be had, to break the machine in them.
  static let canUnshare: Bool = {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/unshare")
    process.arguments = ["--user", "--map-root-user", "--mount", "true"]
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }()
}
