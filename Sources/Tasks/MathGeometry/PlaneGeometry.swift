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

/// Geometry of rung 3: theorems on triangles, circles and simple solids.
enum PlaneFigures {
  typealias Frame = ProblemFrame<[ExactNumber]>

  static let rung3: [Frame] = [
    Frame(4) { draw in
      let (first, second) = (draw.integer(in: 3...16), draw.integer(in: 3...16))
      return .init(
        """
        A right triangle has legs of lengths \(first) and \(second). Find the radius of its inscribed \
        circle.
        """,
        [
          ExactNumber(first + second, over: 2)
            - ExactNumber(1, over: 2, root: first * first + second * second)
        ])
    },
    Frame(4) { draw in
      let sides = [draw.integer(in: 5...17), draw.integer(in: 5...17), draw.integer(in: 5...17)]
      guard let area = Triangle.area(sides) else { return nil }
      return .init(
        "A triangle has sides \(sides[0]), \(sides[1]) and \(sides[2]). Find its area.", [area])
    },
    Frame(4) { draw in
      let radius = draw.integer(in: 2...12)
      let slant = draw.integer(in: (radius + 1)...23)
      return .init(
        """
        The slant height of a right circular cone is \(slant), and the radius of its base is \(radius). \
        What is the volume of the cone?
        """,
        [ExactNumber(radius * radius, over: 3, root: slant * slant - radius * radius, pi: 1)])
    },
    Frame(4) { draw in
      let distance = draw.integer(in: 2...13)
      let radius = draw.integer(in: (distance + 1)...24)
      return .init(
        """
        In a circle of radius \(radius), a chord lies at distance \(distance) from the centre. How long \
        is the chord?
        """, [ExactNumber(2, root: radius * radius - distance * distance)])
    },
    Frame(4) { draw in
      let side = draw.integer(in: 3...21)
      return .init(
        """
        A circle is inscribed in a regular hexagon with sides of length \(side). What is the area of \
        the part of the hexagon outside the circle?
        """,
        [
          ExactNumber(3 * side * side, over: 2, root: 3)
            - ExactNumber(3 * side * side, over: 4, pi: 1)
        ])
    },
    Frame(4) { draw in
      let sides = [draw.integer(in: 6...19), draw.integer(in: 6...19), draw.integer(in: 6...19)]
      guard Triangle.area(sides) != nil, sides[0] != sides[1] else { return nil }
      return .init(
        """
        In triangle $ABC$, $AB = \(sides[0])$, $AC = \(sides[1])$ and $BC = \(sides[2])$. The bisector \
        of the angle at $A$ meets $BC$ at $D$. Find $BD$.
        """, [ExactNumber(sides[0] * sides[2], over: sides[0] + sides[1])])
    },
    Frame(4) { draw in
      let points = (0..<3).map { _ in [draw.integer(in: -9...9), draw.integer(in: -9...9)] }
      let doubled =
        (points[1][0] - points[0][0]) * (points[2][1] - points[0][1])
        - (points[2][0] - points[0][0]) * (points[1][1] - points[0][1])
      guard abs(doubled) > 3 else { return nil }
      let spelled = points.map { "$(\($0[0]), \($0[1]))$" }
      return .init(
        """
        Three vertices of a parallelogram, in order around it, are \(spelled[0]), \(spelled[1]) and \
        \(spelled[2]). What is its area?
        """, [ExactNumber(abs(doubled))])
    },
  ]
}

/// What the frames need to know of a triangle.
enum Triangle {
  /// The area of a triangle with whole sides by Heron's formula; `nil` if there is none.
  static func area(_ sides: [Int]) -> ExactNumber? {
    let sum = sides[0] + sides[1] + sides[2]
    let factors = sides.map { sum - 2 * $0 }
    guard factors.allSatisfy({ $0 > 0 }) else { return nil }
    let product = sum * factors[0] * factors[1] * factors[2]
    guard product <= ExactNumber.radicandLimit else { return nil }
    return ExactNumber(1, over: 4, root: product)
  }
}
