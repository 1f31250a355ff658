import Basics
import Foundation
import TestSupport
import Testing

@testable import Sweeps

@Suite("Schemas of the files that people write")
struct FileSchemaTests {
  /// What of a value is not as a schema says, by the words that our schemas use.
  private static func faults(
    _ value: JSONValue, _ schema: JSONValue, in root: JSONValue, at place: String = "$"
  ) -> [String] {
    (schema.object?.members ?? []).flatMap { member -> [String] in
      let rule = member.value
      switch member.name {
      case "$ref":
        let name = rule.string?.split(separator: "/").last.map(String.init) ?? ""
        return faults(value, root["definitions"]?[name] ?? .null, in: root, at: place)
      case "anyOf":
        let fits = rule.array?.contains { faults(value, $0, in: root).isEmpty } ?? false
        return fits ? [] : ["\(place): none of \(rule.array?.count ?? 0)"]
      case "type":
        let types = rule.array?.compactMap(\.string) ?? [rule.string ?? ""]
        return types.contains { isOf($0, value) } ? [] : ["\(place): not \(types)"]
      case "enum": return rule.array?.contains(value) == true ? [] : ["\(place): not in the enum"]
      case "required":
        guard value.object != nil else { return [] }
        return (rule.array ?? []).compactMap(\.string).filter { value[$0] == nil }
          .map { "\(place): no \($0)" }
      case "properties":
        return (value.object?.members ?? []).flatMap { member in
          rule[member.name].map {
            faults(member.value, $0, in: root, at: "\(place).\(member.name)")
          } ?? []
        }
      case "additionalProperties":
        let others = (value.object?.members ?? []).filter {
          schema["properties"]?[$0.name] == nil
        }
        guard rule.object != nil else { return others.map { "\(place): \($0.name) is unknown" } }
        return others.flatMap { faults($0.value, rule, in: root, at: "\(place).\($0.name)") }
      case "items":
        return (value.array ?? []).flatMap { faults($0, rule, in: root, at: "\(place)[]") }
      case "minimum", "maximum", "$schema", "title", "description", "definitions": return []
      default: return ["\(place): the schema says \(member.name)"]
      }
    }
  }

  private static func isOf(_ type: String, _ value: JSONValue) -> Bool {
    switch type {
    case "object": value.object != nil
    case "array": value.array != nil
    case "string": value.string != nil
    case "integer": value.integer != nil
    case "number": value.double != nil || value.integer != nil
    case "boolean": value.bool != nil
    case "null": value.isNull
    default: false
    }
  }

  private static func faults(_ yaml: String, _ file: FileSchema) throws -> [String] {
    let value = JSONValue.object(try SweepDocument.root(of: yaml, file: "f").jsonObject())
    return faults(value, file.json, in: file.json)
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
