import Kernel

/// A word that a desk classifies its tickets with: a priority, a category, a reason to hold. Files, programs and the
/// journal hold its key, which stays; people see its label.
public struct Word: Hashable, Sendable {
  public enum List: String, CaseIterable, Hashable, Sendable {
    case priority, category
    case holdReason = "hold-reason"
    case resolutionCode = "resolution-code"
    case vendor, kind
    /// Classes of confidential tickets: only who is cleared for one knows of its tickets.
    case ticketClass = "class"

    /// In a sentence.
    public var one: String {
      switch self {
      case .priority, .category, .vendor: rawValue
      case .holdReason: "hold reason"
      case .resolutionCode: "resolution code"
      case .kind: "kind of ticket"
      case .ticketClass: "class"
      }
    }

    public var many: String {
      switch self {
      case .priority: "priorities"
      case .category: "categories"
      case .holdReason: "hold reasons"
      case .resolutionCode: "resolution codes"
      case .vendor: "vendors"
      case .kind: "kinds of ticket"
      case .ticketClass: "classes"
      }
    }

    /// By the attributes of tickets that are words.
    public static let ofAttributes: [String: List] = [
      "priority": .priority, "category": .category, Ticket.classAttribute: .ticketClass,
    ]

    /// By the filters of lists of tickets that ask for words.
    public static let ofFilters: [(key: String, value: List)] = [
      ("category", .category), ("class", .ticketClass), ("kind", .kind), ("priority", .priority),
    ]

    /// Whether a ticket that names none has the default of the list.
    public var hasDefault: Bool { self == .priority || self == .kind }
    /// Whether requesters may know what there is: what they say of a ticket themselves.
    public var isForRequesters: Bool { self == .priority || self == .category || self == .kind }
  }

  /// What ends a hold beside somebody who resumes the ticket.
  public enum HoldEnd: String, CaseIterable, Hashable, Sendable {
    /// Nothing: somebody of the desk resumes it.
    case desk
    /// The requester's next answer.
    case requester
  }

  public var list: List
  public var key: String
  public var label: String
  /// Words of a list stand by place, then by key.
  public var place: Int
  /// A retired word stays readable and is chosen no more.
  public var isActive: Bool
  public var isDefault: Bool
  /// Of a kind: what stands before the number, as INC in INC-1024.
  public var prefix: String?
  /// Of a kind: the objective that its tickets are held to.
  public var measure: TicketMeasure?
  /// Of a hold reason.
  public var end: HoldEnd?
  /// Of a category: the class that a ticket gets with it, unless it has one.
  public var ticketClass: String?
  /// To be sent with the next change.
  public var version: Int

  public init(
    _ list: List, _ key: String, label: String? = nil, place: Int = 1, isActive: Bool = true, isDefault: Bool = false,
    prefix: String? = nil, measure: TicketMeasure? = nil, end: HoldEnd? = nil, ticketClass: String? = nil,
    version: Int = 1
  ) {
    (self.list, self.key, self.label, self.place) = (list, key, label ?? key, place)
    (self.isActive, self.isDefault, self.prefix, self.measure) = (isActive, isDefault, prefix, measure)
    (self.end, self.ticketClass, self.version) = (end, ticketClass, version)
  }
}

/// What a ticket's clocks are held to: requests are fulfilled, everything else is resolved.
public enum TicketMeasure: String, CaseIterable, Hashable, Sendable { case resolution, fulfilment }

/// Bounds of the words of a desk.
public enum WordLimits {
  /// Words of one list, retired ones among them.
  public static let words = 2000
  /// Words that a refusal lists.
  public static let named = 30
}

extension Word {
  /// Whether its key is one that a new word may have. Imports bring the words of another tool, and before there was one
  /// rule for keys, people chose others: those go on as they are.
  public var hasPlainKey: Bool { TextBounds.key.fault(in: key) == nil }

  /// Everything that is wrong with a word, but for what only a new one may not have.
  public var faults: [FieldFault] {
    var faults = TextBounds.name.faults(in: key, at: "key") + TextBounds.label.faults(in: label, at: "label")
    if list == .kind, faults.isEmpty, TicketKind(rawValue: key) == nil {
      faults.append(FieldFault("key", "begins with a small letter; small letters, digits and dashes follow, 40 in all"))
    }
    switch (list, prefix) {
    case (.kind, nil): faults.append(FieldFault("prefix", "is missing: what stands before the numbers, like INC"))
    case (.kind, let prefix?):
      if !Word.isPrefix(prefix) { faults.append(FieldFault("prefix", "has 1 to 8 capital letters, A to Z")) }
    case (_, _?): faults.append(FieldFault("prefix", "stands with kinds of ticket only"))
    case (_, nil): break
    }
    if list != .kind, measure != nil { faults.append(FieldFault("measure", "stands with kinds of ticket only")) }
    if list != .category, ticketClass != nil { faults.append(FieldFault("class", "stands with categories only")) }
    if list != .holdReason, end != nil { faults.append(FieldFault("end", "stands with hold reasons only")) }
    return faults
  }

  /// Whether a text can stand before the numbers of a kind: capital letters, A to Z.
  package static func isPrefix(_ text: String) -> Bool {
    (1...8).contains(text.utf8.count) && text.utf8.allSatisfy { (65...90).contains($0) }
  }

  /// As the journal keeps it.
  public var json: JSON {
    .members([
      "key": .string(key), "label": .string(label), "place": .integer(Int64(place)), "active": .bool(isActive),
      "default": .bool(isDefault), "prefix": .text(prefix), "measure": .text(measure?.rawValue),
      "end": .text(end?.rawValue), "class": .text(ticketClass), "version": .integer(Int64(version)),
    ])
  }

  /// Reads what the journal keeps; nil where it is none, or has a member that this version does not know.
  public init?(_ list: List, json: JSON) {
    let known: Set<String> = [
      "key", "label", "place", "active", "default", "prefix", "measure", "end", "class", "version",
    ]
    guard let object = json.objectValue, known.isSuperset(of: object.keys),
      let key = object["key"]?.stringValue, let label = object["label"]?.stringValue,
      let place = object["place"]?.integerValue, let isActive = object["active"]?.boolValue,
      let isDefault = object["default"]?.boolValue, let version = object["version"]?.integerValue
    else { return nil }
    let measure = object["measure"]?.stringValue.map(TicketMeasure.init(rawValue:))
    let end = object["end"]?.stringValue.map(HoldEnd.init(rawValue:))
    if case .some(.none) = measure { return nil }
    if case .some(.none) = end { return nil }
    self.init(
      list, key, label: label, place: Int(place), isActive: isActive, isDefault: isDefault,
      prefix: object["prefix"]?.stringValue, measure: measure ?? nil, end: end ?? nil,
      ticketClass: object["class"]?.stringValue, version: Int(version))
  }
}
