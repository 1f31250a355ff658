import Basics
import PythonLiterals
import Tasks
import Testing

@testable import CodingSets

@Suite("Coding problems as others publish them")
struct CodingSetTests {
  private func set(_ lines: String...) throws -> CodingSet {
    try #require(try CodingSet(lines: Array(lines.joined(separator: "\n").utf8), file: "set.jsonl"))
  }

  private func rows(_ set: CodingSet) -> [String] {
    String(decoding: set.rows, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  private static func humanEval(_ id: String, _ test: String, prompt: String = "def f(a):\\n")
    -> String
  {
    #"{"task_id": "\#(id)", "prompt": "\#(prompt)", "entry_point": "f", "canonical_solution": "    return a\n", "test": "\#(test)"}"#
  }

  private static func mbpp(
    _ id: Int, _ tests: [String], code: String = "def f(a, b): \\r\\n  return a", setUp: String = ""
  ) -> String {
    #"{"text": "Do \#(id).", "code": "\#(code)", "task_id": \#(id), "test_setup_code": "\#(setUp)", "test_list": [\#(tests.map { "\"\($0)\"" }.joined(separator: ", "))], "challenge_test_list": []}"#
  }

  @Test("of HumanEval become inputs and expected values, their numbers as they are spelled")
  func humanEval() throws {
    let set = try set(
      Self.humanEval(
        "HumanEval/7",
        #"METADATA = {}\n\ndef check(candidate):\n    assert candidate([1., 2.0]) == .5\n    assert candidate((1, 'a')) == {'b': None}, \"why\"\n"#
      ))
    #expect(
      rows(set) == [
        #"{"id": "HumanEval-7", "function": "f", "prompt": "def f(a):", "solution": "def f(a):\n    return a", "#
          + #""inputs": [[[1.0, 2.0]], [{"tuple": [1, "a"]}]], "expected": [0.5, {"b": null}]}"#
      ])
    #expect(set.count == 1 && set.leftOut.isEmpty)
    #expect(set.yaml.contains("grade: {kind: tests, function: function, inputs: inputs}"))
    #expect(set.yaml.contains("check: {right: [\"```python\\n{{solution}}\\n```\"]}"))
  }

  @Test("whose tests calculate, loop or compare otherwise are left out by name, and counted")
  func leftOut() throws {
    let set = try set(
      Self.humanEval("HumanEval/1", "assert candidate(1) == 1"),
      Self.humanEval("HumanEval/2", "assert abs(candidate(1) - 0.5) < 1e-6", prompt: "b"),
      Self.humanEval(
        "HumanEval/3", "for x in range(3):\\n    assert candidate(x) == x", prompt: "c"),
      Self.humanEval("HumanEval/4", "assert other(1) == 1", prompt: "d"),
      Self.humanEval("HumanEval/5", "assert True", prompt: "e"),
      Self.humanEval("HumanEval/1", "assert candidate(2) == 2", prompt: "f"),
      Self.humanEval("HumanEval/6", "assert candidate(2) == 2"))
    #expect(set.count == 1)
    #expect(
      set.leftOut.map(\.id) == (2...5).map { "HumanEval/\($0)" } + ["HumanEval/1", "HumanEval/6"])
    let text = set.leftOutText
    #expect(text.contains("can forge them"))
    #expect(
      text.contains(
        "HumanEval/2: its tests are more than calls with literal values: \"candidate\" is no literal"
      ))
    #expect(
      text.contains("HumanEval/3: its tests are more than calls with literal values: \"for\""))
    #expect(text.contains("HumanEval/4: its tests call another function than f"))
    #expect(text.contains("HumanEval/5: it has no tests"))
    #expect(text.contains("HumanEval/6: it asks the very same as HumanEval/1"))
    #expect(set.remarks[0].contains("1 of 7 problems are questions, with 1 cases"))
    #expect(set.remarks[1].hasPrefix("6 left out: HumanEval/2, "))
  }

  @Test("that show their cases as examples, or take anything that counts as true, say so")
  func remarks() throws {
    let set = try set(
      Self.humanEval(
        "HumanEval/1", "assert candidate( 1 ) == 1\\nassert candidate(3)",
        prompt: #"def f(a):\n    '''>>> f(1)\n    1'''\n"#))
    #expect(
      set.remarks.contains { $0.hasPrefix("In 1 questions a case stands in the question itself") })
    #expect(
      set.remarks.contains { $0.hasPrefix("In 1 questions the tests take anything that counts") })
  }

  @Test("of MBPP show a sentence and the first line, and keep their tests hidden")
  func mbpp() throws {
    let set = try set(
      Self.mbpp(1, ["assert f((1,2),3)==(3)", "assert f([], 0) == False"]),
      Self.mbpp(2, ["assert f(1, 2) == 3"], setUp: "import math"),
      Self.mbpp(3, ["assert f(1, 2) == 3", "assert g(1, 2) == 3"]),
      Self.mbpp(4, ["assert h(1, 2) == 3"]),
      Self.mbpp(5, ["assert set(f(1, 2)) == set([3])"]))
    #expect(
      rows(set) == [
        #"{"id": "mbpp-1", "function": "f", "text": "Do 1.", "signature": "def f(a, b):", "solution": "def f(a, b): \n  return a", "#
          + #""inputs": [[{"tuple": [1, 2]}, 3], [[], 0]], "expected": [3, false]}"#
      ])
    #expect(set.leftOut.map(\.id) == ["2", "3", "4", "5"])
    #expect(set.leftOut[0].reason == "its tests need code of their own before them")
    #expect(set.leftOut[2].reason == "its code has no line \"def h(…):\"")
  }

  @Test("put nothing into the task's file that their names or reasons say")
  func hostileNames() throws {
    let set = try set(
      Self.humanEval("HumanEval/1", "assert candidate(1) == 1"),
      Self.humanEval("x\\ngrade: text\\u2028grade: yes-no\\n", "assert True", prompt: "b"))
    let lines = set.yaml.split { $0.isNewline }
    #expect(lines.allSatisfy { !$0.hasPrefix("grade: text") && !$0.hasPrefix("grade: yes-no") })
    #expect(set.yaml.contains("x\\ngrade: text"))
    #expect(set.leftOutText.split { $0.isNewline }.last?.hasPrefix("x\\ngrade") == true)
  }

  @Test("of MBPP have ids that a question may have")
  func longIDs() throws {
    let name = String(repeating: "7", count: 120)
    let line = Self.mbpp(1, ["assert f(1, 2) == 3"]).replacing(
      "\"task_id\": 1", with: "\"task_id\": \"\(name)\"")
    let row = try #require(try JSONValue(parsing: rows(set(line))[0])["id"]?.string)
    #expect(QuestionID.isValid(row))
  }

  @Test("are told from tables, and a line of another shape is named")
  func shapes() throws {
    #expect(
      try CodingSet(lines: Array(#"{"question": "a", "answer": 1}"#.utf8), file: "q.jsonl") == nil)
    #expect(try CodingSet(lines: Array("id,question\n1,a\n".utf8), file: "q.csv") == nil)
    #expect(try CodingSet(lines: [], file: "q.jsonl") == nil)
    let good = Self.humanEval("HumanEval/1", "assert candidate(1) == 1")
    for bad in ["{", #"{"a": 1}"#, Self.mbpp(1, ["assert f(1) == 2"])] {
      #expect {
        try CodingSet(lines: Array("\(good)\n\(bad)".utf8), file: "set.jsonl")
      } throws: {
        ($0 as? TaskError)?.message.hasPrefix("set.jsonl, line 2: ") == true
      }
    }
    #expect {
      try set(Self.humanEval("HumanEval/1", "assert candidate(1) > 1"))
    } throws: {
      ($0 as? TaskError)?.message.contains("no problem in it can be a question") == true
    }
  }

  @Test(
    "have values that JSON has not, in the forms that a task of the kind tests knows",
    arguments: [
      ("(1,)", #"{"tuple": [1]}"#), ("{1: 'a'}", #"{"dict": [[1, "a"]]}"#),
      ("{'tuple': 1}", #"{"dict": [["tuple", 1]]}"#),
      ("{'a': 1, 'b': [True]}", #"{"a": 1, "b": [true]}"#),
      ("-.5", "-0.5"), ("5.", "5.0"), ("1.e5", "1.0e5"),
      ("123456789012345678901234", "123456789012345678901234"),
      ("'\\u00e9\\n'", "\"é\\n\""), ("00", "0"),
      ("{'a': 1, 'a': 2}", #"{"dict": [["a", 1], ["a", 2]]}"#),
    ])
  func values(text: String, json: String) throws {
    #expect(try PythonLiteral(parsing: text).caseJSON == json)
  }
}

/// A folder in the manner of QuixBugs.
private struct Folder: ImportSource {
  var files: [String: String]

  func names(in folder: String) -> [String]? {
    let names = files.keys.filter { $0.hasPrefix("\(folder)/") }.map {
      String($0.dropFirst(folder.utf8.count + 1))
    }
    return names.isEmpty ? nil : names.sorted()
  }

  func bytes(of file: String, limit: Int) -> [UInt8]? { files[file].map { Array($0.utf8) } }
}

@Suite("A folder in the shape of QuixBugs")
struct QuixBugsTests {
  private let folder = Folder(files: [
    "python_programs/half.py":
      "def half(a):\r\n    return a / 3\r\n\r\n\"\"\"\r\nHalves.\r\n\"\"\"\r\n",
    "correct_python_programs/half.py": "def half(a):\n    return a / 2\n",
    "json_testcases/half.json": "[[2], 1.0]\n[4, 2.0]\n\n",
    "python_programs/walk.py": "def walk(a):\n    for b in a:\n        yield b\n",
    "json_testcases/walk.json": "[[[1]], [1]]\n",
    "python_programs/tree.py": "def tree(a):\n    return a\n",
    "python_programs/tree_test.py": "tree(1)\n",
    "python_programs/node.py": "class Node: pass\n",
    "python_programs/near.py": "def near(a):\n    return a\n",
    "json_testcases/near.json": "[[1], 1.0]\n",
    "python_testcases/test_near.py": "    assert near(*given) == pytest.approx(wanted)\n",
    "python_programs/odd.py": "def odd(a):\n    return a\n",
    "json_testcases/odd.json": "[[1], 2]\n[3]\n",
  ])

  @Test("becomes questions with the broken program and its cases")
  func questions() throws {
    let set = try CodingSet(quixBugs: folder, named: "QuixBugs")
    #expect(
      String(decoding: set.rows, as: UTF8.self)
        == #"{"id": "half", "function": "half", "program": "def half(a):\n    return a / 3\n\n\"\"\"\nHalves.\n\"\"\"", "#
        + #""solution": "def half(a):\n    return a / 2", "inputs": [[2], [4]], "expected": [1.0, 2.0]}"#
        + "\n")
    #expect(set.leftOut.map(\.id) == ["near", "odd", "tree", "walk"])
    #expect(
      set.leftOut.map(\.reason) == [
        "its own tests take what is near enough, and its cases do not say how near",
        "line 2 of its cases is no pair of arguments and value",
        "it has no cases as JSON: its tests are a program",
        "it gives its values one by one (yield), and its cases are lists",
      ])
  }

  @Test("is refused where it has no such shape")
  func refused() throws {
    let other = Folder(files: ["a/b.py": "x"])
    #expect(throws: TaskError.self) { try CodingSet(quixBugs: other, named: "a") }
  }
}
