import Testing

@testable import CodeExecution

@Suite("Finding a Python")
struct InterpreterTests {
  @Test("Its answer becomes a label, a version and its folders")
  func answer() {
    let plain = Interpreter(answer: "cpython\n3.11.2\n/usr/bin/python3.11\n/usr\n/usr\n")
    #expect(plain?.label == "python3.11")
    #expect(plain?.version == "3.11.2")
    #expect(plain?.path == "/usr/bin/python3.11")
    #expect(plain?.prefixes == ["/usr"])
    let inside = Interpreter(answer: "cpython\n3.13.0rc1\n/v/bin/python\n/v\n/opt/py\n")
    #expect(inside?.label == "python3.13")
    #expect(inside?.prefixes == ["/v", "/opt/py"])
    #expect(Interpreter(answer: "pypy\n3.11.9\n/p/pypy\n/p\n/p\n")?.label == "pypy3.11")
  }

  @Test(
    "An answer that is none, or from an old Python, is refused",
    arguments: [
      "", "\n\n\n\n\n", "cpython\n3.8.12\n/usr/bin/python3\n/usr\n/usr\n",
      "cpython\n2.7.18\n/usr/bin/python\n/usr\n/usr\n", "cpython\nthree\n/p\n/\n/\n",
      "cpython\n3.12\npython\n/usr\n/usr\n", "pyenv: python3: command not found\n",
    ])
  func refused(answer: String) {
    #expect(Interpreter(answer: answer) == nil)
  }

  @Test("A Python that does not exist is refused by name")
  func missing() async {
    await #expect {
      try await Interpreter.find(preferring: "/nowhere/python3")
    } throws: { error in
      guard let error = error as? CodeExecutionError else { return false }
      return error.code == .missingInterpreter && error.message.contains("/nowhere/python3")
        && error.next.contains("apt-get install")
    }
  }

  @Test("A program that is no Python is refused")
  func notPython() async {
    await #expect(throws: CodeExecutionError.self) {
      try await Interpreter.find(preferring: "/bin/echo")
    }
  }

  @Test("What is found is a program that stands behind no link")
  func found() async throws {
    let interpreter = try await Interpreter.find()
    #expect(HostFiles.isExecutable(interpreter.path))
    #expect(HostFiles.linkTarget(interpreter.path) == nil)
    #expect(interpreter.version.hasPrefix(interpreter.label.drop { !$0.isNumber }))
  }
}
