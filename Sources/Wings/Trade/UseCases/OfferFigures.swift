import Agreements
import AgreementsUseCases
import BusinessTime
import Core
import Journal
import JournalUseCases
import Kernel
import PeopleUseCases
import ServiceLevels
import ServiceLevelsUseCases
import Storage
import Trade

/// What a figure is counted on.
struct FigureGround: Sendable {
  /// The text that the question is asked of, with the open hours that it names.
  var drafts: AgreementDrafts
  /// The versions that were newest, by key.
  var versions: JSON
  /// In whose sight it is counted: of nobody, so that it comes to the same whoever counts it. Confidential tickets are
  /// left out.
  var counter: Principal
  /// Of the agreement, where it is one in force.
  var version: Int?
}

/// Looks up what a figure of an offer is to be counted on.
struct FindFigureGround: Query {
  var number: Int
  var question: CurveQuestion
  var basis: OfferFigure.Basis

  func answer(from look: Look) throws -> FigureGround {
    try look.principal.requireEverywhere(.tradeOffers)
    try look.principal.require(.seeCompliance)
    guard let row = try OfferStore.row(numbered: number, in: look.transaction) else {
      throw MainstayError.noOffer(number)
    }
    let stand = try look.stand(row)
    if let obstacle = stand.obstacle { throw MainstayError(obstacle) }
    guard question.agreement == row.value.agreement else {
      throw MainstayError.field(
        "question.agreement", "is \(question.agreement), and \(row.value.name) offers \(row.value.agreement)")
    }
    return try look.ground(question, basis, text: stand.round.body)
  }
}

extension Look {
  /// - Parameters:
  ///   - text: Of the round.
  ///   - versions: Those on which it was counted before; nil: the newest.
  func ground(
    _ question: CurveQuestion, _ basis: OfferFigure.Basis, text: JSON, versions: JSON? = nil
  ) throws -> FigureGround {
    var counter = Principal(id: Principal.offerVisitor.id, name: "system:offers", role: .manager)
    counter.clearance.classes = try ClearanceStore.classes(in: transaction)
    let present = try versionsNow()
    var version: Int?
    var drafts: AgreementDrafts
    switch basis {
    case .offered: drafts = try AgreementDrafts(json: text)
    case .inForce:
      let wanted = question.version ?? present["agreements"]?[question.agreement]?.integerValue.map(Int.init)
      let all = try AgreementVersions(key: question.agreement).answer(from: self)
      guard let found = all.first(where: { $0.version == wanted }) else {
        throw MainstayError.field(
          "question.agreement",
          "\(question.agreement) is not in force\(wanted.map { " in version \($0)" } ?? ""); ask of the offered text")
      }
      (drafts, version) = (AgreementDrafts(agreements: [found.terms]), found.version)
    }
    let pinned = (versions ?? present)["calendars"]
    for name in drafts.calendarsNamed where drafts.calendars[name] == nil {
      guard let number = pinned?[name]?.integerValue,
        let calendar = try CalendarVersions(key: name).answer(from: self).first(where: { $0.version == Int(number) })
      else { throw MainstayError.field("calendars", "\(name) is not there in the version on which it was counted") }
      drafts.calendars[name] = calendar.definition
    }
    // The other side reads them: only what the figure rests on, as nothing else is its business.
    let named = drafts.calendarsNamed
    let used: JSON = [
      "agreements": .object((present["agreements"]?.objectValue ?? [:]).filter { $0.key == question.agreement }),
      "calendars": .object((present["calendars"]?.objectValue ?? [:]).filter { named.contains($0.key) }),
    ]
    return FigureGround(drafts: drafts, versions: used, counter: counter, version: version)
  }

  private func versionsNow() throws -> JSON {
    var agreements: [String: JSON] = [:]
    for version in try AgreementsInForce(in: self).versions(at: now).versions {
      agreements[version.key] = .integer(Int64(version.version))
    }
    var calendars: [String: JSON] = [:]
    // The newest version of each comes first.
    for version in try CalendarVersions().answer(from: self) where calendars[version.key] == nil {
      calendars[version.key] = .integer(Int64(version.version))
    }
    return ["agreements": .object(agreements), "calendars": .object(calendars)]
  }
}

extension AgreementDrafts {
  /// The calendars that its objectives and measures count by.
  var calendarsNamed: Set<String> {
    Set(agreements.flatMap { $0.agreement.objectives.map(\.calendar) + $0.agreement.measures.compactMap(\.calendar) })
  }
}

/// Keeps a figure that was counted just now, and seals the journal for it to rest on.
struct KeepFigure: Command {
  var number: Int
  var round: Int
  var label: String
  var basis: OfferFigure.Basis
  var question: JSON
  var answer: JSON
  var versions: JSON

  func perform(in work: Work) throws -> OfferFigure {
    let hand = try work.enter(.desk(number), .tradeOffers)
    if let obstacle = hand.stand.obstacle(toOfferingAfter: round) { throw MainstayError(obstacle) }
    let all = try OfferStore.figures(of: hand.row.offer, in: work.transaction).filter { $0.round == round }
    guard all.count < Offer.mostFigures else {
      throw MainstayError.limit(name: "figures of a round", limit: Offer.mostFigures)
    }
    let rest = try work.sealedRest().checkpoint
    let figure = OfferFigure(
      round: round, number: (all.last?.number ?? 0) + 1, label: label, basis: basis, question: question,
      answer: answer, versions: versions,
      checkpoint: [
        "checkpoint": .integer(rest.number), "at": .string(rest.at.rfc3339),
        "digest": .string(hexadecimal(rest.digest)),
      ], at: work.now, by: hand.mark)
    try work.write(FigureRow(offer: hand.row.offer, value: figure), OfferEntry.figure)
    return figure
  }
}

extension CurveReport {
  /// What of it is a figure of an offer: counts and shares. Tickets, and groups by what the desk calls its own, stay in
  /// the house.
  package var offered: JSON {
    let all = json.objectValue ?? [:]
    return .object(all.filter { ["name", "recorded", "counts", "targets", "tightest", "rules"].contains($0.key) })
  }
}

extension App {
  /// Counts a figure and attaches it to the round of an offer that stands.
  ///
  /// - Throws: As `curve`; `notFound`; `conflict` where the offer is open no more, or another round has come meanwhile;
  ///   `invalid` of the label, and of a question about another agreement.
  public func attachFigure(
    to number: Int, _ label: String, _ question: CurveQuestion, on basis: OfferFigure.Basis, zones: any ZoneSource,
    as principal: Principal
  ) async throws -> OfferFigure {
    let faults = Offer.labelBounds.faults(in: label, at: "label")
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    let round = try await ask(ShowOffer(number), as: principal).offer.round
    let ground = try await ask(FindFigureGround(number: number, question: question, basis: basis), as: principal)
    var question = question
    question.version = ground.version
    if question.asOf == nil { question.asOf = clock.now() }
    let report = try await curve(
      question, drafts: ground.drafts, zones: zones, most: principal.role == .system ? nil : CurveLimits.tickets,
      as: ground.counter)
    return try await run(
      KeepFigure(
        number: number, round: round, label: label, basis: basis, question: report.question.json,
        answer: report.offered, versions: ground.versions), as: principal)
  }
}
