public import Basics
import ModelAPI

/// What the lab found, for programs.
public struct LabJSON: Sendable {
  /// The version of the format: a reader of today would misread another.
  public static let formatVersion = 1

  private let findings: LabFindings

  /// Creates it.
  public init(_ findings: LabFindings) {
    self.findings = findings
  }

  /// The findings as a value: the same for the same recordings, whatever the machine and the workers.
  public var value: JSONValue {
    [
      "version": .integer(Int64(Self.formatVersion)),
      "measure": .string(findings.measure.rawValue),
      "unit": .double(findings.measure.unit), "resamples": .integer(Int64(findings.resamples)),
      "samples": .integer(Int64(findings.samples)),
      "unanswered": .string(findings.unanswered == .asHoles ? "holes" : "failures"),
      "models": .array(findings.models.map(model)),
    ]
  }

  private func model(_ model: LabFindings.Model) -> JSONValue {
    let references = model.references
    return [
      "model": .string(model.name), "questions": .integer(Int64(model.questions)),
      "tasks": .array(model.tasks.map(JSONValue.string)),
      "singles": .array(
        model.singles.map { ["method": .string($0.method), "point": Self.setting($0.point)] }),
      "bestSingle": .array(model.bestSingle.map(Self.heldOut)),
      "zeroRouter": .array(
        (model.zeroRouter?.corners ?? []).map { [.double($0.cost), .double($0.score)] }),
      "references": [
        "random": Self.point(references.random), "oracle": Self.point(references.oracle),
        "shuffledOracle": [
          "score": .double(references.shuffledOracle),
          "interval": [.double(references.shuffledLower), .double(references.shuffledUpper)],
        ],
        "bestPerTask": Self.point(references.bestPerTask),
        "bestPerTaskHeldOut": Self.number(references.bestPerTaskHeldOut),
      ],
      "policies": .array(model.policies.map { policy($0, model) }),
      "skipped": .array(
        model.skipped.map { ["policy": .string($0.name), "reason": .string($0.reason)] }),
      "holes": .array(
        model.holes.map {
          [
            "model": .string($0.arm.model), "method": .string($0.arm.method),
            "trials": .integer(Int64($0.trials)),
          ]
        }),
    ]
  }

  private func policy(_ policy: LabFindings.Policy, _ model: LabFindings.Model) -> JSONValue {
    [
      "policy": .string(policy.name), "about": .string(policy.about),
      "class": policy.usesVerifier ? "verifier" : "replies",
      "claim": policy.claim?.json ?? .null,
      "heldOut": .array(policy.heldOut.map(Self.heldOut)),
      "inSample": Self.setting(policy.inSample),
      "settings": .array(policy.settings.map(Self.setting)),
      "zeroDifference": Self.number(policy.zeroDifference),
      "zeroInterval": Self.interval(policy.zeroInterval),
      "zeroCost": Self.number(policy.zeroCost),
      "averageQuality": policy.averageQuality.map {
        ["policy": .double($0.policy), "zero": .double($0.zero)]
      } ?? .null,
      "gap": policy.gap.map { gap in
        [
          "weak": .double(gap.weak), "strong": .double(gap.strong),
          "averageRecovered": .double(gap.averageRecovered),
          "shareFor50": Self.number(gap.leastShare(recovering: 0.5)),
          "shareFor80": Self.number(gap.leastShare(recovering: 0.8)),
        ]
      } ?? .null,
      "flow": .array(
        policy.flow.map {
          [
            "arm": .string($0.arm), "asked": .integer(Int64($0.asked)),
            "stood": .integer(Int64($0.stood)),
          ]
        }),
      "ways": .array(policy.ways.map(Self.way)),
      "byTask": .array(policy.byTask.map(Self.number)),
      "regret": .array(
        policy.regret.map { regret in
          [
            "rung": .integer(Int64(regret.rung)), "regret": .double(regret.value),
            "questions": .integer(Int64(regret.questions)),
            "interval": regret.interval.map { [.double($0.lowerBound), .double($0.upperBound)] }
              ?? .null,
          ]
        }),
    ]
  }

  private static func way(_ way: LabFindings.Way) -> JSONValue {
    [
      "steps": .array(way.steps.map { .array($0.map(JSONValue.string)) }),
      "stand": way.stand.map(JSONValue.string) ?? .null,
      "notRecorded": way.hole.map(JSONValue.string) ?? .null,
      "trials": .integer(Int64(way.trials)), "score": number(way.score),
    ]
  }

  private static func number(_ value: Double?) -> JSONValue { value.map(JSONValue.double) ?? .null }

  private static func integer(_ value: Int?) -> JSONValue {
    value.map { .integer(Int64($0)) } ?? .null
  }

  private static func interval(_ value: DrawnInterval?) -> JSONValue {
    value.map { [.double($0.lower), .double($0.upper)] } ?? .null
  }

  private static func point(_ point: References.Point) -> JSONValue {
    ["score": .double(point.score), "cost": number(point.cost)]
  }

  private static func heldOut(_ value: LabFindings.HeldOut) -> JSONValue {
    [
      "folds": [
        "unit": .string(value.folds.unit.rawValue), "count": .integer(Int64(value.folds.count)),
      ],
      "score": number(value.score), "cost": number(value.cost),
      "interval": interval(value.interval), "difference": number(value.difference),
      "differenceInterval": interval(value.differenceInterval),
    ]
  }

  private static func setting(_ setting: LabFindings.Setting) -> JSONValue {
    let usage = setting.total.usage
    return [
      "setting": .string(setting.words), "score": number(setting.score),
      "cost": number(setting.cost), "trials": .integer(Int64(setting.trials)),
      "scored": .integer(Int64(setting.scored)),
      "unanswered": .integer(Int64(setting.unanswered)),
      "unrecorded": .integer(Int64(setting.unrecorded)),
      "bounds": [.double(setting.lowest), .double(setting.highest)],
      "total": [
        "freshInput": integer(usage.freshInput), "cacheRead": integer(usage.cacheRead),
        "cacheWrite": integer(usage.cacheWrite), "visibleOutput": integer(usage.visibleOutput),
        "reasoningOutput": integer(usage.reasoningOutput), "tokens": integer(usage.total),
        "picodollars": integer(setting.total.money?.picodollars),
        "cacheFreePicodollars": integer(setting.total.cacheFreeMoney?.picodollars),
        "serviceMicroseconds": integer(setting.total.service),
        "executionMicroseconds": integer(setting.total.execution),
        "criticalMicroseconds": integer(setting.total.critical),
        "calls": .integer(Int64(setting.total.calls)),
        "executions": .integer(Int64(setting.total.executions)),
      ],
    ]
  }
}
