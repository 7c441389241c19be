import Core
import Kernel
import PeopleUseCases
import Reach
import Storage
import Tickets
import TicketsUseCases

/// Something about a ticket that a wing above tells one person, by that person's own ways.
package struct DirectNews: Sendable {
  /// What happened, by a kind of its own: `escalation.rung`.
  package var kind: String
  package var reason: ReachReason
  package var urgency: ReachUrgency
  package var ticket: RecordID
  package var number: String
  /// A sentence. It holds nothing that people wrote about the ticket.
  package var words: String
  package var happenedAt: Instant

  package init(
    kind: String, reason: ReachReason, urgency: ReachUrgency, ticket: RecordID, number: String, words: String,
    happenedAt: Instant
  ) {
    (self.kind, self.reason, self.urgency, self.ticket) = (kind, reason, urgency, ticket)
    (self.number, self.words, self.happenedAt) = (number, words, happenedAt)
  }

  /// A rung of a ladder came.
  package static let rung = "escalation.rung"
  /// Many of them came, told by one message.
  package static let digest = "escalation.digest"
  static let kinds: Set = [rung, digest]
}

/// What would become of a message to somebody who can be told.
package enum ReachOutlook: Hashable, Sendable {
  case goesOut
  /// Their quiet hours hold it.
  case held(until: Instant)
  /// They have chosen that nothing is sent.
  case unwanted
}

/// How a message to a person fares.
public struct ToldStanding: Hashable, Sendable {
  public var state: ToldState
  public var why: String
  public init(state: ToldState, why: String) { (self.state, self.why) = (state, why) }
}

extension Look {
  /// Why somebody cannot be told of a ticket, in words that follow their name; nil where they can.
  ///
  /// - Parameter isServed: Whether the ways that work here are those of this process; where not, as in a process that
  ///   serves nothing, every way that was verified is taken to work.
  package func obstacle(telling person: Person, of ticket: RecordID?, isServed: Bool = true) throws -> String? {
    guard person.isActive, let reader = try principal(named: person.name) else { return "cannot sign in" }
    if let ticket {
      do {
        _ = try GlanceTicket(ticket).answer(from: Look(transaction, app: app, principal: reader, now: now))
      } catch MainstayError.notFound, MainstayError.forbidden {
        return "may not see the ticket"
      }
    }
    let ways = try WayStore.ways(of: person.id, in: transaction).rows
    if ways.isEmpty { return "has said no way to be reached" }
    return ways.contains { $0.way.isVerified && (!isServed || app.offers($0.way.kind)) }
      ? nil
      : isServed
        ? "has no way to be reached that is verified and works here" : "has no way to be reached that is verified"
  }

  /// What becomes of a message to somebody at an instant, by their quiet hours and choices as they are now.
  ///
  /// - Parameter isServed: As of `obstacle(telling:of:isServed:)`.
  package func outlook(
    telling person: Person, _ reason: ReachReason, _ urgency: ReachUrgency, at instant: Instant, isServed: Bool = true
  ) throws -> ReachOutlook {
    let settings = try ReachSettingsStore.row(of: person.id, in: transaction)?.settings ?? ReachSettings()
    let ways = try WayStore.ways(of: person.id, in: transaction).rows.map { row in
      var way = row.way
      way.isOffered = !isServed || app.offers(way.kind)
      return way
    }
    let plan = ReachPlan(reason, urgency, settings: settings, zone: try app.zone(settings.timeZone), ways: ways)
    return switch plan.step(at: instant) {
    case .wait(let until, .waiting, _): .held(until: until)
    case .end(.dropped, _): .unwanted
    case .send, .wait, .end: .goesOut
    }
  }

  /// Whether something on a ticket of a priority can wait.
  package func urgency(ofPriority priority: String?, isUrgent: Bool) throws -> ReachUrgency {
    let first = try WordStore.all([.priority], in: transaction).first { $0.isActive }
    if let priority, priority == first?.key { return .first }
    return isUrgent ? .urgent : .ordinary
  }

  /// How messages fare; those that are kept no longer are left out.
  package func told(_ messages: [RecordID]) throws -> [RecordID: ToldStanding] {
    guard !messages.isEmpty else { return [:] }
    return try PersonalNoticeStore.standings(of: messages, in: transaction)
  }
}

extension Work {
  /// Adds to a message that gathers what else somebody is told for a while, or begins one: in a storm one message tells
  /// of all.
  ///
  /// - Parameter words: The sentence about so many, of which this is the last.
  /// - Returns: The message.
  package func gather(
    _ person: Person, _ news: DirectNews, for length: Duration, words: (_ count: Int) -> String
  ) throws -> RecordID {
    var notice = PersonalNotice(
      id: newID(), cause: RecordID("digest-\(now.milliseconds / length.milliseconds)"), person: person.id,
      kind: DirectNews.digest, reason: news.reason, urgency: news.urgency, words: words(1), happenedAt: news.happenedAt,
      createdAt: now)
    (notice.dueAt, notice.why) = (now + length, "gathered with others for a while")
    if try PersonalNoticeStore.insert(notice, in: transaction) { return notice.id }
    // Others add to the same one at the same time: each waits for the one before, so that all are counted.
    if let (id, said) = try PersonalNoticeStore.gathering(notice.cause, of: person.id, in: transaction) {
      let count = (Int(said.prefix { $0.isNumber }) ?? 0) + 1
      try PersonalNoticeStore.reword(id, words(count), in: transaction)
      return id
    }
    // It is on its way already: the next gathers what comes now.
    notice.cause = newID()
    _ = try PersonalNoticeStore.insert(notice, in: transaction)
    return notice.id
  }

  /// Tells somebody of a ticket by their own ways: quiet hours and choices hold, and whether they may see it is asked
  /// again as each message goes out.
  ///
  /// - Returns: The message, and whether it is known already that it does not arrive.
  package func tell(_ person: Person, _ news: DirectNews) throws -> (message: RecordID, isLost: Bool) {
    var notice = PersonalNotice(
      id: newID(), cause: newID(), person: person.id, kind: news.kind, reason: news.reason, urgency: news.urgency,
      ticket: news.ticket, number: news.number, words: news.words, happenedAt: news.happenedAt, createdAt: now)
    notice.dueAt = now
    _ = try PersonalNoticeStore.insert(notice, in: transaction)
    return (notice.id, try decide(notice).isLost)
  }
}

extension ToldState {
  /// Whether it is over and the person was told nothing.
  package var isLost: Bool { self == .failed || self == .dropped }
}

/// Who wants to know that a message which a wing above had sent does not arrive: such a wing puts itself here. It is asked
/// in the transaction in which that is known.
package struct LostNews: Sendable, AppPart {
  package static let absent: [LostNews] = []

  var lost:
    @Sendable (_ message: RecordID, _ person: RecordID, _ ticket: RecordID?, _ since: Instant, Work) throws -> Void

  package init(
    _ lost:
      @escaping @Sendable (
        _ message: RecordID, _ person: RecordID, _ ticket: RecordID?, _ since: Instant, Work
      ) throws -> Void
  ) {
    self.lost = lost
  }
}
