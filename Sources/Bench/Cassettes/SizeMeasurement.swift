import Cassettes
import Foundation
import Basics

/// How large a sealed cassette is, whole and in parts, beside general compressors.
extension CassetteBench {
  func measureSize(_ results: inout BenchResults) throws {
    let raw = Double(corpus.rawBytes)
    results.note("exchanges", "\(corpus.exchanges.count)")
    results.note(
      "canonical JSON", "\(corpus.rawBytes) bytes, \(corpus.requestBytes) of them requests")
    results.note("cassette", "\(image.bytes.count) bytes, root \(image.root.short)")
    results.add(
      "sealed / canonical JSON", 100 * Double(image.bytes.count) / raw, "%", decimals: 2,
      mark: .atMost(12))
    let requests = try storedBytes(
      "SELECT sum(length(v)+length(digest)+16) FROM cold WHERE kind<>2")
    results.add(
      "requests / requests in JSON", 100 * Double(requests) / Double(corpus.requestBytes), "%",
      decimals: 2, mark: .atMost(2))
    let answers = try storedBytes("SELECT sum(length(v)) FROM entry")
    results.add(
      "results / results in JSON", 100 * Double(answers) / Double(corpus.resultBytes), "%",
      decimals: 2)
    try measureCompressors(&results)
  }

  /// The one number that a query of the cassette's database gives.
  private func storedBytes(_ sql: String) throws -> Int {
    try CassetteFile(path: path).number(sql)
  }

  /// General compressors over all of the canonical JSON as one file, and record by record.
  private func measureCompressors(_ results: inout BenchResults) throws {
    let whole = folder.appending(path: "whole.jsonl")
    try Data(corpus.exchanges.flatMap { $0.request + [10] + $0.result + [10] }).write(to: whole)
    defer { try? FileManager.default.removeItem(at: whole) }
    // One record in forty: as files, because that is what these programs compress.
    let sample = folder.appending(path: "records", directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: sample, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: sample) }
    var sampled = 0
    for index in stride(from: 0, to: corpus.exchanges.count, by: 40) {
      let exchange = corpus.exchanges[index]
      try Data(exchange.request).write(to: sample.appending(path: "\(index).request"))
      try Data(exchange.result).write(to: sample.appending(path: "\(index).result"))
      sampled += exchange.request.count + exchange.result.count
    }
    for (program, options) in [("gzip", ["-9"]), ("zstd", ["-19"])] {
      guard let tool = Tool(program) else {
        results.note(program, "skipped: it is not installed")
        continue
      }
      let name = ([program] + options).joined(separator: " ")
      let size = try tool.run(options + ["-q", "-c", whole.path]).count
      results.add(
        "\(name), one stream", 100 * Double(size) / Double(corpus.rawBytes), "%", decimals: 2)
      results.add("sealed / \(name)", Double(image.bytes.count) / Double(size), "", decimals: 2)
      let names = try FileManager.default.contentsOfDirectory(atPath: sample.path).sorted()
      let bytes = try tool.run(options + ["-q", "-c"] + names, in: sample).count
      results.add(
        "\(name), a record alone", 100 * Double(bytes) / Double(sampled), "%", decimals: 1)
    }
  }
}
