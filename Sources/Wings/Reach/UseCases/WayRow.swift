import Core
import Journal
import Kernel
import Reach
import Storage

/// A way as it is kept.
struct WayRow {
  var way: Way
  var person: RecordID
  /// Sealed with the person's key.
  var address: String
  /// Of a webhook: what messages are signed with, sealed with the person's key.
  var secret: String?
  /// Its order among the person's ways, from 0.
  var place: Int
  var version = 1
  var salt: [UInt8]
  /// The code that was sent last and not typed yet, sealed with the person's key.
  var code: String?
  var codeAt: Instant?
  var codeTries = 0

  /// Before the id in the name of its stream.
  static let prefix = "way/"
  var stream: String { WayRow.prefix + way.id.text }
  var destination: Destination { way.kind.destination(of: way.id) }

  /// What the journal keeps of a change: what is personal as a digest whose salt goes with the row.
  var journaled: JSON {
    .members([
      "person": .string(PersonToken.of(person)), "kind": .string(way.kind.rawValue),
      "text": .string(
        saltedDigest(
          JSON.array([.string(way.label), .string(address), .text(secret) ?? .null]).canonical, salt: salt)),
      "place": .integer(Int64(place)), "verifiedAt": way.verifiedAt.map { .integer($0.milliseconds) },
      "createdAt": .integer(way.createdAt.milliseconds), "version": .integer(Int64(version)),
    ])
  }

  /// Whether its row is what the journal said last: an address that somebody put into the database is not sent to.
  func stands(in tx: any Transaction) throws -> Bool {
    guard let said = try WayStore.lastWords(of: way.id, in: tx) else { return false }
    return said.kind != "way.removed" && said.payload == journaled.canonical
  }
}

extension WayKind {
  /// The name of its channel.
  public var channel: String {
    switch self {
    case .mail: "mail"
    case .webhook: "personal-webhook"
    case .push: "push"
    }
  }

  /// All mail goes through one server; whatever else a person is reached by is a destination of its own.
  func destination(of way: RecordID) -> Destination {
    Destination(channel: channel, key: self == .mail ? Channel.mailKey : way.text)
  }

  init?(channel: String) {
    guard let kind = WayKind.allCases.first(where: { $0.channel == channel }) else { return nil }
    self = kind
  }
}

extension Work {
  /// Journals a way as it stands now.
  func note(_ row: WayRow, _ kind: String) throws {
    try record([Happening(kind: kind, at: now, payload: row.journaled)], on: row.stream, isNew: kind == "way.added")
    let ways = app.anyWays
    transaction.afterCommit { ways.forget() }
  }

  /// Changes what the journal knows of a way.
  func keep(_ row: inout WayRow, _ kind: String) throws {
    row.version += 1
    row.salt = app.ids.secret(bytes: 16)
    try WayStore.update(row, in: transaction)
    try note(row, kind)
  }

  /// One of the principal's own ways, locked.
  func ownWay(_ id: RecordID) throws -> WayRow {
    guard let row = try WayStore.row(id, lock: true, in: transaction), row.person == principal.id else {
      throw MainstayError.notFound(kind: "way", id: id.text)
    }
    guard try row.stands(in: transaction) else {
      throw MainstayError.conflict(
        code: "way-doubted",
        message: "The way \(row.way.label) was changed in the database, behind the journal's back, so it is not used. "
          + "`mainstay verify` names what differs; take the way away and add it anew.")
    }
    return row
  }
}
