public import Basics
import Sweeps

/// One of the layers that make a score, in the order in which a change travels through them.
public enum Layer: String, Hashable, Sendable, CaseIterable {
  /// The texts that people wrote: prompts and the question.
  case prompt
  /// Endpoint, model, sampling parameters, tools; interpreter and limits.
  case parameters
  /// What the model said.
  case answer
  /// The code that was run and what it did.
  case execution
  /// The answer that was read, by which rule.
  case extraction
  /// The verdict and the score.
  case grade
}

extension Layer {
  /// The layer's place in ``Layer/allCases``.
  fileprivate var place: Int {
    switch self {
    case .prompt: 0
    case .parameters: 1
    case .answer: 2
    case .execution: 3
    case .extraction: 4
    case .grade: 5
    }
  }
}

/// The digest of each layer of one trial.
public struct TrialLayers: Hashable, Sendable {
  private var digests: [String]

  /// Creates layers from a digest for each.
  public init(_ digest: (Layer) -> Digest) {
    digests = Layer.allCases.map { digest($0).short }
  }

  /// Reads layers from the short digests of a sheet's line, in the order of ``Layer/allCases``.
  public init?(shorts: [String]) {
    guard shorts.count == Layer.allCases.count else { return nil }
    digests = shorts
  }

  /// The short digests, in the order of ``Layer/allCases``.
  public var shorts: [String] { digests }

  /// The short digest of a layer.
  public subscript(layer: Layer) -> String {
    digests[layer.place]
  }

  /// The first layer in which two trials differ; `nil` if they are equal.
  public func firstDifference(from other: TrialLayers) -> Layer? {
    Layer.allCases.first { self[$0] != other[$0] }
  }
}
