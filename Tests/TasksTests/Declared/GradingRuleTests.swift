import Basics
import Testing

@testable import Tasks

/// A declared task with a rule, and what it says of texts.
struct DeclaredGrader {
  let task: DeclaredTask
  let problem: DeclaredProblem

  init(
    _ kind: GradingRule.Kind, _ truths: [String], options: [String] = [], find: [FindPlace]? = nil
  ) {
    task = DeclaredTask(
      TaskDeclaration(
        file: "task.yaml", folder: "t", name: "t", columns: .init(file: .init("q.csv")),
        prompt: .here(.init("{{q}}")), grading: GradingRule(kind, find: find)))
    problem = DeclaredProblem(truths: truths, options: options)
  }

  /// `nil` where there is no answer.
  func says(_ text: String) -> Bool? {
    let judgement = task.judge([(.response, AnswerText(text))], for: problem)
    return judgement.answer == nil ? nil : judgement.success
  }

  func score(_ text: String) -> Double {
    task.judge([(.response, AnswerText(text))], for: problem).score
  }
}

@Suite("Grading of a declared task")
struct GradingRuleTests {
  private func decimal(_ text: String) throws -> Rational {
    try #require(NumberRule().value(of: text))
  }

  @Test("by numbers compares exactly: no digit is lost, no sign, no decimal comma")
  func exactNumbers() throws {
    let number = DeclaredGrader(.number(NumberRule()), ["123456789012345678901234567890.5"])
    #expect(number.says("<<<123456789012345678901234567890.5>>>") == true)
    #expect(number.says("<<<123456789012345678901234567890.6>>>") == false)
    let five = DeclaredGrader(.number(NumberRule()), ["5"])
    #expect(five.says("The answer is -5.") == false)
    #expect(five.says("The answer is 25.") == false)
    #expect(five.says("(5).") == true)
    #expect(five.says("<<<5.0>>>") == true)
    #expect(five.says("<<<5%>>>") == nil)
    #expect(five.says("<<<10/2>>>") == true)
    #expect(five.says("I do not know.") == nil)
    #expect(DeclaredGrader(.number(NumberRule()), ["42"]).says("<<<4,2>>>") != true)
    #expect(DeclaredGrader(.number(NumberRule()), ["123456"]).says("<<<123459>>>") == false)
    #expect(DeclaredGrader(.number(NumberRule()), ["5/18"]).says("<<<5/18>>>") == true)
  }

  @Test("by whole numbers takes no other for one")
  func integers() {
    let five = DeclaredGrader(.number(NumberRule(isWhole: true)), ["5"])
    #expect(five.says("<<<5>>>") == true)
    #expect(five.says("<<<5.5>>>") == nil)
    #expect(five.says("<<<6>>>") == false)
  }

  @Test("grants what is written: an absolute or a relative distance, or a number of decimals")
  func tolerance() throws {
    var rule = NumberRule()
    rule.absolute = try decimal("0.5")
    #expect(DeclaredGrader(.number(rule), ["10"]).says("<<<10.5>>>") == true)
    #expect(DeclaredGrader(.number(rule), ["10"]).says("<<<10.51>>>") == false)
    rule = NumberRule()
    rule.relative = try decimal("0.01")
    #expect(DeclaredGrader(.number(rule), ["-200"]).says("<<<-202>>>") == true)
    #expect(DeclaredGrader(.number(rule), ["-200"]).says("<<<-202.1>>>") == false)
    #expect(GradingRule(.number(rule)).fault(ofTruth: "0", options: []) != nil)
    rule = NumberRule()
    rule.places = 1
    #expect(DeclaredGrader(.number(rule), ["2.25"]).says("<<<2.3>>>") == true)
    #expect(DeclaredGrader(.number(rule), ["2.25"]).says("<<<2.2>>>") == false)
    #expect(NumberRule.rounded(try decimal("-2.25"), 1) == (try decimal("-2.3")))
  }

  @Test("knows units, percent signs and decimal commas where the file says so")
  func units() throws {
    var rule = NumberRule()
    rule.allow([
      .init(name: "l", factor: try decimal("1")), .init(name: "ml", factor: try decimal("0.001")),
    ])
    let litres = DeclaredGrader(.number(rule), ["1.5"])
    for right in [
      "<<<1.5 l>>>", "<<<1500 ml>>>", "<<<1.5>>>", "<<<1.5\\text{ l}>>>", "The answer is 1500 ml.",
    ] {
      #expect(litres.says(right) == true, "\(right)")
    }
    #expect(litres.says("<<<1.5 ml>>>") == false)
    #expect(litres.says("<<<1500>>>") == false)
    #expect(litres.says("<<<1.5 kg>>>") == nil)
    rule = NumberRule()
    rule.percent = .points
    #expect(DeclaredGrader(.number(rule), ["50"]).says("<<<50%>>>") == true)
    rule.percent = .ratio
    #expect(DeclaredGrader(.number(rule), ["0.5"]).says("<<<50 %>>>") == true)
    #expect(DeclaredGrader(.number(rule), ["0.5"]).says("<<<0.5>>>") == true)
    rule = NumberRule()
    rule.hasDecimalComma = true
    #expect(DeclaredGrader(.number(rule), ["1.234,5"]).says("<<<1.234,5>>>") == true)
    #expect(DeclaredGrader(.number(rule), ["1,5"]).says("Die Antwort: <<<1,5>>>") == true)
  }

  @Test("by text compares bytes, and lets pass only what the file names")
  func text() {
    let plain = DeclaredGrader(.text(TextForm()), ["c++"])
    #expect(plain.says("<<<c++>>>") == true)
    #expect(plain.says("<<<C++>>>") == false)
    #expect(plain.says("<<<c>>>") == false)
    for said in ["The answer is **c++**.", "The answer is \"c++\".", "**Answer:** c++", "c++"] {
      #expect(plain.says(said) == true, "\(said)")
    }
    let composed = DeclaredGrader(.text(TextForm()), ["caf\u{e9}"])
    #expect(composed.says("<<<cafe\u{301}>>>") == false)
    #expect(
      DeclaredGrader(.text(TextForm([.trim, .nfc])), ["caf\u{e9}"]).says("<<<cafe\u{301}>>>")
        == true)
    #expect(DeclaredGrader(.text(TextForm([.trim])), ["K"]).says("<<<\u{212a}>>>") == false)
    #expect(DeclaredGrader(.text(TextForm([.trim, .nfkc])), ["K"]).says("<<<\u{212a}>>>") == true)
    #expect(
      DeclaredGrader(.text(TextForm([.trim, .letterCase])), ["Paris"]).says("<<<PARIS>>>") == true)
    #expect(DeclaredGrader(.text(TextForm()), ["Paris"]).says("It is not Paris") != true)
    #expect(DeclaredGrader(.text(TextForm()), ["4"]).says("<<<42>>>") == false)
    #expect(DeclaredGrader(.text(TextForm()), ["New York", "NYC"]).says("<<<NYC>>>") == true)
  }

  @Test("reads answers as the built-in tasks do: thoughts, takebacks and doubts are none")
  func standing() {
    let city = DeclaredGrader(.text(TextForm()), ["Paris"])
    #expect(city.says("<think><<<Paris>>></think> <<<Rome>>>") == false)
    #expect(city.says("<<<Rome>>>\nNo, I was wrong. <<<Paris>>>") == true)
    let number = DeclaredGrader(.number(NumberRule()), ["5"])
    #expect(number.says("<think><<<5>>></think>") == nil)
    #expect(number.says("<<<5 or 6>>>") == nil)
  }

  @Test("by letters and by yes and no is that of the built-in tasks")
  func choice() {
    let options = ["red", "green", "None of the above"]
    for truth in ["B", "(b)", "green"] {
      let choice = DeclaredGrader(.choice, [truth], options: options)
      #expect(choice.says("<<<B>>>") == true)
      #expect(choice.says("The answer is (B) green.") == true)
      #expect(choice.says("<<<C>>>") == false)
      #expect(choice.says("<<<A or B>>>") == nil)
    }
    #expect(GradingRule(.choice).fault(ofTruth: "D", options: options) != nil)
    let yes = DeclaredGrader(.yesNo, ["true"])
    #expect(yes.says("<<<Yes>>>") == true)
    #expect(yes.says("<<<No>>>") == false)
    #expect(yes.says("<<<yes or no>>>") == nil)
  }

  @Test("by elements knows order, kinds and parts")
  func lists() {
    let list = DeclaredGrader(.list(ListRule(of: .text(TextForm()), isOrdered: true)), ["a, b, c"])
    #expect(list.says("<<<a,b,c>>>") == true)
    #expect(list.says("<<<[\"a\", \"b\", \"c\"]>>>") == true)
    #expect(list.says("<<<b,a,c>>>") == false)
    let set = DeclaredGrader(
      .list(
        ListRule(of: .number(NumberRule()), isOrdered: false, separator: ";", partial: .jaccard)),
      ["1; 2; 3"])
    #expect(set.says("<<<3; 2.0; 1; 1>>>") == true)
    #expect(set.score("<<<1; 2; 4>>>") == 0.5)
    #expect(set.says("<<<1; x>>>") == nil)
    let f1 = DeclaredGrader(
      .list(ListRule(of: .text(TextForm()), isOrdered: false, partial: .f1)), ["a,b"])
    #expect(f1.score("<<<a>>>") == 2.0 / 3)
  }

  @Test("by JSON compares values, whatever the order of members, and keeps a schema")
  func json() throws {
    let value = DeclaredGrader(.json, ["{\"a\": [1, 2.0], \"b\": null}"])
    #expect(value.says("Here:\n```json\n{\"b\": null, \"a\": [1.0, 2]}\n```") == true)
    #expect(value.says("{\"a\": [2, 1], \"b\": null}") == false)
    #expect(value.says("{\"a\": 1, \"a\": 2}") == nil)
    #expect(value.says("no JSON") == nil)
    let schema = try JSONSchema([
      "type": "object", "required": ["n"], "additionalProperties": false,
      "properties": ["n": ["type": "integer", "minimum": 1], "s": ["pattern": "^a+$"]],
    ])
    let keeps = DeclaredGrader(.schema(schema), [])
    #expect(keeps.says("```\n{\"n\": 2, \"s\": \"aa\"}\n```") == true)
    for wrong in [
      "{\"n\": 0}", "{}", "{\"n\": 1.5}", "{\"n\": 1, \"x\": 2}", "{\"n\": 1, \"s\": \"b\"}", "[]",
    ] {
      #expect(keeps.says(wrong) == false, "\(wrong)")
    }
    for unknown: JSONValue in [
      ["typ": "object"], ["$ref": "#"], ["properties": ["a": ["format": "date"]]], ["type": "text"],
    ] {
      #expect(throws: JSONSchema.Fault.self) { try JSONSchema(unknown) }
    }
  }

  @Test("A JSON number is the decimal that was written, however many digits it has")
  func jsonNumbers() {
    let large = DeclaredGrader(.json, ["{\"id\": 9007199254740993, \"e\\u00e9\": -0.10}"])
    #expect(large.says("{\"e\u{e9}\": -1e-1, \"id\": 9007199254740993.0}") == true)
    #expect(large.says("{\"e\u{e9}\": -0.1, \"id\": 9007199254740992}") == false)
    #expect(large.says("{\"e\u{e9}\": -0.1, \"id\": \"9007199254740993\"}") == false)
    // A letter and its accent as two are another name.
    #expect(large.says("{\"ee\u{301}\": -0.1, \"id\": 9007199254740993}") == false)
    let one = DeclaredGrader(.json, ["[1, 0, \"2e\\\"3\", true]"])
    #expect(one.says("[10e-1, -0.0, \"2e\\\"3\", true]") == true)
    #expect(one.says("[1e-99999999999999999999, 0, \"2e\\\"3\", true]") == false)
    #expect(
      one.says("[1.5e-9223372036854775808, 0e9223372036854775807, \"2e\\\"3\", true]") != true)
    #expect(one.says("[1.00000000000000001, 0, \"2e\\\"3\", true]") == false)
    #expect(one.says("[1, 1e-999, \"2e\\\"3\", true]") != true)
  }

  @Test(
    "A schema's own numbers are small enough that none is rounded",
    arguments: ["const", "minimum", "exclusiveMaximum"])
  func schemaNumbers(name: String) throws {
    func schema(_ name: String, _ value: JSONValue) throws -> JSONSchema {
      try JSONSchema(.object(JSONObject([JSONMember(name: name, value: value)])))
    }
    let large: JSONValue = .double(9_007_199_254_740_992)
    #expect(throws: JSONSchema.Fault.self) { try schema(name, large) }
    #expect(throws: JSONSchema.Fault.self) {
      try schema("enum", .array([.array([large])]))
    }
    _ = try schema(name, .integer(999_999_999_999_999))
  }

  @Test("by a pattern matches the whole answer")
  func regex() throws {
    let dates = DeclaredGrader(.regex(try LinearRegex("\\d{4}-\\d{2}-\\d{2}"), TextForm()), [])
    #expect(dates.says("<<<2024-05-01>>>") == true)
    #expect(dates.says("<<<on 2024-05-01>>>") == false)
    #expect(DeclaredGrader(.regex(nil, TextForm()), ["a+"]).says("<<<aaa>>>") == true)
  }

  @Test("by mathematics is that of the built-in tasks: exact, in any spelling")
  func mathematics() {
    let half = DeclaredGrader(.math(isPercent: false), ["1/2"])
    #expect(half.says("<<<\\frac{1}{2}>>>") == true)
    #expect(half.says("\\boxed{0.5}") == true)
    #expect(half.says("<<<1/3>>>") == false)
    let tiny = DeclaredGrader(.math(isPercent: false), ["1/2^99"])
    #expect(tiny.says("<<<1/2^98>>>") != true)
    #expect(
      DeclaredGrader(.math(isPercent: false), ["(1, sqrt(2))"]).says("<<<(1, \\sqrt{2})>>>") == true
    )
  }

  @Test("looks only where the file says")
  func find() {
    let marked = DeclaredGrader(.number(NumberRule()), ["5"], find: [.marker])
    #expect(marked.says("<<<5>>>") == true)
    #expect(marked.says("The answer is 5.") == nil)
    #expect(marked.says("<<<5>>>\nThe answer is 6.") == true)
  }

  @Test("by numbers with units reads a command of LaTeX that a marker cuts off")
  func cutUnits() throws {
    var rule = NumberRule()
    rule.allow([.init(name: "m", factor: try decimal("1"))])
    let metres = DeclaredGrader(.number(rule), ["5"])
    for text in ["<<<5\\rm >>>", "<<<5\\text{>>>", "<<<5\\rm >>> \\rm x", "5\\mathrm{"] {
      _ = metres.says(text)
    }
    #expect(metres.says("<<<5\\rm m>>>") == true)
  }
}
