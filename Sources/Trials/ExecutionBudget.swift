public import CodeExecution
import Sweeps

/// How much of the machine runs of model-written code may take together.
///
/// A run takes one core, and as much memory as its limits let it have. What it really uses is not
/// known before it ran, and a guess that is too low would let runs kill each other, which would end
/// up in the recording.
public struct ExecutionBudget: Hashable, Sendable {
  /// Processor cores.
  public var cores: Int
  /// Memory in MiB.
  public var memoryMiB: Int

  /// Creates a budget.
  public init(cores: Int, memoryMiB: Int) {
    self.cores = cores
    self.memoryMiB = memoryMiB
  }

  /// The budget where nobody names one: all cores, and half of the memory, because the other half
  /// belongs to the rest of the machine.
  ///
  /// - Parameters:
  ///   - cores: The machine's cores.
  ///   - memoryBytes: The machine's memory.
  public static func standard(cores: Int, memoryBytes: UInt64) -> ExecutionBudget {
    ExecutionBudget(cores: max(cores, 1), memoryMiB: Int(clamping: memoryBytes >> 21))
  }

  /// How many runs with these limits fit at once; 0 where not even one does.
  public func runsAtOnce(_ limits: ExecutionLimits) -> Int {
    min(max(cores, 0), max(memoryMiB, 0) / max(limits.totalMemoryMiB, 1))
  }
}

/// Lets a number of calls through at once; the others wait in line.
public actor CallGate {
  private var free: Int
  private var line: [CheckedContinuation<Void, Never>] = []

  /// Creates a gate for `width` calls at once.
  public init(width: Int) {
    free = max(width, 1)
  }

  /// Runs `body` once a place is free.
  public nonisolated func pass<Value: Sendable, Failure: Error>(
    _ body: @Sendable () async throws(Failure) -> Value
  ) async throws(Failure) -> Value {
    await enter()
    do {
      let value = try await body()
      await leave()
      return value
    } catch {
      await leave()
      throw error
    }
  }

  private func enter() async {
    guard free == 0 else {
      free -= 1
      return
    }
    await withCheckedContinuation { line.append($0) }
  }

  private func leave() {
    guard line.isEmpty else {
      line.removeFirst().resume()
      return
    }
    free += 1
  }
}
