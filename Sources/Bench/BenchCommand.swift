import Basics
import Foundation

/// The benchmark's entry.
@main
struct BenchCommand {
  static func main() {
    // An asynchronous entry ends the main thread while others go on, and valgrind does not survive that.
    let end = DispatchSemaphore(value: 0)
    Task.detached {
      await answer()
      end.signal()
    }
    end.wait()
  }

  private static func answer() async {
    do {
      let options = try BenchOptions(Array(CommandLine.arguments.dropFirst()))
      if options.isHelp {
        print(BenchOptions.help)
      } else if let samples = options.replayedSamples {
        guard let folder = options.folder else { throw BenchError("--folder is missing.") }
        print(
          try CanonicalJSON.text(of: try await ReplayRun.measure(folder, samples: samples).json))
      } else if let run = options.journalRun {
        guard let folder = options.folder else { throw BenchError("--folder is missing.") }
        print(try await run.measure(in: folder))
      } else if let run = options.countedRun {
        print(
          run.name.isEmpty
            ? CountedRun.names.joined(separator: "\n") : "\(try await run.run(options))")
      } else {
        exit(try await run(options) ? 0 : 1)
      }
    } catch {
      FileHandle.standardError.write(Data("bench: \(error)\n".utf8))
      exit(2)
    }
  }

  /// Runs the sections; whether every mark was reached.
  private static func run(_ options: BenchOptions) async throws -> Bool {
    var isReached = true
    for section in BenchSections.all
    where options.sections.isEmpty || options.sections.contains(section.name) {
      let report = try await section.run(options)
      print(options.isJSON ? try CanonicalJSON.text(of: report.json) : report.text)
      isReached = isReached && report.isReached
    }
    return isReached
  }
}

/// What the command line asks for.
struct BenchOptions {
  /// The sections to run; empty for all.
  var sections: [String] = []
  /// About how many trials the generated sweep has.
  var trials = 100_000
  /// Whether the figures are printed as JSON.
  var isJSON = false
  /// Whether the help is asked for.
  var isHelp = false
  /// The folder of the prompts.
  var prompts = "Tasks/prompts"
  /// The folder of the question files to grade; `nil` for the shipped questions.
  var tasks: String?
  /// Where the recording is kept for another run; `nil` for a folder that is removed.
  var folder: String?
  /// How many samples an inner process replays; `nil` in the outer one.
  var replayedSamples: Int?
  /// What an inner process records into a journal; `nil` in the outer one.
  var journalRun: JournalRun?
  /// What an inner process does while its instructions are counted; `nil` in the outer one.
  ///
  /// Without a name it says what there is.
  var countedRun: CountedRun?

  /// Reads the command line, the program's name left out.
  init(_ arguments: [String]) throws(BenchError) {
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      switch argument {
      case "--section":
        let section = try Self.value(of: argument, from: &rest)
        guard BenchSections.all.contains(where: { $0.name == section }) else {
          throw BenchError("There is no section \(section). See --help.")
        }
        sections.append(section)
      case "--trials": trials = try Self.number(of: argument, from: &rest)
      case "--json": isJSON = true
      case "--help", "-h": isHelp = true
      case "--prompts": prompts = try Self.value(of: argument, from: &rest)
      case "--tasks": tasks = try Self.value(of: argument, from: &rest)
      case "--folder": folder = try Self.value(of: argument, from: &rest)
      case "--journal-run":
        journalRun = JournalRun(
          inFlight: try Self.number(of: argument, from: &rest),
          exchanges: try Self.number(of: argument, from: &rest))
      case "--counted":
        countedRun = CountedRun(
          name: try Self.value(of: argument, from: &rest),
          rounds: try Self.number(of: argument, from: &rest, orZero: true))
      case "--counted-names": countedRun = CountedRun(name: "", rounds: 0)
      case "--replay-samples": replayedSamples = try Self.number(of: argument, from: &rest)
      default: throw BenchError("Unknown argument \(argument). See --help.")
      }
    }
  }

  private static func value(
    of option: String, from rest: inout ArraySlice<String>
  ) throws(BenchError) -> String {
    guard let value = rest.popFirst() else { throw BenchError("\(option) needs a value.") }
    return value
  }

  private static func number(
    of option: String, from rest: inout ArraySlice<String>, orZero: Bool = false
  ) throws(BenchError) -> Int {
    let text = try value(of: option, from: &rest)
    let least = orZero ? 0 : 1
    guard let number = Int(text), (least...10_000_000).contains(number) else {
      throw BenchError("\(option) needs a whole number from \(least) to 10000000.")
    }
    return number
  }

  /// The help.
  static var help: String {
    let sections = BenchSections.all.map { "    \($0.name)  \($0.summary)" }
    return """
      Usage: ci/bench [--section NAME] [--trials N] [--folder PATH] [--prompts PATH] [--tasks PATH] [--json]
             ci/bench --instructions [FILE] [--only NAME]

      Measures steerbench against its marks. Rates are per second of processor time of one core, so
      that a busy machine changes them little. Exits with 1 if a mark is missed.

        --section NAME   run this section only; may be given several times
      \(sections.joined(separator: "\n"))
        --trials N       about so many trials in the generated sweep (default 100000)
        --folder PATH    keep the recording in this folder, or measure the one that is there;
                         like all paths, taken from the root of the repository
        --prompts PATH   the folder of the prompts (default Tasks/prompts)
        --tasks PATH     grade the questions of this folder, such as imported ones
        --json           print one line of JSON a section
        --instructions   count the instructions of a replayed exchange and of a graded answer with
                         valgrind, task by task, in place of all sections. With a file that an
                         earlier run wrote, exit with 1 if any figure grew by more than 1 %;
                         --write FILE writes one. --only NAME counts what begins with a name.
        --help           this text
      """
  }
}

/// A part of the benchmark: one file, and one line in ``BenchSections``.
protocol BenchSection: Sendable {
  /// The name on the command line.
  static var name: String { get }
  /// One sentence on what is measured, for the help.
  static var summary: String { get }

  /// Measures.
  static func run(_ options: BenchOptions) async throws -> BenchReport
}

/// The sections, in the order in which they run.
enum BenchSections {
  /// All sections.
  static let all: [any BenchSection.Type] = [
    ReplaySection.self,
    CassettesSection.self,
    GradingSection.self,
    SandboxSection.self,
    BisectSection.self,
    CallsSection.self,
    SharingSection.self,
    SecretsSection.self,
    LabSection.self,
    ProxySection.self,
  ]
}

/// Why the benchmark cannot go on.
struct BenchError: Error, CustomStringConvertible {
  /// What happened, and what to do.
  let message: String

  var description: String { message }

  /// Creates an error.
  init(_ message: String) {
    self.message = message
  }
}
