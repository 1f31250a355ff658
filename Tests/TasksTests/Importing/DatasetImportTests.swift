import Testing

@testable import Tasks

@Suite struct DatasetImportTests {
  private func set(
    _ task: String, _ changes: [String: String?] = [:], _ subset: ImportSubset = .all
  ) throws -> ImportedSet {
    try DatasetImport().set(of: task, from: SmallDataset.source(changes), subset: subset)
  }

  private func reasons(_ task: String, _ changes: [String: String?]) throws -> [String] {
    let set = try set(task, changes)
    #expect(set.questions.isEmpty)
    return set.skipped.map(\.reason)
  }

  @Test(
    "Ids and complexity come from the data's own names, numbers and contents",
    arguments: [
      ("number-multiplying", ["number-multiplying.1_2_4.007"], ["factors 3", "digits 7"]),
      ("game24", ["game24.10_3.0002", "game24.24.0002"], ["terms 3"]),
      ("letters", ["letters.5-10.e_2_0"], ["length 8", "frequency 2"]),
      ("boxlift", ["boxlift.3_2.01"], ["boxes 3", "lifters 2", "steps 2"]),
      ("boxnet", ["boxnet.1_2.03"], ["rows 1", "columns 2", "boxes 2"]),
      ("blocksworld", ["blocksworld.2_3_2_0"], ["blocks 2", "stacks 3", "moves 3"]),
      ("date-understanding", ["date-understanding.000"], ["sentences 2", "words 10", "options 2"]),
      ("web-of-lies", ["web-of-lies.000"], ["people 2"]),
      ("logical-deduction", ["logical-deduction.000"], ["objects 2", "clues 1"]),
      ("navigate", ["navigate.000"], ["instructions 3", "turning 1"]),
      ("gsm-hard", ["gsm-hard.0000"], ["steps 1", "digits 1"]),
      ("math-geometry", ["math-geometry.00012"], ["level 4"]),
      ("math-counting", ["math-counting.00003"], ["level 0"]),
    ])
  func ids(_ task: String, _ ids: [String], _ complexity: [String]) throws {
    let set = try set(task)
    #expect(set.questions.map(\.id) == ids, "\(set.skipped)")
    #expect(set.questions.first?.complexity.map { "\($0.name) \($0.value)" } == complexity)
  }

  @Test("Where the data has a question, it is asked in the data's words")
  func words() throws {
    #expect(try set("number-multiplying").questions.first?.prompt == "How much is -3*12*1001?")
    for task in ["date-understanding", "web-of-lies", "navigate", "gsm-hard", "math-geometry"] {
      let question = try #require(try set(task).questions.first)
      let own = ["Today is May 4", "Question: Ida lies", "Do you return", "Half of 7", "Find it."]
      #expect(own.contains { question.prompt.hasPrefix($0) })
      #expect(question.prompt.contains("<<<answer>>>"))
    }
  }

  @Test("What the data gets wrong is left out with the reason, and the rest is imported")
  func faults() throws {
    let sample = "number_multiply/digit_1_2_4/sample_7/"
    #expect(
      try reasons("number-multiplying", [sample + "target_answer.txt": "36036"])
        == ["the data's product 36036 is not that of its factors"])
    #expect(
      try reasons("number-multiplying", [sample + "input_value_list.txt": "open('x').read()"])
        == ["the list of the factors cannot be read: line 1: \"open\" is no literal"])
    #expect(
      try reasons("number-multiplying", [sample + "target_answer.txt": nil]).first?
        .hasSuffix("target_answer.txt is missing") == true)
    let word = "Letters/Letters_dataset_min_length_5_max_length_10/e_2_0/test_words.json"
    #expect(
      try reasons("letters", [word: "\"beetle\""])
        == ["the data says 2 times \"e\", the word has 3"])
    let puzzles = try set("game24").skipped
    #expect(puzzles.map(\.item) == ["game24.10_3.0001", "game24.24.0001"])
    #expect(puzzles.first?.reason.contains("does not use each given number exactly once") == true)
    #expect(puzzles.last?.reason == "no solution is known")
    let state = "BoxNet1_dataset/env_pg_state_1_2/pg_state3/pg_state3.json"
    #expect(
      try reasons("boxnet", [state: #"{"0.5_0.5": ["box_red"], "0.5_1.5": ["target_blue"]}"#])
        == ["boxes and targets are not as many of each colour"])
    #expect(try reasons("boxnet", [state: #"{"0.5_0.5": [], "9.5_1.5": []}"#]).count == 1)
    let boxes = "BoxLift_dataset/BoxLift_3_2/BoxLift1/BoxLift.json"
    #expect(
      try reasons("boxlift", [boxes: #"{"boxes": [90], "lifters": [40, 30]}"#])
        == ["all lifters together are too weak for a box"])
    #expect(try reasons("boxlift", [boxes: #"{"boxes": [-1], "lifters": [40]}"#]).count == 1)
    #expect(try reasons("boxlift", [boxes: #"{"boxes": [1e300], "lifters": [40]}"#]).count == 1)
    let blocks = "Blocksworld_dataset/2_3_2_0/blocksworld_task.txt"
    #expect(
      try reasons("blocksworld", [blocks: "Initial State:\nstack1: A\nGoal State:\nstack1: B\n"])
        == ["now and then do not hold the same few blocks"])
    #expect(
      try reasons(
        "blocksworld",
        [blocks: "Initial State:\nstack1: A B\nstack2:\nGoal State:\nstack1: B A\nstack2:\n"])
        == ["the text does not hold what its name says"])
  }

  @Test("Targets that the questions contradict are left out")
  func contradictions() throws {
    func json(_ input: String, _ target: String) -> String {
      #"{"examples": [{"input": "\#(input)", "target": "\#(target)"}]}"#
    }
    let folder = "BIG-Bench-Hard/bbh/"
    #expect(
      try reasons("navigate", [folder + "navigate.json": json("Back? Take 1 step.", "Yes")])
        == ["the walk says otherwise than the data's target"])
    #expect(
      try reasons(
        "web_of_lies".replacing("_", with: "-"),
        [folder + "web_of_lies.json": json("Ida lies. Does Ida tell the truth?", "Yes")])
        == ["the chain says otherwise than the data's target"])
    let dates = #"When?\nOptions:\n(A) 05/05/2001\n(B) 05/03/2001"#
    #expect(
      try reasons("date-understanding", [folder + "date_understanding.json": json(dates, "(C)")])
        == ["the target \"(C)\" is none of the options"])
  }

  @Test("The published subset is taken by the data's numbers")
  func subset() throws {
    var files: [String: String] = [:]
    for number in [0, 1, 2, 19, 20] {
      let folder = "number_multiply/digit_1_2_4/sample_\(number)/"
      files[folder + "input_prompt_1.txt"] = "2*3?"
      files[folder + "input_value_list.txt"] = "[2, 3]"
      files[folder + "target_answer.txt"] = "6"
    }
    let numbers = try set("number-multiplying", files, .paper).questions.map(\.id.suffix3)
    #expect(numbers == ["000", "001", "002", "007", "019"])
    #expect(try set("boxnet", [:], .paper).questions.count == 1)
    #expect(try set("game24", [:], .paper).read == 0)
    #expect(try set("gsm-hard", [:], .paper).read == 0)
  }

  @Test("A task whose data is not there gives nothing; a task that nobody imports is an error")
  func missing() throws {
    let empty = MemorySource([:])
    for task in DatasetImport().tasks {
      #expect(try DatasetImport().set(of: task, from: empty, subset: .all).read == 0)
    }
    #expect(throws: TaskError.self) {
      try DatasetImport().set(of: "chess", from: empty, subset: .all)
    }
    #expect(DatasetImport().tasks == TaskRegistry.shipped.all.map(\.description.name))
  }

  @Test("Hostile files are skipped or refused, and nothing crashes")
  func hostile() throws {
    let texts = [
      "", "\u{0}", "[", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "{\"examples\": 3}", "null",
      "-", ",,,\n,,,", "Rank,Puzzles\n1", "Rank,Puzzles\n1,9999999999999999999 1",
      "Rank,Puzzles,Solutions\n1,1 2,((((((((\n",
      String(repeating: "[", count: 100_000), String(repeating: "9", count: 100_000),
    ]
    for path in SmallDataset.files.keys.sorted() {
      for text in texts {
        let source = SmallDataset.source([String(path.dropFirst("dataset_gather/".count)): text])
        for task in DatasetImport().tasks where task != "path-plan" {
          _ = try? DatasetImport().set(of: task, from: source, subset: .all)
        }
      }
    }
  }

  @Test("A truth of hundredths is met by 25 and by 25 %, and not by 0.25 alone")
  func percent() throws {
    let question = try #require(try set("math-counting").questions.first)
    let loaded = try LoadedQuestion(question, of: MathCounting())
    for (answer, isRight) in [
      ("25", true), ("25\\%", true), ("25%", true), ("\\frac{1}{4}", false), ("0.25", false),
      ("2500\\%", false), ("24\\%", false),
    ] {
      let judgement = loaded.judge([(.response, AnswerText("<<<\(answer)>>>"))])
      #expect(judgement.success == isRight, "\(answer)")
    }
  }

  @Test("The examples of the Game 24 prompt are right, and none is of the question itself")
  func examples() throws {
    for example in Game24ImportedPrompt.examples {
      #expect(example.numbers == example.numbers.sorted())
      let problem = Game24.Problem(numbers: example.numbers, target: 24, solution: "")
      #expect(
        QuestionSetClaims.judge("<<<\(example.solution)>>>", Game24(), problem).success)
      let prompt = Game24ImportedPrompt.text(for: problem)
      #expect(!prompt.contains(example.solution))
      #expect(prompt.split(separator: "Input:").count == 7)
    }
  }
}

extension String {
  fileprivate var suffix3: String { String(suffix(3)) }
}
