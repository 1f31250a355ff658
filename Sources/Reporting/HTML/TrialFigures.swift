import Analysis
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// Trial columns as JSON, written number by number: as values they would be twenty times the size.
struct TrialFigures {
  let columns: TrialColumns
  let axes: ReportAxes

  /// The object.
  var json: [UInt8] {
    var bytes: [UInt8] = []
    func member(_ name: StaticString, _ value: [UInt8]) {
      bytes.append(UInt8(ascii: bytes.isEmpty ? "{" : ","))
      bytes.append(contentsOf: "\"\(name)\":".utf8)
      bytes.append(contentsOf: value)
    }
    let blocks = columns.blocks.map { block in
      Self.array(axes.places(of: block.cell) + [block.count])
    }
    member("blocks", Self.list(blocks))
    member("item", Self.array(columns.item))
    member("sample", Self.array(columns.sample.allSatisfy { $0 == 0 } ? [] : columns.sample))
    member(
      "outcome", Self.letters(columns.outcome.map { Outcome.allCases.firstIndex(of: $0) ?? 0 }))
    member("code", Self.letters(columns.usedCode.map { $0 ? 1 : 0 }))
    member("score", Self.array(columns.score))
    member("tokens", Self.array(columns.tokens))
    member("text", Self.array(columns.textTokens))
    member("runtime", Self.array(columns.runtime))
    member("calls", Self.array(columns.calls))
    member("runs", Self.array(columns.executions))
    bytes.append(UInt8(ascii: "}"))
    return bytes
  }

  private static func array(_ numbers: [Int]) -> [UInt8] {
    var bytes: [UInt8] = [UInt8(ascii: "[")]
    bytes.reserveCapacity(numbers.count * 4)
    for (place, number) in numbers.enumerated() {
      if place > 0 { bytes.append(UInt8(ascii: ",")) }
      bytes.append(contentsOf: String(number).utf8)
    }
    bytes.append(UInt8(ascii: "]"))
    return bytes
  }

  private static func list(_ values: [[UInt8]]) -> [UInt8] {
    [UInt8(ascii: "[")] + Array(values.joined(separator: [UInt8(ascii: ",")])) + [UInt8(ascii: "]")]
  }

  /// Numbers below 26 as one text, a letter each.
  private static func letters(_ numbers: [Int]) -> [UInt8] {
    let quote = UInt8(ascii: "\"")
    return [quote] + numbers.map { UInt8(ascii: "a") + UInt8($0) } + [quote]
  }
}
