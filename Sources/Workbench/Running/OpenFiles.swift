import Glibc

/// The files and connections that this process may have open, and how many calls and runs of code fit.
///
/// Where there are too few, a connection fails that a server would have answered, and programs cannot be
/// started at all: it is found out before anything is asked.
struct OpenFiles: Sendable {
  /// Calls and runs of code at once.
  struct Room: Hashable {
    var calls: Int
    var runs: Int
    /// What the user should know; `nil` where everything fits.
    var note: String?
  }

  /// A connection, and a second one while a name with two addresses is tried or looked up.
  static let perCall = 3
  /// The pipes of a program that is started, both ends of each, and what tells its end.
  static let perRun = 16
  /// What journals, cassettes and prompts take for a moment.
  static let reserve = 8

  /// The most that may be open.
  var limit: Int
  /// What is open already.
  var open: Int

  /// What holds for this process now.
  static var current: OpenFiles {
    var limits = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits) == 0 else {
      preconditionFailure("a process can always read its own limits")
    }
    let limit = Int(clamping: limits.rlim_cur)
    // Numbers are given out from the lowest on, so that few stand beyond the first thousands.
    let open = (0..<Int32(clamping: min(limit, 8192))).count { fcntl($0, F_GETFD) >= 0 }
    return OpenFiles(limit: limit, open: open)
  }

  /// How many of the wanted calls and runs fit at once.
  ///
  /// - Parameters:
  ///   - calls: The calls that are wanted at once.
  ///   - atLeast: The fewest calls that make sense, such as one for each model.
  ///   - runs: The runs of code that are wanted at once.
  /// - Throws: ``WorkbenchError`` where not even the fewest calls and one run fit.
  func room(calls: Int, atLeast fewest: Int = 0, runs: Int) throws(WorkbenchError) -> Room {
    let free = limit - open - Self.reserve
    if calls * Self.perCall + runs * Self.perRun <= free { return Room(calls: calls, runs: runs) }
    let fitted = min(runs, max(free / 2 / Self.perRun, 1))
    let rest = (free - fitted * Self.perRun) / Self.perCall
    guard free >= fitted * Self.perRun + fewest * Self.perCall else {
      let needed = open + Self.reserve + min(runs, 1) * Self.perRun + fewest * Self.perCall
      throw WorkbenchError(
        .infrastructure,
        "This process may have \(limit) files and connections open, and this takes at least "
          + "\(needed). Allow more: ulimit -n 1024")
    }
    let room = Room(calls: min(calls, rest), runs: fitted)
    return Room(calls: room.calls, runs: room.runs, note: note(room, calls, runs))
  }

  /// Throws ``WorkbenchError`` where not even one program can be run.
  func checkRun() throws(WorkbenchError) { _ = try room(calls: 0, runs: 1) }

  private func note(_ room: Room, _ calls: Int, _ runs: Int) -> String {
    let parts = [(calls, room.calls, "calls"), (runs, room.runs, "runs of code")]
      .filter { $0.0 > $0.1 }.map { "\($0.1) of \($0.0) \($0.2)" }
    return "Only \(parts.joined(separator: " and ")) at once: this process may have no more than "
      + "\(limit) files and connections open. To allow more: ulimit -n 1024"
  }
}
