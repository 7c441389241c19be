import Kernel

/// What was known of one running clock at one instant, and nothing that was recorded later.
public struct ClockMoment: Hashable, Sendable {
  /// Why the clock is looked at.
  public enum Point: Hashable, Sendable {
    /// Percent of its target that are used up.
    case used(Int)
    /// Something was recorded of its ticket; percent of the target from which on, in steps of 25.
    case change(from: Int)

    /// `at 25 %`, `changes from 50 to 75 %`.
    public var words: String {
      switch self {
      case .used(let percent): "at \(percent) %"
      case .change(let from): "changes from \(from) to \(from + 25) %"
      }
    }
  }

  /// A number that similar clocks are told by.
  public enum Measure: Int, CaseIterable, Sendable {
    /// Share of the target that is used up, 0...1.
    case usedShare
    /// Open seconds that are left of the target.
    case left
    /// Seconds by the wall clock until the deadline, as it stood then.
    case untilDue
    /// Seconds since the clock started, since the ticket has its state, and since anything was recorded.
    case age, inState, quiet
    /// How often something was recorded, the team was changed, the ticket was reopened, and it was put on hold.
    case updates, handovers, reopenings, holds
    /// Tickets that were open with its team, and with all.
    case teamLoad, load
  }

  /// Its ticket's place among the records.
  public var ticket: Int
  /// The objective's number, and which of the ticket's clocks of that objective, from 1.
  public var objective: Int
  public var cycle: Int
  public var at: Instant
  public var point: Point
  /// The deadline as it stood; nil where none was in sight.
  public var due: Instant?
  /// In the order of `Measure`.
  public var numbers: [Double]
  /// In the order of the lexicon's slots.
  public var words: [Int32]

  public subscript(_ measure: Measure) -> Double { numbers[measure.rawValue] }
}

/// Which clock of which ticket.
public struct ClockKey: Hashable, Sendable {
  public var ticket: Int
  public var objective: Int
  public var cycle: Int
}

extension ClockMoment {
  public var clock: ClockKey { ClockKey(ticket: ticket, objective: objective, cycle: cycle) }
}

/// The words that similar clocks are told by, as numbers: the state, the team, who has it, and the ticket's attributes.
public struct Lexicon: Sendable {
  static let state = 0
  static let team = 1
  static let assignee = 2

  /// What the slots are called.
  public let slots: [String]
  private let attributes: [String]
  private var numbers: [String: Int32] = [:]

  public init(attributes: some Sequence<String>) {
    self.attributes = Set(attributes).sorted()
    slots = ["state", "team", "assignee"] + self.attributes
  }

  mutating func words(of update: TicketRecord.Update) -> [Int32] {
    var words: [Int32] = []
    words.reserveCapacity(slots.count)
    for text in texts(of: update) { words.append(number(text)) }
    return words
  }

  /// As above, without learning a word.
  func knownWords(of update: TicketRecord.Update) -> [Int32] {
    texts(of: update).map { text in text.map { numbers[$0] ?? Lexicon.unknown } ?? Lexicon.none }
  }

  /// In the order of the slots.
  private func texts(of update: TicketRecord.Update) -> [String?] {
    let state =
      switch update.state {
      case .working: "working"
      case .waiting(let reason): reason
      case .resolved: "resolved"
      case .closed: "closed"
      case .cancelled: "cancelled"
      }
    return [state, update.team, update.assignee] + attributes.map { update.attributes[$0] }
  }

  private static let none: Int32 = -1
  private static let unknown: Int32 = -2

  private mutating func number(_ text: String?) -> Int32 {
    guard let text else { return Lexicon.none }
    if let known = numbers[text] { return known }
    let number = Int32(numbers.count)
    numbers[text] = number
    return number
  }
}

extension Lexicon {
  /// Its words in the order of their numbers, with the attributes that have a slot.
  public var json: JSON {
    [
      "attributes": .array(attributes.map(JSON.string)),
      "words": .array(numbers.sorted { $0.value < $1.value }.map { .string($0.key) }),
    ]
  }

  /// Nil where it is none.
  public init?(json: JSON) {
    guard let attributes = json["attributes"]?.arrayValue, let words = json["words"]?.arrayValue else { return nil }
    self.init(attributes: attributes.compactMap(\.stringValue))
    for word in words {
      guard let word = word.stringValue else { return nil }
      _ = number(word)
    }
  }
}
