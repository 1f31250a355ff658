import PythonLiterals
import Testing

@Suite struct PythonAssignmentsTests {
  private func read(_ text: String) throws -> PythonAssignments {
    try PythonAssignments(of: Array(text.utf8))
  }

  @Test("Assignments are found at any indentation, among code that is passed over")
  func code() throws {
    let assignments = try read(
      """
      import os, re
      from a import *  # 'an apostrophe
      def f(x='a = 1', *, y=2):
          '''docs with b = 3'''
          walls = [(-1.5, 1), (2,
                   3)]; start = (1, 2)
          if x == 'y': z = 3
          again = walls
          text = 'one ' \\
                 'two'
          text += " three"
          g(name='no')
      call = f(1)
      """)
    #expect(assignments.all.map(\.name) == ["walls", "start", "again", "text", "call"])
    #expect(try assignments["again"]?.value.get() == assignments["walls"]?.value.get())
    #expect(try assignments["start"]?.value.get().elements?.compactMap(\.integer) == [1, 2])
    #expect(try assignments["text"]?.value.get().string == "one two three")
    #expect(throws: PythonLiteralError.self) { try assignments["call"]?.value.get() }
    #expect(assignments["name"] == nil && assignments["z"] == nil)
    #expect(assignments["walls"]?.line == 5)
  }

  @Test("The last assignment of a name counts, a refused one included")
  func last() throws {
    let assignments = try read("a = 'x'\nb = a\na = f'{b}'\nc = a\n")
    #expect(throws: PythonLiteralError.self) { try assignments["a"]?.value.get() }
    #expect(try assignments["b"]?.value.get().string == "x")
    #expect(throws: PythonLiteralError.self) { try assignments["c"]?.value.get() }
  }

  @Test("A value that names itself again and again cannot grow without bound")
  func growth() throws {
    let strings = "a = 'xxxxxxxx'\n" + String(repeating: "a = a + a\n", count: 60)
    #expect(throws: PythonLiteralError.self) { try read(strings)["a"]?.value.get() }
    let lists = "a = [1, 2]\n" + String(repeating: "a = [a, a]\n", count: 30)
    #expect(throws: PythonLiteralError.self) { try read(lists)["a"]?.value.get() }
  }

  @Test("Any text is read to its end without a crash")
  func hostile() throws {
    for text in [
      "a = ", "a = '", "a = '''", "a = [", "\\", "a = \\", "a = '\\", "(((", "a = )", "#",
    ] {
      _ = try read(text)
      _ = try read(String(repeating: text, count: 1_000))
    }
    _ = try PythonAssignments(of: [0xff, 0x3d, 0x27, 0xfe, 0x27])
  }
}
