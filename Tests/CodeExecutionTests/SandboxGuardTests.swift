import Foundation
import Glibc
import Testing

@testable import CodeExecution

@Suite("Who looks after a run", .serialized, .timeLimit(.minutes(5)))
struct SandboxGuardTests {
  /// The process that is killed: the program's parent, or that one's own.
  enum Victim: String, CaseIterable, Sendable {
    case supervisor, guardian
  }

  /// What a question gives as soon as it gives something.
  private func soon<Answer>(_ question: () throws -> Answer?) async throws -> Answer {
    let patience = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < patience {
      if let answer = try question() { return answer }
      try await Task.sleep(for: .milliseconds(5))
    }
    return try #require(try question(), "it did not happen in a minute")
  }

  private func parent(of process: pid_t) -> pid_t? {
    let line = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
    let fields = line.split(separator: ")").last?.split(separator: " ") ?? []
    return fields.count > 1 ? pid_t(fields[1]) : nil
  }

  private func runFolders() throws -> Set<String> {
    let folder = Bench.environment["TMPDIR"] ?? "/tmp"
    return Set(
      try FileManager.default.contentsOfDirectory(atPath: folder).filter {
        $0.hasPrefix("steerbench-") && $0.count == "steerbench-".count + 16
      })
  }

  @Test(
    "Killed by SIGKILL, the supervisor leaves no process and no file, and neither does its guard",
    arguments: Bench.tiers, Victim.allCases)
  func killed(tier: SandboxTier, victim: Victim) async throws {
    let name = "sbt-k\(victim.rawValue.prefix(1))-\(tier.rawValue.prefix(2))"
    let sleeper = "\(name)-s"
    let before = try runFolders()
    let code = """
      import ctypes, os, time
      for _ in range(3):
          if os.fork() == 0:
              try: os.setsid()
              except OSError: pass
              ctypes.CDLL(None).prctl(15, b'\(sleeper)')
              time.sleep(600)
      open('left', 'w').write('x')
      ctypes.CDLL(None).prctl(15, b'\(name)')
      time.sleep(600)
      """
    async let outcome = Bench.run(code, tier: tier)
    let supervisor = try await soon { try HostProcess.named(name) }.parent
    _ = try await soon { try HostProcess.named(sleeper) }
    let target = victim == .supervisor ? supervisor : try #require(parent(of: supervisor))
    // Without a guard, the supervisor's parent is the test itself.
    if target != getpid() {
      kill(target, SIGKILL)
    } else {
      kill(supervisor, SIGKILL)
    }
    _ = try? await outcome
    _ = try await soon { try HostProcess.named(name) == nil ? true : nil }
    _ = try await soon { try HostProcess.named(sleeper) == nil ? true : nil }
    _ = try await soon { try runFolders().subtracting(before).isEmpty ? true : nil }
  }

  @Test(
    "Who is killed by the kernel for a file as large as the disk limit is told so",
    arguments: Bench.tiers)
  func fileSize(tier: SandboxTier) async throws {
    let outcome = try await Bench.run(
      """
      import signal
      signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
      open('large', 'wb').write(bytes(64 << 20))
      """, tier: tier)
    #expect(outcome.end == .limit(.disk))
  }

  @Test("Processes that cannot be ended are no outcome, and are told")
  func survivors() throws {
    var bytes = Array("SBR1".utf8)
    for number: UInt64 in [0, 0, 20, 19, 9000, 0, 0, 0, 0, 0, 0, 0, 7, 2] {
      withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }
    #expect(try #require(SupervisorRecord(bytes)).survivors == 2)
  }

  @Test("Where runs are bounded is declared by each tier", arguments: SandboxTier.allCases)
  func gaps(tier: SandboxTier) {
    let counted = tier.gaps(ownsUser: true, scopesSignals: true, boundsMemory: false)
    let bounded = tier.gaps(ownsUser: true, scopesSignals: true, boundsMemory: true)
    #expect(counted == bounded + [.countedMemory])
    let alone = tier.gaps(
      ownsUser: true, scopesSignals: true, boundsMemory: true, answersCalls: false)
    #expect(alone == bounded + (tier == .unprotected ? [] : [.noQuestions]))
  }

  // MARK: Memory cgroups, on trees that are made up
  //
  // The machine at hand may have either version, or none that this user may write to. What the kernel
  // does with the files is not proved here: only that the right ones are found and written.

  private struct MadeUpTree {
    let folder = FileManager.default.temporaryDirectory.appending(path: "sbt-\(UUID().uuidString)")

    func write(_ path: String, _ text: String) throws {
      let file = folder.appending(path: path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }

    /// What lies in the group that was made; its name has the number of a process.
    func group(below path: String) throws -> [String: String] {
      let parent = folder.appending(path: path)
      let names = try FileManager.default.contentsOfDirectory(atPath: parent.path)
      guard let name = names.first(where: { $0.hasPrefix("steerbench-") }) else { return [:] }
      var files: [String: String] = [:]
      for file in try FileManager.default.contentsOfDirectory(
        atPath: parent.appending(path: name).path)
      {
        files[file] = try String(
          contentsOf: parent.appending(path: "\(name)/\(file)"), encoding: .utf8)
      }
      return files
    }

    func make() async throws -> Bool {
      let program = try SupervisorProgram.find(environment: Bench.environment)
      let proc = folder.appending(path: "proc").path
      return (try? await program.answer(to: ["group", proc])) != nil
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }
  }

  @Test("Version 1: a group below one's own, in the hierarchy that has memory")
  func firstVersion() async throws {
    let tree = MadeUpTree()
    defer { tree.remove() }
    try tree.write("proc/self/cgroup", "5:cpu:/a\n4:memory:/pod/job\n0::/\n")
    try tree.write(
      "proc/self/mountinfo",
      """
      30 25 0:26 / /sys rw - sysfs sysfs rw
      31 30 0:27 / \(tree.folder.path)/cpu rw - cgroup cgroup rw,cpu
      32 30 0:28 /pod \(tree.folder.path)/memory rw - cgroup cgroup rw,memory

      """)
    try tree.write("memory/job/tasks", "")
    #expect(try await tree.make())
    let files = try tree.group(below: "memory/job")
    #expect(files["memory.limit_in_bytes"] == "1048576")
    #expect(files["memory.swappiness"] == "0" && files["tasks"] == "0")
  }

  @Test("Version 2: below one's own group where that one offers memory, as root's does")
  func secondVersion() async throws {
    let tree = MadeUpTree()
    defer { tree.remove() }
    try tree.write("proc/self/cgroup", "0::/job\n")
    try tree.write(
      "proc/self/mountinfo", "32 30 0:28 / \(tree.folder.path)/two rw - cgroup2 cgroup2 rw\n")
    try tree.write("two/job/cgroup.controllers", "cpu memory pids\n")
    try tree.write("two/job/cgroup.subtree_control", "")
    #expect(try await tree.make())
    let files = try tree.group(below: "two/job")
    #expect(files["memory.max"] == "1048576" && files["memory.swap.max"] == "0")
    #expect(files["memory.oom.group"] == "1" && files["cgroup.procs"] == "0")
  }

  @Test("Version 2, delegated: beside one's own group, where the one above offers memory")
  func delegated() async throws {
    let tree = MadeUpTree()
    defer { tree.remove() }
    try tree.write("proc/self/cgroup", "0::/user/app/job.scope\n")
    try tree.write(
      "proc/self/mountinfo", "32 30 0:28 / \(tree.folder.path)/two rw - cgroup2 cgroup2 rw\n")
    try tree.write("two/user/app/cgroup.subtree_control", "memory pids\n")
    try tree.write("two/user/app/job.scope/cgroup.controllers", "pids\n")
    try tree.write("two/user/app/job.scope/cgroup.subtree_control", "")
    #expect(try await tree.make())
    #expect(try tree.group(below: "two/user/app")["memory.max"] == "1048576")
  }

  @Test("Where no controller of memory is to be had, no group is made")
  func none() async throws {
    let tree = MadeUpTree()
    defer { tree.remove() }
    try tree.write("proc/self/cgroup", "0::/job\n")
    try tree.write(
      "proc/self/mountinfo", "32 30 0:28 / \(tree.folder.path)/two rw - cgroup2 cgroup2 rw\n")
    try tree.write("two/job/cgroup.controllers", "hugetlb\n")
    try tree.write("two/cgroup.subtree_control", "hugetlb\n")
    #expect(try await !tree.make())
    #expect(try tree.group(below: "two/job").isEmpty && tree.group(below: "two").isEmpty)
  }
}
