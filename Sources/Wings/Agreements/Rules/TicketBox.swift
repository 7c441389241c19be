import Kernel

/// Tickets that are told apart by what they have and by when they were opened: of each attribute that it names, one of
/// some values, or anything but some.
public struct TicketBox: Hashable, Sendable {
  public enum Values: Hashable, Sendable {
    case among(Set<String>)
    /// Any other value, or none at all.
    case besides(Set<String>)

    func intersection(_ other: Values) -> Values {
      switch (self, other) {
      case (.among(let own), .among(let other)): .among(own.intersection(other))
      case (.among(let own), .besides(let other)): .among(own.subtracting(other))
      case (.besides(let own), .among(let other)): .among(other.subtracting(own))
      case (.besides(let own), .besides(let other)): .besides(own.union(other))
      }
    }

    var opposite: Values {
      switch self {
      case .among(let values): .besides(values)
      case .besides(let values): .among(values)
      }
    }

    /// What is besides some values is never nothing: there are always others.
    var isEmpty: Bool { if case .among(let values) = self { values.isEmpty } else { false } }
  }

  /// Attributes that are not named may be anything.
  public var values: [String: Values]
  public var from: Instant
  /// The first instant that lies behind it; nil: it has no end.
  public var to: Instant?

  public init(_ values: [String: Values] = [:], from: Instant = .earliest, to: Instant? = nil) {
    (self.values, self.from, self.to) = (values, from, to)
  }

  /// Those that meet all conditions.
  public init(_ conditions: [Condition]) {
    self.init()
    for condition in conditions {
      let values = Values.among(Set(condition.values))
      self.values[condition.attribute] = self.values[condition.attribute]?.intersection(values) ?? values
    }
  }

  public var isEmpty: Bool { values.values.contains(where: \.isEmpty) || to.map { $0 <= from } ?? false }

  /// Whether a ticket with these attributes, opened at this instant, is one of them.
  public func contains(_ attributes: [String: String], at instant: Instant) -> Bool {
    guard from <= instant, to.map({ instant < $0 }) ?? true else { return false }
    return values.allSatisfy { name, values in
      switch values {
      case .among(let wanted): attributes[name].map(wanted.contains) ?? false
      case .besides(let others): !(attributes[name].map(others.contains) ?? false)
      }
    }
  }

  public func intersection(_ other: TicketBox) -> TicketBox {
    TicketBox(
      values.merging(other.values) { $0.intersection($1) }, from: max(from, other.from),
      to: [to, other.to].compactMap { $0 }.min())
  }

  /// What is left of it, in boxes of which no two share a ticket.
  package func subtracting(_ other: TicketBox) -> [TicketBox] {
    guard !isEmpty else { return [] }
    guard !intersection(other).isEmpty else { return [self] }
    var left: [TicketBox] = []
    var rest = self
    for (name, values) in other.values.sorted(by: { $0.key < $1.key }) {
      var outside = rest
      outside.values[name] = rest.values[name]?.intersection(values.opposite) ?? values.opposite
      if !outside.isEmpty { left.append(outside) }
      rest.values[name] = rest.values[name]?.intersection(values) ?? values
    }
    if rest.from < other.from {
      left.append(TicketBox(rest.values, from: rest.from, to: other.from))
    }
    if let end = other.to, rest.to.map({ end < $0 }) ?? true {
      left.append(TicketBox(rest.values, from: max(rest.from, end), to: rest.to))
    }
    return left
  }

  /// What is left of it without all of these; nil where that falls into more than `limit` pieces, or takes more work than
  /// is left.
  ///
  /// - Parameter work: Pieces that may be looked at yet.
  public func without(_ others: some Sequence<TicketBox>, limit: Int, work: inout Int) -> [TicketBox]? {
    var left = isEmpty ? [] : [self]
    for other in others {
      work -= left.count
      guard work >= 0 else { return nil }
      left = left.flatMap { $0.subtracting(other) }
      if left.count > limit { return nil }
      if left.isEmpty { return [] }
    }
    return left
  }

  /// As above, on its own.
  public func without(_ others: some Sequence<TicketBox>, limit: Int) -> [TicketBox]? {
    var work = Int.max
    return without(others, limit: limit, work: &work)
  }

  /// `service is mail, priority is none of P1, P2`; `any ticket`.
  package var words: String {
    let named = values.sorted { $0.key < $1.key }.compactMap { name, values -> String? in
      switch values {
      case .among(let some): "\(name) is \(TicketBox.list(some, "or"))"
      case .besides(let some): some.isEmpty ? nil : "\(name) is not \(TicketBox.list(some, "or"))"
      }
    }
    return named.isEmpty ? "any ticket" : named.joined(separator: ", ")
  }

  /// Values that a sentence names.
  private static let mostNamed = 6

  private static func list(_ values: Set<String>, _ word: String) -> String {
    let sorted = values.sorted()
    let named = sorted.prefix(mostNamed).joined(separator: " \(word) ")
    return sorted.count > mostNamed ? "\(named) and \(sorted.count - mostNamed) more" : named
  }
}

extension [Condition] {
  /// As a sentence names a row.
  package var words: String { TicketBox(self).words }
}
