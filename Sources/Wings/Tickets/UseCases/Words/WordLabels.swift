import Tickets

/// What people call the words of the desk, by list and key.
public struct WordLabels: Hashable, Sendable {
  private var labels: [Word.List: [String: String]] = [:]
  private var priorities: [String] = []

  /// - Parameter words: In the order of their lists.
  public init(_ words: [Word] = []) {
    for word in words {
      labels[word.list, default: [:]][word.key] = word.label
      if word.list == .priority, word.isActive { priorities.append(word.key) }
    }
  }

  /// Nil for what is no word of the desk, or none that the reader is told.
  public subscript(list: Word.List, key: String) -> String? { labels[list]?[key] }

  /// What people call the value of an attribute, which is itself where that is no word.
  public func attribute(_ name: String, _ value: String) -> String {
    Word.List.ofAttributes[name].flatMap { self[$0, value] } ?? value
  }

  /// How urgent a priority is among those that can be chosen, from 1; nil for any other.
  public func urgency(_ priority: String) -> Int? { priorities.firstIndex(of: priority).map { $0 + 1 } }
}
