import Kernel

/// What a rung says: a line with named places in braces. It holds nothing that people wrote about a ticket.
public struct LadderWording: Hashable, Sendable {
  public let text: String

  /// What can stand in braces, with what it becomes.
  public static let places: [(name: String, meaning: String)] = [
    ("number", "the ticket's number"), ("clock", "the objective that the clock measures"),
    ("moment", "the rung's moment, like 75%"), ("due", "when the target ends or ended, by the desk's clock"),
    ("priority", "the ticket's priority"), ("service", "the ticket's service"), ("team", "the team that has it"),
    ("assignee", "who has it"), ("ladder", "what the ladder is called"),
  ]

  /// What is wrong with a text, a sentence about it.
  public struct Malformed: Error, Hashable, Sendable { public var reason: String }

  public init(_ text: String) throws(Malformed) {
    if let fault = LadderLimit.wording.fault(in: text) { throw Malformed(reason: fault) }
    self.text = text
    _ = try LadderWording.pieces(of: text)
  }

  private enum Piece { case plain(String), place(String) }

  private static func pieces(of text: String) throws(Malformed) -> [Piece] {
    var pieces: [Piece] = []
    var rest = text[...]
    while let open = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
      guard rest[open] == "{" else { throw Malformed(reason: "has a } with no { before it") }
      pieces.append(.plain(String(rest[..<open])))
      let behind = rest[rest.index(after: open)...]
      guard let close = behind.firstIndex(of: "}") else { throw Malformed(reason: "has a { with no } behind it") }
      let name = String(behind[..<close])
      guard places.contains(where: { $0.name == name }) else {
        let known = places.map { "{\($0.name)}" }.joined(separator: ", ")
        throw Malformed(reason: "knows no place {\(name.prefix(40))}; there are \(known)")
      }
      pieces.append(.place(name))
      rest = behind[behind.index(after: close)...]
    }
    pieces.append(.plain(String(rest)))
    return pieces
  }

  /// The line with what stands in its places; what is not there reads `none`.
  public func written(_ values: [String: String]) -> String {
    guard let pieces = try? LadderWording.pieces(of: text) else { return text }
    return pieces.map { piece in
      switch piece {
      case .plain(let text): text
      case .place(let name): values[name] ?? "none"
      }
    }.joined()
  }

  private init(known text: String) { self.text = text }

  /// What is said where a rung has no words of its own.
  ///
  /// - Parameters:
  ///   - isAhead: Whether the target has not passed yet; nil where that depends on when it comes.
  ///   - cause: Why it comes; nil where that is not known yet.
  public static func usual(
    _ moment: LadderMoment, isAhead: Bool? = nil, cause: LadderFiring.Cause? = nil
  ) -> LadderWording {
    let clock: String
    switch isAhead ?? (moment == .afterTheOneBefore || !moment.isPastTarget) {
    case true: clock = "{clock} is due {due}"
    case false: clock = "{clock} has passed its target, which was due {due}"
    }
    let reason: String? =
      switch cause {
      case .unacknowledged, .again, .anew: "nobody told before has taken it up"
      case .nobody: "nobody could be told before"
      case .outside: "those before are told in other hours"
      case .moment: nil
      case nil: moment == .afterTheOneBefore ? "nobody told before has taken it up" : nil
      }
    return LadderWording(known: "{number}: \(clock)\(reason.map { ", and " + $0 } ?? "").")
  }
}

extension LadderRung {
  /// What it says, with what it asks for and how late it is.
  ///
  /// - Parameters:
  ///   - isAhead: Whether the target has not passed yet; nil where that depends on when it comes.
  ///   - cause: Why it comes; nil where that is not known yet.
  public func message(
    _ values: [String: String], noticedLate: String? = nil, isAhead: Bool? = nil, cause: LadderFiring.Cause? = nil
  ) -> String {
    var text = (wording ?? LadderWording.usual(moment, isAhead: isAhead, cause: cause)).written(values)
    if let ask { text += " Please acknowledge it within \(ask.within.plainWords)." }
    if let noticedLate { text += " This was noticed late: its moment was \(noticedLate)." }
    return text
  }
}

extension Duration {
  /// `30 minutes`, `2 hours`, `90 seconds`.
  public var plainWords: String {
    func count(_ number: Int64, _ one: String) -> String { "\(number) \(one)\(number == 1 ? "" : "s")" }
    let seconds = milliseconds / 1000
    if seconds % 86_400 == 0 { return count(seconds / 86_400, "day") }
    if seconds % 3600 == 0 { return count(seconds / 3600, "hour") }
    if seconds % 60 == 0 { return count(seconds / 60, "minute") }
    return count(seconds, "second")
  }
}
