/// A shape of text that is checked by a few lines and documented by a regular expression made from the
/// same value, so that the two cannot differ. Anchored at both ends.
public struct TextPattern: Hashable, Sendable {
  /// A run of characters of one class.
  public struct Piece: Hashable, Sendable {
    var ranges: [ClosedRange<UInt32>]
    var excluding: Bool
    var count: ClosedRange<Int>
  }

  /// Any one of these rows of pieces.
  let alternatives: [[Piece]]

  /// A text must match one of the rows. Neighbouring pieces of varying length should share no
  /// characters, so that matching takes one pass.
  public init(_ alternatives: [Piece]...) { self.alternatives = alternatives }

  public func matches(_ text: String) -> Bool {
    let scalars = text.unicodeScalars.map(\.value)
    return alternatives.contains { TextPattern.match($0[...], scalars[...]) }
  }

  private static func match(_ pieces: ArraySlice<Piece>, _ text: ArraySlice<UInt32>) -> Bool {
    guard let piece = pieces.first else { return text.isEmpty }
    var taken = text.prefix(piece.count.upperBound).prefix { piece.holds($0) }.count
    while taken >= piece.count.lowerBound {
      if match(pieces.dropFirst(), text.dropFirst(taken)) { return true }
      taken -= 1
    }
    return false
  }

  /// The regular expression (ECMA 262, as JSON Schema asks).
  public var expression: String {
    let rows = alternatives.map { $0.map(\.expression).joined() }
    return rows.count == 1 ? "^\(rows[0])$" : "^(?:" + rows.joined(separator: "|") + ")$"
  }

  /// The lengths of texts that match.
  var lengths: ClosedRange<Int> {
    let rows = alternatives.map { pieces in
      (
        pieces.reduce(0) { $0 + $1.count.lowerBound },
        pieces.reduce(0) { min(TextPattern.unbounded, $0 + $1.count.upperBound) }
      )
    }
    return (rows.map(\.0).min() ?? 0)...(rows.map(\.1).max() ?? 0)
  }

  /// The plainest text that matches.
  var example: String {
    var text = ""
    for piece in alternatives.first ?? [] {
      let scalar = piece.excluding ? "x" : piece.ranges.first.flatMap { Unicode.Scalar($0.lowerBound) } ?? "x"
      text += String(repeating: Character(scalar), count: piece.count.lowerBound)
    }
    return text
  }
}

extension TextPattern.Piece {
  /// `count` characters out of `ranges`.
  public static func of(_ ranges: ClosedRange<Unicode.Scalar>..., count: ClosedRange<Int>) -> Self {
    Self(ranges: ranges.map { $0.lowerBound.value...$0.upperBound.value }, excluding: false, count: count)
  }
  public static func of(_ ranges: ClosedRange<Unicode.Scalar>..., count: Int) -> Self {
    Self(ranges: ranges.map { $0.lowerBound.value...$0.upperBound.value }, excluding: false, count: count...count)
  }
  /// `count` characters, none of `ranges`.
  public static func except(_ ranges: ClosedRange<Unicode.Scalar>..., count: ClosedRange<Int>) -> Self {
    Self(ranges: ranges.map { $0.lowerBound.value...$0.upperBound.value }, excluding: true, count: count)
  }
  /// One character.
  public static func one(_ scalar: Unicode.Scalar) -> Self {
    Self(ranges: [scalar.value...scalar.value], excluding: false, count: 1...1)
  }

  func holds(_ scalar: UInt32) -> Bool { ranges.contains { $0.contains(scalar) } != excluding }

  fileprivate var expression: String {
    let single = !excluding && ranges.count == 1 && ranges[0].count == 1
    let inside = ranges.map { range in
      let low = Self.escaped(range.lowerBound, inClass: !single)
      return range.count == 1 ? low : low + "-" + Self.escaped(range.upperBound, inClass: true)
    }.joined()
    let set = single ? inside : (excluding ? "[^" : "[") + inside + "]"
    switch (count.lowerBound, count.upperBound) {
    case (1, 1): return set
    case (0, TextPattern.unbounded): return set + "*"
    case (1, TextPattern.unbounded): return set + "+"
    case (let low, TextPattern.unbounded): return set + "{\(low),}"
    case (let low, let high) where low == high: return set + "{\(low)}"
    case (let low, let high): return set + "{\(low),\(high)}"
    }
  }

  private static func escaped(_ value: UInt32, inClass: Bool) -> String {
    guard (0x20...0x7e).contains(value), let scalar = Unicode.Scalar(value) else {
      let hex = String(value, radix: 16)
      return "\\u" + String(repeating: "0", count: 4 - min(4, hex.count)) + hex
    }
    let special = inClass ? "\\]^-[" : "\\.^$*+?()[]{}|/"
    return (special.unicodeScalars.contains(scalar) ? "\\" : "") + String(scalar)
  }
}

extension TextPattern {
  /// No bound on a count.
  public static let unbounded = Int(Int32.max)

  /// Text of one line as `TextBounds.line` has it: no control characters, line ends, or marks that turn the
  /// reading direction.
  public static let line = line(0...unbounded)
  public static func line(_ count: ClosedRange<Int>) -> TextPattern {
    TextPattern([
      .except(
        "\u{0}"..."\u{1f}", "\u{7f}"..."\u{9f}", "\u{2028}"..."\u{2029}", "\u{202a}"..."\u{202e}",
        "\u{2066}"..."\u{2069}", count: count)
    ])
  }
  /// Text of several lines: no control characters but line ends and tabs.
  public static let prose = TextPattern([
    .except(
      "\u{0}"..."\u{8}", "\u{b}"..."\u{c}", "\u{e}"..."\u{1f}", "\u{7f}"..."\u{9f}", count: 0...unbounded)
  ])
  /// The key of a team, service, calendar and the like.
  public static let key = TextPattern([
    .of("a"..."z", "0"..."9", count: 1), .of("a"..."z", "0"..."9", "-"..."-", "_"..."_", count: 0...63),
  ])
  /// The key of a word of the desk, as `TextBounds.key` has it.
  public static let word = TextPattern([
    .of("A"..."Z", "a"..."z", "0"..."9", count: 1), .of("A"..."Z", "a"..."z", "0"..."9", "-"..."-", count: 0...99),
  ])
  /// A record id (RFC 9562) in lower case.
  public static let recordID = TextPattern([
    .of("0"..."9", "a"..."f", count: 8), .one("-"), .of("0"..."9", "a"..."f", count: 4), .one("-"),
    .of("0"..."9", "a"..."f", count: 4), .one("-"), .of("0"..."9", "a"..."f", count: 4), .one("-"),
    .of("0"..."9", "a"..."f", count: 12),
  ])
}
