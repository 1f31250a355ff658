import Basics
import Testing

@testable import CodeExecution

@Suite("The segments of an execution")
struct RequestSegmentTests {
  private static let request = ExecutionRequest(
    code: "print(\"ä\")\n", input: "1\t2", interpreter: "python3.11", limits: .standard)

  @Test("They are the interpreter, the code, the input and the limits, each canonical JSON")
  func canonical() throws {
    let segments = Self.request.segments
    #expect(segments.map(\.name) == ["interpreter", "code", "input", "limits"])
    for segment in segments {
      #expect(try CanonicalJSON.bytes(of: JSONValue(parsing: segment.bytes)) == segment.bytes)
    }
  }

  @Test("The bytes are these, on every machine: a change here makes every recording unreachable")
  func golden() {
    let text = Self.request.segments.map { String(decoding: $0.bytes, as: UTF8.self) }
    #expect(
      text == [
        #"{"argv":["-s","-P","-B","/code/main.py"],"environment":{"COLUMNS":"80","HOME":"/tmp","#
          + #""LANG":"C.UTF-8","LC_ALL":"C.UTF-8","LINES":"24","MKL_NUM_THREADS":"1","#
          + #""NO_COLOR":"1","OMP_NUM_THREADS":"1","OPENBLAS_NUM_THREADS":"1","#
          + #""PATH":"/usr/local/bin:/usr/bin:/bin","PYTHONDONTWRITEBYTECODE":"1","#
          + #""PYTHONHASHSEED":"0","PYTHONIOENCODING":"utf-8","PYTHONNOUSERSITE":"1","#
          + #""PYTHONSAFEPATH":"1","PYTHONUTF8":"1","TMPDIR":"/tmp","TZ":"UTC"},"#
          + #""interpreter":"python3.11","schema":2}"#,
        #""print(\"ä\")\n""#,
        #""1\t2""#,
        #"{"cpuSeconds":30,"diskMiB":64,"files":10000,"memoryMiB":512,"processes":32,"#
          + #""stderrBytes":65536,"stdoutBytes":65536,"totalMemoryMiB":1024,"#
          + #""wallMilliseconds":60000}"#,
      ])
  }

  @Test("Each part of a request moves its own segment and no other")
  func locality() {
    let base = Self.request.segments
    var other = Self.request
    other.code = "pass"
    #expect(zip(base, other.segments).map { $0 == $1 } == [true, false, true, true])
    other = Self.request
    other.input = "x"
    #expect(zip(base, other.segments).map { $0 == $1 } == [true, true, false, true])
    other = Self.request
    other.interpreter = "python3.12\""
    #expect(zip(base, other.segments).map { $0 == $1 } == [false, true, true, true])
    for entry in ExecutionLimits.entries {
      other = Self.request
      other.limits[keyPath: entry.path] += 1
      #expect(zip(base, other.segments).map { $0 == $1 } == [true, true, true, false])
    }
  }

  @Test("A Python before 3.11 is not given the option that it does not know")
  func oldPython() {
    let arguments = { (label: String) in PythonCommand.arguments(label: label) }
    #expect(arguments("python3.10") == ["-s", "-B", "/code/main.py"])
    for label in ["python3.11", "python3.13", "python4.0", "python3"] {
      #expect(arguments(label) == ["-s", "-P", "-B", "/code/main.py"])
    }
  }

  @Test("A run whose output is never held back says so in its key, and no other run does")
  func unbuffered() {
    var request = Self.request
    request.isUnbuffered = true
    let text = String(decoding: request.segments[0].bytes, as: UTF8.self)
    #expect(text.hasPrefix(#"{"argv":["-s","-P","-B","-u","/code/main.py"],"environment":"#))
    #expect(request.segments.dropFirst() == Self.request.segments.dropFirst())
    let encoder = ExecutionEncoder(
      interpreter: "python3.11", limits: .standard, isUnbuffered: true)
    #expect(encoder.encode("").segments[0] == request.segments[0])
  }
}
