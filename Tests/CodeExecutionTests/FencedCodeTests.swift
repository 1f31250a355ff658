import CodeExecution
import Testing

@Suite("Fenced code")
struct FencedCodeTests {
  private func code(_ text: String) -> String? {
    FencedCode.firstRunnable(in: text)?.code
  }

  @Test(
    "A label that names Python makes a block runnable",
    arguments: [
      "python", "Python", "PYTHON", "py", "Py", "python3", "py3", "python3.12", "{.python}",
      "{python}", "python title=\"solve.py\"", "python {linenos=true}", " python ", "\tpython",
      "python:solve.py",
    ])
  func pythonLabels(label: String) {
    #expect(code("```\(label)\nx = 1\n```") == "x = 1")
  }

  @Test(
    "A label of another language never runs, not even if the code is Python",
    arguments: [
      "sh", "bash", "json", "text", "output", "javascript", "pycon", "python2", "pythonic",
      "ipython", "python-repl", "python3.", "c++", "title=python",
    ])
  func otherLabels(label: String) {
    let blocks = FencedCode.blocks(in: "```\(label)\nprint(1)\n```")
    #expect(blocks.map(\.language) == [.other])
    #expect(code("```\(label)\nprint(1)\n```") == nil)
  }

  @Test(
    "These blocks give this code",
    arguments: [
      ("~~~python\nx\n~~~", "x"),
      ("````python\n```\nx\n```\n````", "```\nx\n```"),
      ("```python\na\n\nb\n```\n", "a\n\nb"),
      ("```python\r\na\r\nb\r\n```\r\n", "a\nb"),
      ("```python\na\r\nb\n```", "a\nb"),
      ("  ```python\n  if x:\n    y\n  ```", "if x:\n  y"),
      ("\t```python\n\tif x:\n\t\ty\n\t```", "if x:\n\ty"),
      ("   ```python\ndef f():\n  return 1\n   ```", "def f():\n  return 1"),
      ("    ```python\n  a\n\n    b\n    ```", "a\n\n  b"),
      ("1. ```python\n   x = 1\n   ```", "x = 1"),
      ("The code: ```python\nx = 1\n```", "x = 1"),
      ("```python\nx = 1", "x = 1"),
      ("```python\nx = 1\n", "x = 1"),
      ("```python\nx = 1\n``` ", "x = 1"),
      ("```python\nx = 1\n`````", "x = 1"),
      ("```python\nx = 1\n   ```", "x = 1"),
      ("```python\nx = 1\n``` This prints nothing.", "x = 1"),
      ("```python\nx = 1\n```output\n2\n```", "x = 1"),
      ("```python\n\"\"\"\n    ```\n\"\"\"\n```", "\"\"\"\n    ```\n\"\"\""),
      ("```python\ns = '```'\n```", "s = '```'"),
      ("```python\nprint('ä €  𝄞')\n```", "print('ä €  𝄞')"),
      ("```\n```python\nx\n```\n```", "x"),
    ])
  func contents(text: String, expected: String) {
    #expect(code(text) == expected)
  }

  @Test(
    "These texts have nothing to run",
    arguments: [
      "", "\n", "no code", "`print(1)`", "``python\nx\n``", "```print(1)```",
      "```python print(1)```", "The ```python``` fence", "```python\n```", "```python\n \n\t\n```",
      "```python", "```bash\nls\n```", "~~python\nx\n~~", "```\n\n```", "use ```python blocks\nx",
    ])
  func nothing(text: String) {
    #expect(FencedCode.firstRunnable(in: text) == nil)
  }

  @Test("The first labelled block runs, whatever stands before it")
  func firstLabelled() {
    let text = """
      ```bash
      pip install numpy
      ```
      ```
      print("unlabelled")
      ```
      ```python
      ```
      ```py
      print("second")
      ```
      ```python
      print("third")
      ```
      """
    #expect(code(text) == "print(\"second\")")
  }

  @Test(
    "A block without a label runs if it looks like Python and nothing is labelled so",
    arguments: [
      ("print(1)", true), ("import math", true), ("import a.b as c, d", true),
      ("from a import b", true), ("def f(x):\n  return x", true), ("class A:\n  pass", true),
      ("for i in range(3):\n  x += i", true), ("while True:\n  break", true),
      ("async def f(): pass", true), ("    print(1)\r", true),
      ("x = 5", false), ("$ ls", false), ("42", false), ("for each of them", false),
      ("import React from 'react'", false), ("import java.util.List;", false),
      ("{\"print\": 1}", false), ("for i in 1 2 3; do\necho\ndone", false),
      ("printf(\"x\");", false),
      ("class A {", false), ("from here to there", false), ("while (x) {", false),
    ])
  func unlabelled(content: String, runs: Bool) {
    #expect((code("```\n\(content)\n```") != nil) == runs)
    #expect(code("```\n\(content)\n```\n```python\npass\n```") == "pass")
  }

  @Test("A forgotten closing fence does not swallow the next block")
  func forgottenFence() {
    let text = "```python\na\n```json\n{}\n```\nprose\n```python\nb\n```"
    let blocks = FencedCode.blocks(in: text)
    #expect(blocks.map(\.code) == ["a", "{}", "b"])
    #expect(blocks.map(\.isTerminated) == [false, true, true])
  }

  @Test("Ranges cut a block and its content out of the text")
  func ranges() {
    let text = "Übung:\n  ```python\r\n  x\r\n  ```\r\nend\n~~~\ny"
    let utf8 = Array(text.utf8)
    let blocks = FencedCode.blocks(in: text)
    func cut(_ range: Range<Int>) -> String { String(decoding: utf8[range], as: UTF8.self) }
    #expect(blocks.map { cut($0.range) } == ["  ```python\r\n  x\r\n  ```", "~~~\ny"])
    #expect(blocks.map { cut($0.contentRange) } == ["  x", "y"])
  }

  @Test("What the paper's rule takes is what runs here")
  func paperRule() {
    let text = "Sure!\n```python\nimport math\nprint(math.pi)\n```\nand\n```python\nprint(2)\n```\n"
    #expect(code(text) == "import math\nprint(math.pi)")
    #expect(FencedCode.blocks(in: text).map(\.code).last == "print(2)")
  }

  @Test(
    "ends behind the code of its last line where the rules say so, and only there",
    arguments: [
      ("```python\nprint(1)```", "print(1)"),
      ("```python\na\nprint(1)```\nSo it is 1.", "a\nprint(1)"),
      ("```python\nprint(1)  ``` \nx", "print(1)  "),
      ("````python\nprint(1)```\n````", "print(1)```"),
      ("```python\nprint(1)````\nx", "print(1)"), ("```python\nprint('```')\n```", "print('```')"),
      ("```python\nprint(1)\n```\nx```", "print(1)"), ("~~~python\nprint(1)~~~", "print(1)~~~"),
      ("```python\nprint(1)", "print(1)"), ("```python\nprint(1)``", "print(1)``"),
    ])
  func behindCode(text: String, code: String) {
    #expect(FencedCode.firstRunnable(in: text, by: .behindCode)?.code == code)
  }

  @Test("that ends behind its code leaves the next one whole")
  func behindCodeTwice() {
    let text = "```python\nprint(1)```\nand\n```python\nprint(2)```\n"
    #expect(
      FencedCode.blocks(in: text, by: .behindCode).map(\.code) == ["print(1)", "print(2)"])
    #expect(FencedCode.blocks(in: text).count == 2)
  }
}
