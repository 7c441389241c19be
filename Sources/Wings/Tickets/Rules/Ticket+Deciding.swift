import Kernel

/// Bounds of what a ticket can hold.
public enum TicketLimits {
  public static let title = TextBounds.title.length.upperBound
  public static let text = TextBounds.description.length.upperBound
  /// Of a priority, a team, a reason and the like.
  public static let name = TextBounds.name.length.upperBound
  public static let attributes = 50
  /// What an exclusion of one ticket leaves out at most.
  public static let exclusion = Duration.days(366)
  public static let holds = 20
  public static let vendors = 20
  public static let links = 200
  /// Messages of its requester on one ticket. Each costs as much as the ticket's life is long, so that whoever has more
  /// to say opens another.
  public static let heard = 1000
  /// Of events of one ticket: past it, it takes only what ends it.
  public static let events = 10_000
}

extension Ticket {
  /// Everything but a look back needs a ticket that still lives.
  func requireLiving(_ action: String) throws(MainstayError) {
    guard !state.isFinal else {
      throw .conflict(code: "ticket-ended", message: "\(number) is \(state.rawValue); \(action) is no longer possible.")
    }
  }

  func requireOpen(_ action: String) throws(MainstayError) {
    try requireLiving(action)
    guard state == .open else {
      throw .conflict(
        code: "ticket-not-open", message: "\(number) is \(state.rawValue); reopen it before you \(action).")
    }
  }

  /// A short name as people choose them: not empty, bounded, no control characters.
  static func checkName(_ value: String, _ path: String, faults: inout [FieldFault]) {
    faults += TextBounds.name.faults(in: value, at: path)
  }

  static func requireName(_ value: String, _ path: String) throws(MainstayError) {
    var faults: [FieldFault] = []
    checkName(value, path, faults: &faults)
    if !faults.isEmpty { throw .invalid(faults) }
  }

  /// The faults of attributes by their path `<prefix>.<key>`.
  public static func attributeFaults(_ attributes: [String: String?], path prefix: String) -> [FieldFault] {
    var faults: [FieldFault] = []
    if attributes.count > TicketLimits.attributes {
      faults.append(FieldFault(prefix, "may have at most \(TicketLimits.attributes) entries"))
    }
    for (key, value) in attributes.sorted(by: { $0.key < $1.key }) {
      checkName(key, prefix.isEmpty ? key : prefix + "." + key, faults: &faults)
      if let value { checkName(value, prefix.isEmpty ? key : prefix + "." + key, faults: &faults) }
    }
    return faults
  }
}
