import Basics
import Testing

@testable import Tasks

@Suite("A file of questions")
struct DataTableTests {
  private func refusal(_ text: String, _ file: String) -> String {
    do throws(TaskError) {
      _ = try DataTable(Array(text.utf8), named: file)
      return ""
    } catch {
      return error.message
    }
  }

  private func cells(_ text: String, _ file: String) throws -> [[String?]] {
    let table = try DataTable(Array(text.utf8), named: file)
    return table.rows.map { row in table.columns.indices.map { table.cell(row, $0).text } }
  }

  @Test("of rows with commas is read as RFC 4180 has it, quotes, line ends and a mark at its start")
  func csv() throws {
    let text = "\u{feff}id, text \r\n1,\"a, \"\"b\"\"\r\nc\"\r\n\r\n2,\n"
    #expect(try cells(text, "q.csv") == [["1", "a, \"b\"\r\nc"], ["2", ""]])
    #expect(try DataTable(Array(text.utf8), named: "q.csv").columns == ["id", "text"])
    #expect(try DataTable(Array(text.utf8), named: "q.csv").rows.map(\.line) == [2, 5])
  }

  @Test(
    "that is none is refused with its line",
    arguments: [
      ("a,b\n1", "line 2: 1 values"), ("a,b\n1,2\n\"x", "line 3: the quotation mark"),
      ("a,b\n\"x\"y,2", "line 2: something follows"), ("a,a\n1,2", "line 1: two columns"),
      ("a,\n1,2", "line 1: column 2 has no name"), ("a,b\n", "there is no row"), ("", "empty"),
    ])
  func badCSV(text: String, message: String) {
    #expect(refusal(text, "q.csv").contains(message))
  }

  @Test("of objects keeps numbers as they are written")
  func jsonl() throws {
    let text = """
      {"a": 12345678901234567890, "b": [1, "x"], "c": {"d": 1.50}, "e": null}
      {"b": 0.10, "f": true}
      """
    #expect(
      try cells(text, "q.jsonl") == [
        ["12345678901234567890", "1, x", "{\"d\": 1.50}", nil, nil],
        [nil, "0.10", nil, nil, "true"],
      ])
    #expect(
      refusal("{\"a\": 1}\n{\"a\": 1,}", "q.jsonl").contains("line 2: the line is no JSON object"))
    #expect(
      refusal("{\"a\": 1, \"a\": 2}", "q.jsonl").contains("line 1: the object names \"a\" twice"))
    #expect(refusal("[1]", "q.jsonl").contains("line 1"))
  }

  @Test("of BIG-bench takes the option with the highest score for the target")
  func bigBench() throws {
    let text =
      #"{"examples": [{"input": "q", "target_scores": {"x": 0, "y": 1}}, {"input": "r", "target": "z"}]}"#
    #expect(try cells(text, "task.json") == [["q", "y", "x, y"], ["r", "z", nil]])
    #expect(refusal(#"{"examples": [{"input": "q"}]}"#, "task.json").contains("example 1"))
    #expect(
      refusal(#"{"examples": [{"input": "q", "target_scores": {"x": 1, "y": 1}}]}"#, "t.json")
        .contains("not one highest score"))
    #expect(refusal("[]", "rows.json").contains("BIG-bench"))
  }

  @Test("with another ending is refused with those that are read")
  func endings() {
    #expect(refusal("a", "q.parquet").contains(".csv, .jsonl, .json"))
  }

  @Test("of objects costs no more memory than its bytes allow", .timeLimit(.minutes(1)))
  func sparse() throws {
    let header = "{" + (0..<500).map { "\"c\($0)\": 1" }.joined(separator: ", ") + "}\n"
    let last = String(repeating: "{\"c499\": 1}\n", count: 8_500)
    #expect(refusal(header + last, "q.jsonl").contains("rows of one file have the same columns"))
    let first = header + String(repeating: "{\"c0\": 1}\n", count: 8_500)
    #expect(try DataTable(Array(first.utf8), named: "q.jsonl").rows.count == 8_501)
    let blank = String(repeating: "\n", count: 200_000) + "{\"a\": 1,}"
    #expect(refusal(blank, "q.jsonl").contains("line 200001: the line is no JSON object"))
  }
}
