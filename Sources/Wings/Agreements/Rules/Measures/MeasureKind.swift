import Kernel

/// What a measured objective measures: which tickets a period counts, and which of these count as reached. Everything that
/// the product says and does about a kind follows from its one value; a new kind is a file beside the others in `Kinds`
/// and its name in `all`.
public struct MeasureKind: Sendable {
  /// As agreement files write it: `fulfilment-rate`.
  public let name: String
  /// As people call it: `Fulfilment rate`.
  public let title: String
  public let unit: MeasureUnit
  public let aim: MeasureAim
  /// What the numerator counts: `fulfilled`.
  public let numerator: String
  /// What the denominator counts: `requests received`.
  public let denominator: String
  /// What is divided by what, in sentences.
  public let formula: String
  public let parameters: [MeasureParameter]
  /// Which tickets have to be looked at.
  public let source: MeasureSource
  /// What one ticket is to a period.
  public let count: @Sendable (TicketCourse, MeasureFrame) -> [MeasuredItem]

  public init(
    name: String, title: String, unit: MeasureUnit, aim: MeasureAim, numerator: String, denominator: String,
    formula: String, parameters: [MeasureParameter], source: MeasureSource,
    count: @escaping @Sendable (TicketCourse, MeasureFrame) -> [MeasuredItem]
  ) {
    (self.name, self.title, self.unit, self.aim) = (name, title, unit, aim)
    (self.numerator, self.denominator, self.formula) = (numerator, denominator, formula)
    (self.parameters, self.source, self.count) = (parameters, source, count)
  }

  public static let all: [MeasureKind] = [.fulfilmentRate, .firstContactResolution, .reopenRate, .backlog]

  /// The kind of a name; nil where there is none.
  public static func named(_ name: String) -> MeasureKind? { all.first { $0.name == name } }

  public func parameter(_ name: String) -> MeasureParameter? { parameters.first { $0.name == name } }
}

extension MeasureKind: Hashable {
  public static func == (a: MeasureKind, b: MeasureKind) -> Bool { a.name == b.name }
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

/// In what a kind is told.
public enum MeasureUnit: String, CaseIterable, Hashable, Sendable {
  /// Numerator by denominator.
  case share
  /// The numerator alone; of a mean, by the instants that it was taken at.
  case tickets
}

/// Whether more is better.
public enum MeasureAim: String, CaseIterable, Hashable, Sendable { case atLeast, atMost }

/// Which tickets a period of a kind has to look at; a store finds them by an index.
public enum MeasureSource: Sendable {
  /// Those that were opened in it.
  case opened
  /// Those that were solved in it, be it that they were reopened since.
  case solved
  /// Those that were open at one of these instants, which ascend.
  case open(at: @Sendable (MeasureFrame) -> [Instant])
}

/// What an agreement may say beside its target.
public struct MeasureParameter: Sendable {
  public enum Takes: Sendable {
    /// A length; the usual one, where there is one.
    case length(usual: ISO8601Duration?)
    /// One of several words, each with what it means; the first is the usual one.
    case choice([(name: String, means: String)])
  }

  /// As agreement files write it: `olderThan`.
  public let name: String
  /// As people call it: `Older than`.
  public let title: String
  /// What it is, to be read behind its name.
  public let means: String
  public let takes: Takes

  public init(_ name: String, _ title: String, _ means: String, _ takes: Takes) {
    (self.name, self.title, self.means, self.takes) = (name, title, means, takes)
  }
}
