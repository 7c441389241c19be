import Core
import Kernel
import MessagesUseCases
import PeopleUseCases
import Reach
import Storage
import Tickets
import TicketsUseCases

extension PersonalNotice {
  /// What a person is told, as a message by one of their ways has it.
  static let told = NoticeKind(
    "person.told", "Message to a person", "A person is told of something by a way of their own.", isChosen: false,
    template: "{sentence}",
    fields: [
      NoticeField("ticket", .id, "The ticket; missing where it is about duty.", optional: true),
      NoticeField("number", "Its number, like INC-1024; missing likewise.", optional: true),
      NoticeField("roster", .id, "The roster, where it is about duty on one.", optional: true),
      NoticeField(
        "matter", "What waits or was decided, by the name of its stream, where it is about such.", optional: true),
      NoticeField("actor", "Sign-in name of who did it, where the text names them.", optional: true),
      NoticeField("kind", "What happened, by its kind of notice."),
      NoticeField(
        "reason",
        "Why the person is told: assigned, answered, noted, progressed, clock, team, guarded, escalated, duty "
          + "or decision."),
      NoticeField("urgency", "Whether it can wait: ordinary, urgent, or first, of the desk's first priority."),
      NoticeField(
        "link", "The page of the ticket, or My duty, where the address of the desk is known.", optional: true),
      NoticeField("text", "The same in words."),
    ])
}

/// Decides who is told of something that happened to a ticket, and begins to tell them. For the engine.
struct TellPeople: Command {
  var delivery: Delivery
  init(_ delivery: Delivery) { self.delivery = delivery }

  /// - Throws: `notFound` where the ticket is gone.
  func perform(in work: Work) throws {
    try work.principal.require(.runEngine)
    guard let data = delivery.notice.data, let ticket = data["ticket"]?.stringValue else { return }
    let row = try GlanceTicket(RecordID(ticket)).answer(from: work.look)
    let first = try WordStore.all([.priority], in: work.transaction).first { $0.isActive }
    let priority = data["priority"]?.stringValue
    let news = TicketNews(
      kind: delivery.notice.kind, requester: row.requester, assignee: data["assignee"]?.stringValue,
      team: data["team"]?.stringValue, side: data["by"]?.stringValue.flatMap(TicketNews.Side.init(rawValue:)),
      actor: data["actor"]?.stringValue, isOfFirstPriority: priority != nil && priority == first?.key)
    var told: Set<RecordID> = []
    for audience in news.audience {
      for person in try people(audience, news, work) where person.isActive && told.insert(person.id).inserted {
        try tell(person, audience.reason, of: news, row, data, work)
      }
    }
  }

  private func people(_ audience: Audience, _ news: TicketNews, _ work: Work) throws -> [Person] {
    switch audience.who {
    case .person(let name): return try PeopleStore.person(named: name, in: work.transaction).map { [$0] } ?? []
    case .team(let key):
      return try work.look.staff(of: key, limit: Audience.mostOfTeam)
        .filter { !news.isOwnDoing(.person($0.name)) }
    case .holding(let permission):
      guard let permission = work.app.features.permission(named: permission) else { return [] }
      return try work.look.people(holding: permission) { !news.isOwnDoing(.person($0)) }
    }
  }

  private func tell(
    _ person: Person, _ reason: ReachReason, of news: TicketNews, _ row: TicketRow, _ data: JSON, _ work: Work
  ) throws {
    // Who has said nothing of how to reach them is told nothing; the page of who can be reached shows them.
    guard try !WayStore.ways(of: person.id, in: work.transaction).rows.isEmpty else { return }
    let clock = data["clock"]?.stringValue.map { (objective: $0, rung: data["rung"]?.stringValue ?? "") }
    let timestamp = (try? JSON(parsing: delivery.notice.body))?["timestamp"]?.stringValue
    let happenedAt = try timestamp.map { try Instant(parsing: $0) } ?? delivery.notice.createdAt
    var notice = PersonalNotice(
      id: work.newID(), cause: delivery.id, person: person.id, kind: news.kind, reason: reason,
      urgency: news.urgency, ticket: row.id, number: row.number,
      words: NoticeWords.sentence(news.kind, number: row.number, reason: reason, clock: clock, actor: news.actor),
      happenedAt: happenedAt, createdAt: work.now)
    if news.kind == TicketNews.brokenGlass { notice.actor = news.actor }
    // Who watches is told that it was opened, and may not see it.
    if news.kind == TicketNews.brokenGlass, person.name != row.assignee { notice.ticket = nil }
    // Who may not see it is not even told that there was something to tell.
    if let reader = try work.look.principal(named: person.name), try !work.look.sees(reader, notice) { return }
    notice.dueAt = work.now
    guard try PersonalNoticeStore.insert(notice, in: work.transaction) else { return }
    try work.decide(notice)
  }
}
