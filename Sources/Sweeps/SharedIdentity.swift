import ModelAPI

/// Two models of one sweep that would send the very same bytes to two servers.
///
/// The servers may hold other weights, or the same ones otherwise computed; a recording knows requests
/// by their bytes alone, and would play one server's answers for both.
public struct SharedIdentity: Hashable, Sendable {
  /// The name of the model that comes first in the sweep.
  public let first: String
  /// The name of the other.
  public let second: String

  /// What is wrong, as a sentence without a period.
  public var sentence: String {
    "\(first) and \(second) send the very same requests to two servers, and one recording would be "
      + "played for both"
  }

  /// How they are told apart.
  public static let remedy =
    "Give one of them a \"label\", which becomes a part of what its recordings are known by, such as "
    + "label: quantized."
}

extension Sweep {
  /// The pairs of models that one recording would be played for although their servers differ.
  ///
  /// - Throws: ``SweepError`` where a model's parameters cannot be sent.
  public func sharedIdentities() throws(SweepError) -> [SharedIdentity] {
    var encoders: [(model: SweepModel, encoder: RequestEncoder)] = []
    var shared: [SharedIdentity] = []
    for model in askedModels {
      let encoder: RequestEncoder
      do {
        encoder = try RequestEncoder(model.endpoint)
      } catch {
        throw SweepError("The model \"\(model.name)\": \(error)")
      }
      for other in encoders
      where !model.access.isSameServer(as: other.model.access)
        && encoder.isSameIdentity(as: other.encoder)
      {
        shared.append(SharedIdentity(first: other.model.name, second: model.name))
      }
      encoders.append((model, encoder))
    }
    return shared
  }
}
