import PythonLiterals
import Testing

@testable import Tasks

@Suite struct HouseWorldTests {
  @Test("Rooms are read from the repository's code; what no path can do is left out")
  func script() throws {
    var files = SmallDataset.files
    files["benchmark/run_path_plan_continuous_baseline_methods.py"] = SmallDataset.script
    let set = try DatasetImport().set(
      of: "path-plan", from: MemorySource(texts: files), subset: .paper)
    // The blue box lies inside of the pink one, which the fifth instruction forbids.
    #expect(
      set.questions.map(\.id) == [0, 1, 2, 3, 5, 6, 7, 8, 9].map { "path-plan.env-02.\($0)" })
    #expect(
      set.skipped.map { "\($0.item) \($0.reason)" } == [
        "path-plan.env-02.4 no path can follow the instruction in this room",
        "path-plan.env-03 boxes, start and end of the room cannot be read",
        "path-plan.env-04 boxes, start and end of the room cannot be read",
      ])
    let prompt = try #require(set.questions.first?.prompt)
    #expect(prompt.contains("yellow: (-1.3, -1.1, 0.5, 0.9)"))
    #expect(prompt.contains("starts at (-1.3, -1.3)"))
  }

  @Test("The drawn rooms are always the same, have all boxes, and nearly all can be solved")
  func drawn() {
    #expect(HouseWorld.drawn.count == 14)
    #expect(Set(HouseWorld.drawn).count == 14)
    #expect(
      HouseWorld.drawn.first?.boxes.first
        == PathPlan.Box(color: "red", x0: -95, x1: -30, y0: -65, y1: 15))
    for world in HouseWorld.drawn {
      #expect(world.boxes.map(\.color) == HouseWorld.colors)
      for instruction in HouseWorld.instructions {
        let problem = world.problem(instruction)
        guard let path = PathFinder(problem).path() else { continue }
        #expect(PathSimulator.fault(of: path, in: problem) == nil)
      }
    }
  }

  @Test("The walls of such a room are where the paper has them")
  func walls() {
    let problem = HouseWorld(
      boxes: [], start: PathPlan.Point(x: -135, y: 0), end: PathPlan.Point(x: 135, y: 0)
    ).problem(HouseWorld.Instruction(visit: [], avoid: []))
    func fault(_ x: Int, _ y: Int) -> String? {
      let via = PathPlan.Point(x: x, y: y).millionths
      return PathSimulator.fault(
        of: [problem.start.millionths, via, problem.end.millionths], in: problem)
    }
    #expect(fault(0, 139) == nil)
    #expect(fault(-139, -139) == nil)
    for (x, y) in [(0, 140), (0, -140), (140, 0), (-140, 0), (0, 200)] {
      #expect(fault(x, y)?.contains("wall") == true)
    }
  }

  @Test(
    "Rooms with coordinates that cannot be are not read",
    arguments: [
      "{'red': (0, 1, 0)}", "{'red': (1, 0, 0, 1)}", "{'red': (0, 2, 0, 1)}",
      "{'red': (0, 0.001, 0, 1)}", "{'red': (0, 1e0, 0, 1)}", "{'r d': (0, 1, 0, 1)}", "{}",
      "{'red': (0, 1, 0, 1), 'red': (0, 1, 0, 1)}", "[]", "{1: (0, 1, 0, 1)}",
      "{'red': (0, '1', 0, 1)}",
    ])
  func badRooms(_ boxes: String) throws {
    let point = try PythonLiteral(parsing: "(0, 0)")
    let literal = try PythonLiteral(parsing: boxes)
    #expect(HouseWorld(boxes: literal, start: point, end: point) == nil)
  }
}
