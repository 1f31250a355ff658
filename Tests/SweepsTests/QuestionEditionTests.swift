import Basics
import Sweeps
import Tasks
import Testing

@Suite("Editions of questions")
struct QuestionEditionTests {
  /// The ids that a sweep asks where the first edition has some questions and the second others.
  private func asked(version: Int, _ questions: String, task: String = "navigate") throws
    -> [String]
  {
    let sweep = try SweepReader.sweep(
      from: """
        version: \(version)
        models: {m: {access: {base-url: "http://localhost:1/v1"}}}
        tasks: [\(task)]
        questions: \(questions)
        """, file: "sweep.yaml", folder: "small")
    let bench = try #require(sweep.tasks.first)
    let library = try QuestionLibrary.of(sweep) { (name, edition) throws(SweepError) in
      do throws(TaskError) {
        return try QuestionFile.bytes(
          of: bench.questions(perRung: 2, seed: "shipped", edition: edition))
      } catch { throw SweepError("\(name): \(error)") }
    }
    return library[task].map(\.loaded.question.id)
  }

  @Test("a sweep of version 1 reads the first alone, whatever came after it")
  func versionOne() throws {
    let ids = try asked(version: 1, "{per-task: 5}")
    #expect(ids == (1...5).map { "navigate-\($0)-01" })
    #expect(try asked(version: 1, "{per-task: 100}").count == 10)
    #expect(try asked(version: 1, "{per-task: 100}", task: "boxnet").count == 12)
  }

  @Test("one of version 2 asks what was renewed, and what was added beside what was there")
  func versionTwo() throws {
    let renewed = try asked(version: 2, "{per-task: 100}")
    #expect(renewed.count == 10 && renewed.allSatisfy { $0.hasPrefix("navigate-v2-") })
    let added = try asked(version: 2, "{per-task: 100}", task: "boxnet")
    #expect(added.count == 16 && Set(added.map { $0.dropLast(3) }).count == 8)
  }

  @Test("a question of the first edition is asked in version 2 where it is named")
  func named() throws {
    #expect(try asked(version: 2, "{ids: [navigate-1-01]}") == ["navigate-1-01"])
  }
}
