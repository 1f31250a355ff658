import PythonLiterals
import Testing

@Suite("Code by what it computes")
struct PythonComputationTests {
  private func verdict(_ code: String) -> PythonComputation.Verdict {
    PythonComputation(of: code).verdict
  }

  @Test(
    "is text-like where nothing that it prints can depend on a computation",
    arguments: [
      "print('<<<42>>>')",
      "print(42)",
      "print(-5)",
      "answer = \"(B)\"\nprint(f'<<<{answer}>>>')",
      "# 3 * 4 is 12\nprint(\"<<<\" + str(12) + \">>>\")",
      "x = 3 * 4\nprint('The answer is <<<12>>>')",
      "def solve():\n    return 'Yes'\n\nprint(solve())",
      "steps = ['Move A from 1 to 2', 'Move B from 2 to 1']\nfor step in steps:\n    print(step)",
      "import math\nprint('Yes')",
      "if __name__ == '__main__':\n    print('No')",
      "lines = []\nlines.append('Move A')\nprint('\\n'.join(lines))",
      "text = 'a'\ntext += 'b'\nprint(text)",
      "print('=' * 20)\nprint('%s' % 'done')",
      "for i in range(3):\n    print('hello')",
      "result: str = 'No'\nprint(result, sep='', end='\\n')",
      "answer = 'Yes'\nif answer == 'Yes':\n    print('<<<Yes>>>')\nelse:\n    print('<<<No>>>')",
      "s = '''multi\nline'''; print(s)",
      "print(f'{{3 * 4}}')",
      "class A:\n    name = 'x'\nprint(A.name)",
    ])
  func textLike(code: String) {
    #expect(verdict(code) == .textLike, "\(code)")
  }

  @Test(
    "is computing where a print shows a value that was computed, or stands under a computed test",
    arguments: [
      "print(6 * 7)",
      "a = 28\nb = 39\nresult = a * b\nprint(f'<<<{result}>>>')",
      "print(f'{6*7}')",
      "print(f\"<<<{total:.2f}>>>\" if (total := 3 + 4) else '')",
      "x = 0\nx += 3\nif x == 0:\n    print('Yes')\nelse:\n    print('No')",
      "from itertools import permutations\nfor p in permutations([1, 2, 3]):\n    print(p)",
      "def solve(a, b):\n    return a * b\n\nprint(solve(3, 4))",
      "def solve():\n    print(3 ** 2)\nsolve()",
      "print('strawberry'.count('r'))",
      "alice = True\nbob = not alice\nprint('Yes' if bob else 'No')",
      "n = 0\nfor c in 'banana':\n    if c == 'a':\n        n += 1\nprint(n)",
      "print(sum([1, 2, 3]))",
      "out = []\nfor i in range(5):\n    out.append(i * i)\nprint(out)",
      "import sys\nsys.stdout.write(str(2 + 2))",
      "print(len('abc'))",
      "if 'e' in 'apple': print('yes')",
      "a, b = 3, 4\nc = a > b\nprint(c)",
      "f = lambda x: x * 2\nprint(f(21))",
      "best = None\nwhile best is None or best < 3:\n    best = 3\nprint(best)",
      "from datetime import date, timedelta\nprint(date(2002, 5, 3) - timedelta(days=1))",
      "x = (1 +\n     2)\nprint(x)",
      "try:\n    v = 10 / 4\nexcept ZeroDivisionError:\n    v = 0\nprint(v)",
      "d = {}\nd['k'] = 3 - 1\nprint(d)",
    ])
  func computing(code: String) {
    #expect(verdict(code) == .computing, "\(code)")
  }

  @Test(
    "is silent where it prints nothing, whatever it computes",
    arguments: [
      "", "   \n# nothing\n", "x = 3 * 4", "def f():\n    return 'print(1)'", "'print(3 * 4)'",
    ])
  func silent(code: String) {
    #expect(verdict(code) == .silent, "\(code)")
  }

  @Test(
    "is judged within bounds: too large, cut short, hostile or no Python at all, nothing crashes")
  func bounds() {
    #expect(verdict(String(repeating: "x = 1\n", count: 60_000)) == .unjudged)
    #expect(verdict(String(repeating: "(", count: 200_000)) == .unjudged)
    let hostile = [
      "print(f'{", "print('", "f'{a!r:{b}}'", "\u{0}\u{1b}[2J print(", "print(f\"{x!r:>{w*2}}\")",
      "if", "for", "def", "lambda: print(1)", "print)", "=", "x[", "match x:\n case 1: print('a')",
      String(repeating: "if x:\n ", count: 500) + "print(1)", "async def f(): print(await g())",
      "print(\u{2028}1)", "\\\n\\\n", "@property\ndef f(self): ...",
    ]
    for code in hostile { _ = verdict(code) }
    #expect(verdict("print(f\"{x!r:>20}\")") == .textLike)
  }

  @Test("gives the same verdict however its names are ordered and blocks indented")
  func orderOfNames() {
    let late = "def show():\n\tprint(value)\n\nvalue = base + 1\nbase = 2\nshow()"
    #expect(verdict(late) == .computing)
    let chain =
      (1...60).map { "v\($0) = v\($0 + 1)" }.joined(separator: "\n") + "\nv61 = 3 * 3\nprint(v1)"
    #expect(verdict(chain) == .computing)
  }
}
