import Agreements
import Kernel

/// Reads `timeline:`. Extra keys of an event are allowed; everything else is a fault.
struct TimelineReader {
  /// The reasons that `held` and `resumed` may name; nil: not known, so none is blamed.
  let knownReasons: [String]?

  func events(_ field: Field) -> [ClockEvent] {
    guard let rows = field.elements(limit: Scenario.maximumEvents) else { return [] }
    if rows.isEmpty { field.fault("has no event; it begins with opened") }
    let events = rows.map(event)
    if !events.contains(where: { $0 == nil }) { checkOrder(events.compactMap { $0 }, field) }
    return events.compactMap { $0 }
  }

  private func event(_ field: Field) -> ClockEvent? {
    guard let members = field.anyMembers(of: "at, event and what the event needs") else { return nil }
    let at = members.required("at", "is missing: when it happened")?.instant()
    guard let word = members.required("event", "is missing: what happened") else { return nil }
    guard let kind = kind(word, members), let at else { return nil }
    return ClockEvent(at, kind)
  }

  private static let words = [
    "opened", "answered", "answerWithdrawn", "held", "resumed", "prioritized", "changed", "assigned", "unassigned",
    "handedOff", "handedBack", "acknowledged", "resolved", "reopened", "closed", "cancelled", "merged",
    "agreementEnded",
  ]

  private func kind(_ word: Field, _ members: Members) -> ClockEvent.Kind? {
    switch word.scalarText {
    case "opened":
      return .opened(
        attributes: openingAttributes(members), team: members["team"]?.name(), assignee: members["assignee"]?.name())
    case "answered":
      let author = members.required("by", "is missing: staff or requester")?.choice(ClockEvent.Author.self)
      let isPublic = members["public"].map { $0.bool() } ?? true
      let id = members["id"]?.name()
      guard let author, let isPublic else { return nil }
      return .answered(by: author, isPublic: isPublic, id: id)
    case "answerWithdrawn":
      return members.required("answer", "is missing: the id of the answer")?.name().map { .answerWithdrawn(answer: $0) }
    case "held":
      return reason(members.required("reason", "is missing: why"))?.map { .held(reason: $0) }
    case "resumed":
      guard let field = members["reason"] else { return .resumed(reason: nil) }
      return reason(field)?.map { .resumed(reason: $0) }
    case "prioritized":
      return members.required("priority")?.name().map { .prioritized($0) }
    case "changed":
      return members.required("set", "is missing: the attributes and their new values").flatMap(change)
    case "assigned":
      let team = members["team"]?.name()
      let assignee = members["assignee"]?.name()
      if members["team"] == nil, members["assignee"] == nil { word.fault("needs a team, an assignee or both") }
      return .assigned(team: team, assignee: assignee)
    case "unassigned": return .unassigned
    case "handedOff": return members.required("vendor")?.name().map { .handedOff(vendor: $0) }
    case "handedBack": return .handedBack(vendor: members["vendor"]?.name())
    case "acknowledged": return .acknowledged(vendor: members["vendor"]?.name())
    case "resolved": return .resolved
    case "reopened": return .reopened
    case "closed": return .closed(byTimer: members["by"]?.scalarText == "timer")
    case "cancelled": return .cancelled
    case "merged": return .merged
    case "agreementEnded": return .agreementEnded
    default:
      word.fault("must be one of \(TimelineReader.words.joined(separator: ", "))")
      return nil
    }
  }

  /// The reason, `.some(nil)` never; nil where it is missing or faulty.
  private func reason(_ field: Field?) -> String?? {
    guard let field, let reason = field.name() else { return nil }
    if let knownReasons, !knownReasons.contains(reason) {
      field.fault(
        "the agreement lists no reason \(Field.shown(reason))"
          + (knownReasons.isEmpty ? "" : "; it lists \(knownReasons.prefix(20).joined(separator: ", "))"))
      return nil
    }
    return .some(reason)
  }

  /// What `opened` carries besides its own keys. Values that are no scalars cannot be named by a condition.
  private func openingAttributes(_ members: Members) -> [String: String] {
    var attributes: [String: String] = [:]
    for key in members.keys where !["at", "event", "team", "assignee"].contains(key) {
      attributes[key] = members[key]?.scalarText
    }
    return attributes
  }

  private func change(_ field: Field) -> ClockEvent.Kind? {
    guard let members = field.anyMembers(of: "attributes and their new values") else { return nil }
    if members.keys.isEmpty { field.fault("has no attribute") }
    var attributes: [String: String?] = [:]
    for key in members.keys {
      guard let value = members[key] else {
        attributes[key] = .some(nil)
        continue
      }
      if value.scalarText == nil { value.fault("must be a text or a number") }
      attributes[key] = .some(value.scalarText)
    }
    return .changed(attributes)
  }

  /// What can be judged only of the whole timeline, in the order of time.
  private func checkOrder(_ events: [ClockEvent], _ field: Field) {
    let order = events.indices.sorted { (events[$0].at, $0) < (events[$1].at, $1) }
    var opened: Int?
    var answers: Set<String> = []
    func fault(_ index: Int, _ key: String, _ message: String) {
      field.log.add("\(field.path)[\(index)].\(key)", message)
    }
    for (place, index) in order.enumerated() {
      switch events[index].kind {
      case .opened:
        if let opened { fault(index, "event", "the ticket was opened already by \(field.path)[\(opened)]") }
        opened = opened ?? index
      case .answered(_, _, let id?):
        if !answers.insert(id).inserted { fault(index, "id", "another answer has the id \(Field.shown(id))") }
      case .answerWithdrawn(let answer):
        if !answers.contains(answer) { fault(index, "answer", "there is no earlier answer \(Field.shown(answer))") }
      default: break
      }
      if place == 0, opened == nil {
        fault(index, "event", "the first event is \(events[index].kind.name), not opened")
      }
    }
  }
}
