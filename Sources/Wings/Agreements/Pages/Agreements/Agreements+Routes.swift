import Agreements
import AgreementsUseCases
import BusinessTime
import Components
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Markup

extension Pages {
  var agreements: [Route] {
    [
      .page("/agreements", .permission(.seeAgreements), feature: "Agreements", asks: ["life", "reviews"]) { call in
        let versions = try await app.ask(AgreementVersions(), as: call.principal)
        var page = AgreementsPage(newestOf: versions, for: reader(call))
        let standings = try await app.ask(AgreementStandings(), as: call.principal)
        let isAny = try call.asked("life") == AgreementsPage.any
        page.life = isAny ? nil : try call.asked("life", oneOf: AgreementLife.self)
        page.isOfReviews = try call.asked("reviews") == "due"
        page.tell(standings, for: reader(call))
        page.unreadable = try await app.ask(UnreadableVersions(.agreement), as: call.principal).map(\.words)
        return answer(page, call)
      },
      .page("/agreements/{agreement}", .permission(.seeAgreements), feature: "Agreements") { call in
        let key = call.place("agreement")
        let versions = try await app.ask(AgreementVersions(key: key), as: call.principal)
        let number = try call.asked("version", in: Pages.versionNumbers)
        guard let chosen = versions.first(where: { number == nil || $0.version == number }) else {
          throw MainstayError.notFound(kind: "version", id: "\(number ?? 0) of \(key)")
        }
        var page = AgreementPage(chosen, of: versions, for: reader(call))
        page.unreadable = try await app.ask(UnreadableVersions(.agreement, key: key), as: call.principal).map(\.words)
        page.mayPropose = try call.principal.may(.proposeAgreements)
        page.standing = try await app.ask(AgreementStandings(key), as: call.principal).first
        page.maySeeFigures = try call.principal.may(.seeCompliance)
        page.findings = try await app.ask(CountAgreementFindings(key), as: call.principal)
        page.origin = try await app.ask(VersionOrigins(of: .agreement, key), as: call.principal)[chosen.version]
        return answer(page, call)
      },
      .page("/agreements/{agreement}/diff", .permission(.seeAgreements), feature: "Agreements") { call in
        let key = call.place("agreement")
        let (from, to) = try Pages.versions(call)
        let differences = try await app.ask(AgreementDifference(key: key, from: from, to: to), as: call.principal)
        let versions = try await app.ask(AgreementVersions(key: key), as: call.principal)
        let name = versions.first?.terms.agreement.name ?? key
        let crumbs = [
          Crumb("Agreements", Place.agreements.path), Crumb(name, "/agreements/" + Address.encoded(key)),
        ]
        var page = VersionDiffPage(
          place: .agreements, crumbs: crumbs, name: name, from: from, to: to, lines: differences.lines)
        page.versions = versions.map(\.version)
        if let old = versions.first(where: { $0.version == from }),
          let new = versions.first(where: { $0.version == to })
        {
          page.changes = .between(old, new, for: reader(call))
        }
        return answer(page, call)
      },
    ]
  }

  /// Numbers that a version may have.
  static let versionNumbers = 1...Int(Int32.max)

  /// The two versions that a comparison asks for.
  static func versions(_ call: Call) throws -> (from: Int, to: Int) {
    guard let from = try call.asked("from", in: versionNumbers), let to = try call.asked("to", in: versionNumbers)
    else {
      throw MainstayError.invalid([FieldFault("from", "name two versions: ?from=1&to=2")])
    }
    return (from, to)
  }
}

extension AgreementsPage {
  /// - Parameter versions: All of all agreements, newest first within each.
  init(newestOf versions: [AgreementVersion], for reader: Reader) {
    var seen: Set<String> = []
    self.init(
      rows: versions.filter { seen.insert($0.key).inserted }.map { version in
        Row(
          key: version.key, name: version.terms.agreement.name, version: version.version,
          scope: AgreementWords.scope(version.terms.scope), validity: AgreementWords.validity(version, for: reader),
          objectives: version.terms.agreement.objectives.count + version.terms.agreement.measures.count)
      })
  }
}

extension AgreementsPage {
  /// Says of each row where it stands, adds those that are only proposed, and leaves out what was not asked for.
  mutating func tell(_ standings: [AgreementStanding], for reader: Reader) {
    let today = reader.zone.local(reader.now).date
    for one in standings {
      if let index = rows.firstIndex(where: { $0.key == one.key }) {
        (rows[index].life, rows[index].isNegotiated, rows[index].kind) = (one.life, one.isNegotiated, one.kind)
      } else if let proposal = one.proposal {
        var row = Row(key: one.key, name: one.name, version: 0, scope: "", validity: "", objectives: 0)
        (row.life, row.kind, row.proposal) = (one.life, one.kind, proposal.path)
        rows.append(row)
      }
    }
    let due = standings.filter { $0.isReviewDue(on: today) }
    reviews = due.compactMap { one in
      one.reviewDate.map { date in
        Review(
          name: one.name, path: "/agreements/" + Address.encoded(one.key), date: date, isOver: date < today)
      }
    }.sorted { ($0.date, $0.name) < ($1.date, $1.name) }
    let dueKeys = Set(due.map(\.key))
    rows = rows.filter { row in
      (life == nil || row.life == life) && (!isOfReviews || dueKeys.contains(row.key))
    }
  }
}

extension AgreementPage {
  init(_ chosen: AgreementVersion, of versions: [AgreementVersion], for reader: Reader) {
    self.init(
      key: chosen.key, agreement: chosen.terms.agreement, scope: AgreementWords.scope(chosen.terms.scope),
      validity: AgreementWords.validity(chosen, for: reader), version: chosen.version,
      versions: versions.map { VersionLine(version: $0.version, madeAt: $0.appliedAt, madeBy: $0.appliedBy) },
      calendars: Dictionary(
        uniqueKeysWithValues: chosen.calendarVersions.map { key, version in
          (
            key,
            (
              name: "\(key), version \(version), \(chosen.calendars[key]?.definition.timeZone ?? "")",
              path: "/calendars/\(Address.encoded(key))?version=\(version)"
            )
          )
        }))
    exclusions = chosen.terms.exclusions
    (particulars, termination) = (chosen.terms.particulars, chosen.terms.termination)
  }
}

extension AgreementWords {
  /// `organisation is Northwind`; `every ticket`.
  public static func scope(_ scope: [String: [String]]) -> String {
    guard !scope.isEmpty else { return "every ticket" }
    return scope.sorted { $0.key < $1.key }
      .map { "\(Words.plain($0.key)) is \($0.value.joined(separator: " or "))" }.joined(separator: ", ")
  }

  /// `since 1 Jan 2025`, `1 Jan 2025 to 31 Dec 2025`, `from the beginning`; both days are those of it.
  static func validity(_ version: AgreementVersion, for reader: Reader) -> String {
    let from = [version.terms.validFrom, version.effectiveFrom].compactMap { $0 }.max() ?? .earliest
    func date(_ instant: Instant) -> String { Moments.text(instant, .date, for: reader) }
    if let end = version.terms.end {
      // The last instant at which it holds: what ends at midnight holds on the day before.
      let end = end - .milliseconds(1)
      return from == .earliest ? "until \(date(end))" : "\(date(from)) to \(date(end))"
    }
    return from == .earliest ? "from the beginning" : "since \(date(from))"
  }
}

extension [JSONDifference] {
  /// Each difference as a line taken away and a line added.
  var lines: [DiffLine] {
    flatMap { difference -> [DiffLine] in
      let old = difference.old.map { DiffLine(.removed, "\(difference.path): \($0.shown)") }
      let new = difference.new.map { DiffLine(.added, "\(difference.path): \($0.shown)") }
      return [old, new].compactMap { $0 }
    }
  }
}

extension JSON {
  /// Texts without their quotes, all else as JSON.
  fileprivate var shown: String { stringValue ?? canonical }
}
