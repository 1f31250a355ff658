import Basics
import Cassettes
import Files
import FoundationEssentials
public import HTTP
public import ModelAPI
public import RecordReplay
import Serving
import Subprocess
import Synchronization
import SystemPackage

/// Runs a proxy: over a folder of cassettes, around a command or until somebody stops it.
public struct ProxySession: Sendable {
  /// What recording takes beside the cassettes.
  public struct Recording: Sendable {
    /// Where calls go that no recording answers.
    public var upstreams: Upstreams
    /// How they go there.
    public var transport: any Transport
    /// How long one may take.
    public var timeout: Duration
    /// What must not be kept.
    public var secrets: SecretGuard
    /// What runs code for clients; `nil` where nothing does.
    public var sandbox: SandboxCalls?
    /// What calls are paid from.
    public var spending = ProxySpending()
    /// Which calls are asked for though the cassettes hold them, into a folder beside these; `nil` for
    /// none.
    public var refreshed: CallSelection?
    /// The version of the tool, for provenance.
    public var toolVersion: String
    /// The date and time in UTC, for provenance.
    public var timestamp: @Sendable () -> String

    /// Creates what recording takes.
    public init(
      upstreams: Upstreams, transport: any Transport, timeout: Duration, secrets: SecretGuard,
      toolVersion: String, timestamp: @escaping @Sendable () -> String
    ) {
      self.upstreams = upstreams
      self.transport = transport
      self.timeout = timeout
      self.secrets = secrets
      self.toolVersion = toolVersion
      self.timestamp = timestamp
    }

    fileprivate var provenance: @Sendable () -> [UInt8] {
      { [toolVersion, timestamp] in
        CanonicalJSON.bytes(ofOwn: [
          "recorded": .string(timestamp()), "tool": .string(toolVersion),
        ])
      }
    }
  }

  /// Whether anything is recorded.
  public enum Mode: Sendable {
    /// Every answer comes from the cassettes.
    case replay
    /// What they do not hold comes from upstreams and is kept.
    case record(Recording)
  }

  /// The folder of the cassettes.
  public var folder: String
  /// Whether anything is recorded.
  public var mode: Mode
  /// The port; 0 for any that is free.
  public var port: UInt16 = 0
  /// With which times recorded streams are played.
  public var timing = StreamTiming.none
  /// Headers that enter the key beside those that are known, in lower case.
  public var keyHeaders: [String] = []
  /// Whether the rules of the folder for what varies from run to run are left aside.
  public var isExact = false
  /// What an answer of a replay would have cost, by the name that calls have for a model.
  public var price: @Sendable (String) -> TokenPrice? = { _ in nil }
  /// The variables of the process.
  public var environment: [String: String]
  /// Told what a person should see meanwhile.
  public var note: @Sendable (String) -> Void

  /// Creates a session.
  public init(
    folder: String, mode: Mode, environment: [String: String],
    note: @escaping @Sendable (String) -> Void
  ) {
    self.folder = folder
    self.mode = mode
    self.environment = environment
    self.note = note
  }

  /// Serves while a body runs, and says what was done.
  ///
  /// - Parameter body: Given the port; its value is the exit status of what ran, if anything did.
  public func run(
    _ body: @escaping @Sendable (UInt16) async throws -> Int32?
  ) async throws -> ProxyReport {
    switch mode {
    case .replay: try await replay(body)
    case .record(let recording): try await record(recording, body)
    }
  }

  /// Serves while a command runs.
  public func run(command: [String]) async throws -> ProxyReport {
    let keepsKeys = if case .record = mode { true } else { false }
    return try await run { [environment] port in
      let changes = ChildEnvironment.changes(
        port: port, environment: environment, keepsKeys: keepsKeys)
      return try await ChildCommand(words: command, changes: changes).run()
    }
  }

  // MARK: Replay

  private func replay(
    _ body: @escaping @Sendable (UInt16) async throws -> Int32?
  ) async throws -> ProxyReport {
    let advice = "steerbench proxy record \(folder) -- COMMAND"
    try checkFolder(advice)
    let union = try CassetteUnion(try CassetteFolder(path: folder))
    let missed = MissedCalls(try CassetteReader(union), advice: advice, note: note)
    let player = CallPlayer(try CassetteReader(union), missed: missed)
    let status = try await serve(player, "replay", body)
    var counts = await player.counts()
    do {
      let worth = try await player.worth(at: price)
      (counts.usage, counts.money, counts.unpriced) = (worth.usage, worth.money, worth.unpriced)
    } catch {
      // The run is over and its summary is owed: what cannot be read is a line of it.
      await missed.note(failure: "\(error)")
    }
    return ProxyReport(
      mode: "replay", counts: counts, status: status,
      misses: await missed.findings.map {
        .init(title: $0.title, cause: $0.cause, count: $0.count)
      },
      unused: try await player.unused().map {
        .init(scope: $0.scope, action: $0.slot.action, ordinal: $0.slot.ordinal)
      },
      refusals: await missed.failures.map { .init(code: .corrupt, message: $0) }, advice: advice)
  }

  /// Throws where there is no folder to replay from; says what a replay does not see.
  private func checkFolder(_ advice: String) throws(ProxyError) {
    guard Path.exists(folder) else {
      throw ProxyError(
        .usage,
        "\(folder): there is no such folder of cassettes. Check the path, or record it first: \(advice)"
      )
    }
    guard Path.isFolder(folder) else {
      throw ProxyError(
        .usage, "\(folder): this is a file. Name the folder that the cassettes lie in.")
    }
    if FileManager.default.fileExists(atPath: "\(folder)/\(CassetteFolder.journalName)") {
      note(
        "\(folder): a recording in it goes on or was stopped; what is not sealed is missing here. To seal "
          + "it: steerbench cassette seal \(folder)")
    }
  }

  // MARK: Recording

  private func record(
    _ recording: Recording, _ body: @escaping @Sendable (UInt16) async throws -> Int32?
  ) async throws -> ProxyReport {
    let place = try await place(of: recording)
    let journal = try RecordingJournal(path: place.journalPath)
    let recorder = CallRecorder(
      tape: try tape(of: recording, place), refresh: try refresh(of: recording, place),
      journal: journal,
      kept: Set(try await journal.exchanges().map(\.slot)),
      upstream: UpstreamCalls(
        upstreams: recording.upstreams, transport: recording.transport, timeout: recording.timeout),
      sandbox: recording.sandbox, spending: recording.spending, secrets: recording.secrets,
      provenance: recording.provenance, note: note)
    let outcome: Result<Int32?, any Error>
    do {
      outcome = .success(try await serve(recorder, "record", body))
    } catch {
      outcome = .failure(error)
    }
    // What is paid for comes home, also where its client has left.
    await recorder.finish(within: recording.timeout)
    let lost = await recorder.underWayCount
    let line = try await journal.seal(into: place)
    return ProxyReport(
      mode: "record", counts: await recorder.counts(), status: try outcome.get(), misses: [],
      unused: [],
      refusals: await recorder.refusals.map { .init(code: $0.code, message: $0.message) },
      sealed: line, lost: lost)
  }

  /// Where a recording goes: into the folder, or beside it.
  private func place(of recording: Recording) async throws -> CassetteFolder {
    let pending = PendingCalls(folder: folder)
    guard let selection = recording.refreshed else {
      guard !pending.exists else {
        throw ProxyError(
          .usage,
          "\(folder): calls of it are being recorded anew. Accept or discard them first: steerbench proxy "
            + "refresh accept \(folder), or steerbench proxy refresh discard \(folder)")
      }
      return try CassetteFolder.mending(path: folder)
    }
    try checkFolder("steerbench proxy record \(folder) -- COMMAND")
    try pending.checkNothingUnsealed()
    try pending.begin(selection)
    return try pending.cassettes()
  }

  private func tape(of recording: Recording, _ place: CassetteFolder) throws -> CassetteReader {
    guard recording.refreshed != nil else { return try place.reader() }
    return try CassetteFolder(path: folder).reader()
  }

  private func refresh(
    of recording: Recording, _ place: CassetteFolder
  ) throws -> CallRecorder.Refresh? {
    try recording.refreshed.map { CallRecorder.Refresh(of: $0, tape: try place.reader()) }
  }

  /// The rules that lie in the folder.
  private func rules() throws(ProxyError) -> RenameRules {
    let file = "\(folder)/\(RenameRules.fileName)"
    guard !isExact else { return .none }
    guard !Path.isLink(file) else {
      throw ProxyError(
        .usage,
        "\(file): it is a symbolic link, and links beside cassettes are not followed. Put the file itself "
          + "there, or leave it aside: --exact")
    }
    let bytes: [UInt8]?
    do throws(FileError) {
      bytes = try ReadableFile.bytes(of: file, limit: 1 << 20)
    } catch {
      if error.isMissing { return .none }
      throw ProxyError(
        .usage,
        "\(file): these rules cannot be read (\(error.cause)). Mend the file, or leave it aside: --exact"
      )
    }
    guard let bytes else {
      throw ProxyError(
        .usage,
        "\(file): these rules are larger than 1 MiB. Mend the file, or leave it aside: --exact")
    }
    return try RenameRules(bytes, file: file)
  }

  // MARK: Serving

  private func serve(
    _ source: any CallSource, _ name: String,
    _ body: @escaping @Sendable (UInt16) async throws -> Int32?
  ) async throws -> Int32? {
    let server: LocalServer
    do {
      server = try LocalServer(port: port)
    } catch {
      throw ProxyError(.infrastructure, error.description)
    }
    let handler = ProxyHandler(
      source: source, timing: timing, keyHeaders: keyHeaders, rules: try rules(), mode: name,
      notes: RefusalNotes(note))
    let serving = Task { await server.run(handler) }
    let outcome: Result<Int32?, any Error>
    do {
      outcome = .success(try await body(server.port))
    } catch {
      outcome = .failure(error)
    }
    serving.cancel()
    await serving.value
    return try outcome.get()
  }
}

/// A program that runs with this one's terminal, in its process group.
struct ChildCommand: Sendable {
  /// The program and its arguments.
  let words: [String]
  /// Variables to set, and with `nil` to take away.
  let changes: [String: String?]

  /// Runs it to its end; gives its exit status, as a shell gives it.
  ///
  /// - Throws: ``ProxyError`` where it cannot be started.
  func run() async throws -> Int32 {
    guard let program = words.first else {
      throw ProxyError(.usage, "There is no command behind --.")
    }
    var variables: [Environment.Key: String?] = [:]
    for (name, value) in changes { variables[.init(stringLiteral: name)] = value }
    var options = PlatformOptions()
    options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(5))]
    let isPath = program.utf8.contains(UInt8(ascii: "/"))
    let status: TerminationStatus
    do {
      let result = try await Subprocess.run(
        isPath ? .path(FilePath(program)) : .name(program),
        arguments: Arguments(Array(words.dropFirst())),
        environment: .inherit.updating(variables), platformOptions: options,
        input: .fileDescriptor(.standardInput, closeAfterSpawningProcess: false),
        output: .fileDescriptor(.standardOutput, closeAfterSpawningProcess: false),
        error: .fileDescriptor(.standardError, closeAfterSpawningProcess: false)
      ) { _ in
      }
      status = result.terminationStatus
    } catch {
      try Task.checkCancellation()
      throw ProxyError(
        .infrastructure,
        "\(program) cannot be started (\(error)). Check its name and the PATH; what stands behind -- is run "
          + "as it is, without a shell.")
    }
    return switch status {
    case .exited(let code): Int32(code)
    case .signaled(let signal): 128 + Int32(signal)
    }
  }
}
