public import Cassettes
import CodeExecution
import ModelAPI

/// Where a recorded result falls into parts, so that an export shows each as what it is.
public enum ResultParts {
  /// What stands before the head of a reply: a mark, the version, the head's length.
  private static let replyFrame = 8
  /// What stands before the head of a run: the version, the head's length.
  private static let outcomeFrame = 5

  /// The offsets: of a reply, its head, its body and its files; of a run, its head and its two outputs; none
  /// where the bytes are neither.
  public static func cuts(_ kind: ExchangeKind, _ result: [UInt8]) -> [Int] {
    result.withUnsafeBufferPointer { bytes in
      switch kind {
      case .completion:
        guard let body = (try? ModelReplySummary(decoding: bytes))?.bodyRange else { return [] }
        // Behind the body of some replies lie the files that belong to them.
        let end = body.upperBound < bytes.count ? [body.upperBound] : []
        return [replyFrame, body.lowerBound] + end
      case .execution:
        guard let outcome = try? ExecutionOutcome(decoding: bytes) else { return [] }
        let output = bytes.count - outcome.stdout.count - outcome.stderr.count
        return [outcomeFrame, output, output + outcome.stdout.count]
      }
    }
  }
}
