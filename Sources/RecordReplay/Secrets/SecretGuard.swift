import Basics
public import Cassettes
import CodeExecution
import ModelAPI

/// Looks through whole exchanges, so that no credential gets into a cassette.
public struct SecretGuard: Sendable {
  private let scanner: SecretScanner
  private let allowed: Set<String>

  /// Creates a guard.
  ///
  /// - Parameters:
  ///   - known: The values of key variables.
  ///   - allowed: Allowances (``SecretFinding/allowance``) of texts that only look like credentials.
  public init(known: KnownSecrets = KnownSecrets(), allowed: [String] = []) {
    scanner = SecretScanner(known: known)
    self.allowed = Set(allowed)
  }

  /// What is found in an exchange, in the order of its pieces: trial, request, result, provenance.
  public func findings(in exchange: Exchange) -> [SecretFinding] {
    requestFindings(in: exchange) + resultFindings(in: exchange)
  }

  /// What is found in what is asked: this is known before anything is sent.
  func requestFindings(in exchange: Exchange) -> [SecretFinding] {
    let search = Search(self, exchange)
    var findings = search.findings(in: Array(exchange.scope.utf8), "name of the trial")
    guard search.hasMatches(exchange.request) else { return findings }
    // Found: now it is worth finding out in which segment.
    let segments =
      (try? Action(kind: exchange.kind, request: exchange.request))?.segments ?? []
    for segment in segments {
      let place = "request, segment \"\(Redaction.visible(segment.name))\""
      findings += search.findings(in: segment.bytes, place)
    }
    if segments.isEmpty { findings += search.findings(in: exchange.request, "request") }
    return findings
  }

  /// What is found in what came back, and in what rides beside it.
  func resultFindings(in exchange: Exchange) -> [SecretFinding] {
    let search = Search(self, exchange)
    var findings: [SecretFinding] = []
    switch exchange.kind {
    case .completion, .proxied: findings += search.replyFindings()
    case .execution: findings += search.outcomeFindings()
    }
    return findings + search.findings(in: exchange.provenance, "provenance")
  }

  /// One look through one exchange.
  private struct Search {
    let guarding: SecretGuard
    let exchange: Exchange

    init(_ guarding: SecretGuard, _ exchange: Exchange) {
      self.guarding = guarding
      self.exchange = exchange
    }

    func hasMatches(_ bytes: [UInt8]) -> Bool { !guarding.scanner.matches(in: bytes).isEmpty }

    func findings(in bytes: [UInt8], _ place: String) -> [SecretFinding] {
      bytes.withUnsafeBufferPointer { findings(in: $0, place) }
    }

    func findings(in bytes: UnsafeBufferPointer<UInt8>, _ place: String) -> [SecretFinding] {
      guarding.scanner.matches(in: bytes)
        .map { SecretFinding($0, place: place, trial: exchange.scope, slot: exchange.slot) }
        .filter { finding in finding.allowance.map { !guarding.allowed.contains($0) } ?? true }
    }

    /// The headers, the body, and the texts that a streamed body makes up.
    func replyFindings() -> [SecretFinding] {
      exchange.result.withUnsafeBufferPointer { bytes in
        guard let body = (try? ModelReplySummary(decoding: bytes))?.bodyRange else {
          return findings(in: bytes, "reply")
        }
        let content = UnsafeBufferPointer(rebasing: bytes[body])
        var all = findings(
          in: UnsafeBufferPointer(rebasing: bytes[..<body.lowerBound]), "reply's head")
        all += findings(in: content, "reply's body")
        all += findings(
          in: UnsafeBufferPointer(rebasing: bytes[body.upperBound...]), "reply's files")
        for text in StreamText.texts(of: content) {
          let more = findings(in: text, "reply's text, put together from its stream")
          all += more.filter { finding in
            finding.allowance == nil || !all.contains { $0.allowance == finding.allowance }
          }
        }
        return all
      }
    }

    func outcomeFindings() -> [SecretFinding] {
      exchange.result.withUnsafeBufferPointer { bytes in
        guard let outcome = try? ExecutionOutcome(decoding: bytes) else {
          return findings(in: bytes, "result of the run")
        }
        return findings(in: outcome.stdout, "standard output")
          + findings(in: outcome.stderr, "standard error")
      }
    }
  }
}

extension SecretGuard {
  /// Throws `secret` if what is to be asked holds a credential.
  ///
  /// It runs outside of any actor: looking through long texts holds nobody up.
  @concurrent
  public func checkRequest(of exchange: Exchange) async throws(DeckError) {
    let findings = requestFindings(in: exchange)
    guard let first = findings.first else { return }
    throw .secret(first, of: findings.count, "Nothing was sent and nothing was kept")
  }

  /// Throws `secret` if what came back holds a credential.
  @concurrent
  public func checkResult(of exchange: Exchange) async throws(DeckError) {
    let findings = resultFindings(in: exchange)
    guard let first = findings.first else { return }
    throw .secret(first, of: findings.count, "Nothing of this exchange was kept")
  }
}

extension DeckError {
  fileprivate static func secret(
    _ first: SecretFinding, of count: Int, _ done: String
  ) -> DeckError {
    let others = count > 1 ? " (and \(count - 1) more in this exchange)" : ""
    let next =
      if let allowance = first.allowance {
        "If it is a credential, revoke it and take it out of where it comes from; if it is none, "
          + "record with --allow-secret \(allowance)."
      } else {
        "Take it out of where it comes from. If the variable holds no key, unset it or give it "
          + "another value, and record again."
      }
    return DeckError(.secret, "\(first)\(others). \(done). \(next)")
  }
}

/// Makes text from models and recordings fit to be shown.
public enum Redaction {
  /// The text with well-known credentials masked and everything that a terminal would act on made
  /// visible.
  public static func shown(_ text: String) -> String {
    visible(masked(text))
  }

  /// The text with well-known credentials masked.
  ///
  /// What a scanner finds is masked, and whatever only starts as the commonest ones do: what is
  /// masked for nothing can be read in the cassette.
  public static func masked(_ text: String) -> String {
    let bytes = Array(text.utf8)
    var places = SecretScanner().matches(in: bytes).map(\.range)
    bytes.withUnsafeBufferPointer { SecretPatterns.loose.scanLoosely($0) { places.append($0) } }
    guard !places.isEmpty else { return text }
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count)
    var index = 0
    for place in places.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      guard place.lowerBound >= index else {
        index = max(index, place.upperBound)
        continue
      }
      output.append(contentsOf: bytes[index..<place.lowerBound])
      output.append(contentsOf: "[redacted]".utf8)
      index = place.upperBound
    }
    output.append(contentsOf: bytes[index...])
    return String(decoding: output, as: UTF8.self)
  }

  /// What looks like a credential in a text first: its kind, and the line that it begins in, from 1;
  /// `nil` if nothing does.
  public static func credential(in text: String) -> (kind: String, line: Int)? {
    let bytes = Array(text.utf8)
    guard let match = SecretScanner().matches(in: bytes).first else { return nil }
    let line = bytes[..<match.range.lowerBound].count { $0 == UInt8(ascii: "\n") } + 1
    return (match.kind, line)
  }

  /// The text with control characters and direction marks written as escapes; line ends and tabs
  /// stay.
  public static func visible(_ text: String) -> String {
    VisibleText.escape(text, keepsLines: true)
  }
}
