import Basics
import Foundation
import Tasks
import TestSupport
import Testing

@testable import Workbench

@Suite("Disputed verdicts")
struct DisputedVerdictTests {
  private static let folder = "Tests/Fixtures/disputed"

  private static func files() throws -> [String] {
    let folder = try RepositoryRoot.url().appending(path: folder)
    return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      .filter { $0.hasSuffix(".json") }
  }

  @Test("Every verdict that was disputed and settled is given as it was settled")
  func settled() throws {
    let files = try Self.files()
    #expect(files.count >= 3)
    for file in files {
      let bytes = Array(try RepositoryRoot.bytes(of: "\(Self.folder)/\(file)"))
      let disputed = try DisputedVerdict(bytes, named: file)
      let again = try disputed.gradedAgain()
      #expect((again.ending == .pass) == disputed.isRight, "\(file): \(again.text)")
      #expect(try disputed.bytes == bytes, "\(file) is not in canonical form")
    }
  }

  private func graded(_ answer: [UInt8], printed: [UInt8]? = nil) throws -> GradedAnswer {
    let tasks = try RepositoryRoot.url().appending(path: "Tasks").path
    return try AnswerGrading(task: "number-multiplying", question: nil, in: tasks)
      .grade(AnswerGrading.Reply(answer: answer, printed: printed), by: .strict)
  }

  @Test("A file says all that the verdict was made of, and the other verdict is expected")
  func written() throws {
    let graded = try graded(Array("The answer is 5.".utf8), printed: Array("6\n".utf8))
    let disputed = DisputedVerdict(graded, by: .strict)
    let json = try JSONValue(parsing: try disputed.bytes)
    #expect(json["format"]?.string == "steerbench disputed verdict 1")
    #expect(json["program"]?.string == ToolVersion.current)
    #expect(json["policy"]?.string == "strict")
    #expect(json["expected"]?.string == "right")
    #expect(json["answer"]?.string == "The answer is 5.")
    #expect(json["printed"]?.string == "6\n")
    #expect(json["graded"]?["success"]?.bool == false)
    #expect(json["graded"]?["answer"]?.string == "6")
    #expect(json["graded"]?["decisions"]?.array?.isEmpty == false)
    #expect(json["question"].flatMap(Question.init)?.id == graded.question.id)
    #expect(try DisputedVerdict(try disputed.bytes, named: "file").bytes == disputed.bytes)
  }

  @Test("An answer that is no UTF-8 comes back as it was")
  func bytes() throws {
    let disputed = DisputedVerdict(try graded([0x35, 0xff, 0xfe, 0x0a]), by: .strict)
    let again = try DisputedVerdict(try disputed.bytes, named: "file")
    #expect(again.reply.answer == [0x35, 0xff, 0xfe, 0x0a])
    #expect(again.reply.printed == nil)
  }

  @Test(
    "What is no such file is refused by name",
    arguments: ["", "{}", "[1]", "{\"format\":\"steerbench disputed verdict 2\"}"])
  func refused(text: String) {
    #expect(throws: WorkbenchError.self) { try DisputedVerdict(Array(text.utf8), named: "file") }
  }

  @Test("A member that is missing is refused")
  func incomplete() throws {
    let json = try JSONValue(
      parsing: try DisputedVerdict(try graded(Array("5".utf8)), by: .strict).bytes)
    for name in ["program", "policy", "question", "graded", "expected", "answer"] {
      var object = try #require(json.object)
      object[name] = nil
      let bytes = try CanonicalJSON.bytes(of: .object(object))
      #expect(throws: WorkbenchError.self, "\(name)") {
        try DisputedVerdict(bytes, named: "file")
      }
    }
  }
}
