import Basics

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
