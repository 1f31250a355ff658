import CodeExecution

/// What a model is told of a run of its code.
enum Feedback {
  /// The printed output and errors, cut to a number of bytes each, with a notice of the cut and of
  /// how the run ended unless it ended well.
  static func text(of outcome: ExecutionOutcome, limit: Int) -> String {
    var lines = ["output: " + excerpt(outcome.stdout, limit: limit)]
    if !outcome.stderr.isEmpty { lines.append("errors: " + excerpt(outcome.stderr, limit: limit)) }
    switch outcome.end {
    case .exited(0): break
    case .exited(let status): lines.append("exit status: \(status)")
    case .signaled(let signal): lines.append("killed by signal \(signal)")
    case .limit(let limit): lines.append("killed: the \(limit.name) was reached")
    }
    return lines.joined(separator: "\n")
  }

  /// The first bytes of an output as text, without white space at its end.
  static func excerpt(_ bytes: [UInt8], limit: Int) -> String {
    var kept = bytes.prefix(max(limit, 0))
    // Cut between characters, not inside one.
    if kept.count < bytes.count {
      while let last = kept.last, last & 0xc0 == 0x80 { kept.removeLast() }
      if let last = kept.last, last >= 0xc0 { kept.removeLast() }
    }
    while let last = kept.last, last == 0x0a || last == 0x20 || last == 0x0d { kept.removeLast() }
    let text = String(decoding: kept, as: UTF8.self)
    return bytes.count > limit ? text + "\n[cut after \(kept.count) bytes]" : text
  }
}
