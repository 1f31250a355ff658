// file: Sources/ModelAPI/Loud/LoudFormat.swift
// list: Sources/ModelAPI/WireFormat.swift
// before: ^    openAIChat, openAIResponses
// line:     loud,
// write: cassettes/loud/sweep.yaml version: 1\nmodels:\n  one:\n    family: loud\n    access: { base-url: "http://127.0.0.1:1/v1" }\nmethods: [only-question]\ntasks: [navigate]\nquestions: { per-task: 2 }\n
// run: plan loud
// shows: trials +2\b
// write: cassettes/loud-seeded/sweep.yaml version: 1\nmodels:\n  one:\n    family: loud\n    parameters: { seed: 1 }\n    access: { base-url: "http://127.0.0.1:1/v1" }\nmethods: [only-question]\ntasks: [navigate]\n
// run: plan loud-seeded
// shows: it is too loud to hear a seed

public import Basics

/// A provider that is added to show how: OpenAI's chat completions without a seed.
public enum LoudFormat: OpenAIChatDialect {
  public static let name = "loud"

  public static func objection(
    to parameter: JSONMember, of endpoint: ModelEndpoint
  ) -> String? {
    guard parameter.name == "seed" else {
      return OpenAIChatFormat.objection(to: parameter, of: endpoint)
    }
    return "it is too loud to hear a seed"
  }
}

extension WireFamily {
  /// The added provider.
  public static let loud = WireFamily(LoudFormat.self)
}
