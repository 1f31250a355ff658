public import Basics

/// Mistral's chat completions: OpenAI's in most, with a mark of its own here and there.
///
/// A request with a member that Mistral does not know is refused there, so that OpenAI's `seed` and
/// `stream_options` must not be sent. Content may come in parts, thinking among them.
public enum MistralFormat: OpenAIChatDialect {
  public static let name = "mistral"

  /// The last chunk of a stream says what it cost, unasked.
  public static var streamMembers: [JSONMember] { [JSONMember(name: "stream", value: true)] }

  public static func objection(
    to parameter: JSONMember, of endpoint: ModelEndpoint
  ) -> String? {
    switch parameter.name {
    case "seed": "Mistral calls it random_seed"
    case "stream_options": "Mistral takes none; the cost is told without it"
    case "max_completion_tokens": "Mistral calls it max_tokens"
    default: OpenAIChatFormat.objection(to: parameter, of: endpoint)
    }
  }

  /// The plain text of the URL, as Mistral's own documents have it; it knows no detail.
  public static func part(of image: ImageFile) -> JSONValue {
    ["image_url": .string(image.dataURI), "type": "image_url"]
  }
}

extension WireFamily {
  /// Mistral's chat completions.
  public static let mistral = WireFamily(MistralFormat.self)
}
