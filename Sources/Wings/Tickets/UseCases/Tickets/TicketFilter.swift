import Kernel
import Tickets

/// Which tickets a list shows. All that is set must hold.
public struct TicketFilter: Hashable, Sendable {
  public enum Stage: String, CaseIterable, Sendable { case open, resolved, closed, cancelled, merged, any }

  public var stage = Stage.open
  /// What fields must be, by the keys of their filters.
  private(set) var values: [String: String] = [:]
  /// Only those that nobody has.
  public var isUnassigned = false
  public var isHeld: Bool?
  public var isBreached = false
  /// Only those whose requester answered after they had ended.
  public var isReturned = false
  /// Only those of which nobody can tell which agreement covers them.
  public var isUndecided = false
  /// Only those whose owner can no longer sign in.
  public var isOrphaned = false
  /// Only those with a deadline before this instant.
  public var dueBefore: Instant?
  /// Only those with a deadline at this instant or after it.
  public var dueFrom: Instant?
  /// Words of which each stands in its title, its description or what was written on it, or is its number or the one
  /// that another tool gave it.
  public var words: [String] = []
  /// What was written in the filter box, by the key of its term.
  public var written: [String: String] = [:]
  /// Whether words are looked for in notes and withdrawn answers too.
  var readsInternal = false
  /// Which tickets its reader may find at all.
  var sight = TicketSight.all

  public init() {}

  public static let mostWords = 8

  /// What the field with this filter must be; nil where it may be anything.
  public subscript(key: String) -> String? {
    get { values[key] }
    set { values[key] = newValue }
  }

  public var team: String? {
    get { self["team"] }
    set { self["team"] = newValue }
  }
  public var assignee: String? {
    get { self["assignee"] }
    set { self["assignee"] = newValue }
  }
  public var priority: String? {
    get { self["priority"] }
    set { self["priority"] = newValue }
  }
  public var category: String? {
    get { self["category"] }
    set { self["category"] = newValue }
  }
  public var service: String? {
    get { self["service"] }
    set { self["service"] = newValue }
  }
  public var requester: String? {
    get { self["requester"] }
    set { self["requester"] = newValue }
  }
}

extension TicketFilter {
  /// A part of what stands in the filter box.
  public struct Term: Hashable, Sendable {
    /// As it was written, with its quotes.
    public var written: String
    /// Without its quotes.
    public var text: String
    /// Nil where it is text to be searched for.
    public var key: String?
    /// What stands behind the colon of a key.
    public var value: String
  }

  public static let keys = ["is", "state"] + TicketField.filters.flatMap { [$0.key] + $0.others } + ["due"]

  /// Terms are separated by spaces; quotes keep spaces inside one. A colon behind a known key makes a filter, any other
  /// is text, as in a web address or a time of day; what begins in quotes is always text.
  public static func terms(_ text: some StringProtocol) -> [Term] {
    var terms: [Term] = []
    var (written, plain) = ("", "")
    var key: String?
    var valueStart: String.Index?
    var (isQuoted, hasQuote) = (false, false)
    func end() {
      guard !plain.isEmpty || key != nil else { return (written, plain, hasQuote) = ("", "", false) }
      let value = valueStart.map { String(plain[$0...]) } ?? ""
      terms.append(Term(written: written, text: plain, key: key, value: value))
      (written, plain, key, valueStart, hasQuote) = ("", "", nil, nil, false)
    }
    for character in text {
      if character.isWhitespace, !isQuoted {
        end()
        continue
      }
      written.append(character)
      if character == "\"" {
        isQuoted.toggle()
        hasQuote = true
        continue
      }
      if character == ":", key == nil, !hasQuote, keys.contains(plain.lowercased()) {
        key = plain.lowercased()
        plain.append(character)
        valueStart = plain.endIndex
      } else {
        plain.append(character)
      }
    }
    end()
    return terms
  }

  /// Whether a filter box says of which stage tickets are; where it does not, open ones are meant.
  public static func asksStage(_ text: some StringProtocol) -> Bool {
    terms(text).contains { ["is", "state"].contains($0.key) && Stage(rawValue: $0.value.lowercased()) != nil }
  }

  /// Reads the filter box: `is:open team:network due:<2h printer`. Values that a filter does not know are faults.
  public init(parsing text: String, by principal: Principal, now: Instant) throws(MainstayError) {
    self.init()
    var faults = TextBounds.filter.faults(in: text, at: "filter")
    if !faults.isEmpty { throw .invalid(faults) }
    for term in TicketFilter.terms(text) {
      guard let key = term.key else {
        words.append(term.text)
        continue
      }
      written[key == "owner" ? "assignee" : key] = term.written
      if let fault = set(key, term.value, principal, now) {
        faults.append(FieldFault("filter", "\(term.written): \(fault)"))
      }
    }
    if words.count > TicketFilter.mostWords {
      faults.append(FieldFault("filter", "may have at most \(TicketFilter.mostWords) words"))
    }
    if !faults.isEmpty { throw .invalid(faults) }
  }

  /// Words alone, as they stand in a box that knows no filters; quotes keep spaces inside one.
  public init(words text: String) throws(MainstayError) {
    self.init()
    let faults = TextBounds.filter.faults(in: text, at: "q")
    if !faults.isEmpty { throw .invalid(faults) }
    words = TicketFilter.terms(text).map(\.text)
    if words.count > TicketFilter.mostWords {
      throw .field("q", "may have at most \(TicketFilter.mostWords) words")
    }
  }

  private mutating func set(_ key: String, _ value: String, _ principal: Principal, _ now: Instant) -> String? {
    if value.isEmpty { return "has no value" }
    switch key {
    case "is": return setStage(value)
    case "state":
      guard let stage = Stage(rawValue: value.lowercased()) else {
        return "is none of \(Stage.allCases.map(\.rawValue).joined(separator: ", "))"
      }
      self.stage = stage
      return nil
    case "due": return setDue(value, now)
    default:
      guard let filter = TicketField.filters.first(where: { $0.key == key || $0.others.contains(key) }) else {
        return "is unknown; try \(TicketFilter.keys.joined(separator: ", "))"
      }
      return set(filter, value, principal)
    }
  }

  private mutating func set(_ filter: TicketField.Filter, _ value: String, _ principal: Principal) -> String? {
    if filter.knowsNone, value == "none" {
      isUnassigned = true
    } else if filter.knowsMe, value == "me" {
      self[filter.key] = principal.name
    } else if TicketField.of(filter)?.shape == .key {
      self[filter.key] = value.lowercased()
    } else {
      self[filter.key] = value
    }
    return nil
  }

  private mutating func setStage(_ value: String) -> String? {
    switch value.lowercased() {
    case "held": isHeld = true
    case "running": isHeld = false
    case "breached": isBreached = true
    case "returned": isReturned = true
    case "orphaned": isOrphaned = true
    case "undecided": isUndecided = true
    case "unassigned": isUnassigned = true
    case let word:
      guard let stage = Stage(rawValue: word) else {
        return
          "is none of open, resolved, closed, cancelled, merged, any, held, running, breached, returned, orphaned, "
          + "undecided, unassigned"
      }
      self.stage = stage
    }
    return nil
  }

  /// `<2h`, `<30m`, `<3d`: within that time from now; `>2h`: not before; instead of a time, an instant.
  private mutating func setDue(_ value: String, _ now: Instant) -> String? {
    guard let sign = value.first, sign == "<" || sign == ">",
      let instant = TicketFilter.instant(value.dropFirst(), from: now)
    else {
      return "is written like due:<2h or due:>2h, with m, h or d, or with an instant like due:<2025-06-02T09:00:00Z"
    }
    if sign == "<" { dueBefore = instant } else { dueFrom = instant }
    return nil
  }

  private static func instant(_ text: Substring, from now: Instant) -> Instant? {
    let units: [Character: Duration] = ["m": .minutes(1), "h": .hours(1), "d": .days(1)]
    if let unit = text.last.flatMap({ units[$0] }), let count = Int64(text.dropLast()), (0...100_000).contains(count) {
      return Instant(milliseconds: now.milliseconds + count * unit.milliseconds)
    }
    return try? Instant(parsing: text)
  }

  /// A term of the filter box, with quotes where the value has spaces.
  public static func term(_ key: String, _ value: String) -> String {
    value.contains(where: \.isWhitespace) ? "\(key):\"\(value)\"" : "\(key):\(value)"
  }
}
