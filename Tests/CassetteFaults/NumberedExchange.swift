import Basics
public import Cassettes

/// Exchanges that two processes agree on by their numbers alone.
public enum NumberedExchange {
  /// The exchange of a number: a few hundred to a few thousand bytes, always the same.
  public static func exchange(_ number: Int) -> Exchange {
    let request = Array("{\"kind\":\"completion\",\"number\":\(number)}".utf8)
    var result = Array("{\"text\":\"".utf8)
    for word in 0..<20 + number * 37 % 200 {
      result += Array("answer \(number &* word % 97) ".utf8)
    }
    result += Array("\"}".utf8)
    return Exchange(
      slot: Slot(action: Digest.sha256(request), sample: UInt32(number % 3)),
      kind: number.isMultiple(of: 4) ? .execution : .completion, request: request, result: result,
      scope: "model/all-code/task\(number % 5)/question\(number)/0",
      provenance: Array("{\"number\":\(number)}".utf8))
  }

  /// Some exchanges.
  public static func exchanges(_ numbers: Range<Int>) -> [Exchange] {
    numbers.map { exchange($0) }
  }

  /// The number of an exchange; `nil` if it is not, to the byte, the exchange of a number.
  public static func number(of exchange: Exchange) -> Int? {
    let text = String(decoding: exchange.provenance, as: UTF8.self)
    guard let number = Int(text.dropFirst(10).dropLast()), Self.exchange(number) == exchange else {
      return nil
    }
    return number
  }
}

extension NumberedExchange {
  /// Something in a folder is not the exchange of a number.
  public struct Foreign: Error {
    /// Where it claims to belong.
    public let slot: Slot
  }

  /// The numbers of all exchanges in a folder's cassettes, each compared to the byte.
  public static func sealedNumbers(in folder: CassetteFolder) throws -> Set<Int> {
    let reader = try folder.reader()
    var numbers: Set<Int> = []
    for entry in try reader.entries() {
      let exchange = Exchange(
        slot: entry.slot, kind: entry.kind, request: try reader.request(of: entry),
        result: try reader.result(at: entry.slot) ?? [], scope: entry.scope,
        provenance: try reader.provenance(of: entry))
      guard let number = number(of: exchange) else { throw Foreign(slot: entry.slot) }
      numbers.insert(number)
    }
    return numbers
  }

  /// The numbers of all exchanges in a folder, its journal included.
  public static func numbers(in folder: CassetteFolder) async throws -> Set<Int> {
    var numbers = try sealedNumbers(in: folder)
    let journal = try RecordingJournal(path: folder.journalPath)
    for exchange in try await journal.exchanges() {
      guard let number = number(of: exchange) else { throw Foreign(slot: exchange.slot) }
      numbers.insert(number)
    }
    try await journal.close()
    return numbers
  }
}
