import Kernel

/// Suggests one of a few labels for a text, with the probability that it is right, from texts that people labelled.
///
/// Multinomial logistic regression on rarity-weighted words and pairs, trained by gradient steps that shrink with use of
/// a place (AdaGrad). A tenth of the texts is kept back from training: on it the probabilities are calibrated by one
/// temperature, and the confidence is found from which on the suggestions are right often enough to be offered. The
/// same texts give the same suggestions on every machine of one kind.
public struct TextClassifier: Sendable {
  /// A label and how sure it is.
  public struct Suggestion: Hashable, Sendable {
    public var label: String
    /// The probability that it is right, 0...1.
    public var confidence: Double
  }

  public enum Limit {
    public static let texts = 1_000_000
    public static let labels = 500
    /// Texts of a label; one with fewer is not learnt.
    public static let textsOfLabel = 2
  }

  /// How often what is offered must have been right on the texts kept back.
  public static let offeredAccuracy = 0.9
  /// Rounds over all texts.
  private static let rounds = 6
  fileprivate static let step: Float = 0.3
  /// The lots and the order are drawn alike in every run.
  fileprivate static let seed: UInt64 = 42
  /// Pulls weights towards zero, a step at a time.
  fileprivate static let decay: Float = 1e-4

  /// Labels that can be suggested, in the order of the alphabet.
  public let labels: [String]
  /// The confidence from which on a suggestion is offered; nil where none was right often enough.
  public let offeredFrom: Double?
  private let features: TextFeatures
  /// Weights of all labels, place by place.
  private let weights: [Float]
  private let bias: [Float]
  private let temperature: Float

  /// Learns from texts and their labels; nil where fewer than two labels have enough texts.
  public init?(_ examples: [LabelledText]) {
    var counts: [String: Int] = [:]
    for example in examples { counts[example.label, default: 0] += 1 }
    let labels = counts.filter { $0.value >= Limit.textsOfLabel }.keys.sorted()
    guard labels.count >= 2, labels.count <= Limit.labels, examples.count <= Limit.texts else { return nil }
    let place = Dictionary(uniqueKeysWithValues: zip(labels, labels.indices))
    let known = examples.compactMap { example in
      place[example.label].map { (digests: TextFeatures.digests(of: example.text), label: $0) }
    }
    let features = TextFeatures(texts: known.map(\.digests))
    let rows = known.map { (weights: features.weights(of: $0.digests), label: $0.label) }
    // A tenth of the texts, by lot, is kept back until the probabilities are calibrated.
    var lots = SplitMix64(seed: TextClassifier.seed)
    let drawn = rows.shuffled(using: &lots)
    let (keptBack, taught) = (drawn.prefix(rows.count / 10), Array(drawn.dropFirst(rows.count / 10)))
    var trial = Training(labels: labels.count, places: features.count)
    trial.run(taught, rounds: TextClassifier.rounds)
    let scores = keptBack.map { (scores: trial.scores($0.weights), label: $0.label) }
    let temperature = TextClassifier.temperature(scores)
    offeredFrom = TextClassifier.offered(scores, temperature)
    var training = Training(labels: labels.count, places: features.count)
    training.run(rows, rounds: TextClassifier.rounds)
    (self.labels, self.features, self.temperature) = (labels, features, temperature)
    (weights, bias) = (training.weights, training.bias)
  }

  /// The likeliest label of a text.
  public func suggestion(for text: String) -> Suggestion {
    let row = features.weights(of: TextFeatures.digests(of: text))
    var scores = bias
    for (place, weight) in row {
      let at = Int(place) * labels.count
      for label in labels.indices { scores[label] += weights[at + label] * weight }
    }
    let shares = TextClassifier.shares(scores, temperature)
    let best = shares.indices.max { shares[$0] < shares[$1] } ?? 0
    return Suggestion(label: labels[best], confidence: Double(shares[best]))
  }

  /// Probabilities of scores.
  fileprivate static func shares(_ scores: [Float], _ temperature: Float = 1) -> [Float] {
    let most = scores.max() ?? 0
    let powers = scores.map { Logarithm.exponential(($0 - most) / temperature) }
    let sum = powers.reduce(0, +)
    return powers.map { $0 / sum }
  }

  /// The temperature by which the labels that were right are the likeliest, by bisection of a grid of ratios.
  private static func temperature(_ rows: [(scores: [Float], label: Int)]) -> Float {
    func loss(_ temperature: Float) -> Float {
      rows.reduce(0) { $0 - Logarithm.of(max(1e-7, shares($1.scores, temperature)[$1.label])) }
    }
    var best: (temperature: Float, loss: Float) = (1, loss(1))
    var temperature: Float = 0.25
    while temperature < 6 {
      let found = loss(temperature)
      if found < best.loss { best = (temperature, found) }
      temperature *= 1.05
    }
    return best.temperature
  }

  /// The least confidence from which on enough suggestions were right.
  private static func offered(_ rows: [(scores: [Float], label: Int)], _ temperature: Float) -> Double? {
    let ranked = rows.map { row in
      let shares = shares(row.scores, temperature)
      let best = shares.indices.max { shares[$0] < shares[$1] } ?? 0
      return (confidence: Double(shares[best]), isRight: best == row.label)
    }.sorted { $0.confidence > $1.confidence }
    var (right, found) = (0, Double?.none)
    for (place, row) in ranked.enumerated() {
      if row.isRight { right += 1 }
      // A handful proves nothing.
      if place + 1 >= 10, Double(right) >= offeredAccuracy * Double(place + 1) { found = row.confidence }
    }
    return found
  }
}

/// Weights while they are learnt.
private struct Training {
  private(set) var weights: [Float]
  private(set) var bias: [Float]
  private var used: [Float]
  private var biasUsed: [Float]
  private let labels: Int

  init(labels: Int, places: Int) {
    self.labels = labels
    weights = [Float](repeating: 0, count: labels * places)
    used = weights
    bias = [Float](repeating: 0, count: labels)
    biasUsed = bias
  }

  func scores(_ row: TextFeatures.Weights) -> [Float] {
    var scores = bias
    for (place, weight) in row {
      let at = Int(place) * labels
      for label in 0..<labels { scores[label] += weights[at + label] * weight }
    }
    return scores
  }

  mutating func run(_ rows: [(weights: TextFeatures.Weights, label: Int)], rounds: Int) {
    var order = Array(rows.indices)
    var random = SplitMix64(seed: TextClassifier.seed)
    for _ in 0..<rounds {
      order.shuffle(using: &random)
      for place in order { learn(rows[place].weights, rows[place].label) }
    }
  }

  private mutating func learn(_ row: TextFeatures.Weights, _ right: Int) {
    var errors = TextClassifier.shares(scores(row))
    errors[right] -= 1
    for label in 0..<labels where abs(errors[label]) > 1e-4 {
      biasUsed[label] += errors[label] * errors[label]
      bias[label] -= 0.1 * errors[label] / (1e-6 + biasUsed[label].squareRoot())
    }
    for (place, weight) in row {
      let at = Int(place) * labels
      for label in 0..<labels where abs(errors[label]) > 1e-4 {
        let slope = errors[label] * weight + TextClassifier.decay * weights[at + label]
        used[at + label] += slope * slope
        weights[at + label] -= TextClassifier.step * slope / (1e-4 + used[at + label].squareRoot())
      }
    }
  }
}
