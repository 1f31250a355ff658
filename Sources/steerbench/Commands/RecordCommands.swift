import ArgumentParser
import Basics
import Cassettes
import FoundationEssentials
import RecordReplay
import Reporting
import Sweeps
import Trials
import Workbench

/// Says what a sweep would ask for and cost, without a network.
struct PlanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Print trials, calls, tokens and expected cost of a sweep, without a network.",
    discussion: """
      First calls are counted exactly, and calls that several trials share are counted once. What \
      follows from answers (further turns, tool rounds, runs of code) is bounded from above. Input \
      tokens are estimated as one for four bytes; output as the model's token limit at most.

      What the trials that no cassette holds yet are expected to take is resampled from the recorded \
      trials of the same method, those of other sweeps named with --history included; where there is \
      none, it rests on assumptions that the report states. Prices are those of Tasks/prices.yaml; an \
      unknown price is unknown and not nothing.

      The hosts that the sweep sends to are listed with the variables whose values it sends there.

      Examples:
        steerbench plan gpt-4o
        steerbench plan gpt-4o --history gpt-4o-mini --json
      """)

  @OptionGroup var arguments: SweepArguments
  @Option(
    help: ArgumentHelp(
      "Learn from the recordings of this sweep too. May be given several times.",
      valueName: "sweep"), completion: CompletionWords.sweeps)
  var history: [String] = []
  @OptionGroup var prices: PriceArguments
  @Option(help: "Tokens of an answer, where no recording tells.")
  var answerTokens = CostForecast.usualAnswerTokens
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    guard (1...10_000_000).contains(answerTokens) else {
      throw ValidationError("--answer-tokens must be from 1 to 10000000.")
    }
  }

  func run() async throws {
    let basis = SweepForecast.Basis(
      history: history, prices: prices.prices, day: try WallClock.today(),
      answerTokens: answerTokens, environment: ProcessInfo.processInfo.environment)
    var reports: [JSONValue] = []
    try await SweepForecast.each(of: arguments.sweeps, from: basis) { forecast in
      if json {
        reports.append(forecast.json)
      } else {
        Console.output.write(forecast.text)
      }
      for warning in forecast.idleKeys { Console.error.write(warning) }
    }
    if json { Console.output.write(try CanonicalJSON.text(of: .array(reports))) }
  }
}

/// Records what a sweep's cassettes do not hold yet.
struct RecordCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "record",
    abstract: "Ask the models and run the code of a sweep, and keep every answer.",
    discussion: """
      What a cassette or the journal of an earlier, interrupted recording holds is not asked again: \
      the same command resumes. Each answer is on disk before it is used. Ctrl-C once waits for what \
      is in flight and seals; twice stops at once. Both resume.

      Calls go as fast as the provider lets them, up to the sweep's concurrency and limits: throttled \
      calls halve the number in flight, a failing server keeps it from growing, answers let it grow \
      again. Each change is told with its reason. A server that asks for more than two minutes ends all \
      calls to its model. A call that fails in all its tries is told, and the rest goes on; ten of a \
      model in a row end its part, and a failure that would strike every call ends the recording.

      Keys are read from the environment variable that the sweep names, never from the command line. \
      What holds a key's value, or a text of the shape of a credential, is not kept: the recording of \
      that trial fails and says where it is. A text that only looks like one is allowed by \
      --allow-secret and the digits that the message shows.

      A call that the provider answers with an error of its own (a prompt that is too long) is kept as \
      what it is, and its trial has no score. A recording with such holes is not called complete, and \
      ends with exit code 4. --only unanswered asks again for them, with what follows, and for nothing \
      else; the new answers take the place of the errors when all of them are there.

      A sweep may be a stranger's: where it sends to a host, or a key to it, that neither this program's \
      ready models name nor you with --base-url, you are asked once for each sweep as it stands, and \
      off a terminal it is refused; --trust api.example.org=EXAMPLE_KEY agrees beforehand. What you agreed \
      to is kept in steerbench/trust in your folder of settings ($XDG_CONFIG_HOME, ~/.config). \
      This machine without a key is not asked about. A key goes over plain http to this machine only, \
      unless --plain-http is said.

      --shard 3/16 records one of 16 parts into a folder of its own, below shards/ in the sweep's \
      folder; the others may be recorded at the same time, here or on other machines. Concurrency, \
      rate limits and budget are divided by 16. `steerbench merge` gathers them.

      Examples:
        steerbench record cassettes/smollm2-135m --base-url http://127.0.0.1:8080/v1
        steerbench record gpt-4o --budget usd=20 calls=5000
        steerbench record smollm2-135m --shard 3/16
        steerbench record gpt-4o --only unanswered
        steerbench record gpt-4o --only method=all-code --limit 5
      """)

  /// The word for what the provider answered with an error.
  private static let unanswered = "unanswered"

  @OptionGroup var argument: SweepArgument
  @OptionGroup var world: WorldArguments
  @OptionGroup var spending: SpendingArguments
  @OptionGroup var secrets: SecretArguments
  @OptionGroup var talk: ProgressArguments
  @Flag(
    help: """
      Find out how far each run of code depends on chance, by running it up to three times, and note \
      it beside the recording: insensitive, pinned, unstable, limit-dependent.
      """)
  var classify = false
  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "unanswered, or model=, method=, task=, question=.",
      discussion: """
        unanswered asks again for what the provider answered with an error, and for nothing else. \
        Words such as method=all-code record a part of the sweep; those of one kind widen it, those of \
        different kinds narrow it.
        """,
      valueName: "what"), completion: CompletionWords.parts)
  var only: [String] = []
  @OptionGroup var part: LimitArgument
  @Flag(help: "Record into the journal, but do not seal it into a cassette.") var noSeal = false
  @Option(
    help: ArgumentHelp(
      "Record one part of the sweep, such as 3/16, into a folder of its own.", valueName: "i/n"),
    transform: Self.shard)
  var shard: Shard?
  @Flag(help: "Print what was done, spent and failed as JSON.") var json = false

  private static func shard(_ text: String) throws -> Shard {
    guard let shard = Shard(text) else {
      throw ValidationError(
        "A shard is written as 3/16: its number, from 1, and how many there are.")
    }
    return shard
  }

  private var isOfUnanswered: Bool { only == [Self.unanswered] }

  func validate() throws {
    for word in only where !isOfUnanswered && !TrialSelection.isWord(word) {
      throw ValidationError(
        "--only \(word): it takes unanswered alone, or model=, method=, task= or question= with a name; the "
          + "sweep's name comes before it.")
    }
    guard !isOfUnanswered || part.limit == nil else {
      throw ValidationError("--only unanswered asks for all of them: leave out --limit.")
    }
    guard !isOfUnanswered || (shard == nil && !classify && !noSeal) else {
      throw ValidationError(
        "--only unanswered replaces recordings of the whole sweep: leave out --shard, --classify and "
          + "--no-seal.")
    }
  }

  func run() async throws {
    let sweep = try OpenSweep(try argument.folder())
    let (world, rules) = (try world.world(spending), secrets.rules)
    let progress = Progress(talk.style)
    try ProcessLimits.prepare()
    let result = try await Interruption.listening { stop in
      let recording = SweepRecording(
        of: sweep, world: world, secrets: rules, stop: stop, observer: progress)
      guard !isOfUnanswered else {
        return try await recording.recordUnanswered(
          workers: ProcessInfo.processInfo.activeProcessorCount)
      }
      return try await recording.record(
        shard: shard, only: smoke, classifies: classify, seals: !noSeal)
    }
    if isOfUnanswered {
      let name = sweep.folder.url.relativePath
      let again = "steerbench record \(name) --only unanswered"
      if json { Console.output.write(try CanonicalJSON.text(of: result.json)) }
      try result.checkComplete(toGoOn: again, toAskAgain: again)
      Console.error.write("Complete. Look at it: steerbench replay \(name)")
      return
    }
    if noSeal {
      Console.error.write("The journal stays as it is; the next recording goes on with it.")
    } else if let sealed = result.sealed {
      Console.error.write("Sealed \(sealed.entryCount) exchanges as \(sealed.fileName).")
    }
    if json { Console.output.write(try CanonicalJSON.text(of: result.json)) }
    let name = sweep.folder.url.relativePath
    let words = shard.map { " --shard \($0)" } ?? ""
    try result.checkComplete(
      toGoOn: "steerbench record \(name)\(words)\(smoke.arguments)",
      toAskAgain: "steerbench record \(name) --only unanswered")
    guard smoke.isWhole else {
      Console.error.write(
        "This part is complete. All of the sweep: steerbench record \(name)\(words)")
      return
    }
    guard let shard else {
      Console.error.write("Complete. Look at it: steerbench replay \(name)")
      return
    }
    Console.error.write("Shard \(shard) is complete. When all are: steerbench merge \(name)")
  }
}

extension RecordCommand {
  private var smoke: SmokePart {
    isOfUnanswered ? SmokePart() : SmokePart(words: only, limit: part.limit)
  }
}

extension SmokePart {
  /// As the command line takes it, with a blank before it.
  fileprivate var arguments: String {
    (words.isEmpty ? "" : " --only \(words.joined(separator: " "))")
      + (limit.map { " --limit \($0)" } ?? "")
  }
}

extension RecordingOutcome {
  /// Throws what keeps the recording from being complete; reasons that were not told yet are printed.
  ///
  /// - Parameters:
  ///   - again: The command that goes on.
  ///   - askAgain: The command that asks again for what was not answered.
  func checkComplete(toGoOn again: String, toAskAgain askAgain: String) throws {
    for failure in shownFailures { Console.error.write("steerbench: \(failure.error.message)") }
    guard let shortcoming = shortcoming(toGoOn: again, toAskAgain: askAgain) else { return }
    throw CommandFailure(ExitStatus(ending), shortcoming)
  }
}

/// Runs a sweep against live models and keeps nothing.
struct LiveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "live",
    abstract: "Ask the models and run the code of a sweep, print the tables, and keep nothing.",
    discussion: """
      For a first look at a model or a prompt. Cassettes are neither read nor written, so calls that \
      several trials share are asked once for each. To keep the answers: steerbench record.

      Examples:
        steerbench live cassettes/smollm2-135m --base-url http://127.0.0.1:8080/v1
        steerbench live gpt-4o --only method=all-code --limit 3
      """)

  @OptionGroup var argument: SweepArgument
  @OptionGroup var only: OnlyArgument
  @OptionGroup var part: LimitArgument
  @OptionGroup var world: WorldArguments
  @OptionGroup var spending: SpendingArguments
  @OptionGroup var talk: ProgressArguments
  @Option(help: "terminal, markdown, csv or json.") var format = TableFormat.terminal
  @Flag(help: "The same as --format json.") var json = false

  func run() async throws {
    let sweep = try OpenSweep(try argument.folder())
    let world = try world.world(spending)
    let progress = Progress(talk.style)
    try ProcessLimits.prepare()
    let summary = try await Interruption.listening { stop in
      try await LiveRun(
        sweep: sweep, only: SmokePart(words: only.words, limit: part.limit), world: world,
        stop: stop, observer: progress
      ).run()
    }
    let renderer = (json ? .json : format).renderer(
      colour: Console.output.allowsColour, width: Console.output.width)
    Console.output.write(try renderer.render(SweepTables.all(of: summary)), terminator: "")
  }
}
