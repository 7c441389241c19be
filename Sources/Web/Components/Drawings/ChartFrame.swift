import Markup

/// Where the numbers of a drawing come from.
public struct ChartSource: Hashable, Sendable {
  /// `all of them`, `as CSV`.
  public var words: String
  public var path: String
  public init(_ words: String, _ path: String) { (self.words, self.path) = (words, path) }
}

extension HTML {
  /// What stands around every drawing of numbers: its title, where they come from, a sentence on how to read it, and the
  /// same numbers as a table beneath, which screen readers, paper and those who want to copy them read. It is printed as
  /// one piece.
  ///
  /// - Parameters:
  ///   - reading: How the drawing is read, where its marks alone do not say.
  ///   - table: All that the drawing shows, in the order of its marks.
  public func chart(
    _ title: String, id: String, sources: [ChartSource] = [], reading: String? = nil, drawing: () -> Void,
    table: () -> Void
  ) {
    section(.id(id)) {
      div(.class("section-head")) {
        h2(title, .id(id + "-title"))
        div(.class("aside")) {
          for (index, source) in sources.enumerated() {
            if index > 0 { text(" \u{b7} ") }
            a(source.words, .href(source.path))
          }
        }
      }
      figure(.class("chart"), .aria("labelledby", id + "-title")) {
        drawing()
        if let reading { element("figcaption", [.class("soft small")]) { text(reading) } }
      }
      table()
    }
  }
}
