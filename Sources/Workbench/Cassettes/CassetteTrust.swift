package import Basics
import Cassettes
package import RecordReplay

/// What looks like a credential in cassettes.
package struct CredentialScan {
  private let finds: [(path: String, find: SecretFinding)]
  private let exchanges: Int
  private let known: KnownSecrets

  /// Looks through cassettes.
  ///
  /// - Parameters:
  ///   - words: Folders, their names under `cassettes/`, or `.cas` files.
  ///   - known: The values that are looked for beside well-known shapes.
  ///   - allowed: Texts that only look like a credential, by the digits that their findings show.
  package init(_ words: [String], for known: KnownSecrets, allowing allowed: [String]) throws {
    self.known = known
    let guarding = SecretGuard(known: known, allowed: allowed)
    var finds: [(path: String, find: SecretFinding)] = []
    var exchanges = 0
    for word in words {
      let path = try CassetteLocator.path(word)
      try ExchangeListing(path: path).forEachExchange { exchange in
        exchanges += 1
        finds += guarding.findings(in: exchange).map { (path, $0) }
      }
    }
    self.finds = finds
    self.exchanges = exchanges
  }

  /// The number of places that look like a credential.
  package var count: Int { finds.count }

  /// What is not looked for, a line each.
  package var ignored: [String] {
    known.ignored.map { "\($0.name) is not looked for: \($0.reason)." }
  }

  /// What was found, for people: what and where, never the credential.
  package var text: String {
    guard !finds.isEmpty else { return "No credentials in \(exchanges) exchanges." }
    return finds.map { path, find in
      let allowance = find.allowance.map { "; to allow it: --allow-secret \($0)" } ?? ""
      return "\(path): \(Redaction.visible("\(find)"))\(allowance)"
    }.joined(separator: "\n")
  }

  /// The same for programs.
  package var json: JSONValue {
    let list = finds.map { path, find -> JSONValue in
      [
        "action": .string(find.slot.action.hex),
        "allowance": find.allowance.map { .string($0) } ?? .null,
        "excerpt": .string(find.excerpt), "kind": .string(find.kind),
        "offset": .integer(Int64(find.offset)), "ordinal": .integer(Int64(find.slot.ordinal)),
        "path": .string(path), "place": .string(find.place),
        "sample": .integer(Int64(find.slot.sample)), "trial": .string(find.trial),
      ]
    }
    let ignored = known.ignored.map { item -> JSONValue in
      ["reason": .string(item.reason), "variable": .string(item.name)]
    }
    return [
      "exchanges": .integer(Int64(exchanges)), "findings": .array(list), "ignored": .array(ignored),
    ]
  }
}
