import CassetteFaults
import Foundation
import TestSupport
import Testing

@Suite("The corpus of the fuzzer")
struct FuzzCorpusTests {
  @Test("neither crashes nor hangs nor gives a wrong answer", .timeLimit(.minutes(2)))
  func replay() async throws {
    let corpus = try RepositoryRoot.url().appending(path: "Tests/CassetteFuzz/Corpus")
    let inputs = try FileManager.default.contentsOfDirectory(
      at: corpus, includingPropertiesForKeys: nil)
    #expect(inputs.count >= 20)
    try await withFolderInMemory { folder in
      let probe = try CassetteProbe(folder: folder + "/probe")
      for input in inputs.sorted(by: { $0.path < $1.path }) {
        let bytes = try Data(contentsOf: input)
        #expect(throws: Never.self, "\(input.lastPathComponent)") {
          try bytes.withUnsafeBytes { try probe.run($0) }
        }
      }
    }
  }
}
