import Kernel
import Tickets

/// Which tickets a list shows. All that is set must hold.
public struct TicketFilter: Hashable, Sendable {
  public enum Stage: String, CaseIterable, Sendable { case open, resolved, closed, cancelled, merged, any }

  public var stage = Stage.open
  public var kind: TicketKind?
  public var team: String?
  public var assignee: String?
  /// Only those that nobody has.
  public var isUnassigned = false
  public var priority: String?
  public var category: String?
  public var service: String?
  public var requester: String?
  public var isHeld: Bool?
  public var isBreached = false
  /// Only those with a deadline before this instant.
  public var dueBefore: Instant?
  /// Words that must all stand in the title.
  public var words: [String] = []

  public init() {}

  public static let mostWords = 8
}

extension TicketFilter {
  /// Reads the filter box: `is:open team:network due:<2h printer`. Unknown keys and values are faults.
  public init(parsing text: String, by principal: Principal, now: Instant) throws(MainstayError) {
    self.init()
    var faults = TextBounds.filter.faults(in: text, at: "filter")
    if !faults.isEmpty { throw .invalid(faults) }
    for term in TicketFilter.terms(text) {
      guard let colon = term.firstIndex(of: ":") else {
        words.append(term)
        continue
      }
      let value = String(term[term.index(after: colon)...])
      if let fault = set(String(term[..<colon]).lowercased(), value, principal, now) {
        faults.append(FieldFault("filter", "\(term): \(fault)"))
      }
    }
    if words.count > TicketFilter.mostWords {
      faults.append(FieldFault("filter", "may have at most \(TicketFilter.mostWords) words"))
    }
    if !faults.isEmpty { throw .invalid(faults) }
  }

  /// Terms are separated by spaces; quotes keep spaces inside a value.
  private static func terms(_ text: some StringProtocol) -> [String] {
    var terms: [String] = []
    var current = ""
    var isQuoted = false
    for character in text {
      if character == "\"" {
        isQuoted.toggle()
      } else if character.isWhitespace, !isQuoted {
        if !current.isEmpty { terms.append(current) }
        current = ""
      } else {
        current.append(character)
      }
    }
    if !current.isEmpty { terms.append(current) }
    return terms
  }

  private mutating func set(_ key: String, _ value: String, _ principal: Principal, _ now: Instant) -> String? {
    if value.isEmpty { return "has no value" }
    switch key {
    case "is": return setStage(value)
    case "kind":
      guard let kind = TicketKind(rawValue: value.lowercased()) else {
        return "is none of incident, request, problem, change"
      }
      self.kind = kind
    case "team": team = value
    case "assignee", "owner": return setAssignee(value, principal)
    case "priority": priority = value
    case "category": category = value
    case "service": service = value
    case "requester": requester = value == "me" ? principal.name : value
    case "due": return setDue(value, now)
    default: return "is unknown; try is, kind, team, assignee, priority, category, service, requester or due"
    }
    return nil
  }

  private mutating func setStage(_ value: String) -> String? {
    switch value.lowercased() {
    case "held": isHeld = true
    case "running": isHeld = false
    case "breached": isBreached = true
    case "unassigned": isUnassigned = true
    case let word:
      guard let stage = Stage(rawValue: word) else {
        return "is none of open, resolved, closed, cancelled, merged, any, held, running, breached, unassigned"
      }
      self.stage = stage
    }
    return nil
  }

  private mutating func setAssignee(_ value: String, _ principal: Principal) -> String? {
    switch value {
    case "me": assignee = principal.name
    case "none": isUnassigned = true
    default: assignee = value
    }
    return nil
  }

  /// `<2h`, `<30m`, `<3d`: within that time from now.
  private mutating func setDue(_ value: String, _ now: Instant) -> String? {
    let units: [Character: Duration] = ["m": .minutes(1), "h": .hours(1), "d": .days(1)]
    guard value.first == "<", let unit = value.last.flatMap({ units[$0] }),
      let count = Int64(value.dropFirst().dropLast()), (0...100_000).contains(count)
    else { return "is written like due:<2h, with m, h or d" }
    dueBefore = Instant(milliseconds: now.milliseconds + count * unit.milliseconds)
    return nil
  }
}
