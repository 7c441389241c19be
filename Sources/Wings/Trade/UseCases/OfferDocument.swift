import Core
import Journal
import Kernel
import Trade

/// Composes the document of an offer that people are handed, in the words of the pages.
public typealias OfferReporting = @Sendable (OfferLook, App) -> Report

/// An offer as a file that both sides can keep: every round with its text, what was said, who signed what, and for every
/// figure all that it takes to count it again.
public struct OfferDocument: Sendable {
  public static let format = "mainstay-offer"
  public static let version: Int64 = 1

  public var body: JSON

  /// A round as the file has it.
  public struct Round: Sendable {
    public var number: Int
    public var text: JSON
    public var hash: String
    public var figures: [OfferFigure]
  }

  public var name: String
  public var rounds: [Round]
  /// Round, side and hash of what was signed.
  public var signatures: [(round: Int, side: String, hash: String)]

  /// - Throws: `invalid` of anything that is no offer of this version.
  public init(json: JSON) throws(MainstayError) {
    guard json["format"]?.stringValue == OfferDocument.format else {
      throw .field("format", "is not \(OfferDocument.format): this is no offer's file")
    }
    guard json["version"]?.integerValue == OfferDocument.version, let name = json["name"]?.stringValue,
      let rounds = json["rounds"]?.arrayValue
    else { throw .field("version", "is not \(OfferDocument.version), which is all that this version reads") }
    self.body = json
    self.name = name
    self.rounds = []
    for (place, round) in rounds.enumerated() {
      guard let number = round["number"]?.integerValue, let text = round["text"], let hash = round["hash"]?.stringValue
      else { throw .field("rounds[\(place)]", "has no number, no text or no hash") }
      var figures: [OfferFigure] = []
      for (index, figure) in (round["figures"]?.arrayValue ?? []).enumerated() {
        guard let read = OfferFigure(json: figure, of: Int(number), index + 1) else {
          throw .field("rounds[\(place)].figures[\(index)]", "lacks its question, its answer or its basis")
        }
        figures.append(read)
      }
      self.rounds.append(Round(number: Int(number), text: text, hash: hash, figures: figures))
    }
    signatures = (json["signatures"]?.arrayValue ?? []).compactMap { one in
      guard let round = one["round"]?.integerValue, let side = one["side"]?.stringValue,
        let hash = one["hash"]?.stringValue
      else { return nil }
      return (Int(round), side, hash)
    }
  }

  public init(_ look: OfferLook) throws(MainstayError) { try self.init(json: OfferDocument.json(look)) }

  /// What of the file contradicts itself, a sentence each.
  public var faults: [String] {
    let hashes = Dictionary(rounds.map { ($0.number, $0.hash) }, uniquingKeysWith: { first, _ in first })
    return rounds.filter { sha256Hex($0.text.canonical.utf8) != $0.hash }
      .map { "The text of round \($0.number) has another SHA-256 than stands beside it." }
      + signatures.filter { hashes[$0.round] != $0.hash }
      .map { "What \($0.side) signed in round \($0.round) is not the text of that round." }
  }

  /// `mainstay recompute` and people read the same members.
  public static func json(_ look: OfferLook) -> JSON {
    let offer = look.offer
    var members: [String: JSON] = [
      "format": .string(format), "version": .integer(version), "name": .string(offer.name),
      "title": .string(offer.title), "agreement": .string(offer.agreement),
    ]
    members["party"] = ["kind": .string(offer.party.rawValue), "name": .string(offer.partyName)]
    members["state"] = .string(look.standing.rawValue)
    members["round"] = .integer(Int64(offer.round))
    members["endsAt"] = .string(offer.endsAt.rfc3339)
    members["madeAt"] = .string(offer.madeAt.rfc3339)
    members["endedAt"] = .instant(offer.endedAt) ?? .null
    members["inForceAt"] = .instant(offer.inForceAt) ?? .null
    members["versions"] = .array(offer.versions.map(\.json))
    members["rounds"] = .array(
      look.rounds.map { round in
        [
          "number": .integer(Int64(round.number)), "side": .string(round.side.rawValue), "text": round.body,
          "hash": .string(round.hash), "note": .string(round.note), "at": .string(round.at.rfc3339),
          "by": .string(look.name(round.by)), "endsAt": .string(round.endsAt.rfc3339),
          "figures": .array(look.figures.filter { $0.round == round.number }.map(\.json)),
        ]
      })
    members["comments"] = .array(
      look.comments.map { one in
        .members([
          "number": .integer(Int64(one.number)), "round": .integer(Int64(one.round)), "path": .string(one.path),
          "side": .string(one.side.rawValue), "text": .string(one.text), "at": .string(one.at.rfc3339),
          "by": .string(look.name(one.by)), "answers": one.answers.map { .integer(Int64($0)) },
          "settledAt": .instant(one.settledAt),
        ])
      })
    members["signatures"] = .array(
      look.signatures.map { one in
        [
          "round": .integer(Int64(one.round)), "side": .string(one.side.rawValue), "hash": .string(one.hash),
          "at": .string(one.at.rfc3339), "name": .string(one.name),
        ]
      })
    return .object(members)
  }
}

extension OfferFigure {
  public var json: JSON {
    [
      "label": .string(label), "basis": .string(basis.rawValue), "question": ["curve": question], "answer": answer,
      "span": span, "versions": versions, "journal": checkpoint, "at": .string(at.rfc3339),
    ]
  }

  /// From which records it was counted: days of openings, and the instant as of which clocks are seen.
  public var span: JSON {
    .members([
      "from": question["from"], "to": question["to"], "zone": question["zone"], "asOf": question["asOf"],
    ])
  }

  init?(json: JSON, of round: Int, _ number: Int) {
    guard let basis = json["basis"]?.stringValue.flatMap(Basis.init(rawValue:)),
      let question = json["question"]?["curve"], let answer = json["answer"]
    else { return nil }
    self.init(
      round: round, number: number, label: json["label"]?.stringValue ?? "", basis: basis, question: question,
      answer: answer, versions: json["versions"] ?? [:], checkpoint: json["journal"] ?? [:],
      at: json["at"]?.stringValue.flatMap { try? Instant(parsing: $0) } ?? .earliest, by: "")
  }
}
