import Basics
import Testing

@testable import Tasks

@Suite("Path Plan")
struct PathPlanTests {
  private static let red = PathPlan.Box(color: "red", x0: 400, x1: 600, y0: 400, y1: 600)
  private static let blue = PathPlan.Box(color: "blue", x0: 700, x1: 800, y0: 200, y1: 300)

  /// From (1, 5) to (9, 5): red must be visited, blue avoided.
  private static let problem = PathPlan.Problem(
    size: 1_000, boxes: [red, blue], start: PathPlan.Point(x: 100, y: 500),
    end: PathPlan.Point(x: 900, y: 500), visit: ["red"], avoid: ["blue"])

  private func judgement(
    _ answer: String, _ problem: PathPlan.Problem = problem
  ) -> Judgement {
    PathPlan().judge([(source: .response, text: AnswerText(answer))], for: problem)
  }

  @Test(
    "points are read in all the spellings of models and of Python",
    arguments: [
      "<<<[(1, 5), (9, 5)]>>>", "<<<[[1, 5], [9, 5]]>>>", "<<<((1,5),(9,5))>>>",
      "<<<(1.0, 5.00), (9., 5.0)>>>", "[(1, 5), (9, 5)]", "[[1.0, 5.0], [9.0, 5.0]]",
      "<<<[(1, 5) -> (9, 5)]>>>", "<<<1. (1, 5)\n2. (9, 5)>>>",
      "- (1, 5)\n- (9, 5)\n", "<<<(1, 5) → (9, 5)>>>", "<<<[(1e0, 50e-1), (0.9E1, +5)]>>>",
      "<<<[(np.float64(1.0), np.float64(5.0)), (np.float64(9.0), 5.0)]>>>",
      "<<<[(1.0000000000000002, 4.999999999999999), (9, 5)]>>>",
      "Waypoints: [(1, 5), (9, 5)]\nThe segment from (1, 5), (9, 5) crosses red.",
      "\\boxed{[(1, 5), (9, 5)]}", "<<<`[(1, 5), (9, 5)]`>>>", "<<<$(1, 5), (9, 5)$>>>",
      "<<<[(1, 5),\n (5, 5.5),\n (9, 5),\n]>>>",
    ])
  func spellingsAreRead(answer: String) {
    #expect(judgement(answer).success, "\(judgement(answer))")
  }

  @Test(
    "a path with a fault fails",
    arguments: [
      ("[(1, 5)]", "two waypoints"), ("<<<[(1, 5)]>>>", "two waypoints"),
      ("[(1.001, 5), (9, 5)]", "start"), ("[(9, 5), (1, 5)]", "start"),
      ("[(1, 5), (9, 5.01)]", "end"), ("[(1, 5), (5, 5)]", "end"),
      ("[(1, 5), (0, 5), (9, 5)]", "wall"), ("[(1, 5), (5, 10), (9, 5)]", "wall"),
      ("[(1, 5), (5, -5), (9, 5)]", "wall"), ("[(1, 5), (5, −5), (9, 5)]", "wall"),
      ("[(1, 5), (1e300, 5), (9, 5)]", "wall"), ("[(1, 5), (5, 1e99999999999), (9, 5)]", "wall"),
      ("[(1, 5), (5, 5), (7.5, 2.5), (9, 5)]", "avoid"),
      ("[(1, 5), (5, 5), (7, 3), (9, 5)]", "avoid"),
      ("[(1, 5), (2, 9), (9, 5)]", "does not visit"),
    ])
  func faultsFail(answer: String, why: String) {
    let judgement = judgement(answer)
    #expect(!judgement.success)
    #expect(judgement.score == 0)
    #expect(judgement.explanation.contains(why) || judgement.answer == nil, "\(judgement)")
  }

  @Test("a corner counts as touched, and a millionth beside it does not")
  func cornersAreClosed() {
    let corner = "[(1, 5), (5, 5), (7, 3), (9, 5)]"
    let beside = "[(1, 5), (5, 5), (7, 3.000001), (9, 5)]"
    #expect(!judgement(corner).success)
    #expect(judgement(beside).success)
    // Visiting by a corner alone is a visit.
    #expect(judgement("[(1, 5), (4, 6), (4, 9), (9, 5)]").success)
    #expect(!judgement("[(1, 5), (3.999999, 6), (4, 9), (9, 5)]").success)
  }

  @Test("a segment inside a box, along its edge or of no length is seen")
  func degenerateSegmentsAreSeen() {
    var problem = Self.problem
    problem.start = PathPlan.Point(x: 450, y: 450)
    problem.end = PathPlan.Point(x: 550, y: 550)
    #expect(judgement("[(4.5, 4.5), (5.5, 5.5)]", problem).success)
    problem.start = PathPlan.Point(x: 300, y: 600)
    problem.end = PathPlan.Point(x: 700, y: 600)
    #expect(judgement("[(3, 6), (7, 6)]", problem).success)
    problem.visit = []
    problem.avoid = ["red"]
    #expect(!judgement("[(3, 6), (7, 6)]", problem).success)
    problem.end = problem.start
    #expect(judgement("[(3, 6), (3, 6)]", problem).success)
  }

  @Test("a path of more than a thousand waypoints fails")
  func longPathsFail() {
    let middle = String(repeating: "(5, 5), ", count: 998)
    #expect(judgement("<<<[(1, 5), \(middle)(9, 5)]>>>").success)
    #expect(!judgement("<<<[(1, 5), (5, 5), \(middle)(9, 5)]>>>").success)
  }

  @Test("the last list wins, whether it is right or not")
  func theLastListWins() {
    #expect(!judgement("[(1, 5), (9, 5)] or rather [(1, 5), (8, 5)]").success)
    #expect(judgement("[(1, 5), (8, 5)] or rather [(1, 5), (9, 5)]").success)
    #expect(!judgement("<<<[(1, 5), (8, 5)]>>> [(1, 5), (9, 5)]").success)
  }

  @Test("boxes as large as a file can say do not overflow")
  func hostileProblemsAreHarmless() {
    var problem = Self.problem
    problem.size = Int.max
    problem.boxes = [
      PathPlan.Box(color: "red", x0: Int.min, x1: Int.max, y0: Int.min, y1: Int.max),
      PathPlan.Box(color: "blue", x0: Int.max, x1: Int.min, y0: Int.max, y1: Int.min),
    ]
    #expect(judgement("[(1, 5), (999.9, 999.9), (9, 5)]", problem).success)
    problem.start = PathPlan.Point(x: Int.min, y: Int.max)
    #expect(!judgement("[(-1e9, 1e9), (1e9, -1e9), (9, 5)]", problem).success)
  }

  @Test("the separating axes agree with edge crossings on small whole numbers")
  func touchesAgreesWithEdges() {
    var generator = SeededGenerator(seed: "segments and boxes")
    var touched = 0
    for _ in 0..<4_000 {
      let point = { (generator: inout SeededGenerator) in
        ExactPoint(
          x: generator.integer(in: 0...8) * 1_000_000, y: generator.integer(in: 0...8) * 1_000_000)
      }
      let start = point(&generator)
      let end = point(&generator)
      let x = generator.integer(in: 0...6) * 100
      let y = generator.integer(in: 0...6) * 100
      let box = PathPlan.Box(
        color: "red", x0: x, x1: x + generator.integer(in: 0...2) * 100, y0: y,
        y1: y + generator.integer(in: 0...2) * 100)
      let expected = crossesOrLiesIn(start, end, box)
      if expected { touched += 1 }
      #expect(PathSimulator.touches(start, end, box) == expected, "\(start) \(end) \(box)")
    }
    #expect((400...3_600).contains(touched))
  }

  @Test("every waypoint of a reference is needed or harmless, and each role matters")
  func corruptedReferencesFail() throws {
    let task = PathPlan()
    for rung in 1...task.description.rungs {
      for number in 1...3 {
        var generator = SeededGenerator(seed: "corruption \(rung) \(number)")
        let problem = task.problem(rung: rung, using: &generator)
        let path = try #require(PathFinder(problem).path())
        #expect(PathSimulator.fault(of: path, in: problem) == nil)
        #expect(PathSimulator.fault(of: Array(path.dropLast()), in: problem) != nil)
        #expect(PathSimulator.fault(of: Array(path.dropFirst()), in: problem) != nil)
        for box in problem.boxes(of: problem.avoid) {
          let corner = PathPlan.Point(x: box.x0, y: box.y1).millionths
          let detour = path.dropLast() + [corner] + path.suffix(1)
          #expect(PathSimulator.fault(of: Array(detour), in: problem) != nil)
        }
        var stricter = problem
        stricter.avoid.append(problem.visit[0])
        #expect(PathSimulator.fault(of: path, in: stricter) != nil)
        #expect(PathFinder(stricter).path() == nil)
      }
    }
  }

  /// Another way to the same question: an end inside, or one of four edges crossed or touched.
  private func crossesOrLiesIn(_ a: ExactPoint, _ b: ExactPoint, _ box: PathPlan.Box) -> Bool {
    let low = PathPlan.Point(x: box.x0, y: box.y0).millionths
    let high = PathPlan.Point(x: box.x1, y: box.y1).millionths
    let isInside = a.x >= low.x && a.x <= high.x && a.y >= low.y && a.y <= high.y
    let corners = [
      low, ExactPoint(x: high.x, y: low.y), high, ExactPoint(x: low.x, y: high.y),
    ]
    return isInside || (0..<4).contains { intersects(a, b, corners[$0], corners[($0 + 1) % 4]) }
  }

  private func intersects(
    _ a: ExactPoint, _ b: ExactPoint, _ c: ExactPoint, _ d: ExactPoint
  ) -> Bool {
    func side(_ p: ExactPoint, _ q: ExactPoint, _ r: ExactPoint) -> Int {
      ((q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x)).signum()
    }
    func isOn(_ p: ExactPoint, _ q: ExactPoint, _ r: ExactPoint) -> Bool {
      side(p, q, r) == 0 && min(p.x, q.x) <= r.x && r.x <= max(p.x, q.x) && min(p.y, q.y) <= r.y
        && r.y <= max(p.y, q.y)
    }
    if side(a, b, c) * side(a, b, d) < 0, side(c, d, a) * side(c, d, b) < 0 { return true }
    return isOn(a, b, c) || isOn(a, b, d) || isOn(c, d, a) || isOn(c, d, b)
  }
}
