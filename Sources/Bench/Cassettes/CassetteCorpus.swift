import Cassettes
import Foundation
import Methods

/// The exchanges of a recorded sweep, as a large model would have answered it.
///
/// All ten methods with their shipped prompts, and methods 1 to 6 with two and four turns too, on
/// generated questions of all fourteen tasks, one sample each; answers in ``CorpusLanguage``.
struct CassetteCorpus {
  /// Questions a task: enough for more than 20,000 exchanges.
  static let perTask = 34

  /// The exchanges in the order of recording.
  let exchanges: [Exchange]

  /// Makes the corpus; writes the sweep's own files into a folder.
  static func make(in folder: URL, prompts: URL) async throws -> CassetteCorpus {
    let variants = MethodRegistry.all.flatMap { method in
      let name = method.description.name
      return method.description.allowsTurns ? [name, "\(name)@2", "\(name)@4"] : [name]
    }
    let sweep = GeneratedSweep(
      perTask: perTask, samples: 1, methods: variants, language: CorpusLanguage())
    return CassetteCorpus(exchanges: try await sweep.exchanges(in: folder, prompts: prompts))
  }

  /// The bytes of all requests.
  var requestBytes: Int { exchanges.reduce(0) { $0 + $1.request.count } }
  /// The bytes of all results.
  var resultBytes: Int { exchanges.reduce(0) { $0 + $1.result.count } }
  /// The bytes of all requests and results.
  var rawBytes: Int { requestBytes + resultBytes }
}
