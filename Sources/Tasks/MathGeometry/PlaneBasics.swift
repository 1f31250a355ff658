import Basics

/// Geometry of rungs 1 and 2: one or two ideas, small figures.
enum PlaneBasics {
  typealias Frame = ProblemFrame<[ExactNumber]>

  static let rung1: [Frame] = [
    Frame(2) { draw in
      let (width, length) = (draw.integer(in: 4...19), draw.integer(in: 20...47))
      return .init(
        """
        A rectangle has area \(width * length) and one side of length \(width). What is its perimeter?
        """, [ExactNumber(2 * (width + length))])
    },
    Frame(2) { draw in
      let (first, second) = (draw.integer(in: 2...17), draw.integer(in: 2...17))
      return .init(
        """
        The legs of a right triangle have lengths \(first) and \(second). How long is its hypotenuse?
        """, [ExactNumber(1, root: first * first + second * second)])
    },
    Frame(2) { draw in
      let diameter = draw.integer(in: 7...53)
      return .init(
        "The circumference of a circle is $\(diameter)\\pi$. What is the circle's area?",
        [ExactNumber(diameter * diameter, over: 4, pi: 1)])
    },
    Frame(2) { draw in
      let parts = [draw.integer(in: 2...9), draw.integer(in: 2...9), draw.integer(in: 2...9)]
      let sum = parts.reduce(0, +)
      guard Set(parts).count == 3 else { return nil }
      return .init(
        """
        The angles of a triangle are in the ratio $\(parts[0]):\(parts[1]):\(parts[2])$. How many \
        degrees has the largest angle?
        """, [ExactNumber(180 * max(parts[0], parts[1], parts[2]), over: sum)])
    },
    Frame(2) { draw in
      let (x, y) = (draw.integer(in: -9...9), draw.integer(in: -9...9))
      let (right, up) = (draw.integer(in: 2...15), draw.integer(in: -15 ... -2))
      return .init(
        """
        What is the distance between the points $(\(x), \(y))$ and $(\(x + right), \(y + up))$?
        """, [ExactNumber(1, root: right * right + up * up)])
    },
    Frame(2) { draw in
      let (short, long) = (draw.integer(in: 3...14), draw.integer(in: 15...29))
      let height = draw.integer(in: 3...18)
      return .init(
        """
        The parallel sides of a trapezoid measure \(short) and \(long), and they are \(height) apart. \
        Find the area of the trapezoid.
        """, [ExactNumber((short + long) * height, over: 2)])
    },
    Frame(2) { draw in
      let (edge, cut) = (draw.integer(in: 5...17), draw.integer(in: 2...4))
      guard edge % cut != 0 else { return nil }
      return .init(
        """
        A cube with edges of length \(edge) is sawn into cubes with edges of length \
        $\\frac{\(edge)}{\(cut)}$. What is the total surface area of all the small cubes?
        """, [ExactNumber(6 * edge * edge * cut)])
    },
  ]

  static let rung2: [Frame] = [
    Frame(3) { draw in
      let (first, second) = (draw.integer(in: 4...23), draw.integer(in: 4...23))
      return .init(
        """
        The diagonals of a rhombus are \(first) and \(second) long. Find the perimeter of the rhombus.
        """, [ExactNumber(2, root: first * first + second * second)])
    },
    Frame(3) { draw in
      let sides = draw.integer(in: 7...49)
      let more = draw.integer(in: 2...6)
      return .init(
        """
        By how many degrees does an interior angle of a regular polygon with \(sides + more) sides \
        exceed one of a regular polygon with \(sides) sides?
        """, [ExactNumber(360 * more, over: sides * (sides + more))])
    },
    Frame(3) { draw in
      let perimeter = draw.integer(in: 7...59)
      return .init(
        "An equilateral triangle has perimeter \(perimeter). What is its area?",
        [ExactNumber(perimeter * perimeter, over: 36, root: 3)])
    },
    Frame(3) { draw in
      let (radius, angle) = (draw.integer(in: 5...19), draw.integer(in: 5...33) * 10)
      return .init(
        """
        A sector is cut out of a circular disc of radius \(radius) with a central angle of \(angle) \
        degrees. Find the perimeter of the sector, its two straight edges included.
        """, [ExactNumber(2 * radius) + ExactNumber(radius * angle, over: 180, pi: 1)])
    },
    Frame(3) { draw in
      let edges = [draw.integer(in: 3...13), draw.integer(in: 3...13), draw.integer(in: 3...13)]
      return .init(
        """
        A closed box measures \(edges[0]) by \(edges[1]) by \(edges[2]) inside. What is the length of \
        the longest straight rod that fits into it?
        """, [ExactNumber(1, root: edges.map { $0 * $0 }.reduce(0, +))])
    },
    Frame(3) { draw in
      let (small, large) = (draw.integer(in: 3...11), draw.integer(in: 12...25))
      let area = draw.integer(in: 20...90)
      return .init(
        """
        In triangle $ABC$ a line parallel to $BC$ meets $AB$ at $D$ and $AC$ at $E$. If \
        $DE = \(small)$, $BC = \(large)$ and triangle $ADE$ has area \(area), what is the area of \
        quadrilateral $DBCE$?
        """,
        [ExactNumber(area * (large * large - small * small), over: small * small)])
    },
    Frame(3) { draw in
      let (x, y) = (draw.integer(in: -9...9), draw.integer(in: -9...9))
      let shift = draw.integer(in: 2...8)
      guard y != x + shift else { return nil }
      return .init(
        """
        The point $(\(x), \(y))$ is reflected in the line $y = x + \(shift)$. What are the coordinates \
        of its image? Answer with an ordered pair.
        """, [ExactNumber(y - shift), ExactNumber(x + shift)])
    },
  ]
}
