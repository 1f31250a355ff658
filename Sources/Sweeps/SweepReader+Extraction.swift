import Basics

extension SweepReader {
  /// The words for who extracts.
  private static let extractors = ["rules", "model"]

  /// Reads `extraction: rules`, `extraction: model`, or a mapping that also names the model.
  static func extraction(
    _ node: SweepNode?, among models: [SweepModel],
    presets: () throws(SweepError) -> ModelPresets
  ) throws(SweepError) -> AnswerExtraction {
    guard let node else { return .rules }
    if node.scalar != nil { return try isByModel(node) ? .model(ModelExtraction()) : .rules }
    let members = try node.members(known: ["by", "model", "when"])
    guard let by = members["by"] else {
      throw node.error("\"extraction.by\" is missing. Write \"by: model\" or \"by: rules\".")
    }
    guard try isByModel(by) else {
      if let other = members["model"] ?? members["when"] {
        throw other.error("extraction by rules asks no model: leave out all but \"by\".")
      }
      return .rules
    }
    return .model(
      ModelExtraction(
        by: try extractor(members["model"], among: models, presets: presets),
        when: try occasion(members["when"])))
  }

  private static func isByModel(_ node: SweepNode) throws(SweepError) -> Bool {
    let word = try node.text()
    guard extractors.contains(word) else {
      throw node.error(
        "unknown extraction \"\(word)\". \(NearMatch.hint(for: word, among: extractors))")
    }
    return word == "model"
  }

  /// A name of one of the sweep's models, or a model of its own as `models` would describe it.
  private static func extractor(
    _ node: SweepNode?, among models: [SweepModel],
    presets: () throws(SweepError) -> ModelPresets
  ) throws(SweepError) -> ModelExtraction.Extractor {
    guard let node else { return .own }
    guard node.scalar == nil else {
      let name = try node.text()
      guard let place = models.firstIndex(where: { $0.name == name }) else {
        throw node.error(
          "no model is named \"\(name)\". \(NearMatch.hint(for: name, among: models.map(\.name))) "
            + "A model that the sweep does not test is written out: model, access, parameters.")
      }
      return .model(place)
    }
    let entry = try ModelEntry(.init(key: "", place: node, value: node), presets: presets)
    guard let name = try entry.model else {
      throw node.error("\"extraction.model.model\" is missing: the name that the provider knows.")
    }
    return .other(try model(named: name, entry, at: node))
  }

  private static func occasion(
    _ node: SweepNode?
  ) throws(SweepError) -> ModelExtraction.Occasion {
    guard let node else { return .unread }
    let word = try node.text()
    guard let occasion = ModelExtraction.Occasion(rawValue: word) else {
      let known = ModelExtraction.Occasion.allCases.map(\.rawValue)
      throw node.error("unknown \"when\": \"\(word)\". \(NearMatch.hint(for: word, among: known))")
    }
    return occasion
  }
}
