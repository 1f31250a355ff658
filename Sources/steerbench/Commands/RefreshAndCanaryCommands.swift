import ArgumentParser
import Basics
import FoundationEssentials
import ModelAPI
import Sweeps
import Workbench

/// Records a part of a sweep anew.
struct RefreshCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "refresh",
    abstract: "Record a part of a sweep anew, look at what changed, and accept or discard it.",
    discussion: """
      The selected trials are asked and run live, into a folder `pending` beside the cassettes that no \
      replay plays. Trials that share a call with them are taken along. `diff` shows what accepting \
      would change; `accept` replaces the recordings in one step and drops what no trial uses any \
      more; `discard` takes the pending ones away. The cassettes stay as they are until then.

        steerbench refresh gpt-4o --only method=all-code task=game24
        steerbench refresh diff gpt-4o
        steerbench refresh accept gpt-4o
        steerbench replay gpt-4o --update-baseline
      """,
    subcommands: [
      RefreshRecord.self, RefreshDiff.self, RefreshAccept.self, RefreshDiscard.self,
    ],
    defaultSubcommand: RefreshRecord.self)
}

/// Records the selected trials into the pending folder.
struct RefreshRecord: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "record",
    abstract: "Record the selected trials into the pending folder; resumes.",
    discussion: """
      This is what `steerbench refresh SWEEP --only ...` does. The same command with the same selection \
      goes on with a refresh that was stopped, and asks nothing twice.

        steerbench refresh gpt-4o --only method=all-code --budget usd=2
      """)

  @OptionGroup var argument: SweepArgument
  @OptionGroup var only: OnlyArgument
  @OptionGroup var world: WorldArguments
  @OptionGroup var spending: SpendingArguments
  @OptionGroup var secrets: SecretArguments
  @OptionGroup var talk: ProgressArguments
  @Flag(help: "Print what was done, spent and failed as JSON.") var json = false

  func validate() throws {
    guard !only.only.isEmpty else {
      throw ValidationError("Say what to record anew, such as --only method=all-code.")
    }
  }

  func run() async throws {
    let sweep = try OpenSweep(try argument.folder())
    let (world, rules) = (try world.world(spending), secrets.rules)
    let progress = Progress(talk.style)
    try ProcessLimits.prepare()
    let result = try await Interruption.listening { stop in
      try await SweepRecording(
        of: sweep, world: world, secrets: rules, stop: stop, observer: progress
      ).refresh(only.words)
    }
    if json { Console.output.write(try CanonicalJSON.text(of: result.json)) }
    let name = sweep.folder.url.relativePath
    let again = "steerbench refresh \(name) --only \(only.words.joined(separator: " "))"
    try result.checkComplete(
      toGoOn: again,
      toAskAgain: "steerbench refresh accept \(name), then "
        + "steerbench record \(name) --only unanswered")
    Console.error.write("Complete. Look at what changed: steerbench refresh diff \(name)")
  }
}

/// Shows what accepting a refresh would change.
struct RefreshDiff: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Show what accepting the pending refresh would change.",
    discussion: """
      Answers call by call, tokens, who answered (model and fingerprint), every trial that changed \
      with the first layer that differs, and paired statistics: McNemar's exact test, Newcombe's \
      interval, a paired bootstrap over questions. Writes nothing. Exit code 3 where trials are not \
      recorded yet.

        steerbench refresh diff gpt-4o
        steerbench refresh diff gpt-4o --json
      """)

  @OptionGroup var argument: SweepArgument
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let sweep = try OpenSweep(try argument.folder())
    let difference = try await RefreshDifference(try await RefreshCandidate(sweep))
    Console.output.write(
      json
        ? try CanonicalJSON.text(of: difference.json)
        : difference.text(
          of: sweep.folder.url.relativePath, colour: Console.output.allowsColour,
          width: Console.output.width))
    if !difference.missing.isEmpty { throw CommandFailure(.miss) }
  }
}

/// Puts the pending recordings in the place of the old ones.
struct RefreshAccept: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accept",
    abstract: "Replace the recordings of the selection by the pending ones.",
    discussion: """
      The sweep's cassettes become one that holds the pending recordings and everything else as it \
      was; what the touched trials used and no trial uses any more is dropped. At every instant, \
      whatever happens to the process, the folder plays: the old recordings or the new ones. A refresh \
      of which trials are still missing is not accepted (exit code 3).

      The baseline is left alone: it is of the old recordings. Look at `refresh diff` first, then write \
      the new one with steerbench replay SWEEP --update-baseline.

        steerbench refresh accept gpt-4o
      """)

  @OptionGroup var argument: SweepArgument
  @OptionGroup var workers: WorkerOption
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let sweep = try OpenSweep(try argument.folder())
    let accepted = try await AcceptedRefresh(of: sweep, workers: workers.count)
    let name = sweep.folder.url.relativePath
    Console.output.write(json ? try CanonicalJSON.text(of: accepted.json) : accepted.text)
    Console.error.write(
      "The baseline is of the old recordings, so that a replay will differ from it. To write the new "
        + "one: steerbench replay \(name) --update-baseline")
  }
}

/// Takes the pending recordings away.
struct RefreshDiscard: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "discard",
    abstract: "Take the pending refresh away; the cassettes stay as they are.",
    discussion: """
      What was paid for it is lost.

        steerbench refresh discard gpt-4o
      """)

  @OptionGroup var argument: SweepArgument

  func run() throws {
    let words = try PendingFolder(sweep: try argument.folder()).discard()
    Console.output.write("Discarded the refresh of \(words.joined(separator: " ")).")
  }
}

/// Asks a few recorded questions again and says whether the model still answers as it did.
struct CanaryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "canary",
    abstract: "Ask a few recorded questions again, and report whether the answers have drifted.",
    discussion: """
      Without --only: the first question of every task for every model, with the first of the sweep's \
      methods; the same trials every time. Each of their recorded calls is asked again, word for word. \
      No code is run, nothing is written, and the cassettes stay as they are.

      Exit code 1 where an answer differs (text, tool calls, or how it stopped), or where another model \
      or fingerprint answered; --tolerate allows some answers to differ, for providers that are not \
      deterministic at any temperature. Exit code 3 where a trial is not recorded.

        steerbench canary gpt-4o
        steerbench canary gpt-4o --tolerate 2 --json
        steerbench canary gpt-4o --only method=all-code task=game24 --budget usd=0.5
      """)

  @OptionGroup var argument: SweepArgument
  @OptionGroup var only: OnlyArgument
  @Option(help: ArgumentHelp("Answers that may differ.", valueName: "answers")) var tolerate = 0
  @Option(help: "Use this base URL for all models of the sweep.") var baseURL: String?
  @Option(help: "Tries of one call before it is given up.")
  var attempts = RetryPolicy.standard.maximumAttempts
  @OptionGroup var network: NetworkArguments
  @OptionGroup var keys: KeyArguments
  @OptionGroup var trust: TrustArguments
  @OptionGroup var spending: SpendingArguments
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    guard tolerate >= 0 else { throw ValidationError("--tolerate is a number from 0.") }
    guard (1...100).contains(attempts) else {
      throw ValidationError("--attempts must be from 1 to 100.")
    }
  }

  func run() async throws {
    let sweep = try OpenSweep(try argument.folder())
    let models = ModelAccess(
      baseURL: baseURL, attempts: attempts, usesProxy: network.useProxy,
      environment: ProcessInfo.processInfo.environment, trust: trust.trust)
    let spending = try spending.spending()
    try ProcessLimits.prepare()
    let drift = try await Interruption.listening { stop in
      try await Canary(
        sweep: sweep, selection: TrialSelection(words: only.words), models: models,
        spending: spending, tolerated: tolerate, stop: stop
      ) { Console.error.write($0) }.run()
    }
    Console.output.write(json ? try CanonicalJSON.text(of: drift.json) : drift.text)
    guard drift.hasDrifted else { return }
    throw CommandFailure(.regression)
  }
}
