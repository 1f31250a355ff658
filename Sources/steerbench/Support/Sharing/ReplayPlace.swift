import Foundation

/// Where a sweep that is to be replayed lies: in a folder, or in a bundle.
struct ReplayPlace {
  /// The folder of the sweep.
  let url: URL
  /// The unpacked bundle that it lies in, which is there as long as this is.
  let bundle: UnpackedBundle?

  /// The places that a command line names.
  static func all(_ arguments: SweepArguments) async throws -> [ReplayPlace] {
    guard arguments.sweeps.contains(where: UnpackedBundle.isBundle) else {
      return try arguments.folders().map { ReplayPlace(url: $0, bundle: nil) }
    }
    var places: [ReplayPlace] = []
    for word in arguments.sweeps {
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
  var path: String {
    bundle.map { "\($0.path) (pull it into a folder first)" } ?? url.relativePath
  }

  /// Throws for a bundle, which is made as a whole.
  func refuseToChange() throws {
    guard let bundle else { return }
    throw CommandFailure(
      .usage,
      "\(bundle.path): a bundle's baseline cannot be changed. Pull it into a folder (steerbench pull "
        + "\(bundle.path)), change it there, and make another bundle.")
  }
}
