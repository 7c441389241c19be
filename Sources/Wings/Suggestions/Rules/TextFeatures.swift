/// What of a text a suggestion looks at: its words and pairs of neighbours, each at a place given by its digest, weighed
/// by how rare it is in the texts learnt from.
public struct TextFeatures: Sendable {
  /// Weights by place; their squares add up to 1, or there are none.
  public typealias Weights = [(place: Int32, weight: Float)]

  /// Digests of words and pairs; a few share one.
  static let digests = 1 << 20
  /// Words of a text that are looked at.
  public static let words = 2000

  /// The place of each digest; below zero where fewer than two texts have it.
  private let known: [Int32]
  /// How rare each place is: the logarithm of texts per text that has it.
  private let rarity: [Float]

  /// Places that texts can have.
  public var count: Int { rarity.count }

  /// Learns which words there are and how rare they are.
  public init(texts: [[Int32]]) {
    var having = [Int32](repeating: 0, count: TextFeatures.digests)
    for text in texts { for digest in Set(text) { having[Int(digest)] += 1 } }
    var known = [Int32](repeating: -1, count: TextFeatures.digests)
    var rarity: [Float] = []
    for digest in having.indices where having[digest] >= 2 {
      known[digest] = Int32(rarity.count)
      rarity.append(Logarithm.of(Float(texts.count + 1) / Float(having[digest] + 1)) + 1)
    }
    (self.known, self.rarity) = (known, rarity)
  }

  /// The digests of a text's words and pairs, in their order, some of them twice.
  public static func digests(of text: String) -> [Int32] {
    var digests: [Int32] = []
    var word = Digest()
    var before: Digest?
    var words = 0
    func end() {
      guard word.isBegun, words < TextFeatures.words else { return }
      digests.append(word.short)
      if let before { digests.append(before.followed(by: word).short) }
      before = word
      word = Digest()
      words += 1
    }
    for scalar in text.unicodeScalars {
      if scalar.isWordPart { word.take(scalar.lowered) } else { end() }
    }
    end()
    return digests
  }

  /// A text's weights: words that come often count by the logarithm of how often.
  public func weights(of digests: [Int32]) -> Weights {
    var weights: Weights = []
    let sorted = digests.compactMap { known[Int($0)] < 0 ? nil : known[Int($0)] }.sorted()
    var first = 0
    while first < sorted.count {
      var next = first
      while next < sorted.count, sorted[next] == sorted[first] { next += 1 }
      let often = 1 + Logarithm.of(Float(next - first))
      weights.append((sorted[first], often * rarity[Int(sorted[first])]))
      first = next
    }
    let length = weights.reduce(Float(0)) { $0 + $1.weight * $1.weight }.squareRoot()
    return length > 0 ? weights.map { ($0.place, $0.weight / length) } : []
  }
}

/// FNV-1a over the letters of a word: the same on every machine.
private struct Digest {
  private var value: UInt64 = 0xcbf2_9ce4_8422_2325
  private(set) var isBegun = false

  mutating func take(_ scalar: UInt32) {
    isBegun = true
    mix(UInt64(scalar))
  }

  private mutating func mix(_ number: UInt64) {
    value ^= number
    value &*= 0x0000_0100_0000_01b3
  }

  func followed(by other: Digest) -> Digest {
    var pair = self
    pair.mix(0x20)
    pair.mix(other.value)
    return pair
  }

  var short: Int32 { Int32(truncatingIfNeeded: (value ^ (value >> 32)) & UInt64(TextFeatures.digests - 1)) }
}

extension Unicode.Scalar {
  fileprivate var isWordPart: Bool {
    value < 0x80
      ? (48...57).contains(value) || (65...90).contains(value) || (97...122).contains(value)
      : properties.isAlphabetic || properties.numericType != nil
  }

  /// The letter in small; of those that become several, the first.
  fileprivate var lowered: UInt32 {
    if value < 0x80 { return (65...90).contains(value) ? value + 32 : value }
    return properties.lowercaseMapping.unicodeScalars.first?.value ?? value
  }
}

/// Natural logarithm and exponential of single precision without a library of mathematics.
enum Logarithm {
  /// The natural logarithm of a positive number, to about 1e-6: the exponent, and a series of the rest.
  static func of(_ number: Float) -> Float {
    guard number > 0 else { return -.infinity }
    let (exponent, significand) = (Float(number.exponent), number.significand)
    // ln m = 2 artanh((m - 1) / (m + 1)); m lies in 1..<2.
    let ratio = (significand - 1) / (significand + 1)
    let square = ratio * ratio
    let series = 1 + square * (1 / 3 + square * (1 / 5 + square * (1 / 7 + square * (1 / 9 + square / 11))))
    return exponent * 0.693_147_18 + 2 * ratio * series
  }

  /// e to the power of a number, to about 1e-6 relatively.
  static func exponential(_ number: Float) -> Float {
    guard number > -87 else { return 0 }
    let halves = (min(number, 88) * 1.442_695).rounded()
    let rest = min(number, 88) - halves * 0.693_147_18
    let series = 1 + rest * (1 + rest * (1 / 2 + rest * (1 / 6 + rest * (1 / 24 + rest * (1 / 120 + rest / 720)))))
    return series * Float(sign: .plus, exponent: Int(halves), significand: 1)
  }
}
