import Basics
import Tasks

/// The files of a project that is made of a log.
struct LogFiles {
  private let log: ForeignLog
  private let table: [UInt8]
  /// The task's name.
  let name: String
  /// The ids of the questions, in the log's order.
  let ids: [String]
  /// The samples whose replies are all there.
  private let whole: [String]

  init(_ log: ForeignLog, named name: String) throws(LogFault) {
    self.log = log
    self.name = name
    let own = log.samples.map(\.id)
    let areIDs = own.allSatisfy(QuestionID.isValid) && Set(own).count == own.count
    ids = areIDs ? own : own.indices.map { "sample-\($0 + 1)" }
    let epochs = log.epochs
    whole = zip(ids, log.samples).filter { $1.replies.count == epochs }.map(\.0)
    table = try Self.table(of: log, ids)
  }

  /// Whether anything can be recorded.
  var isRecorded: Bool { !whole.isEmpty }

  /// The files, by their paths.
  var all: [(path: String, bytes: [UInt8])] {
    let task = "Tasks/\(name)"
    var files = [
      ("\(task)/task.yaml", Array(yaml.utf8)), ("\(task)/questions.jsonl", table),
    ]
    if isRecorded { files.append(("cassettes/\(name)/sweep.yaml", Array(sweep.utf8))) }
    return files
  }

  private static func table(
    of log: ForeignLog, _ ids: [String]
  ) throws(LogFault) -> [UInt8] {
    var bytes: [UInt8] = []
    for (id, sample) in zip(ids, log.samples) {
      let truth: JSONValue =
        sample.truths.count == 1
        ? .string(sample.truths[0]) : .array(sample.truths.map(JSONValue.string))
      let row: JSONValue = [
        "id": .string(id), "question": .string(sample.question), "answer": truth,
        "verdict": .string(sample.verdict ?? "none"),
      ]
      do {
        try CanonicalJSON.append(row, to: &bytes)
      } catch {
        throw LogFault("sample \(sample.id): it has no form in JSON: \(error).")
      }
      bytes.append(UInt8(ascii: "\n"))
    }
    return bytes
  }

  private var yaml: String {
    let texts = log.samples.map { Array($0.question.utf8) }
    return """
      # Made of a log of \(log.tool) by steerbench import. The question is all that was sent; how answers are
      # graded was guessed from the truths, and is yours to change: steerbench schema task
      version: 1
      title: \(Self.quoted(log.name))
      data: {file: questions.jsonl, id: id, truth: answer, tags: [verdict]}
      prompt: "{{question}}"
      grade: \(grade)
      \(Set(texts).count < texts.count ? "duplicates: true\n" : "")
      """
  }

  /// The strictest kind that reads every truth.
  private var grade: String {
    let truths = log.samples.flatMap(\.truths)
    func all(_ kind: GradingRule.Kind) -> Bool {
      truths.allSatisfy { GradingRule(kind).fault(ofTruth: $0, options: []) == nil }
    }
    if all(.number(NumberRule(isWhole: true))) { return "integer" }
    if all(.yesNo) { return "yes-no" }
    if all(.number(NumberRule())) { return "number" }
    return "{kind: text, normalise: [trim, spaces, case]}"
  }

  private var sweep: String {
    var lines = [
      "# What a log of \(log.tool) holds whole, recorded by steerbench import. Nobody is asked at this address.",
      "version: 2", "models:", "  \(Self.quoted(LogProject.plain(log.model ?? ""))):",
      "    model: \(Self.quoted(log.model ?? ""))", "    family: openai-chat",
    ]
    if !log.parameters.members.isEmpty {
      lines.append("    parameters: \(Self.json(.object(log.parameters)))")
    }
    lines += [
      "    access: {base-url: \"http://127.0.0.1:9/v1\"}", "methods:", "  - name: as-logged",
      "    title: As logged", "    user: \"{{question}}\"", "    run: none",
    ]
    if let system = log.system { lines.append("    system: \(Self.template(system))") }
    lines += ["tasks: [../../Tasks/\(name)]", "samples: \(log.epochs)", "timing: shared"]
    if whole.count < ids.count {
      lines.append("questions: {ids: [\(whole.map(Self.quoted).joined(separator: ", "))]}")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A text as a template says it.
  private static func template(_ text: String) -> String {
    quoted(text.replacing("{{", with: "\\{{"))
  }

  /// A text in quotation marks, as JSON and YAML both read it.
  private static func quoted(_ text: String) -> String { json(.string(text)) }

  private static func json(_ value: JSONValue) -> String {
    String(decoding: CanonicalJSON.bytes(ofOwn: value), as: UTF8.self)
  }
}
