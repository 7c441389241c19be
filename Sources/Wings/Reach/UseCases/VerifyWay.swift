import Core
import DutyUseCases
import Kernel
import Reach
import Storage

/// Sends another code to a way of one's own. The one before holds no more.
public struct SendWayCode: Command {
  public static let kind = "way.code"
  public var id: RecordID

  public init(_ id: RecordID) { self.id = id }

  static let notice = NoticeKind(
    kind, "Code of a way", "Somebody added an address as a way to reach them.", isChosen: false,
    template: "A code for an address that somebody added as a way to reach them.",
    fields: [
      NoticeField("way", .id, "The way."),
      NoticeField("code", "What is typed to show that the address is one's own."),
      NoticeField("text", "The same in words."),
    ])

  /// - Throws: `notFound`, `conflict` where it is verified already or a code was sent just now, `limit`.
  public func perform(in work: Work) throws {
    try work.principal.require(.ownReach)
    var row = try work.ownWay(id)
    guard !row.way.isVerified else {
      throw MainstayError.conflict(code: "way-verified", message: "\(row.way.label) is verified already.")
    }
    if let sent = row.codeAt, sent <= work.now, work.now - sent < WayCode.pause {
      throw MainstayError.conflict(
        code: "code-underway",
        message: "A code was sent less than a minute ago. Look for it, or ask again a minute later.")
    }
    try work.sendCode(to: &row)
  }
}

extension Work {
  /// Codes that one person has sent within a day.
  static let mostCodes = 20

  /// Makes a code and queues it, alone, to the way. It stands sealed beside the way and in no message.
  func sendCode(to row: inout WayRow) throws {
    let since = now - .hours(24)
    guard try PersonalNoticeStore.count(of: row.person, .code, since: since, in: transaction) < Work.mostCodes else {
      throw MainstayError.limit(name: "codes sent within 24 hours", limit: Work.mostCodes)
    }
    let code = WayCode.digits(from: app.ids.secret(bytes: 8))
    (row.code, row.codeAt, row.codeTries) = (try sealed(code, of: row.person), now, 0)
    try WayStore.update(row, in: transaction)
    try sendDirectly(
      SendWayCode.notice, .code, to: row, words: "Somebody added this address as a way to reach them at the desk.")
  }

  /// Queues a message to one way, whatever its person chose and whatever the hour.
  func sendDirectly(_ kind: NoticeKind, _ reason: ReachReason, to row: WayRow, words: String) throws {
    var notice = PersonalNotice(
      id: newID(), cause: newID(), person: row.person, kind: kind.name, reason: reason, urgency: .ordinary,
      words: words, way: row.way.id, happenedAt: now, createdAt: now)
    (notice.state, notice.why, notice.dueAt) = (.underway, "\(row.way.label), as you asked", now + ReachPlan.lookEvery)
    guard try PersonalNoticeStore.insert(notice, in: transaction) else { return }
    try send(notice, by: [row], why: notice.why, after: 0)
    // Whoever asks does not want to wait for the end of a pause.
    if row.way.kind != .mail { try DestinationStore.pause(row.destination, until: now, in: transaction) }
  }
}

/// Types the code that came by a way: from then on it counts.
public struct VerifyWay: Command {
  public var id: RecordID
  public var code: String

  public init(_ id: RecordID, code: String) { (self.id, self.code) = (id, code) }

  public enum Answer: Hashable, Sendable {
    case verified(Way)
    /// It was another one; so many may be typed still, none means that another code is needed.
    case wrong(left: Int)
  }

  /// A wrong code is an answer and no error, as it is counted.
  ///
  /// - Throws: `notFound`, `conflict` where there is no code that can be typed.
  public func perform(in work: Work) throws -> Answer {
    try work.principal.require(.ownReach)
    var row = try work.ownWay(id)
    guard !row.way.isVerified else { return .verified(row.way) }
    guard let sealed = row.code, let sent = row.codeAt, row.codeTries < WayCode.mostTries, work.now >= sent,
      work.now - sent < WayCode.life
    else {
      throw MainstayError.conflict(
        code: "no-code", message: "There is no code that still holds. Have another one sent.")
    }
    guard let wanted = try PersonalTexts([sealed], from: work.look).opened(sealed) else {
      throw MainstayError.unavailable(reason: "This node cannot open the code; have another one sent.")
    }
    guard isSame(WayCode.bare(code), wanted) else {
      row.codeTries += 1
      try WayStore.update(row, in: work.transaction)
      return .wrong(left: WayCode.mostTries - row.codeTries)
    }
    (row.code, row.codeAt, row.codeTries) = (nil, nil, 0)
    row.way.verifiedAt = work.now
    // From the first one on, what happens is looked at for whom it concerns.
    try DestinationStore.add(
      [Destination(channel: Channel.peopleName, key: Channel.peopleKey)], in: work.transaction)
    try work.keep(&row, "way.verified")
    try work.noteDutyStanding(of: row.person)
    return .verified(row.way)
  }

  /// Takes as long whichever digit differs.
  private func isSame(_ typed: String, _ wanted: String) -> Bool {
    let (one, other) = (Array(typed.utf8), Array(wanted.utf8))
    guard one.count == other.count else { return false }
    return zip(one, other).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }
}

/// Sends a test to a way of one's own.
public struct TestWay: Command {
  public static let kind = "way.test"
  public var id: RecordID
  public init(_ id: RecordID) { self.id = id }

  /// Tests that one person has sent within an hour.
  public static let most = 20

  static let notice = NoticeKind(
    kind, "Test of a way", "Somebody asked for a test of a way to reach them.", isChosen: false,
    template: "A test message to an address of a person.",
    fields: [NoticeField("way", .id, "The way."), NoticeField("text", "The same in words.")])

  /// - Throws: `notFound`, `conflict` where it is not verified, `limit`.
  public func perform(in work: Work) throws {
    try work.principal.require(.ownReach)
    let row = try work.ownWay(id)
    guard row.way.isVerified else {
      throw MainstayError.conflict(
        code: "way-unverified", message: "\(row.way.label) is not verified. Type its code first.")
    }
    let since = work.now - .hours(1)
    let count = try PersonalNoticeStore.count(of: row.person, .test, since: since, in: work.transaction)
    guard count < TestWay.most else { throw MainstayError.limit(name: "tests within an hour", limit: TestWay.most) }
    try work.sendDirectly(
      TestWay.notice, .test, to: row, words: "This is a test: messages of the desk reach you here.")
  }
}
