import Kernel

/// The offered text as agreement files have it, with a path for each of its clauses: what comments name, and what a
/// counter-proposal sets.
public struct OfferText: Hashable, Sendable {
  /// The agreement's key.
  public let key: String
  /// The agreement's members, and `calendars` beside them.
  public private(set) var members: JSON

  private static let promises: Set = ["name", "pauseReasons", "objectives", "measures"]

  /// - Parameter body: Calendars and one agreement, as drafts are kept; nil of anything else.
  public init?(body: JSON) {
    guard let all = body["agreements"]?.arrayValue, all.count == 1, let terms = all[0].objectValue,
      let key = terms["key"]?.stringValue, let agreement = terms["agreement"]?.objectValue
    else { return nil }
    var members = terms.filter { !["key", "agreement", "calendars"].contains($0.key) }
    members.merge(agreement) { $1 }
    members["calendars"] = body["calendars"]
    (self.key, self.members) = (key, .object(members))
  }

  /// As drafts are kept.
  public var body: JSON {
    let all = members.objectValue ?? [:]
    let calendars = all["calendars"] ?? [:]
    var terms = all.filter { $0.key != "calendars" && !OfferText.promises.contains($0.key) }
    terms["key"] = .string(key)
    terms["agreement"] = .object(all.filter { OfferText.promises.contains($0.key) })
    terms["calendars"] = [:]
    return ["agreements": .array([.object(terms)]), "calendars": calendars]
  }

  /// What stands at a path; nil where nothing does.
  public func value(at path: String) -> JSON? {
    guard let steps = OfferPath.steps(path) else { return nil }
    var found: JSON? = members
    for step in steps {
      switch step {
      case .member(let name): found = found?[name]
      case .place(let place):
        guard let elements = found?.arrayValue, elements.indices.contains(place) else { return nil }
        found = elements[place]
      }
    }
    return found
  }

  /// Puts a value where one stands; false where none does.
  public mutating func set(_ path: String, to value: JSON) -> Bool {
    guard let steps = OfferPath.steps(path), self.value(at: path) != nil else { return false }
    members = OfferPath.setting(members, steps[...], value)
    return true
  }

  /// What it says, by paths, in an order that people read in: the name first, then whom it is between and covers, then
  /// its promises, then the rest, then hours.
  public var leaves: [(path: String, value: JSON)] {
    let all = members.objectValue ?? [:]
    func rank(_ name: String) -> (Int, String) { (OfferText.order.firstIndex(of: name) ?? 90, name) }
    return all.keys.sorted { rank($0) < rank($1) }.flatMap { OfferPath.leaves(all[$0] ?? .null, at: $0) }
  }

  private static let order = [
    "name", "kind", "parties", "scopeWords", "scope", "validFrom", "validTo", "objectives", "measures", "pauseReasons",
    "exclusions", "clauses", "assumptions", "documents", "signatories", "reviewDate", "noticePeriod", "termination",
    "calendars",
  ]

  /// Whether the other side can set it: lengths, shares, days and words of what is promised. Whom it covers, how it is
  /// measured and by whom stay as our side has them.
  public static func isTerm(_ path: String) -> Bool {
    guard let steps = OfferPath.steps(path), case .member(let first)? = steps.first else { return false }
    // Whole shapes, so that no field of the desk's own that is called alike is one of them.
    let shape = steps.map { step in if case .member(let name) = step { name } else { "[]" } }
    switch first {
    case "assumptions": return shape == ["assumptions", "[]"]
    case "clauses": return shape == ["clauses", "[]", "text"]
    case "objectives", "measures":
      guard let last = shape.last, ["target", "compliance", "share", "most"].contains(last) else { return false }
      return shape == [first, "[]", last] || shape == [first, "[]", "targets", "[]", last]
    case "calendars": return shape.count == 4 && shape[2] == "weekly" && !shape.contains("[]")
    default:
      return shape.count == 1
        && ["validFrom", "validTo", "reviewDate", "noticePeriod", "scopeWords"].contains(first)
    }
  }
}

/// Where something stands in an agreement file: `objectives[0].targets[2].target`.
enum OfferPath {
  enum Step: Hashable { case member(String), place(Int) }

  /// Bytes of a path.
  static let longest = 300
  /// Places of a list that can be named.
  static let mostPlaces = 100_000

  /// Nil of a text that is no path.
  static func steps(_ path: String) -> [Step]? {
    guard (1...longest).contains(path.utf8.count) else { return nil }
    var steps: [Step] = []
    for part in path.split(separator: ".", omittingEmptySubsequences: false) {
      let pieces = part.split(separator: "[", omittingEmptySubsequences: false)
      guard let name = pieces.first, !name.isEmpty else { return nil }
      steps.append(.member(String(name)))
      for piece in pieces.dropFirst() {
        // One place has one name.
        guard piece.last == "]", let place = Int(piece.dropLast()), (0..<mostPlaces).contains(place),
          String(place) == piece.dropLast()
        else { return nil }
        steps.append(.place(place))
      }
    }
    return steps
  }

  static func setting(_ json: JSON, _ steps: ArraySlice<Step>, _ value: JSON) -> JSON {
    guard let first = steps.first else { return value }
    let rest = steps.dropFirst()
    switch first {
    case .member(let name):
      var members = json.objectValue ?? [:]
      members[name] = setting(members[name] ?? .null, rest, value)
      return .object(members)
    case .place(let place):
      var elements = json.arrayValue ?? []
      guard elements.indices.contains(place) else { return json }
      elements[place] = setting(elements[place], rest, value)
      return .array(elements)
    }
  }

  /// Values that hold no others; a list of plain values is one, and so are the conditions of a row.
  static func leaves(_ json: JSON, at path: String) -> [(path: String, value: JSON)] {
    switch json {
    case .object(let members) where !members.isEmpty && !path.hasSuffix(".when"):
      return members.keys.sorted { rank($0) < rank($1) }.flatMap { leaves(members[$0] ?? .null, at: "\(path).\($0)") }
    case .array(let elements) where elements.contains(where: { $0.objectValue != nil }) || path == "assumptions":
      return elements.enumerated().flatMap { leaves($1, at: "\(path)[\($0)]") }
    default: return [(path, json)]
    }
  }

  private static let order = [
    "name", "metric", "measure", "calendar", "when", "target", "targets", "compliance", "provider", "customer",
    "timeZone", "weekly", "mon", "tue", "wed", "thu", "fri", "sat", "sun",
  ]
  private static func rank(_ name: String) -> (Int, String) { (order.firstIndex(of: name) ?? 90, name) }
}
