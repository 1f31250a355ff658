import Cassettes

extension SecretGuard {
  /// Throws `secret` if what is to be asked holds a credential.
  ///
  /// It runs outside of any actor: looking through long texts holds nobody up.
  @concurrent
  func checkRequest(of exchange: Exchange) async throws(DeckError) {
    let findings = requestFindings(in: exchange)
    guard findings.isEmpty else {
      throw .secret(findings, "Nothing was sent and nothing was kept")
    }
  }

  /// Throws `secret` if what came back holds a credential.
  @concurrent
  func checkResult(of exchange: Exchange) async throws(DeckError) {
    let findings = resultFindings(in: exchange)
    guard findings.isEmpty else { throw .secret(findings, "Nothing of this exchange was kept") }
  }
}

extension DeckError {
  fileprivate static func secret(_ findings: [SecretFinding], _ done: String) -> DeckError {
    let others = findings.count > 1 ? " (and \(findings.count - 1) more in this exchange)" : ""
    let first = findings.first.map { "\($0)" } ?? ""
    let next =
      if let allowance = findings.first?.allowance {
        "If it is a credential, revoke it and take it out of where it comes from; if it is none, "
          + "record with --allow-secret \(allowance)."
      } else {
        "Take it out of where it comes from. If the variable holds no key, unset it or give it "
          + "another value, and record again."
      }
    return DeckError(.secret, "\(first)\(others). \(done). \(next)")
  }
}
