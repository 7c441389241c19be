import Agreements
import AgreementsUseCases
import BusinessTime
import Components
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Markup
import ServiceLevels
import ServiceLevelsUseCases
import TicketsUseCases

extension Pages {
  var compliance: [Route] {
    [
      .page("/compliance", .permission(.seeCompliance), feature: "Compliance", asks: Pages.periodAsked) { call in
        try await complianceAnswer(call)
      },
      .page(
        "/compliance.csv", .permission(.seeCompliance), feature: "Compliance", asks: Pages.periodAsked,
        handler: complianceFile),
      .page(
        "/compliance/tickets.csv", .permission(.seeCompliance), feature: "Compliance", asks: Pages.sliceAsked,
        handler: complianceTicketsFile),
      .page(
        "/compliance/tickets", .permission(.seeCompliance), feature: "Compliance", asks: Pages.sliceAsked + ["after"]
      ) { call in
        answer(try await complianceTickets(call), call)
      },
    ]
  }

  private static let periodAsked = ["objective", "by", "from", "to", "zone", "promised"]
  private static let sliceAsked = periodAsked + ["slice", "group", "without", "due"]

  func asked(_ call: Call) throws -> ComplianceAsked {
    let zone = try zoneAsked(call)
    let promised = try Pages.share(try call.asked("promised"), "promised")
    let days = zone.rules.map { rules in ReaderZone(zone.name) { rules.offset(at: $0) } } ?? reader(call).zone
    let (firstDay, lastDay) = (try call.day("from", in: days), try call.day("to", in: days))
    if let firstDay, let lastDay, lastDay < firstDay {
      throw MainstayError.field("to", "choose a day that does not lie before the first")
    }
    return ComplianceAsked(
      objective: try call.asked("objective"),
      by: try call.asked("by", oneOf: ComplianceDimension.self) ?? .priority, from: firstDay, to: lastDay,
      scope: ComplianceScope(
        objective: try call.asked("objective"), firstDay: firstDay, lastDay: lastDay, in: zone.rules),
      zoneName: zone.name, zone: zone.rules, promised: promised)
  }

  /// A percentage as a share of one.
  private static func share(_ text: String?, _ name: String) throws -> Double? {
    guard let text else { return nil }
    guard let percent = Double(text), (0...100).contains(percent) else {
      throw MainstayError.field(name, "is a number from 0 to 100, like 95")
    }
    return percent / 100
  }

  /// A share of one as the field has it: `95`, `99.5`.
  fileprivate static func percent(_ share: Double) -> String {
    let tenths = Int((share * 1000).rounded())
    return tenths % 10 == 0 ? String(tenths / 10) : "\(tenths / 10).\(tenths % 10)"
  }

  /// The zone of the days and months: the one that is asked for, else the reader's own.
  private func zoneAsked(_ call: Call) throws -> (name: String, rules: ZoneRules?) {
    guard let name = try call.asked("zone") else {
      let own = reader(call).zone.name
      return (own, try? zones.rules(for: own))
    }
    do {
      return (name, try zones.rules(for: name))
    } catch {
      throw MainstayError.field("zone", "is no time zone that is known here, like Europe/Paris")
    }
  }

  /// What cannot be asked is named beside the form, without figures: others would be taken for them.
  private func complianceAnswer(_ call: Call) async throws -> Answer {
    do {
      return answer(try await compliancePage(call, try asked(call)), call)
    } catch MainstayError.invalid(let faults) {
      let own = reader(call).zone.name
      let objective = try call.asked("objective")
      let all = ComplianceAsked(
        objective: objective, by: (try? call.asked("by", oneOf: ComplianceDimension.self)) ?? .priority,
        scope: ComplianceScope(objective: objective), zoneName: own, zone: try? zones.rules(for: own))
      var page = try await compliancePage(call, all)
      for name in ["from", "to", "zone", "promised"] { page.form.values[name] = try call.asked(name) }
      (page.form.faults, page.stage) = (faults, .unclear)
      return answer(page, call, status: .unprocessableContent)
    }
  }

  private func compliancePage(_ call: Call, _ asked: ComplianceAsked) async throws -> CompliancePage {
    let principal = try call.principal
    let isAhead = !asked.scope.hasBegun(by: call.now)
    // Of a period that has not begun there is nothing to show but what runs now, whatever the period.
    let measured = isAhead ? asked.unbounded : asked
    let report = try await app.ask(
      MeasureCompliance(measured.scope, by: measured.by, zone: measured.zone), as: principal)
    var objectives = [Choice("", "all resolutions")]
    var seen: Set<String> = []
    for version in try await app.ask(AgreementVersions(), as: principal) {
      for objective in version.terms.agreement.objectives where seen.insert(objective.name).inserted {
        objectives.append(Choice(objective.name, Words.plain(objective.name)))
      }
    }
    var page = CompliancePage(
      form: FormState(Dictionary(asked.query.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })),
      objectives: objectives, groupings: ComplianceDimension.allCases.map { Choice($0.rawValue, $0.rawValue) },
      by: asked.by.rawValue, objective: report.objective, period: Pages.period(asked),
      total: ComplianceRow(report.total, group: .all, promised: asked.promised),
      rows: report.groups.map { ComplianceRow($0, group: ComplianceRow.Group($0), promised: asked.promised) },
      reading: report.closure.sentences, query: measured.query, unreadable: report.unreadable)
    page.labels = try await app.ask(ListWords(), as: principal).labels
    page.agreements = try await agreementNames(call, asked)
    page.isBounded = report.isBounded
    if isAhead {
      page.stage = .ahead
    } else if asked.from != nil || asked.to != nil {
      page.stage = asked.scope.to.map { $0 <= call.now } ?? false ? .over : .underWay
    }
    return page
  }

  /// What agreements are called, where they are what is asked by: people know them by no key.
  private func agreementNames(_ call: Call, _ asked: ComplianceAsked) async throws -> [String: String] {
    guard asked.by == .agreement else { return [:] }
    let versions = try await app.ask(AgreementVersions(), as: call.principal)
    return Dictionary(versions.map { ($0.key, $0.terms.agreement.name) }, uniquingKeysWith: { newest, _ in newest })
  }

  private static func period(_ asked: ComplianceAsked) -> String {
    let zone = asked.by == .month || asked.from != nil || asked.to != nil ? " in \(asked.zoneName)" : ""
    return switch (asked.from, asked.to) {
    case (nil, nil): "all time" + zone
    case (let from?, nil): "from \(Words.date(from))" + zone
    case (nil, let to?): "up to \(Words.date(to))" + zone
    case (let from?, let to?): "\(Words.date(from)) to \(Words.date(to))" + zone
    }
  }

  private func complianceTickets(_ call: Call) async throws -> ComplianceTicketsPage {
    let asked = try asked(call)
    let slice = try Pages.slice(call)
    let named = try call.asked("group")
    let after: ComplianceTicketPage.Position? = try call.asked("after").map {
      try PageCursor.position($0, field: "after")
    }
    let found = try await app.ask(
      ListComplianceTickets(
        slice, of: asked.scope, by: asked.by, in: try Pages.group(call, asked), zone: asked.zone,
        dueBefore: try Pages.dueBefore(call), after: after),
      as: call.principal)
    var back = "/compliance"
    for (index, item) in asked.query.enumerated() {
      back += "\(index == 0 ? "?" : "&")\(item.name)=" + Address.encoded(item.value)
    }
    let here = Pages.without("after", call)
    let labels = try await app.ask(ListWords(), as: call.principal).labels
    let agreements = try await agreementNames(call, asked)
    func name(_ value: String) -> String { agreements[value] ?? labels.attribute(asked.by.rawValue, value) }
    let counts = [
      found.clocks.map { Words.count($0, "clock", "clocks") },
      found.tickets.map { Words.count($0, "ticket", "tickets") },
    ]
    let size = counts.compactMap(\.self).joined(separator: " of ")
    var lead = "\(size). \(Words.capital(asked.objective ?? "resolution")), \(Pages.period(asked))"
    if let named { lead += ", \(Words.plain(asked.by.rawValue)) \(name(named))" }
    if let hours = try call.asked("due") { lead += ", due within \(hours) h" }
    let contests = try await app.ask(ListContests(of: Set(found.items.map(\.ticket.id))), as: call.principal)
    let rows = found.items.count
    let shown = found.clocks == nil ? Words.count(rows, "ticket", "tickets") : Words.count(rows, "clock", "clocks")
    return ComplianceTicketsPage(
      title: slice.title, back: back, lead: lead + ".", grouping: Words.capital(asked.by.rawValue),
      csv: "/compliance/tickets.csv" + here.dropFirst(call.path.count),
      rows: found.items.map { item in
        var row = ComplianceTicketsPage.Row(item, group: item.group.map(name) ?? "")
        row.contests = contests.of(item.clock)
        return row
      },
      pager: Pager(
        shows: shown + (found.next == nil ? "" : " on this page"),
        next: found.next.map { here + "&after=" + Address.encoded(PageCursor.write($0)) },
        first: after == nil ? nil : here), unreadable: found.unreadable)
  }

  static func slice(_ call: Call) throws -> ComplianceSlice {
    guard let slice = try call.asked("slice", oneOf: ComplianceSlice.self) else {
      throw MainstayError.field("slice", "is missing: it says which number's clocks are listed, like met")
    }
    return slice
  }

  /// Only clocks that are due within the hours that are asked for; nil: whenever they are due.
  static func dueBefore(_ call: Call) throws -> Instant? {
    guard let text = try call.asked("due") else { return nil }
    guard let hours = Int64(text), (1...ComplianceLimits.dueHours).contains(hours) else {
      throw MainstayError.field("due", "is a number of hours from 1 to \(ComplianceLimits.dueHours)")
    }
    return call.now + .hours(hours)
  }

  /// The group whose tickets are asked for; nil: those of all.
  static func group(_ call: Call, _ asked: ComplianceAsked) throws -> ComplianceGroupKey? {
    let named = try call.asked("group")
    return try named != nil || call.asked("without") != nil ? ComplianceGroupKey(asked.by, named) : nil
  }

  /// The address of a call without one of its parameters.
  private static func without(_ name: String, _ call: Call) -> String {
    let pairs = call.query.split(separator: "&").filter { !$0.hasPrefix(name + "=") }
    return call.path + "?" + pairs.joined(separator: "&")
  }
}

/// What a compliance page is asked, as its address says it.
struct ComplianceAsked {
  var objective: String?
  var by: ComplianceDimension
  var from: CivilDate?
  var to: CivilDate?
  var scope: ComplianceScope
  /// Of the days and months.
  var zoneName: String
  var zone: ZoneRules?
  /// The compliance that was promised, as a share of one; agreements do not say it yet, so the reader does.
  var promised: Double?

  /// The same of all time.
  var unbounded: ComplianceAsked {
    var all = self
    (all.from, all.to, all.scope) = (nil, nil, ComplianceScope(objective: objective))
    return all
  }

  /// What a file of it is called: one without a period says that it is of all time.
  func fileName(_ name: String) -> String { from == nil && to == nil ? name + "-all-time" : name }

  var query: [(name: String, value: String)] {
    let all: [(String, String?)] = [
      ("objective", objective), ("by", by.rawValue), ("from", from?.iso8601), ("to", to?.iso8601), ("zone", zoneName),
      ("promised", promised.map { Pages.percent($0) }),
    ]
    return all.compactMap { name, value in value.map { (name: name, value: $0) } }
  }
}

extension ComplianceSlice {
  var title: String {
    switch self {
    case .met: "Met"
    case .breached: "Breached"
    case .running: "Running"
    case .paused: "Paused"
    case .cancelled: "Cancelled"
    case .neverDue: "Never due"
    case .undecided: "Agreement undecided"
    case .metMet: "Recorded met, computed met"
    case .metMissed: "Recorded met, computed missed"
    case .missedMet: "Recorded missed, computed met"
    case .missedMissed: "Recorded missed, computed missed"
    }
  }
}

extension ComplianceRow.Group {
  init(_ group: ComplianceGroup) {
    self = group.by.map { name -> ComplianceRow.Group in group.isRest ? .rest(name) : .named(name) } ?? .without
  }
}

extension ComplianceRow {
  init(_ group: ComplianceGroup, group name: Group, promised: Double? = nil) {
    let share = group.tally.compliance
    self.init(
      group: name,
      attainment: Attainment(
        met: group.tally.met, breached: group.tally.breached, low: share.interval?.low ?? 0,
        high: share.interval?.high ?? 1, goal: promised),
      running: group.tally.running, paused: group.tally.paused, cancelled: group.tally.cancelled,
      coverage: group.coverage.fraction ?? 0, tickets: group.coverage.whole, confusion: group.confusion)
    (undecided, neverDue) = (group.undecided, group.tally.neverDue)
  }
}

extension ComplianceTicketsPage.Row {
  init(_ item: ComplianceTicketPage.Item, group: String) {
    let (ticket, clock) = (item.ticket, item.clock)
    let path = "/tickets/\(Address.encoded(ticket.number))/clocks/"
    self.init(
      number: ticket.number, subject: ticket.title, group: group, openedAt: ticket.openedAt,
      clock: clock.map { ClockFigure($0, path: path + Address.encoded($0.name) + "/\($0.cycle)") },
      recordedMet: ticket.recordedMet)
  }
}
