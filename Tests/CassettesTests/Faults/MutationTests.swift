import Basics
import Cassettes
import Foundation
import Synchronization
import Testing

@Suite("A sealed cassette that was changed")
struct MutationTests {
  @Test(
    "is found out or plays the same, whatever was changed", arguments: CassetteVersion.allCases)
  func mutations(version: CassetteVersion) async throws {
    let subject = try MutationSubject(version)
    let mutants = subject.mutants(FaultCount.mutations, seed: 77)
    let workers = 2
    let verdicts = try await withThrowingTaskGroup(of: MutationSubject.Verdicts.self) { group in
      for worker in 0..<workers {
        let share = mutants.dropFirst(worker).striding(by: workers)
        group.addTask {
          try await withFolderInMemory { folder in
            try subject.examine(share, in: folder)
          }
        }
      }
      return try await group.reduce(MutationSubject.Verdicts(), +)
    }
    #expect(verdicts.wrong.isEmpty)
    #expect(verdicts.detected + verdicts.harmless == mutants.count)
    // Most hit something; some hit bytes that nothing reads, which only the file's digest sees.
    #expect(verdicts.detected > mutants.count / 2)
    #expect(verdicts.harmless > 0)
  }

  @Test(
    "is found out by INDEX before it plays, even where nothing reads the change",
    arguments: CassetteVersion.allCases)
  func index(version: CassetteVersion) async throws {
    let subject = try MutationSubject(version)
    try await withFolderInMemory { path in
      let folder = try CassetteFolder.mending(path: path)
        .sealing(subject.exchanges, as: version).folder
      let file = folder.path(of: folder.lines[0])
      for mutant in subject.mutants(200, seed: 78) {
        try write(subject.bytes(of: mutant), to: file)
        #expect(throws: CassetteError.self) { try folder.reader() }
      }
    }
  }

  @Test(
    "is found out by a check of the file alone that it was changed, even where all plays the same",
    arguments: CassetteVersion.allCases)
  func alone(version: CassetteVersion) async throws {
    let subject = try MutationSubject(version)
    try await withFolderInMemory { folder in
      let path = folder + "/mutant.cas"
      let whole = subject.changed(by: .init(edit: .none))
      try write(whole, to: path)
      try CassetteExamination(path: path).verify(.canonical)
      var harmless = 0
      for mutant in subject.mutants(1_000, seed: 79) {
        let bytes = subject.changed(by: mutant)
        guard bytes != whole else { continue }
        try write(bytes, to: path)
        // Format 1 has no digest of the file in the file: it is sealed again.
        guard let examination = try? CassetteExamination(path: path),
          (try? examination.verify(.full)) != nil
        else { continue }
        #expect(version == .one, "\(mutant.edit)")
        harmless += 1
        #expect(throws: CassetteError.self, "\(mutant.edit)") {
          try examination.verify(.canonical)
        }
      }
      #expect(version == .two || harmless > 0)
    }
  }

  @Test("is not found out by a reader that skips the digests: the control")
  func control() throws {
    // The check itself must see a wrong answer: it is given the truth of another cassette.
    let subject = try MutationSubject(truth: { exchange in exchange.result.append(32) })
    let verdicts = try subject.examine(
      [.init(edit: .none)], in: FileManager.default.temporaryDirectory.path)
    #expect(verdicts.wrong.count == 1)
  }
}
