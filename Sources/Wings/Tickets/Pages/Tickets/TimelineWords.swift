import Components
import Kernel
import Tickets
import TicketsUseCases

/// What happened to a ticket, in words that follow the actor's name.
enum TimelineWords {
  /// - Parameter time: How an instant is written.
  static func did(
    _ event: TicketEvent, numbers: [RecordID: String] = [:], people: PeopleNames = [:],
    labels: WordLabels = WordLabels(), time: (Instant) -> String = \.rfc3339
  ) -> String {
    func hold(_ reason: String) -> String { labels[.holdReason, reason] ?? Words.plain(reason) }
    func vendor(_ key: String) -> String { labels[.vendor, key] ?? key }
    func number(_ id: RecordID) -> String { numbers[id] ?? "another ticket" }
    switch event {
    case .opened: return "opened it"
    case .retitled: return "reworded it"
    case .answered(_, _, let isPublic, _): return isPublic ? "answered" : "noted"
    case .answerWithdrawn: return "made an answer private"
    case .held(let reason, let until):
      return "put it on hold, \(hold(reason))" + (until.map { ", to look at it again on \(time($0))" } ?? "")
    case .resumed(let reason): return reason.map { "ended the hold \(hold($0))" } ?? "resumed it"
    case .changed(let set, let reason): return changed(set, labels) + (reason.map { ", because: \($0)" } ?? "")
    case .assigned(let team, let assignee):
      return "gave it to "
        + [team.map { "team \($0)" }, assignee.map { people.person($0).shown }].compactMap { $0 }.joined(
          separator: ", ")
    case .unassigned: return "took it from its team and owner"
    case .released: return "took it from its owner"
    case .handedOff(let key, let reference):
      return "handed it to \(vendor(key))" + (reference.map { ", their number \($0)" } ?? "")
    case .acknowledged(let key): return "recorded that \(vendor(key)) acknowledged"
    case .handedBack(let key): return "took it back from \(vendor(key))"
    case .resolved(let code, _):
      return "resolved it" + (code.map { " (\(labels[.resolutionCode, $0] ?? Words.plain($0)))" } ?? "")
    case .reopened(let reason): return "reopened it" + (reason.map { ", because: \($0)" } ?? "")
    case .closed(let byTimer): return byTimer ? "closed it by the timer" : "closed it"
    case .cancelled(let reason): return "cancelled it" + (reason.map { ", because: \($0)" } ?? "")
    case .merged(let id): return "merged it into \(number(id))"
    case .absorbed(let id): return "merged \(number(id)) into it"
    case .linked(let id, let relation): return "linked it: \(Words.plain(relation.rawValue)) \(number(id))"
    case .unlinked(let id, let relation): return "took a link away: \(Words.plain(relation.rawValue)) \(number(id))"
    case .agreementEnded: return "ended its agreement"
    case .agreementDecided(let found):
      return found == nil
        ? "found that no agreement covers it" : "found the agreement that covers it, which could not be read before"
    case .returned: return "answered after it had ended, so it stands before the desk again"
    case .excluded(let exclusion): return "excluded a time from its clocks: \(Words.plain(exclusion.reason))"
    case .readmitted(_, let reason): return "counted a time again that was left out: \(Words.plain(reason))"
    case .verdictRecorded(let source, let met):
      return "recorded the verdict of \(source): \(met ? "met" : "missed")"
    }
  }

  private static func changed(_ set: [String: String?], _ labels: WordLabels) -> String {
    set.sorted { $0.key < $1.key }.map { key, value in
      if key == Ticket.classAttribute {
        return value.map { "made it confidential: \(labels.attribute(key, $0))" } ?? "made it confidential no more"
      }
      return value.map { "set \(Words.plain(key)) to \(labels.attribute(key, $0))" } ?? "took \(Words.plain(key)) away"
    }.joined(separator: ", ")
  }
}

extension TicketDetail {
  /// The message before which there are more; nil where these are all.
  var earlier: String? { hasEarlier ? messages.first?.id.text : nil }

  /// Whether an entry's text is among the messages: it lies between the first, where others stand before it, and
  /// the one behind the last.
  private func isShown(_ entry: TimelineEntry) -> Bool {
    let start = hasEarlier ? messages.first?.at : nil
    return (start.map { entry.at >= $0 } ?? true) && (until.map { entry.at < $0 } ?? true)
  }

  /// Journal, messages and what its clocks did, as one line of time.
  func timeline(time: (Instant) -> String = \.rfc3339) -> [TimelineEntry] {
    let byID = Dictionary(messages.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let numbers = Dictionary(
      (links.map(\.ticket) + absorbed + [mergedInto].compactMap { $0 }).map { ($0.id, $0.number) },
      uniquingKeysWith: { first, _ in first })
    // The text of a resolution is named in its entry; in older ones it is a message that no answer names.
    var loose = Dictionary(grouping: messages, by: \.at)
    for entry in history {
      if case .answered(let id, _, _, _) = entry.event { loose[entry.at]?.removeAll { $0.id == id } }
    }
    var entries = history.enumerated().map { index, entry -> TimelineEntry in
      var line = TimelineEntry(
        at: entry.at, actor: people.person(entry.actor), kind: .change,
        did: TimelineWords.did(entry.event, numbers: numbers, people: people, labels: labels, time: time),
        recordedAt: entry.recordedAt, sequence: Int(entry.sequence),
        version: isWhole ? index + 1 : nil)
      switch entry.event {
      case .opened(let opening):
        line.kind = .message
        if opening.requester != entry.actor { line.did = "opened it for \(people.person(opening.requester).shown)" }
        line.said = text.description.isEmpty ? nil : text.description
      case .answered(let id, let side, let isPublic, _):
        line.kind = isPublic ? .message : .note
        line.said = byID[id]?.body
        line.isWithdrawn = byID[id]?.withdrawnAt != nil
        if isPublic, side == .staff, !line.isWithdrawn { line.answer = id.text }
      case .answerWithdrawn(let id):
        line.concerns = history.first { $0.event.isAnswer(id) }.map { Int($0.sequence) }
      case .resolved(_, let reference):
        let named = reference?.message
        if let said = named == nil ? loose[entry.at]?.first : named.flatMap({ byID[$0] }) {
          line.kind = .message
          line.said = said.body
        }
      default: break
      }
      return line
    }
    entries += rungs.map { rung in
      let words = rung.rung == RungFired.breach ? "breached" : ClockWords.passed(rung.rung)
      return TimelineEntry(
        at: rung.at, actor: PersonName(Words.capital(rung.clock)), kind: .clock,
        did: words + (rung.cycle > 1 ? " in cycle \(rung.cycle)" : ""),
        recordedAt: rung.recordedAt - rung.at > .minutes(1) ? rung.recordedAt : nil)
    }
    return entries.filter(isShown).enumerated()
      .sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
  }
}

extension TicketEvent {
  fileprivate func isAnswer(_ id: RecordID) -> Bool {
    if case .answered(id, _, _, _) = self { true } else { false }
  }
}
