import Agreements
import AgreementsUseCases
import BusinessTime
import Core
import Journal
import Kernel
import ServiceLevelsUseCases
import Storage
import Trade

/// Offers another text: the next round. What was signed of the rounds before is void.
public struct CounterOffer: Command {
  public enum Text: Sendable {
    /// The whole text.
    case drafts(AgreementDrafts)
    /// The text that stands with other values at some paths, as people write them: `4h`, `95 %`, `2027-01-01`.
    case clauses([String: String])
  }

  public var door: OfferDoor
  public var text: Text
  public var note: String
  /// When it ends; nil: when the round before does.
  public var endsAt: Instant?
  /// The round that was looked at; nil takes any.
  public var expecting: Int?

  public init(_ door: OfferDoor, _ text: Text, note: String = "", endsAt: Instant? = nil, expecting: Int? = nil) {
    (self.door, self.text, self.note, self.endsAt, self.expecting) = (door, text, note, endsAt, expecting)
  }

  /// - Throws: `conflict` where it is open no more or another round stands; `invalid` with all faults by the clauses' paths.
  public func perform(in work: Work) throws -> OfferRound {
    // Who may offer nothing else learns nothing else.
    if case .desk = door { try work.principal.requireEverywhere(.tradeOffers) }
    try work.lockApplying()
    var hand = try work.enter(door, .tradeOffers)
    if let obstacle = hand.stand.obstacle(toOfferingAfter: expecting) { throw MainstayError(obstacle) }
    let (offer, last) = (hand.row.value, hand.stand.round)
    var faults = Offer.noteBounds.faults(in: note, at: "note") + Offer.faults(endingAt: endsAt, now: work.now)
    let rounds = try OfferStore.rounds(of: offer.id, in: work.transaction)
    guard rounds.count(where: { $0.side == hand.side }) < Offer.mostRounds else {
      throw MainstayError.limit(name: "rounds of one side of an offer", limit: Offer.mostRounds)
    }
    let drafts = try said(after: last, by: hand.side, today: work.app.deskDay(of: work.now), &faults)
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    let body: JSON
    let plan: String
    do {
      (body, plan) = try work.offered(drafts)
    } catch {
      throw OfferPlanFault.inPaths(error, of: offer.agreement)
    }
    let hash = sha256Hex(body.canonical.utf8)
    guard hash != last.hash else {
      throw MainstayError.field("", "this says what round \(last.number) says; change a clause, or sign that round")
    }
    let round = OfferRound(
      number: last.number + 1, side: hand.side, body: body, hash: hash, plan: plan, note: note, at: work.now,
      by: hand.mark, endsAt: endsAt ?? last.endsAt)
    try work.write(RoundRow(offer: offer.id, value: round), OfferEntry.offered)
    (hand.row.value.round, hand.row.value.endsAt) = (round.number, round.endsAt)
    try work.keep(&hand.row, OfferEntry.offered)
    try work.tell(.offered, of: hand.row.value, by: hand.side)
    return round
  }

  private func said(
    after last: OfferRound, by side: Offer.Side, today: CivilDate, _ faults: inout [FieldFault]
  ) throws -> AgreementDrafts {
    switch text {
    case .drafts(let drafts):
      guard side == .ours else {
        throw MainstayError.field("text", "is set clause by clause by the other side")
      }
      guard drafts.agreements.map(\.key) == [OfferText(body: last.body)?.key] else {
        throw MainstayError.field(
          "agreements", "are not the one that is offered: \(OfferText(body: last.body)?.key ?? "")")
      }
      return drafts
    case .clauses(let values):
      guard var text = OfferText(body: last.body) else {
        throw MainstayError.unreadable(record: "round \(last.number)", reason: "it holds no agreement")
      }
      for (path, value) in values.sorted(by: { $0.key < $1.key }) {
        guard let present = text.value(at: path) else {
          faults.append(FieldFault(path, "is no clause of the text"))
          continue
        }
        guard side == .ours || OfferText.isTerm(path) else {
          faults.append(FieldFault(path, "is for the other side to set; say what you would like in a comment"))
          continue
        }
        faults += Offer.hiddenFaults(in: value, at: path)
        guard let json = ClauseValue.json(value, in: present, at: path, &faults) else { continue }
        if path == "reviewDate", json != present,
          let day = json.stringValue.flatMap({ CivilDate(parsing: $0) }), day < today
        {
          faults.append(FieldFault(path, "has passed; name a day ahead"))
        }
        _ = text.set(path, to: json)
      }
      if !faults.isEmpty { return AgreementDrafts() }
      do {
        return try AgreementDrafts(json: text.body)
      } catch let error as MainstayError {
        throw OfferPlanFault.inPaths(error, of: text.key)
      }
    }
  }
}

/// Faults by the paths of clauses: what is wrong with the agreement of a key stands without that key before it.
enum OfferPlanFault {
  static func inPaths(_ error: any Error, of key: String) -> any Error {
    guard case MainstayError.invalid(let faults) = error else { return error }
    let prefix = "agreements.\(key)."
    return MainstayError.invalid(
      faults.map { $0.path.hasPrefix(prefix) ? FieldFault(String($0.path.dropFirst(prefix.count)), $0.message) : $0 })
  }
}

/// A clause's value as people write it.
public enum ClauseValue {
  /// What a field shows of a value: lengths as `4h`, lists with commas; nil of what no field can hold.
  public static func text(_ value: JSON) -> String? {
    switch value {
    case .string(let text): (try? ISO8601Duration(parsing: text)).flatMap(short) ?? text
    case .integer(let number): String(number)
    case .array(let elements):
      elements.allSatisfy { $0.stringValue != nil }
        ? elements.compactMap(\.stringValue).joined(separator: ", ") : nil
    default: nil
    }
  }

  /// `1d 4h`; nil of what has seconds.
  private static func short(_ length: ISO8601Duration) -> String? {
    let (seconds, rest) = (length.time.milliseconds / 1000, length.time.milliseconds % 1000)
    guard rest == 0, seconds % 60 == 0 else { return nil }
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
    let parts = [
      length.days > 0 ? "\(length.days)d" : nil, hours > 0 ? "\(hours)h" : nil, minutes > 0 ? "\(minutes)m" : nil,
    ].compactMap { $0 }
    return parts.isEmpty ? nil : parts.joined(separator: " ")
  }

  /// What was written in the place of a value, of the same kind as that.
  static func json(_ said: String, in present: JSON, at path: String, _ faults: inout [FieldFault]) -> JSON? {
    let said = said.trimmed
    if said == text(present) { return present }
    switch present {
    case .string(let old):
      guard (try? ISO8601Duration(parsing: old)) != nil else { return .string(said) }
      return CurveQuestion.length(said, path, &faults).map { JSON.string($0.iso8601) }
    case .integer:
      guard let number = Int64(said) else {
        faults.append(FieldFault(path, "is no whole number"))
        return nil
      }
      return .integer(number)
    case .array:
      return .array(said.split(separator: ",").map { JSON.string(String($0).trimmed) }.filter { $0 != "" })
    default:
      faults.append(FieldFault(path, "cannot be set by itself"))
      return nil
    }
  }
}
