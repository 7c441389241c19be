import Core
import Kernel
import Storage
import Trade

/// A row whose words the journal has as a salted digest alone. What the salt is goes with the row.
protocol OfferRecord: JournaledRow {
  var offer: RecordID { get }
  var salt: [UInt8] { get set }
}

/// An offer as it is kept. People stand in it by their ids, contacts by their links, parts of the product by their names.
struct OfferRow: OfferRecord, Hashable {
  var value: Offer
  var salt: [UInt8] = []
  var offer: RecordID { value.id }

  static let table = JournaledTable(
    name: "offer", keys: 1,
    columns: [
      .init("id", "id"), .init("number", "number", .integer), .init("title", "title", .words),
      .init("agreement", "agreement"), .init("party", "party"), .init("party_name", "partyName", .words),
      .init("proposal", "proposal"), .init("state", "state"), .init("round", "round", .integer),
      .init("ends_at", "endsAt", .integer), .init("made_at", "madeAt", .integer), .init("made_by", "madeBy"),
      .init("ended_at", "endedAt", .integer), .init("ended_by", "endedBy"), .init("note", "note", .words),
      .init("in_force_at", "inForceAt", .integer), .init("versions", "versions", .json),
      .init("version", "version", .integer), .init("salt", "salt", .salt),
    ])

  var values: [SQLValue] {
    [
      .text(value.id.text), .int(value.number), .text(value.title), .text(value.agreement), .text(value.party.rawValue),
      .text(value.partyName), .text(value.proposal?.text), .text(value.state.rawValue), .int(value.round),
      .instant(value.endsAt), .instant(value.madeAt), .text(value.madeBy), .instant(value.endedAt),
      .text(value.endedBy), .text(value.note), .instant(value.inForceAt),
      .text(JSON.array(value.versions.map(\.json)).canonical), .int(value.version), .bytes(salt),
    ]
  }
}

extension OfferRow {
  init(_ row: any Row) throws {
    var offer = Offer(
      id: RecordID(try row.text(0)), number: try row.int(1), title: try row.text(2), agreement: try row.text(3),
      party: try row.value(4), called: try row.text(5), proposal: try row.optionalText(6).map { RecordID($0) },
      endsAt: try row.instant(9), madeAt: try row.instant(10), madeBy: try row.text(11))
    (offer.state, offer.round) = (try row.value(7), try row.int(8))
    (offer.endedAt, offer.endedBy) = (try row.optionalInstant(12), try row.optionalText(13))
    (offer.note, offer.inForceAt) = (try row.optionalText(14), try row.optionalInstant(15))
    let versions = (try row.json(16).arrayValue ?? []).map(Offer.Version.init(json:))
    guard !versions.contains(nil) else {
      throw StorageError.column(index: 16, expected: "a list of versions", found: "something else")
    }
    (offer.versions, offer.version) = (versions.compactMap { $0 }, try row.int(17))
    self.init(value: offer, salt: try row.bytes(18))
  }
}

extension Offer.Version {
  var json: JSON { ["subject": .string(subject), "key": .string(key), "version": .integer(Int64(version))] }

  init?(json: JSON) {
    guard let subject = json["subject"]?.stringValue, let key = json["key"]?.stringValue,
      let version = json["version"]?.integerValue
    else { return nil }
    self.init(subject: subject, key: key, version: Int(version))
  }
}

struct RoundRow: OfferRecord, Hashable {
  var offer: RecordID
  var value: OfferRound
  var salt: [UInt8] = []

  static let table = JournaledTable(
    name: "offer_round", keys: 2,
    columns: [
      .init("offer", "offer"), .init("number", "number", .integer), .init("side", "side"),
      .init("body", "body", .words), .init("hash", "hash"), .init("plan", "plan"), .init("note", "note", .words),
      .init("offered_at", "at", .integer), .init("offered_by", "by"), .init("ends_at", "endsAt", .integer),
      .init("salt", "salt", .salt),
    ])

  var values: [SQLValue] {
    [
      .text(offer.text), .int(value.number), .text(value.side.rawValue), .text(value.body.canonical), .text(value.hash),
      .text(value.plan), .text(value.note), .instant(value.at), .text(value.by), .instant(value.endsAt), .bytes(salt),
    ]
  }
}

extension RoundRow {
  init(_ row: any Row) throws {
    let body = try row.json(3)
    guard OfferText(body: body) != nil else {
      throw StorageError.column(index: 3, expected: "calendars and one agreement", found: "something else")
    }
    self.init(
      offer: RecordID(try row.text(0)),
      value: OfferRound(
        number: try row.int(1), side: try row.value(2), body: body, hash: try row.text(4), plan: try row.text(5),
        note: try row.text(6), at: try row.instant(7), by: try row.text(8), endsAt: try row.instant(9)),
      salt: try row.bytes(10))
  }
}

struct CommentRow: OfferRecord, Hashable {
  var offer: RecordID
  var value: OfferComment
  var salt: [UInt8] = []

  static let table = JournaledTable(
    name: "offer_comment", keys: 2,
    columns: [
      .init("offer", "offer"), .init("number", "number", .integer), .init("round", "round", .integer),
      .init("path", "path"), .init("side", "side"), .init("text", "said", .words),
      .init("said_at", "at", .integer), .init("said_by", "by"), .init("answers", "answers", .integer),
      .init("settled_at", "settledAt", .integer), .init("settled_by", "settledBy"), .init("salt", "salt", .salt),
    ])

  var values: [SQLValue] {
    [
      .text(offer.text), .int(value.number), .int(value.round), .text(value.path), .text(value.side.rawValue),
      .text(value.text), .instant(value.at), .text(value.by), value.answers.map { .int($0) } ?? .null,
      .instant(value.settledAt), .text(value.settledBy), .bytes(salt),
    ]
  }
}

extension CommentRow {
  init(_ row: any Row) throws {
    var comment = OfferComment(
      number: try row.int(1), round: try row.int(2), path: try row.text(3), side: try row.value(4),
      text: try row.text(5), at: try row.instant(6), by: try row.text(7),
      answers: try row.optionalInt64(8).map { Int($0) })
    (comment.settledAt, comment.settledBy) = (try row.optionalInstant(9), try row.optionalText(10))
    self.init(offer: RecordID(try row.text(0)), value: comment, salt: try row.bytes(11))
  }
}

struct SignatureRow: OfferRecord, Hashable {
  var offer: RecordID
  var value: OfferSignature
  var salt: [UInt8] = []

  static let table = JournaledTable(
    name: "offer_signature", keys: 3,
    columns: [
      .init("offer", "offer"), .init("round", "round", .integer), .init("side", "side"), .init("hash", "hash"),
      .init("signed_at", "at", .integer), .init("signed_by", "by"), .init("name", "name", .words),
      .init("salt", "salt", .salt),
    ])

  var values: [SQLValue] {
    [
      .text(offer.text), .int(value.round), .text(value.side.rawValue), .text(value.hash), .instant(value.at),
      .text(value.by), .text(value.name), .bytes(salt),
    ]
  }
}

extension SignatureRow {
  init(_ row: any Row) throws {
    self.init(
      offer: RecordID(try row.text(0)),
      value: OfferSignature(
        round: try row.int(1), side: try row.value(2), hash: try row.text(3), at: try row.instant(4),
        by: try row.text(5), name: try row.text(6)), salt: try row.bytes(7))
  }
}
