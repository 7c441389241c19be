import Core
import Duty
import DutyUseCases
import Kernel
import PeopleUseCases
import Reach
import Storage

/// Tells somebody of what became of their duty. For the engine.
struct TellOfDuty: Command {
  var delivery: Delivery
  init(_ delivery: Delivery) { self.delivery = delivery }

  func perform(in work: Work) throws {
    try work.principal.require(.runEngine)
    guard let data = delivery.notice.data, let news = try DutyNews(delivery.notice.kind, data), news.isTold,
      let person = try PeopleStore.person(named: news.person, in: work.transaction), person.isActive,
      try !WayStore.ways(of: person.id, in: work.transaction).rows.isEmpty
    else { return }
    // By the clock that the person goes by, or the roster's.
    let own = try ReachSettingsStore.row(of: person.id, in: work.transaction)?.settings.timeZone
    let zone = own ?? data["zone"]?.stringValue ?? "UTC"
    var notice = PersonalNotice(
      id: work.newID(), cause: delivery.id, person: person.id, kind: delivery.notice.kind, reason: .duty,
      urgency: news.urgency(at: work.now), words: news.sentence(in: try work.app.zone(zone), named: zone),
      happenedAt: delivery.notice.createdAt, createdAt: work.now)
    notice.roster = data["roster"]?.stringValue.map { RecordID($0) }
    notice.actor = news.actor
    notice.dueAt = work.now
    if let reader = try work.look.principal(named: person.name), try !work.look.sees(reader, notice) { return }
    guard try PersonalNoticeStore.insert(notice, in: work.transaction) else { return }
    try work.decide(notice)
  }
}

extension DutyNews {
  /// Nil for a notice that is of another sort.
  fileprivate init?(_ kind: String, _ data: JSON) throws {
    guard let change = DutyChange(kind: kind), let person = data["person"]?.stringValue,
      let actor = data["actor"]?.stringValue
    else { return nil }
    func instant(_ member: String) throws -> Instant? {
      try data[member]?.stringValue.map { try Instant(parsing: $0) }
    }
    func span(_ from: String, _ to: String) throws -> DutySpan? {
      guard let from = try instant(from), let to = try instant(to) else { return nil }
      return DutySpan(from: from, to: to)
    }
    guard let duty = try span("from", "to") else { return nil }
    self.init(
      change, person: person, actor: actor, team: data["team"]?.stringValue, span: duty,
      back: try span("backFrom", "backTo"))
  }
}
