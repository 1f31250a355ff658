package import Basics

/// The schemas of the files that people write, for editors: made of the readers' own tables of keys.
package enum FileSchema: String, CaseIterable, Sendable {
  /// `task.yaml`.
  case task
  /// `sweep.yaml`.
  case sweep
  /// A method's file, by whatever name.
  case method
  /// `models.yaml`, the ready models.
  case models
  /// `prices.yaml`.
  case prices

  /// The keys of the file.
  package var keys: [FileKey] {
    switch self {
    case .task: TaskKeys.root
    case .sweep: SweepKeys.root
    case .method: MethodKeys.root
    case .models: ModelKeys.root
    case .prices: PriceKeys.root
    }
  }

  /// What the file is, in a sentence.
  package var summary: String {
    switch self {
    case .task: "A task of one's own: its questions, and how answers are graded."
    case .sweep: "What is asked: which questions, by which methods, of which models."
    case .method: "A method of one's own: what is sent, what is run, what is asked next."
    case .models: "Ready models, which sweeps name."
    case .prices: "What tokens cost from which day on."
    }
  }

  /// The tables that keys speak of by a name.
  private static let referred = [
    MethodKeys.reference: MethodKeys.all, ModelKeys.reference: ModelKeys.entry,
  ]

  /// The schema, of draft 07 of JSON Schema.
  package var json: JSONValue {
    var members = [
      JSONMember(name: "$schema", value: "http://json-schema.org/draft-07/schema#"),
      JSONMember(name: "title", value: .string("\(rawValue).yaml of Steerbench")),
    ]
    members += Self.mapping(keys).object?.members ?? []
    let names = Self.references(in: keys)
    if !names.isEmpty {
      members.append(
        JSONMember(
          name: "definitions",
          value: .object(
            JSONObject(
              names.map { name in
                guard let keys = Self.referred[name] else {
                  preconditionFailure("no table of keys is called \(name)")
                }
                return JSONMember(name: name, value: Self.mapping(keys))
              }))))
    }
    return .object(JSONObject(members))
  }

  /// The names of the tables that keys speak of, each once.
  private static func references(in keys: [FileKey]) -> [String] {
    var names: [String] = []
    for name in keys.flatMap({ references(in: $0.value) }) where !names.contains(name) {
      names.append(name)
    }
    return names
  }

  private static func references(in value: FileKey.Value) -> [String] {
    switch value {
    case .reference(let name): [name]
    case .mapping(let keys): references(in: keys)
    case .either(let values): values.flatMap { references(in: $0) }
    case .list(let element), .names(let element): references(in: element)
    case .text, .word, .whole, .number, .flag, .anything, .nothing: []
    }
  }

  private static func mapping(_ keys: [FileKey]) -> JSONValue {
    [
      "type": "object", "additionalProperties": false,
      "required": .array(keys.filter(\.isRequired).map { .string($0.name) }),
      "properties": .object(
        JSONObject(
          keys.map { key in
            var schema = value(key.value).object ?? JSONObject()
            schema["description"] = .string(key.summary)
            return JSONMember(name: key.name, value: .object(schema))
          })),
    ]
  }

  private static func value(_ value: FileKey.Value) -> JSONValue {
    switch value {
    // YAML reads 5 and true as what they are, and our reader takes them for text where text is due.
    case .text: ["type": ["string", "number", "boolean"]]
    case .word(let words): ["enum": .array(words.map(JSONValue.string))]
    case .whole(let range):
      [
        "type": "integer", "minimum": .integer(Int64(range.lowerBound)),
        "maximum": .integer(Int64(range.upperBound)),
      ]
    case .number: ["type": ["string", "number"]]
    case .flag: ["type": "boolean"]
    case .list(let element): ["type": "array", "items": self.value(element)]
    case .either(let values): ["anyOf": .array(values.map(self.value))]
    case .mapping(let keys): mapping(keys)
    case .names(let element): ["type": "object", "additionalProperties": self.value(element)]
    case .anything: [:]
    case .reference(let name): ["$ref": .string("#/definitions/\(name)")]
    case .nothing: ["type": "null"]
    }
  }
}

extension FileSchema {
  /// The page of reference: every key of every file.
  package static var reference: String {
    """
    # Every key of every file

    What may stand in the files that people write.

    Printed by `steerbench schema --markdown` from the tables by which the files are read; a test holds this \
    page to it. `steerbench schema \(allCases.map(\.rawValue).joined(separator: "|"))` prints the same as a \
    JSON Schema: an editor that knows YAML takes it by a first line such as \
    `# yaml-language-server: $schema=sweep.schema.json`. A key that is not here is refused with its line and \
    what may have been meant; `steerbench plan` warns of keys that do nothing.


    """
      + allCases.map { "## \($0.rawValue)\n\n\($0.summary)\n\n\($0.markdown)" }.joined()
  }

  /// The keys as a page of reference has them: a table for each mapping.
  package var markdown: String {
    var text = ""
    Self.append(keys, title: "\(rawValue).yaml", to: &text)
    return text
  }

  private static func append(_ keys: [FileKey], title: String, to text: inout String) {
    text += "### \(title)\n\n| Key | Value | |\n|---|---|---|\n"
    var inner: [(String, [FileKey])] = []
    for key in keys {
      let need = key.isRequired ? " **Required.**" : ""
      text += "| `\(key.name)` | \(words(key.value)) | \(key.summary)\(need) |\n"
      if let keys = mapping(in: key.value), keys.count > 1 { inner.append((key.name, keys)) }
    }
    text += "\n"
    for (name, keys) in inner { append(keys, title: "\(title): \(name)", to: &text) }
  }

  private static func mapping(in value: FileKey.Value) -> [FileKey]? {
    switch value {
    case .mapping(let keys): keys
    case .either(let values): values.lazy.compactMap(mapping).first
    case .list(let element), .names(let element): mapping(in: element)
    default: nil
    }
  }

  private static func words(_ value: FileKey.Value) -> String {
    switch value {
    case .text: "text"
    case .word(let words): words.map { "`\($0)`" }.joined(separator: ", ")
    case .whole(let range): "\(range.lowerBound) to \(range.upperBound)"
    case .number: "a number"
    case .flag: "`true` or `false`"
    case .list(let element): "a list: \(words(element))"
    case .either(let values): values.map(words).joined(separator: "; or ")
    case .mapping(let keys):
      keys.count == 1 ? "`{\(keys[0].name): …}`" : "keys of its own"
    case .names(let element): "names, each with \(words(element))"
    case .anything: "see there"
    case .reference(let name): "the keys of a \(name)"
    case .nothing: "nothing"
    }
  }
}
