public import Basics

/// What kept a run of model-written code away from the machine.
///
/// The tier belongs to what was recorded, never to an action's key: it tells how an outcome came
/// about.
public enum SandboxTier: String, Hashable, Sendable, Codable, CaseIterable {
  /// Namespaces of its own, set up by bubblewrap: no network, no host files, no host processes.
  case namespaces
  /// Landlock, a system-call filter and, for root, a throw-away user, where namespaces are not
  /// allowed.
  case landlock
  /// Nothing but limits. Only ever by an explicit wish.
  case unprotected = "none"
}

/// Something that a tier is known not to keep apart, or to refuse where a bare Python would not.
///
/// Declared by name, so that `doctor` can say it and tests allow these and nothing else.
public enum SandboxGap: String, Hashable, Sendable, CaseIterable {
  /// Everything: the code runs with the rights of the user.
  case noWall = "no-wall"
  /// Whether a file exists, its size and its times can be asked of the whole machine; its content
  /// cannot be read.
  case fileMetadata = "file-metadata"
  /// The random devices are the host's, so that each run draws other numbers.
  case randomness = "randomness"
  /// The process id, the user's number and the host's name are the host's.
  case identity = "identity"
  /// There is no socket at all, not even a local one; a connected pair can still be made.
  case noSockets = "no-sockets"
  /// A program cannot start a session or a process group of its own.
  case noSessions = "no-sessions"
  /// A program cannot signal other processes than itself, its own children included.
  case noSignals = "no-signals"
  /// Modes, owners, times and attributes of files cannot be changed, its own files' included.
  case noFileAttributes = "no-file-attributes"
  /// Temporary files are measured every few milliseconds instead of being bounded, and a file that
  /// is deleted while it is open is not seen.
  case polledDisk = "polled-disk"
  /// The folder of the run has a long name of its own; it is left out of what is printed, but the
  /// program sees it.
  case longPaths = "long-paths"
  /// There is no `/proc`.
  case noProc = "no-proc"
  /// There is no shared memory in `/dev/shm`, and so no lock or queue of `multiprocessing`.
  case noSharedMemory = "no-shared-memory"
  /// The number of processors, the load and other facts of the machine can be seen.
  case machineFacts = "machine-facts"
  /// Where somebody kills the supervisor and its guard at the same moment, processes of the run live on
  /// until their processor time is used up. Whichever of the two is killed alone, the other ends them.
  case supervisorKilled = "supervisor-killed"
  /// The kernel's version, the processor's model, the clocks since boot and the size of the system's
  /// file system can be seen, and what `/proc/self` tells of the run's mounts: their devices and the
  /// number that the run's user has outside. The rest of `/proc` cannot, and what `sysinfo` tells is
  /// made up.
  case kernelFacts = "kernel-facts"
  /// The processes of a run can look into each other's memory through `/proc`, as they belong together.
  case ownProcesses = "own-processes"
  /// On file systems whose files have other numbers in the kernel's list of locks than elsewhere, such as
  /// Btrfs, a process with several threads cannot use `lockf`, as SQLite does, on files of its own.
  case threadLocks = "thread-locks"
  /// There is no memory cgroup here, so that sources of memory are counted one by one: buffers of pipes
  /// are not (the kernel allows a user 64 MiB of them and two pages each beyond), swapped pages are not,
  /// and shared memory counts by what was ever asked for, given back or not.
  case countedMemory = "counted-memory"
  /// The supervisor cannot be asked about single calls here, since somebody outside is asked already or
  /// the kernel is older than 5.5: no locks, no shared memory, and `sysinfo` tells of the machine.
  case noQuestions = "no-questions"

  /// One sentence for people.
  public var explanation: String {
    switch self {
    case .noWall: "nothing keeps the code away from files, network and processes"
    case .fileMetadata: "names, sizes and times of the host's files can be seen, not their content"
    case .randomness: "random devices are the host's: runs that draw from them differ"
    case .identity: "process id, user number and host name are the host's"
    case .noSockets: "no sockets at all, not even local ones"
    case .noSessions: "no sessions or process groups of its own"
    case .noSignals: "a program can signal itself only"
    case .noFileAttributes: "modes, owners and times of files cannot be changed"
    case .polledDisk: "temporary files are measured while they grow, not bounded beforehand"
    case .longPaths: "the program sees the run's folder under its long name"
    case .noProc: "no /proc"
    case .noSharedMemory: "no /dev/shm, and so no locks or queues of multiprocessing"
    case .machineFacts: "the number of processors can be seen"
    case .supervisorKilled:
      "if the supervisor and its guard are killed at once, processes may live on for a while"
    case .kernelFacts: "kernel version, processor model, time since boot and mounts can be seen"
    case .ownProcesses: "processes of one run can read each other's memory"
    case .threadLocks:
      "on some file systems a process with several threads cannot use lockf, as SQLite does"
    case .noQuestions: "no locks and no shared memory, and the machine's memory can be seen"
    case .countedMemory:
      "no memory cgroup: pipe buffers and swapped pages are not counted, and shared memory is counted"
        + " by what was ever asked for"
    }
  }
}

extension SandboxTier {
  /// What this tier is known not to give.
  ///
  /// - Parameters:
  ///   - ownsUser: Whether code runs as a user of its own, as it does where the tool runs as root.
  ///   - scopesSignals: Whether the kernel's Landlock keeps signals in, as it does from Linux 6.12 on.
  ///   - boundsMemory: Whether runs are bounded by a memory cgroup.
  ///   - answersCalls: Whether the supervisor can be asked about single calls.
  public func gaps(
    ownsUser: Bool, scopesSignals: Bool, boundsMemory: Bool = false, answersCalls: Bool = true
  ) -> [SandboxGap] {
    named(ownsUser: ownsUser, scopesSignals: scopesSignals)
      + (boundsMemory ? [] : [.countedMemory])
      + (answersCalls || self == .unprotected ? [] : [.noQuestions])
  }

  private func named(ownsUser: Bool, scopesSignals: Bool) -> [SandboxGap] {
    switch self {
    case .namespaces: return [.kernelFacts, .ownProcesses]
    case .landlock:
      var gaps: [SandboxGap] = [
        .fileMetadata, .randomness, .identity, .machineFacts, .noSockets, .noSessions, .noProc,
        .noSharedMemory, .polledDisk, .longPaths, .supervisorKilled, .threadLocks,
      ]
      if !ownsUser { gaps.append(.noFileAttributes) }
      if !ownsUser && !scopesSignals { gaps.append(.noSignals) }
      return gaps
    case .unprotected:
      return [
        .noWall, .randomness, .identity, .machineFacts, .polledDisk, .longPaths, .supervisorKilled,
      ]
    }
  }
}

/// What ran a program and what kept it in: rides beside a recorded execution, outside its key.
public struct SandboxProvenance: Hashable, Sendable {
  /// The tier.
  public var tier: SandboxTier
  /// The SHA-256 of the system-call filter; `nil` in tier `none`.
  public var filter: Digest?
  /// The SHA-256 of the supervisor's program.
  public var supervisor: Digest
  /// The interpreter's full version, such as `3.11.2`.
  public var interpreterVersion: String
  /// The SHA-256 of the interpreter's program.
  public var interpreter: Digest

  /// As a JSON object.
  public var value: JSONValue {
    let value: JSONValue = [
      "interpreter": .string(interpreter.hex),
      "interpreterVersion": .string(interpreterVersion),
      "supervisor": .string(supervisor.hex),
      "tier": .string(tier.rawValue),
    ]
    guard let filter, case .object(var object) = value else { return value }
    object["filter"] = .string(filter.hex)
    return .object(object)
  }
}
