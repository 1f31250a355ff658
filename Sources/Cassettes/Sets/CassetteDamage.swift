import Basics

/// An exchange of a sealed cassette that is not as it was sealed.
public struct CassetteDamage: Hashable, Sendable {
  /// A part of an exchange.
  public enum Part: String, Hashable, Sendable, CaseIterable {
    /// The row by which it is found.
    case row
    /// What was asked.
    case request
    /// What came back.
    case result
    /// The trial that recorded it, and when.
    case label
  }

  /// Its number in the cassette.
  public let row: Int
  /// Where it belongs; `nil` if that is what is damaged.
  public let slot: Slot?
  /// The trial that recorded it; `nil` if that is what is damaged.
  public let scope: String?
  /// What cannot be had of it, or is not what was sealed.
  public let parts: [Part]
}

extension CassetteDamage: CustomStringConvertible {
  public var description: String {
    let names = parts.map(\.rawValue).joined(separator: ", ")
    let place = slot.map { " at \($0)" } ?? ""
    return "exchange \(row)\(place), recorded by \(scope ?? "an unknown trial"): \(names)"
  }
}

extension SealedCassette {
  /// Looks at every exchange by itself and gives those that damage touches, in the order of their
  /// numbers.
  ///
  /// This is for the time after `verify` has thrown, to say what is lost and what is not: it goes on
  /// where verifying stops. At most `limit` are listed. None at all, although the cassette is damaged,
  /// means that every exchange can be had and that only the file around them is not what was sealed.
  public func damage(limit: Int = 1_000, actionDigest: ActionDigest? = nil) -> [CassetteDamage] {
    var damage: [CassetteDamage] = []
    let rows = readableRows()
    for row in 0..<entryCount where damage.count < limit {
      let label = try? label(ofRow: row)
      var parts: [CassetteDamage.Part] = []
      if let known = rows[row] {
        if ((try? result(at: known.slot)) ?? nil) == nil { parts.append(.result) }
        if !holdsRequest(row, of: known, size: label?.requestSize, actionDigest) {
          parts.append(.request)
        }
      } else {
        parts.append(.row)
      }
      if label == nil { parts.append(.label) }
      guard !parts.isEmpty else { continue }
      damage.append(
        CassetteDamage(
          row: row, slot: rows[row]?.slot,
          scope: label.map { String(decoding: $0.scope, as: UTF8.self) }, parts: parts))
    }
    return damage
  }

  private func holdsRequest(
    _ row: Int, of known: (slot: Slot, kind: ExchangeKind), size: Int?,
    _ actionDigest: ActionDigest?
  ) -> Bool {
    guard let request = try? request(ofRow: row), size == nil || request.count == size else {
      return false
    }
    guard let actionDigest else { return true }
    return actionDigest(known.kind, request) == known.slot.action
  }

  /// The slots by number, as far as SQLite can read them from either end of the table: a damaged page
  /// stops it, and what lies behind is read from the other side.
  private func readableRows() -> [Int: (slot: Slot, kind: ExchangeKind)] {
    var rows: [Int: (slot: Slot, kind: ExchangeKind)] = [:]
    for order in ["ASC", "DESC"] where rows.count < entryCount {
      let statement = try? connection.prepare(
        "SELECT action,sample,ordinal,kind,seq FROM entry ORDER BY id \(order)")
      var steps = 0
      while let statement, steps <= entryCount, (try? statement.step()) == true {
        steps += 1
        guard let slot = Slot(statement), let row = statement.unsigned32(4),
          let kind = statement.unsigned32(3).flatMap({ UInt8(exactly: $0) })
            .flatMap({ ExchangeKind(rawValue: $0) })
        else { continue }
        rows[Int(row)] = (slot, kind)
      }
    }
    return rows
  }
}

extension Slot {
  /// The slot in the first three columns of a row; `nil` for anything else.
  fileprivate init?(_ statement: SQLiteStatement) {
    guard let action = statement.blob(0).flatMap({ Digest(bytes: $0) }),
      let sample = statement.unsigned32(1), let ordinal = statement.unsigned32(2)
    else { return nil }
    self.init(action: action, sample: sample, ordinal: ordinal)
  }
}
