import BusinessTime
import Kernel

/// A measured objective as a version of an agreement has it, with what it is counted by.
public struct MeasureInForce: Sendable {
  public let frame: MeasureFrame
  /// Which version.
  public let version: Int
  /// Whether that version is the one in force at an instant.
  let holds: @Sendable (Instant) -> Bool

  public init(_ frame: MeasureFrame, version: Int, holds: @escaping @Sendable (Instant) -> Bool) {
    (self.frame, self.version, self.holds) = (frame, version, holds)
  }
}

/// One thing that a period counts, with the target that it is held to.
public struct PlacedItem: Hashable, Sendable {
  public var item: MeasuredItem
  /// Nil where no row of the targets fits.
  public var target: MeasureTarget?
  /// The version of the agreement by which it is counted.
  public var version: Int

  public init(_ item: MeasuredItem, target: MeasureTarget?, version: Int) {
    (self.item, self.target, self.version) = (item, target, version)
  }
}

extension TicketCourse {
  /// What a ticket is to a period: each thing by the version in force at the instant at which it is counted, with the
  /// attributes that the ticket had then.
  public func placed(by versions: [MeasureInForce]) -> [PlacedItem] {
    versions.flatMap { version -> [PlacedItem] in
      let objective = version.frame.objective
      return objective.kind.count(self, version.frame).compactMap { item in
        guard version.holds(item.at) else { return nil }
        let attributes = attributes(at: item.at)
        guard objective.when.allSatisfy({ $0.holds(attributes) }) else { return nil }
        var item = item
        if let ended = agreementEndedAt, ended <= item.at {
          item.part = .leftOut
          item.reason = MeasureReason("agreement-ended", "its agreement was switched off", at: ended)
          item.settlesAt = nil
        }
        return PlacedItem(
          item, target: objective.target(for: attributes).map { objective.targets[$0] }, version: version.version)
      }
    }
  }
}

/// The things that a period counts, added up.
public struct MeasureCount: Hashable, Sendable {
  public var numerator = 0
  /// In the denominator and not in the numerator.
  public var rest = 0
  public var leftOut = 0
  public var pending = 0

  public init(numerator: Int = 0, rest: Int = 0, leftOut: Int = 0, pending: Int = 0) {
    (self.numerator, self.rest, self.leftOut, self.pending) = (numerator, rest, leftOut, pending)
  }

  public var denominator: Int { numerator + rest }

  public mutating func add(_ item: MeasuredItem) {
    switch item.part {
    case .numerator: numerator += item.weight
    case .rest: rest += item.weight
    case .leftOut: leftOut += item.weight
    case .pending: pending += item.weight
    }
  }
}
