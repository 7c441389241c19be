import Core
import Kernel
import Reach
import Storage
import TicketsUseCases

/// A message to a person as a channel sends it.
public struct OutgoingMessage: Sendable {
  /// Where it goes.
  public var address: String
  /// What a webhook's messages are signed with.
  public var secret: String?
  /// What it is about in a few plain words: `INC-1024`, or what it is for.
  public var subject: String
  /// What happened, a sentence.
  public var text: String
  /// The ticket's title. By mail alone: other services are told nothing that anybody wrote.
  public var title: String?
  /// The code, of a message that brings one.
  public var code: String?
  public var link: String?
  /// Where the person says what they are told of.
  public var preferences: String?
  /// Why the person gets it, a sentence.
  public var why: String
  public var urgency: ReachUrgency
  /// What the desk is called.
  public var desk: String?
  public var createdAt: Instant

  public init(
    address: String, secret: String? = nil, subject: String, text: String, title: String? = nil, code: String? = nil,
    link: String? = nil, preferences: String? = nil, why: String, urgency: ReachUrgency = .ordinary,
    desk: String? = nil, createdAt: Instant
  ) {
    (self.address, self.secret, self.subject, self.text) = (address, secret, subject, text)
    (self.title, self.code, self.link, self.preferences) = (title, code, link, preferences)
    (self.why, self.urgency, self.desk, self.createdAt) = (why, urgency, desk, createdAt)
  }

  /// `INC-1024 was given to you: Printer on fire`.
  public var mailSubject: String {
    if code != nil { return "Your code" + (desk.map { " for \($0)" } ?? "") }
    let sentence = text.hasSuffix(".") ? String(text.dropLast()) : text
    return title.map { "\(sentence): \($0)" } ?? sentence
  }

  /// What is posted as JSON: the same bytes each time, and where it brings a code, that too.
  public func body(of delivery: Delivery) -> String {
    guard let code, let body = try? JSON(parsing: delivery.notice.body), var members = body.objectValue,
      var data = members["data"]?.objectValue
    else { return delivery.notice.body }
    data["code"] = .string(code)
    members["data"] = .object(data)
    return JSON.object(members).canonical
  }
}

/// What a channel is to do with a delivery to a person.
public enum OutgoingAnswer: Sendable {
  case send(OutgoingMessage)
  case not(DeliveryOutcome)
}

extension App {
  /// What is sent for a delivery to a person: looked at again as it is sent, for what may be told, and where to.
  public func outgoing(_ delivery: Delivery) async -> OutgoingAnswer {
    do {
      return try await ask(FindOutgoing(delivery: delivery), as: .system("engine"))
    } catch MainstayError.unavailable(let reason) {
      return .not(.deferred(reason))
    } catch {
      return .not(.deferred("The message could not be looked up."))
    }
  }
}

struct FindOutgoing: Query {
  var delivery: Delivery

  func answer(from look: Look) throws -> OutgoingAnswer {
    try look.principal.require(.runEngine)
    for other in look.app.parts[OutsideMail.self] {
      if let answer = try other.find(delivery, look) { return answer }
    }
    guard let (notice, wayID) = try PersonalNoticeStore.carried(by: delivery.id, in: look.transaction),
      let row = try WayStore.row(wayID, in: look.transaction), row.person == notice.person
    else { return .not(.declined("The way is no longer there.")) }
    guard try row.stands(in: look.transaction) else {
      return .not(.declined("The way was changed in the database, behind the journal's back, so it is not used."))
    }
    guard row.way.isVerified || notice.reason == .code else { return .not(.declined("The way is not verified.")) }
    if let obstacle = try look.obstacle(to: notice) { return .not(.declined("It was \(obstacle).")) }
    let texts = try PersonalTexts([row.address, row.secret, row.code].compactMap { $0 }, from: look)
    guard let address = texts.opened(row.address) else {
      throw MainstayError.unavailable(reason: "This node cannot open the address: it lacks the secrets key.")
    }
    var code: String?
    if notice.reason == .code {
      guard let sealed = row.code, let found = texts.opened(sealed) else {
        return .not(.declined("The code is needed no more."))
      }
      code = found
    }
    let ticket = try notice.ticket.map { try GlanceTicket($0).answer(from: look) }
    return .send(
      OutgoingMessage(
        address: address, secret: row.secret.flatMap { texts.opened($0) },
        subject: notice.number ?? notice.reason.title, text: notice.words,
        // The subject of a confidential ticket stays in the house.
        title: row.way.kind == .mail && ticket?.confidentialityClass == nil ? ticket?.title : nil, code: code,
        link: notice.page == nil ? nil : look.app.link(notice.path),
        preferences: look.app.link(PersonalNotice.preferencesPath), why: NoticeWords.why(notice.reason),
        urgency: notice.urgency, desk: look.app.board.card.name, createdAt: notice.createdAt))
  }
}
