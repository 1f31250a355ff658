import Basics
import Foundation
import TestSupport
import Testing

@testable import Sweeps

@Suite("Schemas of the files that people write")
struct FileSchemaTests {
  private static func faults(_ yaml: String, _ file: FileSchema) throws -> [String] {
    let value = JSONValue.object(try SweepDocument.root(of: yaml, file: "f").jsonObject())
    return JSONSchema(file.json).faults(in: value)
  }

  private static func files(_ folder: String, ending: String) throws -> [URL] {
    let root = try RepositoryRoot.url().appending(path: folder)
    return
      (FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)?.allObjects
      ?? []).compactMap { $0 as? URL }.filter { $0.path.hasSuffix(ending) }
  }

  @Test("fit every sweep, method, table of prices and file of ready models of the repository")
  func shipped() throws {
    var files: [(FileSchema, URL)] = []
    files += try Self.files("cassettes", ending: "/sweep.yaml").map { (.sweep, $0) }
    files += try Self.files("Tests/Fixtures", ending: "/sweep.yaml").map { (.sweep, $0) }
    files += try Self.files("Tasks/methods", ending: ".yaml").map { (.method, $0) }
    files += try Self.files("Tasks", ending: "/prices.yaml").map { (.prices, $0) }
    files += try Self.files("Tasks", ending: "/models.yaml").map { (.models, $0) }
    for kind in FileSchema.allCases where kind != .task {
      #expect(files.contains { $0.0 == kind }, "\(kind)")
    }
    for (kind, file) in files {
      let yaml = try String(contentsOf: file, encoding: .utf8)
      #expect(try Self.faults(yaml, kind) == [], "\(file.path)")
    }
  }

  @Test(
    "refuse what the readers refuse",
    arguments: [
      (FileSchema.sweep, "version: 2\nmodels: [tiny]\nmethod: [all-text]\n", "method"),
      (.sweep, "models: [tiny]\n", "version"),
      (.sweep, "version: 2\nmodels: {tiny: {acces: {base-url: x}}}\n", "models"),
      (.sweep, "version: 2\nmodels: [tiny]\nmethods: [{vote: all-text, time: 3}]\n", "methods"),
      (.method, "version: 1\nturns: {most: 2}\n", "after-code"),
      (.models, "version: 1\nmodels: {tiny: {preset: other}}\n", "preset"),
      (.prices, "version: 1\nprices: [{models: [a], from: b, input: 1, output: 2}]\n", "source"),
    ])
  func refusals(_ kind: FileSchema, _ yaml: String, _ word: String) throws {
    let faults = try Self.faults(yaml, kind)
    #expect(faults.contains { $0.contains(word) }, "\(faults)")
  }

  @Test("know methods that hold methods")
  func recursion() throws {
    let yaml = """
      version: 2
      models: [tiny]
      methods: [all-text, {name: a, vote: [{name: b, best-of: all-code, times: 2, check: ran}], times: 3}]
      """
    #expect(try Self.faults(yaml, .sweep) == [])
  }

  @Test("say each key once, and what it means", arguments: FileSchema.allCases)
  func keys(_ file: FileSchema) {
    func check(_ keys: [FileKey], _ place: String) {
      #expect(Set(keys.names).count == keys.count, "\(place)")
      for key in keys {
        #expect(key.summary.hasSuffix(".") || key.summary.contains("…"), "\(place).\(key.name)")
        check(key.value, "\(place).\(key.name)")
      }
    }
    func check(_ value: FileKey.Value, _ place: String) {
      switch value {
      case .mapping(let keys): check(keys, place)
      case .either(let values): for value in values { check(value, place) }
      case .list(let element), .names(let element): check(element, place)
      default: break
      }
    }
    check(file.keys, file.rawValue)
  }

  @Test("Keys that do nothing are found with their lines, and no others")
  func idle() throws {
    let yaml = """
      version: 2
      presets: ../models.yaml
      models:
        tiny:
          capabilities: {tools: false}
          hosted-tool: {type: code}
          access: {base-url: "http://localhost:1/v1"}
      methods: [all-text]
      tasks: [letters]
      questions: {seed: 3}
      tool-rounds: 2
      task-folder: ../../Tasks
      """
    let found = try IdleKeys(yaml: yaml, file: "sweep.yaml", of: try SweepText.read(yaml)).warnings
    #expect(found.count == 4, "\(found)")
    for (line, key) in [
      (6, "hosted-tool"), (10, "questions.seed"), (11, "tool-rounds"), (2, "presets"),
    ] {
      #expect(
        found.contains { $0.hasPrefix("sweep.yaml, line \(line): warning: \"\(key)\"") },
        "\(key): \(found)")
    }
    let fine = """
      version: 2
      models: {tiny: {access: {base-url: "http://localhost:1/v1"}}}
      methods: [all-text, code-interpreter]
      tasks: [letters]
      questions: {seed: 3, per-task: 2}
      tool-rounds: 2
      """
    #expect(
      try IdleKeys(yaml: fine, file: "sweep.yaml", of: try SweepText.read(fine)).warnings == [])
  }
}
