import Basics
public import Reporting

/// Numbers of the lab in cells and sentences.
enum LabWords {
  static func number(_ value: Double?, _ decimals: Int) -> TextTable.Cell {
    .init(value.map { TextTable.Value.number($0, decimals: decimals) } ?? .unmeasured)
  }

  static func percent(_ value: Double?) -> TextTable.Cell { number(value.map { $0 * 100 }, 1) }
  static func text(_ text: String) -> TextTable.Cell { .init(.text(text)) }
  static func integer(_ value: Int?) -> TextTable.Cell {
    .init(value.map { TextTable.Value.integer($0) } ?? .unmeasured)
  }

  static func written(_ value: Double, _ decimals: Int) -> String {
    FixedPoint.text(value, decimals: decimals) ?? "-"
  }

  /// A difference in points, with its sign.
  static func points(_ value: Double) -> String {
    let text = written(value * 100, 1)
    return value > 0 && text != written(0, 1) ? "+\(text)" : text
  }

  static func count(_ count: Int, _ noun: String, _ plural: String? = nil) -> String {
    count == 1 ? "1 \(noun)" : "\(count) \(plural ?? noun + "s")"
  }
}

extension Claim {
  /// The claim in a sentence, with everything that it needs to be believed or not.
  public var sentence: String {
    let verdict =
      switch self.verdict {
      case .better: "better than \(against)"
      case .worse: "worse than \(against)"
      case .unsettled: "not settled against \(against)"
      }
    return "\(policy): \(LabWords.points(difference)) points "
      + "[\(LabWords.points(lower)), \(LabWords.points(upper))], \(verdict); "
      + "\(LabWords.count(questions, "question")), held out by \(folds.unit.rawValue) in \(folds.count) "
      + "folds, p \(adjusted < 0.001 ? "below 0.001" : LabWords.written(adjusted, 3)) among the "
      + "\(tried == 1 ? "one policy" : "\(tried) policies") tried (Holm); less than "
      + "\(LabWords.written(detectable * 100, 1)) points could go unseen."
  }
}

/// What the lab found, as sections of a report.
public struct LabReport: Sendable {
  private let findings: LabFindings

  /// Creates a report.
  public init(_ findings: LabFindings) {
    self.findings = findings
  }

  /// A section for each model.
  public var sections: [ReportSection] { findings.models.map(section) }

  private func section(_ model: LabFindings.Model) -> ReportSection {
    ReportSection(
      name: "lab:\(model.name)", title: "Lab: policies of steering, \(model.name)",
      findings: sentences(model),
      tables: [
        policies(model), singles(model), references(model), settings(model), flow(model),
        byTask(model), regret(model),
      ].filter { !$0.rows.isEmpty },
      charts: LabCharts(model, measure: findings.measure).all,
      link: findings.models.count > 1 ? "Lab: \(model.name)" : "Lab")
  }

  // MARK: - Sentences

  private func sentences(_ model: LabFindings.Model) -> [String] {
    let references = model.references
    var sentences = [
      "\(LabWords.count(model.questions, "question")) of \(LabWords.count(model.tasks.count, "task")), "
        + "\(LabWords.count(findings.samples, "sample")) each. Best single method, chosen inside the "
        + "folds: \(model.bestSingle.map(heldOut).joined(separator: "; "))."
    ]
    sentences.append(
      "Without a look at the question: \(percent(references.random.score)) % at random. Bounds that know "
        + "the truth: \(percent(references.oracle.score)) % by question, "
        + "\(percent(references.shuffledOracle)) % [\(percent(references.shuffledLower)), "
        + "\(percent(references.shuffledUpper))] once the scores are shuffled within each task"
        + (references.oracle.score > references.shuffledUpper
          ? ": methods complement each other from question to question."
          : ": no complementarity from question to question is shown."))
    sentences += model.policies.map { policy in
      policy.claim.map { $0.sentence + zero(policy) }
        ?? "\(policy.name): undefined, since too much of what it asks for has no score."
    }
    let verified = model.policies.filter(\.usesVerifier).map(\.name)
    if !verified.isEmpty {
      sentences.append(
        "A class apart, verifier-assisted: \(verified.joined(separator: ", ")). A checker tells of the "
          + "answers to \(Verifier.tasks.joined(separator: ", ")) whether they hold against the question. "
          + "Live it takes such a checker, whose cost is not counted here; what only sees replies is no "
          + "match for it.")
    }
    sentences += model.policies.compactMap(undefined)
    if !model.skipped.isEmpty {
      sentences.append(
        "Not tried, since these recordings do not have what they ask for: "
          + model.skipped.map(\.name).joined(separator: ", ") + ".")
    }
    for hole in model.holes {
      sentences.append(
        "Not recorded: \(hole.arm.method) of \(hole.arm.model) at "
          + "\(LabWords.count(hole.trials, "trial")) where a policy asks for it. Nothing stands in its "
          + "place.")
    }
    return sentences
  }

  /// How the policy stands to the best mixture of single methods that costs as much.
  private func zero(_ policy: LabFindings.Policy) -> String {
    guard let difference = policy.zeroDifference, let interval = policy.zeroInterval else {
      return " No single method is so cheap, or costs are unknown."
    }
    return
      " To the best mixture of single methods at the same cost, chosen on these very questions: "
      + "\(LabWords.points(difference)) points [\(LabWords.points(interval.lower)), "
      + "\(LabWords.points(interval.upper))]."
  }

  private func percent(_ value: Double) -> String { LabWords.written(value * 100, 1) }

  private func heldOut(_ value: LabFindings.HeldOut) -> String {
    let interval = value.interval.map { " [\(percent($0.lower)), \(percent($0.upper))]" } ?? ""
    return
      "\(value.score.map(percent) ?? "-") %\(interval) by \(value.folds.unit.rawValue)"
  }

  private func undefined(_ policy: LabFindings.Policy) -> String? {
    let point = policy.inSample
    let holes = point.trials - point.scored
    guard holes > 0 else { return nil }
    return "\(policy.name): undefined on \(holes) of \(point.trials) trials "
      + "(\(point.unanswered) not answered by the provider, \(point.unrecorded) not recorded); the mean "
      + "over all of them lies between \(percent(point.lowest)) and \(percent(point.highest)) %."
  }

  // MARK: - Tables

  private var costColumn: TextTable.Column {
    .init(name: "cost", title: findings.measure.title)
  }

  private func cost(_ value: Double?) -> TextTable.Cell {
    LabWords.number(value.map { $0 / findings.measure.unit }, findings.measure.decimals)
  }

  private func policies(_ model: LabFindings.Model) -> TextTable {
    let units = model.bestSingle.map(\.folds.unit)
    var columns: [TextTable.Column] = [.init(name: "policy", title: "Policy", isText: true)]
    let hasClasses = model.policies.contains(where: \.usesVerifier)
    if hasClasses { columns.append(.init(name: "class", title: "Class", isText: true)) }
    for unit in units {
      columns.append(.init(name: "by-\(unit.rawValue)", title: "By \(unit.rawValue) %"))
    }
    columns += [
      .init(name: "in-sample", title: "In sample %"), costColumn,
      .init(name: "difference", title: "To best single"),
      .init(name: "low", title: "95 % from", shortTitle: "from"),
      .init(name: "high", title: "95 % to", shortTitle: "to"),
      .init(name: "p-holm", title: "p (Holm)"), .init(name: "detectable", title: "Detectable"),
      .init(name: "zero", title: "To Zero router"),
      .init(name: "zero-low", title: "95 % from", shortTitle: "from"),
      .init(name: "zero-high", title: "95 % to", shortTitle: "to"),
    ]
    let rows = model.policies.map { policy -> TextTable.Row in
      var cells = [LabWords.text(policy.name)]
      if hasClasses { cells.append(LabWords.text(policy.usesVerifier ? "verifier" : "replies")) }
      cells += policy.heldOut.map { LabWords.percent($0.score) }
      cells += [
        LabWords.percent(policy.inSample.score), cost(policy.heldOut.first?.cost),
        LabWords.percent(policy.claim?.difference), LabWords.percent(policy.claim?.lower),
        LabWords.percent(policy.claim?.upper), LabWords.number(policy.claim?.adjusted, 3),
        LabWords.percent(policy.claim?.detectable), LabWords.percent(policy.zeroDifference),
        LabWords.percent(policy.zeroInterval?.lower), LabWords.percent(policy.zeroInterval?.upper),
      ]
      return .init(name: policy.name, cells: cells)
    }
    return TextTable(
      name: "lab:\(model.name):policies", title: "Policies, held out (\(model.name))",
      columns: columns, rows: rows,
      notes: [
        "By task: settings, and the best single method, are chosen on the other tasks. By question: on "
          + "the other questions, which knows the task. In sample: on the very questions. Differences in "
          + "points; intervals resample the questions \(findings.resamples) times, all policies "
          + "together, with every choice and the hull redone. Each distinct exchange is paid for once.",
        "Zero router: the best mixture of single methods at the same cost, chosen by chance and in sample.",
      ])
  }

  private func singles(_ model: LabFindings.Model) -> TextTable {
    TextTable(
      name: "lab:\(model.name):singles", title: "Single methods, always asked (\(model.name))",
      columns: [
        .init(name: "method", title: "Method", isText: true),
        .init(name: "score", title: "Score %"), costColumn, .init(name: "trials", title: "Trials"),
        .init(name: "unanswered", title: "Not answered"), .init(name: "calls", title: "Calls"),
        .init(name: "corner", title: "Zero router", isText: true),
      ],
      rows: model.singles.map { single in
        let isCorner =
          model.zeroRouter?.corners.contains {
            $0.cost == single.point.cost && $0.score == single.point.score
          } ?? false
        return .init(
          name: single.method,
          cells: [
            LabWords.text(single.method), LabWords.percent(single.point.score),
            cost(single.point.cost), LabWords.integer(single.point.trials),
            LabWords.integer(single.point.unanswered),
            LabWords.integer(single.point.total.calls), LabWords.text(isCorner ? "corner" : ""),
          ])
      })
  }

  private func references(_ model: LabFindings.Model) -> TextTable {
    let references = model.references
    func row(_ name: String, _ title: String, _ score: Double?, _ paid: Double?) -> TextTable.Row {
      .init(name: name, cells: [LabWords.text(title), LabWords.percent(score), cost(paid)])
    }
    var rows = model.bestSingle.map { value in
      row(
        "best-single-by-\(value.folds.unit.rawValue)",
        "Best single, held out by \(value.folds.unit.rawValue)", value.score, value.cost)
    }
    rows += [
      row("random", "Random method", references.random.score, references.random.cost),
      row(
        "best-per-task", "Best method of each task (knows the task, in sample)",
        references.bestPerTask.score, references.bestPerTask.cost),
      row(
        "best-per-task-held-out", "Best method of each task, by its other questions",
        references.bestPerTaskHeldOut, nil),
      row(
        "oracle", "Oracle, cheapest right (knows the truth)", references.oracle.score,
        references.oracle.cost),
      row("shuffled-oracle", "Oracle of shuffled scores", references.shuffledOracle, nil),
    ]
    return TextTable(
      name: "lab:\(model.name):references", title: "What stands beside every claim (\(model.name))",
      columns: [
        .init(name: "reference", title: "Reference", isText: true),
        .init(name: "score", title: "Score %"), costColumn,
      ], rows: rows)
  }

  private func settings(_ model: LabFindings.Model) -> TextTable {
    TextTable(
      name: "lab:\(model.name):settings",
      title: "Settings of the policies, in sample (\(model.name))",
      columns: [
        .init(name: "policy", title: "Policy", isText: true),
        .init(name: "setting", title: "Setting", isText: true),
        .init(name: "score", title: "Score %"), costColumn, .init(name: "trials", title: "Trials"),
        .init(name: "undefined", title: "Undefined"), .init(name: "calls", title: "Calls"),
      ],
      rows: model.policies.flatMap { policy in
        policy.settings.map { setting in
          .init(
            name: "\(policy.name):\(setting.words)",
            cells: [
              LabWords.text(policy.name), LabWords.text(setting.words),
              LabWords.percent(setting.score), cost(setting.cost),
              LabWords.integer(setting.trials),
              LabWords.integer(setting.trials - setting.scored),
              LabWords.integer(setting.total.calls),
            ])
        }
      })
  }

  private func flow(_ model: LabFindings.Model) -> TextTable {
    TextTable(
      name: "lab:\(model.name):flow", title: "Ways of the questions, best setting (\(model.name))",
      columns: [
        .init(name: "policy", title: "Policy", isText: true),
        .init(name: "method", title: "Method", isText: true),
        .init(name: "asked", title: "Asked for"), .init(name: "stood", title: "Stood by"),
        .init(name: "trials", title: "Trials"),
      ],
      rows: model.policies.flatMap { policy in
        policy.flow.map { flow in
          .init(
            name: "\(policy.name):\(flow.arm)",
            cells: [
              LabWords.text(policy.name), LabWords.text(flow.arm), LabWords.integer(flow.asked),
              LabWords.integer(flow.stood), LabWords.integer(policy.inSample.trials),
            ])
        }
      })
  }

  private func byTask(_ model: LabFindings.Model) -> TextTable {
    TextTable(
      name: "lab:\(model.name):tasks", title: "Policies by task, held out, % (\(model.name))",
      columns: [.init(name: "policy", title: "Policy", isText: true)]
        + model.tasks.map { .init(name: $0, title: $0) },
      rows: model.policies.map { policy in
        .init(
          name: policy.name,
          cells: [LabWords.text(policy.name)] + policy.byTask.map(LabWords.percent))
      })
  }

  private func regret(_ model: LabFindings.Model) -> TextTable {
    var rungs: [Int] = []
    for rung in model.policies.flatMap({ $0.regret.map(\.rung) }) where !rungs.contains(rung) {
      rungs.append(rung)
    }
    rungs.sort()
    return TextTable(
      name: "lab:\(model.name):regret",
      title: "Regret along complexity, points below the oracle (\(model.name))",
      columns: [.init(name: "policy", title: "Policy", isText: true)]
        + rungs.map { .init(name: "rung-\($0)", title: "Rung \($0)") },
      rows: model.policies.map { policy in
        .init(
          name: policy.name,
          cells: [LabWords.text(policy.name)]
            + rungs.map { rung in
              LabWords.percent(policy.regret.first { $0.rung == rung }?.value)
            })
      },
      notes: [
        "Questions of the rungs: "
          + rungs.map { rung in
            let most = model.policies.compactMap { policy in
              policy.regret.first { $0.rung == rung }?.questions
            }.max()
            return "\(rung): \(most ?? 0)"
          }.joined(separator: ", ") + "."
      ])
  }
}
