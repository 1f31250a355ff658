import PythonLiterals

/// Path Plan (paper, 3.3): fourteen environments times ten instructions.
///
/// The environments stand in the repository's own code and not in its data. Where the folder holds that
/// code, the boxes, starts and ends are read out of its assignments, which are never run; elsewhere
/// rooms of the same make are drawn (``HouseWorld``). The instructions are the documented table of what
/// must be entered and what avoided. What no path can do is left out.
struct PathPlanImporter: DatasetImporter {
  /// Where the code may be, from the folder that was named.
  private static let files = [
    "run_path_plan_continuous_baseline_methods.py",
    "benchmark/run_path_plan_continuous_baseline_methods.py",
  ]

  let task = PathPlan()

  func read(
    _ data: DatasetFiles, subset: ImportSubset, into tally: inout ImportTally<PathPlan>
  ) throws(TaskError) {
    if let (file, bytes) = try code(in: data) {
      do throws(PythonLiteralError) {
        try read(try PythonAssignments(of: bytes), into: &tally)
      } catch {
        throw TaskError(.unreadableData, "\(file): \(error).")
      }
      tally.note("rooms of \(file)")
      return
    }
    // Other data must be there: an empty folder is no set of rooms.
    guard try !data.names(in: "").isEmpty else { return }
    for (index, world) in HouseWorld.drawn.enumerated() {
      add(world, id: "drawn-\(DatasetName.padded(index + 1, to: 2))", to: &tally)
    }
    tally.note(
      "rooms drawn as the paper describes them, because the published ones are in no data file: "
        + "name the folder above, with benchmark/, to import those")
  }

  private func code(in data: DatasetFiles) throws(TaskError) -> (String, [UInt8])? {
    for file in Self.files {
      let folder = file.contains("/") ? "benchmark" : ""
      let name = file.split(separator: "/").last.map(String.init) ?? file
      guard try data.codeNames(in: folder).contains(name) else { continue }
      if let bytes = try data.code(file) { return (file, bytes) }
    }
    return nil
  }

  private func read(
    _ code: PythonAssignments, into tally: inout ImportTally<PathPlan>
  ) throws(PythonLiteralError) {
    let prefix = "box_dict_"
    for assignment in code.all {
      guard assignment.name.hasPrefix(prefix),
        let number = DatasetName.number(String(assignment.name.dropFirst(prefix.count)))
      else { continue }
      let id = "env-\(DatasetName.padded(number, to: 2))"
      let world = HouseWorld(
        boxes: try? assignment.value.get(),
        start: try? code["starting_position_\(number)"]?.value.get(),
        end: try? code["ending_position_\(number)"]?.value.get())
      if let world {
        add(world, id: id, to: &tally)
      } else {
        tally.skip(id, "boxes, start and end of the room cannot be read")
      }
    }
  }

  private func add(_ world: HouseWorld, id: String, to tally: inout ImportTally<PathPlan>) {
    for (index, instruction) in HouseWorld.instructions.enumerated() {
      let item = "\(id).\(index)"
      let problem = world.problem(instruction)
      guard problem.boxes(of: problem.visit).count == problem.visit.count,
        problem.boxes(of: problem.avoid).count == problem.avoid.count
      else {
        tally.skip(item, "the room lacks a box that the instruction names")
        continue
      }
      guard PathFinder(problem).path() != nil else {
        tally.skip(item, "no path can follow the instruction in this room")
        continue
      }
      tally.add(
        ImportDraft(
          id: item, rung: problem.visit.count, complexity: task.complexity(of: problem),
          prompt: HouseWorldPrompt.text(for: problem), problem: problem,
          reference: task.reference(for: problem)))
    }
  }
}
