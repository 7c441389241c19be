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
  /// Years that the page of a calendar can show.
  private static let shownYears = 1970...2100

  var calendars: [Route] {
    [
      .page("/calendars", .permission(.seeAgreements), feature: "Calendars") { call in
        let versions = try await app.ask(CalendarVersions(), as: call.principal)
        var seen: Set<String> = []
        let rows = versions.filter { seen.insert($0.key).inserted }.map { version in
          CalendarsPage.Row(
            key: version.key, name: version.key, version: version.version, timeZone: version.definition.timeZone,
            hours: CalendarWords.week(version.definition), horizon: version.definition.horizon)
        }
        let broken = try await app.ask(UnreadableVersions(.calendar), as: call.principal)
        return answer(CalendarsPage(rows: rows, unreadable: broken.map(\.words)), call)
      },
      .page("/calendars/{calendar}", .permission(.seeAgreements), feature: "Calendars", handler: calendar),
      .page("/calendars/{calendar}/diff", .permission(.seeAgreements), feature: "Calendars") { call in
        let key = call.place("calendar")
        let (from, to) = try Pages.versions(call)
        let differences = try await app.ask(CalendarDifference(key: key, from: from, to: to), as: call.principal)
        let crumbs = [Crumb("Calendars", Place.calendars.path), Crumb(key, "/calendars/" + Address.encoded(key))]
        var page = VersionDiffPage(
          place: .calendars, crumbs: crumbs, name: key, from: from, to: to, lines: differences.lines)
        let versions = try await app.ask(CalendarVersions(key: key), as: call.principal)
        page.versions = versions.map(\.version)
        if let old = versions.first(where: { $0.version == from }),
          let new = versions.first(where: { $0.version == to })
        {
          page.changes = ClauseChange.between(
            CalendarWords.clauses(old.definition), CalendarWords.clauses(new.definition))
        }
        return answer(page, call)
      },
    ]
  }

  @Sendable private func calendar(_ call: Call) async throws -> Answer {
    let key = call.place("calendar")
    let versions = try await app.ask(CalendarVersions(key: key), as: call.principal)
    let number = try call.asked("version", in: Pages.versionNumbers)
    guard let chosen = versions.first(where: { number == nil || $0.version == number }) else {
      throw MainstayError.notFound(kind: "version", id: "\(number ?? 0) of \(key)")
    }
    let today = chosen.calendar.zone.local(call.now).date
    let year = try call.asked("year", in: Pages.shownYears) ?? today.year
    var seen: Set<String> = []
    let users = try await app.ask(AgreementVersions(), as: call.principal)
      .filter { seen.insert($0.key).inserted && $0.calendarVersions[key] != nil }
    return answer(
      CalendarPage(
        key: key, name: key, definition: chosen.definition, version: chosen.version,
        versions: versions.map { VersionLine(version: $0.version, madeAt: $0.appliedAt, madeBy: $0.appliedBy) },
        year: YearFigure(chosen.calendar, year: year, today: today),
        usedBy: users.map { ($0.terms.agreement.name, "/agreements/" + Address.encoded($0.key)) }), call)
  }
}
