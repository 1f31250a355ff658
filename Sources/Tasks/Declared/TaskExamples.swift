import Basics

/// A reply of which a task's file says how it must be graded.
package struct ExampleReply: Sendable {
  /// The question.
  package let question: LoadedQuestion
  /// The reply.
  package let text: String
  /// Whether it must be graded as right.
  package let isRight: Bool
  /// Where the task's file says so.
  fileprivate let place: String
}

extension SelfCheck {
  /// Adds how an example was graded.
  package mutating func add(_ example: ExampleReply, _ judgement: Judgement) {
    if example.isRight {
      rightAnswers += 1
    } else {
      corruptions["check: wrong", default: 0] += 1
    }
    let verdict: String
    if case .failed? = judgement.asked {
      // Who gives no grade says neither.
      verdict = "has no grade"
    } else if judgement.success != example.isRight {
      verdict = "is graded as \(example.isRight ? "wrong" : "right")"
    } else {
      return
    }
    faults.append(
      "\(example.place): \"\(example.text.prefix(200))\" \(verdict) for \(example.question.question.id): "
        + judgement.explanation)
  }
}

extension DeclaredQuestions {
  /// What does no harm and is perhaps not meant, a sentence each.
  package var remarks: [String] {
    unusedColumns.map { "\(table.file): nothing uses the column \"\($0)\"." }
  }

  /// Grades the texts that the task's file says are right and wrong, each with every question, by the task's own
  /// rules.
  ///
  /// - Throws: `TaskError` where a text names what no column is.
  package func examples(of task: DeclaredTask) throws(TaskError) -> SelfCheck {
    var check = SelfCheck()
    for example in try exampleReplies(of: task) {
      check.add(example, example.question.judge([(.response, AnswerText(example.text))]))
    }
    return check
  }

  /// The texts that the task's file says are right and wrong, each with every question.
  ///
  /// A text may hold the columns of its question and `{{truth}}`; one without any is about all questions alike.
  /// - Throws: `TaskError` where a text names what no column is.
  package func exampleReplies(of task: DeclaredTask) throws(TaskError) -> [ExampleReply] {
    let declaration = task.declaration
    let names = TemplateNames(
      columns: table.columns + ["truth"], hasOptions: !declaration.columns.options.isEmpty,
      hasShots: false)
    var replies: [ExampleReply] = []
    let examples =
      declaration.examples.right.map { ($0, true) } + declaration.examples.wrong.map { ($0, false) }
    for (written, isRight) in examples {
      let template = try Self.template(written, names, declaration)
      for (question, row) in zip(questions, table.rows) {
        let loaded = try LoadedQuestion(question, of: task)
        let problem = DeclaredProblem(question.problem)
        let values = TemplateValues(
          table: table, row: row, places: table.places, options: problem?.options ?? [], shots: "")
        let truth = problem?.truths.first
        let text: String
        do throws(TextTemplate.TooLarge) {
          text = try template.pieces(upTo: TextTemplate.byteLimit) {
            $0 == "truth" ? truth.map { .text($0) } ?? .absent : values.value($0)
          }.map(\.text).joined()
        } catch {
          throw declaration.error(TemplateValues.tooLarge, at: written)
        }
        replies.append(
          ExampleReply(
            question: loaded, text: text, isRight: isRight,
            place: written.line.map { "\(declaration.file), line \($0)" } ?? declaration.file))
      }
    }
    return replies
  }

  private static func template(
    _ written: TaskDeclaration.Written, _ names: TemplateNames, _ declaration: TaskDeclaration
  ) throws(TaskError) -> TextTemplate {
    let template: TextTemplate
    do throws(TextTemplate.Fault) {
      template = try TextTemplate(written.text)
    } catch {
      throw declaration.error("column \(error.place.column): \(error.message)", at: written)
    }
    if let unknown = template.uses.first(where: { !names.knows($0) }) {
      throw declaration.error(
        "there is no column \"\(unknown.name)\". "
          + NearMatch.hint(for: unknown.name, among: names.all), at: written)
    }
    return template
  }
}
