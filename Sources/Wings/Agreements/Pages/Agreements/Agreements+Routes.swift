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
      .page("/agreements", .permission(.seeAgreements), feature: "Agreements") { call in
        let versions = try await app.ask(AgreementVersions(), as: call.principal)
        var page = AgreementsPage(newestOf: versions, for: reader(call))
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
        return answer(page, call)
      },
      .page("/agreements/{agreement}/diff", .permission(.seeAgreements), feature: "Agreements") { call in
        let key = call.place("agreement")
        let (from, to) = try Pages.versions(call)
        let differences = try await app.ask(AgreementDifference(key: key, from: from, to: to), as: call.principal)
        let crumbs = [
          Crumb("Agreements", Place.agreements.path), Crumb(key, "/agreements/" + Address.encoded(key)),
        ]
        return answer(
          VersionDiffPage(place: .agreements, crumbs: crumbs, name: key, from: from, to: to, lines: differences.lines),
          call)
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
          objectives: version.terms.agreement.objectives.count)
      })
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
  }
}

extension AgreementWords {
  /// `organisation is Northwind`; `every ticket`.
  public static func scope(_ scope: [String: [String]]) -> String {
    guard !scope.isEmpty else { return "every ticket" }
    return scope.sorted { $0.key < $1.key }
      .map { "\(Words.plain($0.key)) is \($0.value.joined(separator: " or "))" }.joined(separator: ", ")
  }

  /// `since 1 Jan 2025`, `1 Jan 2025 to 1 Jan 2026`, `from the beginning`.
  static func validity(_ version: AgreementVersion, for reader: Reader) -> String {
    let from = [version.terms.validFrom, version.effectiveFrom].compactMap { $0 }.max() ?? .earliest
    func date(_ instant: Instant) -> String { Moments.text(instant, .date, for: reader) }
    if let end = version.terms.validTo {
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
