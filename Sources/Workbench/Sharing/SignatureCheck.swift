import Cassettes
package import Sharing

/// Checks that a folder of cassettes is signed.
package enum SignatureCheck {
  /// Throws unless a key has signed exactly what a folder holds.
  package static func check(_ word: String, by key: VerifyingKey) throws {
    let folder = try CassetteLocator.folder(word)
    let catalog = try ExchangeCatalog(
      CassetteSet(folder), actionDigest: CassetteLocator.actionDigest)
    try CassetteSignature(path: "\(folder.path)/\(key.fileName)")
      .check(by: key, over: SignatureStatement(catalog))
  }
}
