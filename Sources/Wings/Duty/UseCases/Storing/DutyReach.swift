import Core
import Kernel

/// How somebody can be reached, as the wing that knows their ways says.
public struct DutyReachability: Hashable, Sendable {
  /// Whether they have a way that was verified, and that this desk can send by.
  public var hasWay: Bool
  /// What they would be told by, in the order in which it is tried: `mail`, `push`.
  public var kinds: [String]
  /// What stands against that they are told at once, in words; nil where nothing does.
  public var obstacle: String?

  public init(hasWay: Bool, kinds: [String], obstacle: String?) {
    (self.hasWay, self.kinds, self.obstacle) = (hasWay, kinds, obstacle)
  }
}

/// Who knows how people are reached: a wing above puts itself here. Nobody where there is none.
public struct DutyReach: Sendable, AppPart {
  public static let absent: [DutyReach] = []

  var ask: @Sendable (_ people: [RecordID], _ look: Look) throws -> [RecordID: DutyReachability]

  public init(_ ask: @escaping @Sendable (_ people: [RecordID], _ look: Look) throws -> [RecordID: DutyReachability]) {
    self.ask = ask
  }
}

extension Look {
  /// How people can be reached now.
  func dutyReach(of people: [RecordID]) throws -> [RecordID: DutyReachability] {
    guard !people.isEmpty else { return [:] }
    return try app.parts[DutyReach.self].reduce(into: [:]) { found, reach in
      found.merge(try reach.ask(people, self)) { first, _ in first }
    }
  }
}
