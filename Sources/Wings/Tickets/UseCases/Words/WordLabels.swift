import Tickets

/// What people call the words of the desk, by list and key.
public struct WordLabels: Hashable, Sendable {
  private var labels: [Word.List: [String: String]] = [:]

  public init(_ words: [Word] = []) { for word in words { labels[word.list, default: [:]][word.key] = word.label } }

  /// Nil for what is no word of the desk, or none that the reader is told.
  public subscript(list: Word.List, key: String) -> String? { labels[list]?[key] }
}
