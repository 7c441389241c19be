/// How good suggestions are on texts that they were not learnt from.
public struct SuggestionAssessment: Sendable {
  /// Shares of texts that were right, and the mean over labels of the harmonic mean of precision and recall.
  public struct Figures: Hashable, Sendable {
    public var accuracy: Double
    public var macroF1: Double
  }

  public var taught: Int
  public var asked: Int
  /// Labels that can be suggested.
  public var labels: Int
  /// Texts asked whose label was never learnt: no suggestion can be right.
  public var untaught: Int
  public var figures: Figures
  /// Always the commonest label of the texts learnt from.
  public var commonest: (label: String, figures: Figures)
  /// From which confidence on the product would offer; nil where it would offer nothing.
  public var offeredFrom: Double?
  public var offered: Int
  /// Of those offered, how many were right; nil where none was offered.
  public var offeredAccuracy: Double?

  /// - Parameter asked: texts with the labels that people gave them; at least one.
  public init(_ classifier: TextClassifier, taught: [LabelledText], asked: [LabelledText]) {
    let suggestions = asked.map { classifier.suggestion(for: $0.text) }
    let right = asked.map(\.label)
    var counts: [String: Int] = [:]
    for text in taught { counts[text.label, default: 0] += 1 }
    let common = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? ""
    let known = Set(classifier.labels)
    let offered = zip(suggestions, right).filter { one, _ in
      classifier.offeredFrom.map { one.confidence >= $0 } ?? false
    }
    (self.taught, self.asked, labels) = (taught.count, asked.count, known.count)
    untaught = right.count { !known.contains($0) }
    figures = SuggestionAssessment.figures(suggestions.map(\.label), right)
    commonest = (common, SuggestionAssessment.figures(right.map { _ in common }, right))
    (offeredFrom, self.offered) = (classifier.offeredFrom, offered.count)
    offeredAccuracy =
      offered.isEmpty ? nil : Double(offered.count { $0.0.label == $0.1 }) / Double(offered.count)
  }

  /// Figures of guesses. Labels that are neither guessed nor right do not count in the mean.
  static func figures(_ guesses: [String], _ right: [String]) -> Figures {
    var (hits, guessed, given): ([String: Int], [String: Int], [String: Int]) = ([:], [:], [:])
    for (guess, label) in zip(guesses, right) {
      guessed[guess, default: 0] += 1
      given[label, default: 0] += 1
      if guess == label { hits[label, default: 0] += 1 }
    }
    let labels = Set(guessed.keys).union(given.keys).sorted()
    let sum = labels.reduce(0.0) { sum, label in
      sum + 2 * Double(hits[label] ?? 0) / Double((guessed[label] ?? 0) + (given[label] ?? 0))
    }
    return Figures(
      accuracy: Double(hits.values.reduce(0, +)) / Double(max(1, right.count)),
      macroF1: labels.isEmpty ? 0 : sum / Double(labels.count))
  }
}
