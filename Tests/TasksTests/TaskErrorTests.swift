import Tasks
import Testing

@Suite("An error about a task")
struct TaskErrorTests {
  @Test(
    "ends its sentence once before it says what to do",
    arguments: ["There is no such column", "There is no such column.", "Did you mean litres?"])
  func sentence(message: String) {
    let text = TaskError(.badDeclaration, message).description
    #expect(text.contains("column. Mend it") || text.contains("litres? Mend it"))
  }
}
