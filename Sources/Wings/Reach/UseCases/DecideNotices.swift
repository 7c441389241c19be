import Core
import DutyUseCases
import Kernel
import PeopleUseCases
import Reach
import Storage
import TicketsUseCases

/// Messages to people that are due to be looked at again.
struct DuePersonalNotices: Query {
  var limit: Int

  func answer(from look: Look) throws -> [RecordID] {
    try look.principal.require(.runEngine)
    return try PersonalNoticeStore.due(by: look.now, limit: limit, in: look.transaction)
  }
}

/// Decides what is done next about one message to a person.
struct DecidePersonalNotice: Command {
  var id: RecordID

  /// Whether it was due, and no other node's.
  func perform(in work: Work) throws -> Bool {
    try work.principal.require(.runEngine)
    guard let notice = try PersonalNoticeStore.takeDue(id, by: work.now, in: work.transaction) else { return false }
    try work.decide(notice)
    return true
  }
}

/// Makes due what was to be looked at at an instant that the clock has been put back from.
struct RenewPersonalNotices: Command {
  func perform(in work: Work) throws {
    try work.principal.require(.runEngine)
    try PersonalNoticeStore.renew(at: work.now, in: work.transaction)
  }
}

extension App {
  /// Looks again at messages to people that are held or under way, each in a transaction of its own.
  ///
  /// - Returns: How many were due.
  public func advancePersonalNotices(limit: Int, as principal: Principal) async throws -> Int {
    try await run(RenewPersonalNotices(), as: principal)
    let failing = Set(try await failedItems(of: PersonalNotice.module, limit: limit, as: principal))
    let resting = Set(try await ask(FailingItems(module: PersonalNotice.module), as: principal)).subtracting(failing)
    var handled = 0
    for id in try await ask(DuePersonalNotices(limit: limit), as: principal) where !resting.contains(id.text) {
      let item = WorkItem(PersonalNotice.module, id.text, name: "message to a person")
      let done = try await attempt(item, again: failing.contains(id.text), as: principal) {
        try await run(DecidePersonalNotice(id: id), as: principal)
      }
      if done == true { handled += 1 }
    }
    return handled
  }
}

extension Work {
  /// Decides what is done about a message to a person now, does it, and says why.
  ///
  /// - Returns: How it stands then.
  @discardableResult
  func decide(_ notice: PersonalNotice) throws -> ToldState {
    var notice = notice
    if let obstacle = try obstacle(to: notice) {
      try end(&notice, .dropped, obstacle)
      return notice.state
    }
    let ways = try WayStore.ways(of: notice.person, in: transaction).rows
    let tries = try PersonalNoticeStore.tries(of: [notice.id], in: transaction)[notice.id] ?? []
    let done = tries.map { one in WayTry(way: one.try.way, begunAt: one.try.begunAt, state: one.state.tryState) }
    let settings = try ReachSettingsStore.row(of: notice.person, in: transaction)?.settings ?? ReachSettings()
    let step: ReachStep
    if notice.way != nil {
      step = direct(done)
    } else {
      step = ReachPlan(
        notice.reason, notice.urgency, settings: settings, zone: try app.zone(settings.timeZone),
        ways: ways.map { offered($0.way) },
        tries: done
      ).step(at: now)
    }
    switch step {
    case .send(let ids, let why):
      let chosen = ids.compactMap { id in ways.first { $0.way.id == id } }
      try send(notice, by: chosen, why: why, after: tries.count)
      (notice.state, notice.why, notice.dueAt) = (.underway, why, now + ReachPlan.lookEvery)
      try PersonalNoticeStore.update(notice, in: transaction)
    case .wait(let until, let state, let why):
      // What is under way keeps the words that say why it went that way.
      (notice.state, notice.dueAt) = (state, until)
      if state == .waiting { notice.why = why }
      try PersonalNoticeStore.update(notice, in: transaction)
    case .end(let state, let why): try end(&notice, state, why)
    }
    return notice.state
  }

  /// What becomes of a code or a test, which goes by one way and no other.
  private func direct(_ tries: [WayTry]) -> ReachStep {
    guard let only = tries.first else { return .end(.failed, why: "it could not be sent") }
    switch only.state {
    case .arrived: return .end(.arrived, why: "arrived")
    case .failed: return .end(.failed, why: "it did not arrive")
    case .underway: return .wait(until: now + ReachPlan.lookEvery, .underway, why: "under way")
    }
  }

  private func end(_ notice: inout PersonalNotice, _ state: ToldState, _ why: String) throws {
    // How it went stands with its tries; why it went by them is worth more than that it arrived.
    if state != .arrived || notice.why.isEmpty { notice.why = why }
    (notice.state, notice.dueAt) = (state, nil)
    try PersonalNoticeStore.update(notice, in: transaction)
    guard state.isLost, DirectNews.kinds.contains(notice.kind) else { return }
    for one in app.parts[LostNews.self] {
      try one.lost(notice.id, notice.person, notice.ticket, notice.createdAt, self)
    }
  }

  /// The way as it can be used here and now.
  func offered(_ way: Way) -> Way {
    var way = way
    way.isOffered = app.offers(way.kind)
    return way
  }

  /// Why a person may not be told of something now; nil where they may. What they may see is asked of the ticket's own
  /// use case, in their name.
  func obstacle(to notice: PersonalNotice) throws -> String? { try look.obstacle(to: notice) }
}

extension Look {
  func obstacle(to notice: PersonalNotice) throws -> String? {
    guard let person = try ReachPeopleStore.person(notice.person, in: transaction),
      let reader = try principal(named: person.name)
    else { return "not sent: you could not sign in any more" }
    return try sees(reader, notice) ? nil : "not sent: you may not see what it is about any more"
  }

  /// Whether somebody may see what a message is about.
  func sees(_ reader: Principal, _ notice: PersonalNotice) throws -> Bool {
    // One's own duty everybody sees who can have some.
    if notice.reason == .duty { return reader.may(.ownDuty) }
    let theirs = Look(transaction, app: app, principal: reader, now: now)
    if let stream = notice.matter {
      guard let matter = app.features.matter(ofStream: stream) else { return false }
      return try matter.isSeen(String(stream.dropFirst(matter.prefix.count)), theirs)
    }
    guard let ticket = notice.ticket else { return true }
    do {
      _ = try GlanceTicket(ticket).answer(from: theirs)
      return true
    } catch MainstayError.notFound, MainstayError.forbidden {
      return false
    }
  }
}

extension Delivery.State? {
  /// A delivery that is gone was over long ago.
  fileprivate var tryState: WayTry.State {
    switch self {
    case .delivered: .arrived
    case .waiting, .sending: .underway
    case .dead, nil: .failed
    }
  }
}

extension Work {
  /// Queues a message by some ways, a notice and a delivery each.
  func send(_ notice: PersonalNotice, by ways: [WayRow], why: String, after count: Int) throws {
    for (index, row) in ways.enumerated() {
      let written = Notice(
        kind(of: notice), id: newID(), about: notice.subject, at: notice.happenedAt, facts(of: notice, by: row),
        now: now)
      let person = try ReachPeopleStore.person(notice.person, in: transaction)?.name ?? notice.person.text
      let delivery = delivery(
        of: written, by: row.way.kind.channel,
        to: Listener(key: row.destination.key, name: "\(person), by \(row.way.kind.words)"))
      if row.way.kind == .mail { try DestinationStore.add([row.destination], in: transaction) }
      try queue(written, [delivery])
      try PersonalNoticeStore.insert(
        PersonalNotice.Try(way: row.way.id, delivery: delivery.id, begunAt: now, why: why), place: count + index,
        of: notice.id, in: transaction)
    }
  }

  private func kind(of notice: PersonalNotice) -> NoticeKind {
    switch notice.reason {
    case .code: SendWayCode.notice
    case .test: TestWay.notice
    default: PersonalNotice.told
    }
  }

  private func facts(of notice: PersonalNotice, by row: WayRow) -> NoticeFacts {
    let isAboutOther = notice.reason == .duty || notice.matter != nil
    guard isAboutOther || notice.ticket != nil && notice.number != nil else {
      return NoticeFacts(data: ["way": .string(row.way.id.text)], words: ["sentence": notice.words])
    }
    var data: [String: JSON] = [
      "kind": .string(notice.kind), "reason": .string(notice.reason.rawValue),
      "urgency": .string(notice.urgency.rawValue),
    ]
    data["ticket"] = .text(notice.ticket?.text)
    data["number"] = .text(notice.number)
    data["roster"] = .text(notice.roster?.text)
    data["matter"] = .text(notice.matter)
    data["actor"] = .text(notice.actor)
    data["link"] = .text(app.link(notice.path))
    return NoticeFacts(data: data, words: ["sentence": notice.words])
  }
}

extension PersonalNotice {
  /// What its messages are about: the stream of the ticket, of the roster or of the person's duty, or the way.
  var subject: String {
    if let ticket { return "ticket/" + ticket.text }
    if let roster { return "roster/" + roster.text }
    if let matter { return matter }
    return reason == .duty ? "duty/" + person.text : WayRow.prefix + (way?.text ?? "")
  }

  /// The page of what it is about; nil where there is none.
  public var page: String? {
    if kind == DirectNews.digest { return "/escalations" }
    if let number { return kind == DirectNews.rung ? "/escalations/" + number : "/tickets/" + number }
    if let matterPage { return matterPage }
    return reason == .duty ? MyDuty.path : nil
  }
  var path: String { page ?? PersonalNotice.preferencesPath }
}
