import CodeExecution
import RecordReplay

/// Runs of one program on many inputs, several of which share a start.
///
/// The program takes a line for each input and answers it by a line. What waits while starts are under way goes
/// into the next one. Where a shared start does not give exactly a line each, everybody in it gets a start of his
/// own: what one input breaks is his alone, and what is recorded is the same.
actor SharedStarts {
  /// The most inputs of a start.
  private static let most = 32

  private struct Waiting {
    var request: ExecutionRequest
    var answer: CheckedContinuation<Result<ExecutionOutcome, DeckError>, Never>
  }

  private let atOnce: Int
  private let execute: @Sendable (ExecutionRequest) async throws(DeckError) -> ExecutionOutcome
  /// By the request without its input: only those of one program go together.
  private var line: [ExecutionRequest: [Waiting]] = [:]
  private var underWay = 0

  init(
    atOnce: Int,
    execute: @escaping @Sendable (ExecutionRequest) async throws(DeckError) -> ExecutionOutcome
  ) {
    self.atOnce = atOnce
    self.execute = execute
  }

  /// Runs a program on an input.
  func run(_ request: ExecutionRequest) async throws(DeckError) -> ExecutionOutcome {
    let answer = await withCheckedContinuation { answer in
      line[request.withoutInput, default: []].append(Waiting(request: request, answer: answer))
      if underWay < atOnce {
        underWay += 1
        Task { await serve() }
      }
    }
    return try answer.get()
  }

  /// Starts programs until nobody waits.
  private func serve() async {
    while let program = line.keys.first(where: { !(line[$0] ?? []).isEmpty }) {
      let waiting = line[program] ?? []
      let taken = Array(waiting.prefix(Self.most))
      line[program] = waiting.count > taken.count ? Array(waiting.dropFirst(taken.count)) : nil
      await answer(taken, of: program)
    }
    underWay -= 1
  }

  private func answer(_ taken: [Waiting], of program: ExecutionRequest) async {
    if taken.count > 1, let outcomes = await shared(taken.map(\.request), of: program) {
      for (waiting, outcome) in zip(taken, outcomes) {
        waiting.answer.resume(returning: .success(outcome))
      }
      return
    }
    for waiting in taken {
      do throws(DeckError) {
        waiting.answer.resume(returning: .success(try await execute(waiting.request)))
      } catch {
        waiting.answer.resume(returning: .failure(error))
      }
    }
  }

  /// The outcomes of one start for several inputs, in their order; `nil` where it did not give a line each.
  private func shared(
    _ requests: [ExecutionRequest], of program: ExecutionRequest
  ) async -> [ExecutionOutcome]? {
    var program = program
    program.input = requests.map(\.input).joined()
    guard let outcome = try? await execute(program), outcome.succeeded, !outcome.stdoutTruncated,
      outcome.stderr.isEmpty, outcome.stdout.last == UInt8(ascii: "\n")
    else { return nil }
    let lines = outcome.stdout.dropLast().split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    guard lines.count == requests.count else { return nil }
    return lines.map { line in
      var own = outcome
      own.stdout = Array(line) + [UInt8(ascii: "\n")]
      own.wallMicroseconds = outcome.wallMicroseconds / requests.count
      own.cpuMicroseconds = outcome.cpuMicroseconds.map { $0 / requests.count }
      return own
    }
  }
}

extension ExecutionRequest {
  fileprivate var withoutInput: ExecutionRequest {
    var request = self
    request.input = ""
    return request
  }
}
