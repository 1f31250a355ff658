import Basics
import Cassettes
import Foundation
public import HTTP
import ModelAPI
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
    let union = try CassetteUnion(try CassetteFolder(path: folder))
    let advice = "steerbench proxy record \(folder) -- COMMAND"
    let missed = MissedCalls(try CassetteReader(union), advice: advice, note: note)
    let player = CallPlayer(try CassetteReader(union), missed: missed)
    let status = try await serve(player, "replay", body)
    return ProxyReport(
      mode: "replay", counts: await player.counts(), status: status,
      misses: await missed.findings.map { .init(title: $0.title, count: $0.count) },
      unused: try await player.unused().map {
        .init(scope: $0.scope, action: $0.slot.action, ordinal: $0.slot.ordinal)
      },
      refusals: await missed.failures.map { .init(code: .corrupt, message: $0) })
  }

  // MARK: Recording

  private func record(
    _ recording: Recording, _ body: @escaping @Sendable (UInt16) async throws -> Int32?
  ) async throws -> ProxyReport {
    let place = try CassetteFolder.mending(path: folder)
    let journal = try RecordingJournal(path: place.journalPath)
    let recorder = CallRecorder(
      tape: try place.reader(), journal: journal,
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

  /// The rules that lie in the folder.
  private func rules() throws(ProxyError) -> RenameRules {
    let file = "\(folder)/\(RenameRules.fileName)"
    guard !isExact, FileManager.default.fileExists(atPath: file) else { return .none }
    guard let bytes = FileManager.default.contents(atPath: file), bytes.count <= 1 << 20 else {
      throw ProxyError(.usage, "\(file): it cannot be read, or is too large.")
    }
    return try RenameRules(Array(bytes), file: file)
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
      source: source, timing: timing, keyHeaders: keyHeaders, rules: try rules(), mode: name)
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
      throw ProxyError(.infrastructure, "\(program) cannot be started (\(error)).")
    }
    return switch status {
    case .exited(let code): Int32(code)
    case .signaled(let signal): 128 + Int32(signal)
    }
  }
}
