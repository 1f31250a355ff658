package import Foundation

/// Where a sweep that is to be replayed lies: in a folder, or in a bundle.
package struct ReplayPlace {
  /// The folder of the sweep.
  package let url: URL
  /// The unpacked bundle that it lies in, which is there as long as this is.
  let bundle: UnpackedBundle?

  /// The places that a user's words mean; every sweep under `cassettes/` where there is none.
  package static func all(_ words: [String]) async throws -> [ReplayPlace] {
    guard words.contains(where: UnpackedBundle.isBundle) else {
      return try SweepLocator.folders(words).map { ReplayPlace(url: $0, bundle: nil) }
    }
    var places: [ReplayPlace] = []
    for word in words {
      guard UnpackedBundle.isBundle(word) else {
        places.append(ReplayPlace(url: try SweepLocator.folder(word), bundle: nil))
        continue
      }
      let bundle = try await UnpackedBundle(path: word)
      places.append(ReplayPlace(url: bundle.sweep, bundle: bundle))
    }
    return places
  }

  /// What messages call it.
  package var path: String {
    bundle.map { "\($0.path) (pull it into a folder first)" } ?? url.relativePath
  }

  /// Throws for a bundle, which is made as a whole.
  package func refuseToChange() throws {
    guard let bundle else { return }
    throw WorkbenchError(
      .usage,
      "\(bundle.path): a bundle's baseline cannot be changed. Pull it into a folder (steerbench pull "
        + "\(bundle.path)), change it there, and make another bundle.")
  }
}
