import Core
import Kernel
import Storage
import Trade

/// A link, kept as the digest of its secret.
struct LinkRow: OfferRecord, Hashable {
  var offer: RecordID
  var value: OfferLink
  /// SHA-256 of the secret, in hexadecimal.
  var digest: String
  var salt: [UInt8] = []

  static let table = JournaledTable(
    name: "offer_link", keys: 2,
    columns: [
      .init("offer", "offer"), .init("number", "number", .integer), .init("contact", "contact", .words),
      .init("address", "address", .words), .init("digest", "digest"), .init("made_at", "madeAt", .integer),
      .init("made_by", "madeBy"), .init("ends_at", "endsAt", .integer), .init("revoked_at", "revokedAt", .integer),
      .init("revoked_by", "revokedBy"), .init("entered_at", "enteredAt", .integer),
      .init("told_at", "toldAt", .integer), .init("salt", "salt", .salt),
    ])

  var values: [SQLValue] {
    [
      .text(offer.text), .int(value.number), .text(value.contact), .text(value.address), .text(digest),
      .instant(value.madeAt), .text(value.madeBy), .instant(value.endsAt), .instant(value.revokedAt),
      .text(value.revokedBy), .instant(value.enteredAt), .instant(value.toldAt), .bytes(salt),
    ]
  }
}

extension LinkRow {
  init(_ row: any Row) throws {
    var link = OfferLink(
      number: try row.int(1), contact: try row.text(2), address: try row.text(3), madeAt: try row.instant(5),
      madeBy: try row.text(6), endsAt: try row.instant(7))
    (link.revokedAt, link.revokedBy) = (try row.optionalInstant(8), try row.optionalText(9))
    (link.enteredAt, link.toldAt) = (try row.optionalInstant(10), try row.optionalInstant(11))
    self.init(offer: RecordID(try row.text(0)), value: link, digest: try row.text(4), salt: try row.bytes(12))
  }
}

/// A code that was mailed and not typed yet. It stands in no entry of the journal and in no message.
struct CodeRow: Hashable {
  var offer: RecordID
  var link: Int
  /// Sealed where this node has a secrets key.
  var code: String
  var sentAt: Instant
  /// Wrong ones that were typed.
  var tries = 0
  /// Codes that were sent since `countedFrom`.
  var count = 1
  var countedFrom: Instant
  /// What carries it.
  var delivery: RecordID?
}

struct FigureRow: OfferRecord, Hashable {
  var offer: RecordID
  var value: OfferFigure
  var salt: [UInt8] = []

  static let table = JournaledTable(
    name: "offer_figure", keys: 3,
    columns: [
      .init("offer", "offer"), .init("round", "round", .integer), .init("number", "number", .integer),
      .init("label", "label", .words), .init("basis", "basis"), .init("question", "question", .json),
      .init("answer", "answer", .json), .init("versions", "versions", .json), .init("checkpoint", "checkpoint", .json),
      .init("attached_at", "at", .integer), .init("attached_by", "by"), .init("salt", "salt", .salt),
    ])

  var values: [SQLValue] {
    [
      .text(offer.text), .int(value.round), .int(value.number), .text(value.label), .text(value.basis.rawValue),
      .text(value.question.canonical), .text(value.answer.canonical), .text(value.versions.canonical),
      .text(value.checkpoint.canonical), .instant(value.at), .text(value.by), .bytes(salt),
    ]
  }
}

extension FigureRow {
  init(_ row: any Row) throws {
    self.init(
      offer: RecordID(try row.text(0)),
      value: OfferFigure(
        round: try row.int(1), number: try row.int(2), label: try row.text(3), basis: try row.value(4),
        question: try row.json(5), answer: try row.json(6), versions: try row.json(7), checkpoint: try row.json(8),
        at: try row.instant(9), by: try row.text(10)), salt: try row.bytes(11))
  }
}
