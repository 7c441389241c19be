import Core
import Kernel
import PeopleUseCases
import Reach
import Storage
import Tickets

/// Tells those who can decide about something that it waits, and who asked for it what was decided. For the engine.
struct TellOfMatter: Command {
  var matter: Matter
  var delivery: Delivery
  init(_ matter: Matter, _ delivery: Delivery) { (self.matter, self.delivery) = (matter, delivery) }

  func perform(in work: Work) throws {
    try work.principal.require(.runEngine)
    guard let news = try matter.news(delivery.notice, work.look) else { return }
    for person in try people(news, work) where person.isActive && person.name != news.actor {
      guard try !WayStore.ways(of: person.id, in: work.transaction).rows.isEmpty else { continue }
      var notice = PersonalNotice(
        id: work.newID(), cause: delivery.id, person: person.id, kind: delivery.notice.kind, reason: .decision,
        urgency: .ordinary, words: news.sentence, happenedAt: delivery.notice.createdAt, createdAt: work.now)
      (notice.matter, notice.matterPage) = (matter.prefix + news.key, news.page)
      (notice.actor, notice.dueAt) = (news.actor, work.now)
      if let reader = try work.look.principal(named: person.name), try !work.look.sees(reader, notice) { continue }
      guard try PersonalNoticeStore.insert(notice, in: work.transaction) else { continue }
      try work.decide(notice)
    }
  }

  private func people(_ news: MatterNews, _ work: Work) throws -> [Person] {
    switch news.audience {
    case .people(let names):
      return try names.sorted().compactMap { try PeopleStore.person(named: $0, in: work.transaction) }
    case .deciders(let permission, let others):
      return try work.look.people(holding: permission) { !others.contains($0) }
    }
  }
}

extension Look {
  /// Those who hold a permission everywhere and whose sign-in names fit, so far as anybody tells so many.
  func people(holding permission: Permission, where fits: (String) -> Bool) throws -> [Person] {
    var (names, after): ([String], String?) = ([], nil)
    repeat {
      let found = try holders(of: [permission], on: nil, at: nil, after: after)
      names += found.items.map(\.name)
      after = found.next
    } while after != nil && names.count < Audience.mostOfTeam
    return try names.filter(fits).compactMap { try PeopleStore.person(named: $0, in: transaction) }
  }
}
