import Agreements
import AgreementsPages
import AgreementsUseCases
import BusinessTime
import Components
import Kernel
import Trade
import TradeUseCases

extension Offer.State {
  var words: String {
    switch self {
    case .open: "open"
    case .agreed: "agreed"
    case .withdrawn: "taken back"
    case .lapsed: "lapsed"
    case .overtaken: "overtaken"
    }
  }

  var tone: Tone {
    switch self {
    case .open: .live
    case .agreed: .good
    case .withdrawn: .plain
    case .lapsed: .rest
    case .overtaken: .warn
    }
  }
}

/// A clause of an offered text, for people: under which heading, what it is about, and what it says.
struct OfferClause: Hashable {
  var path: String
  var group: String
  var label: String
  var text: String
}

/// Offered texts in words.
struct OfferWords {
  let text: OfferText
  let reader: Reader

  init?(_ body: JSON, for reader: Reader) {
    guard let text = OfferText(body: body) else { return nil }
    (self.text, self.reader) = (text, reader)
  }

  /// Everything that it says, in the order in which people read it.
  var clauses: [OfferClause] {
    text.leaves.filter { !OfferWords.isSaidBeside($0.path) }.map { path, value in
      OfferClause(path: path, group: group(path), label: label(path), text: words(value, at: path))
    }
  }

  /// What a row is for is said with its target, and names of objectives head their clauses.
  private static func isSaidBeside(_ path: String) -> Bool {
    path.hasSuffix(".when") || path.hasPrefix("objectives[") && path.hasSuffix("].name")
      || path.hasPrefix("measures[") && path.hasSuffix("].name")
      || path.hasPrefix("clauses[") && path.hasSuffix(".name")
  }

  /// What a clause is called, with its heading: as comments name it.
  func title(_ path: String) -> String {
    guard !path.isEmpty else { return "The whole" }
    let (group, label) = (group(path), label(path))
    return group == OfferWords.whole ? label : "\(group): \(label)"
  }

  private static let whole = "The agreement"

  private func group(_ path: String) -> String {
    if let row = head(path, "objectives") ?? head(path, "measures") {
      return Words.capital(text.value(at: row + ".name")?.stringValue ?? row)
    }
    if path.hasPrefix("calendars.") { return "Open hours \(path.split(separator: ".").dropFirst().first ?? "")" }
    return OfferWords.whole
  }

  /// `objectives[2]` of a path below it.
  private func head(_ path: String, _ list: String) -> String? {
    guard path.hasPrefix(list + "["), let end = path.firstIndex(of: "]") else { return nil }
    return String(path[...end])
  }

  private func label(_ path: String) -> String {
    let last = String(path.split(separator: ".").last ?? "")
    let member = String(last.prefix { $0 != "[" })
    if let row = head(path, "objectives"), path.hasPrefix(row + ".targets[") {
      let target = path.split(separator: ".").prefix(2).joined(separator: ".")
      let when = conditions(text.value(at: target + ".when"))
      switch member {
      case "days": return "Days\(when)"
      case "when": return "For which tickets"
      default: return "Target\(when)"
      }
    }
    if path.hasPrefix("calendars.") {
      if let day = Weekday.allCases.firstIndex(where: { $0.rawValue == member }) { return Words.longWeekdays[day] }
      return OfferWords.labels[member] ?? Words.capital(Words.plain(member))
    }
    if path.hasPrefix("scope.") { return "Covers \(Words.plain(member))" }
    if let row = head(path, "clauses") { return "Clause \(text.value(at: row + ".name")?.stringValue ?? "")" }
    if path.hasPrefix("assumptions[") { return "Assumption \(OfferWords.ordinal(last.dropFirst(12).dropLast()))" }
    for (list, word) in [("signatories", "Signatory"), ("documents", "Document"), ("exclusions", "Left out")] {
      if let row = head(path, list) {
        return "\(word) \(OfferWords.ordinal(row.dropFirst(list.count + 1).dropLast())): \(Words.plain(member))"
      }
    }
    return OfferWords.labels[member] ?? Words.capital(Words.plain(member))
  }

  /// The place of a list as people count; what is none, as it stands.
  private static func ordinal(_ place: Substring) -> String {
    Int(place).flatMap { $0 < 1_000_000 ? String($0 + 1) : nil } ?? String(place.prefix(20))
  }

  private static let labels = [
    "name": "Name", "kind": "Kind", "provider": "Provider", "customer": "Customer",
    "scopeWords": "What it covers, in words", "validFrom": "In force from", "validTo": "In force until",
    "reviewDate": "Reviewed on", "noticePeriod": "Period of notice", "pauseReasons": "Paused by",
    "metric": "Measures", "measure": "Measures", "calendar": "Open hours", "compliance": "Promised share",
    "onChange": "When its target changes", "reopen": "When reopened", "stopAt": "Stops when",
    "thresholds": "Thresholds", "timeZone": "Time zone", "workingDay": "A target of one day",
    "horizon": "Closures known to", "scope": "Covers",
  ]

  /// ` for P1 or P2`, ` where service is mail`.
  private func conditions(_ when: JSON?) -> String {
    let conditions = (when?.objectValue ?? [:]).sorted { $0.key < $1.key }.map { name, value in
      (name, value.stringValue.map { [$0] } ?? (value.arrayValue ?? []).compactMap(\.stringValue))
    }
    if conditions.isEmpty { return "" }
    if conditions.count == 1, conditions[0].0 == "priority" {
      return " for " + conditions[0].1.joined(separator: " or ")
    }
    return " where "
      + conditions.map { "\(Words.plain($0.0)) is \($0.1.map(Words.plain).joined(separator: " or "))" }
      .joined(separator: " and ")
  }

  private func words(_ value: JSON, at path: String) -> String {
    switch value {
    case .string(let said):
      if let instant = try? Instant(parsing: said) { return Moments.text(instant, .full, for: reader) }
      if let length = try? ISO8601Duration(parsing: said) {
        if let target = head(path, "objectives"), path.hasPrefix(target + ".targets["),
          text.value(at: path.split(separator: ".").prefix(2).joined(separator: ".") + ".days") != nil
        {
          return Words.length(TargetLength.localDays(length.days))
        }
        return Words.length(TargetLength.open(length))
      }
      if path == "noticePeriod", let period = NoticePeriod(parsing: said) { return period.words }
      if path == "kind", let kind = AgreementParticulars.Kind(rawValue: said) { return AgreementWords.kind(kind) }
      if path.hasSuffix(".metric"), let metric = Metric(rawValue: said) { return metric.words }
      if path.hasSuffix(".reopen"), let reopen = ReopenPolicy(rawValue: said) { return AgreementWords.reopen(reopen) }
      if path.hasSuffix(".stopAt"), let stop = StopPoint(rawValue: said) { return AgreementWords.stop(stop) }
      if path.hasSuffix(".onChange"), let change = ChangePolicy(rawValue: said) { return AgreementWords.change(change) }
      return said
    case .array(let elements):
      let said = elements.map { $0.stringValue ?? $0.canonical }
      if path.hasPrefix("calendars."), path.contains(".weekly.") {
        return said.isEmpty ? "closed" : said == ["00:00-24:00"] ? "around the clock" : said.joined(separator: ", ")
      }
      if said.isEmpty { return "none" }
      if path.hasSuffix(".thresholds") { return said.map(ClockWords.rung).joined(separator: ", ") }
      let isOfWords = path.hasSuffix("pauseReasons") || path.hasPrefix("scope.")
      return (isOfWords ? said.map(Words.plain) : said).joined(separator: ", ")
    case .integer(let number): return Words.grouped(Int(number))
    case .bool(let truth): return truth ? "yes" : "no"
    case .object(let members): return members.isEmpty ? "none" : value.canonical
    case .null, .decimal: return value.canonical
    }
  }

  /// All that a text means, as a version's page says it, with the hours that it counts by.
  static func whole(_ look: OfferLook, for reader: Reader) -> [Clause] {
    guard let last = look.last, let drafts = try? AgreementDrafts(json: last.body), let terms = drafts.agreements.first
    else { return [] }
    let versions = Dictionary(look.hours.map { ($0.key, $0.version) }, uniquingKeysWith: { first, _ in first })
    var clauses = AgreementWords.clauses(terms, calendars: versions, for: reader)
    for objective in terms.agreement.objectives {
      let reasons = terms.agreement.pauseReasons(of: objective).map(Words.plain).joined(separator: ", ")
      let name = Words.capital(objective.name) + ": paused by"
      clauses.removeAll { $0.name == name }
      clauses.append(Clause(name, reasons.isEmpty ? "nothing but exclusions" : reasons))
    }
    let hours =
      drafts.calendars.map { ($0.key, "as offered", $0.value) }
      + look.hours.map { ($0.key, "version \($0.version)", $0.definition) }
    for (key, which, definition) in hours.sorted(by: { $0.0 < $1.0 }) {
      clauses += CalendarWords.clauses(definition).map { Clause("Open hours \(key) (\(which)): \($0.name)", $0.text) }
    }
    return clauses
  }

  /// What one text says that another did not, clause by clause, in words.
  static func changes(from old: JSON?, to new: JSON, for reader: Reader) -> [ClauseChange] {
    ClauseChange.between(old.map { all($0, reader) } ?? [], all(new, reader))
  }

  private static func all(_ body: JSON, _ reader: Reader) -> [Clause] {
    guard let drafts = try? AgreementDrafts(json: body), let terms = drafts.agreements.first else { return [] }
    return all(terms, drafts.calendars, reader)
  }

  /// As above, beside what is in force of the agreement.
  static func changes(from present: AgreementVersion, to body: JSON, for reader: Reader) -> [ClauseChange] {
    guard let drafts = try? AgreementDrafts(json: body), let terms = drafts.agreements.first else { return [] }
    let named = present.calendars.filter { drafts.calendars[$0.key] != nil }.mapValues(\.definition)
    return ClauseChange.between(all(present.terms, named, reader), all(terms, drafts.calendars, reader))
  }

  private static func all(
    _ terms: AgreementTerms, _ calendars: [String: CalendarDefinition], _ reader: Reader
  ) -> [Clause] {
    AgreementWords.clauses(terms, calendars: [:], for: reader)
      + calendars.sorted { $0.key < $1.key }.flatMap { key, definition in
        CalendarWords.clauses(definition).map { Clause("Open hours \(key): \($0.name)", $0.text) }
      }
  }
}

/// Words about figures of offers.
enum FigureWords {
  /// `98.2 % at 4 h`, of the recorded target and each candidate.
  static func lines(_ figure: OfferFigure) -> [(term: String, value: String)] {
    (figure.answer["targets"]?.arrayValue ?? []).enumerated().map { place, target in
      let length = target["target"]?.stringValue.flatMap { try? ISO8601Duration(parsing: $0) }
      let words = length.map { Words.length(TargetLength.open($0)) } ?? ""
      let clocks = target["clocks"]
      let share = clocks?["compliance"].flatMap(percent) ?? "nothing decided"
      let (met, breached) = (clocks?["met"]?.integerValue ?? 0, clocks?["breached"]?.integerValue ?? 0)
      return (
        words + (place == 0 ? " (as recorded)" : ""),
        "\(share), \(Words.grouped(Int(met))) met and \(Words.grouped(Int(breached))) breached"
      )
    }
  }

  private static func percent(_ json: JSON) -> String? {
    guard case .decimal(let text) = json, let share = Double(text) else {
      return json.integerValue.map { Words.percent(Double($0)) }
    }
    return Words.percent(share)
  }

  static func basis(_ figure: OfferFigure) -> String {
    figure.basis == .offered ? "under the text of round \(figure.round)" : "under what was in force then"
  }

  /// `agreement mail 3; hours office 2`.
  static func versions(_ figure: OfferFigure) -> String {
    let said = [("agreement", "agreements"), ("hours", "calendars")].flatMap { word, list in
      (figure.versions[list]?.objectValue ?? [:]).sorted { $0.key < $1.key }.compactMap { key, version in
        version.integerValue.map { "\(word) \(key) \($0)" }
      }
    }
    return said.isEmpty ? "none" : said.joined(separator: "; ")
  }

  /// `checkpoint 7 of the journal, 3a5f...`.
  static func checkpoint(_ figure: OfferFigure) -> String {
    let number = figure.checkpoint["checkpoint"]?.integerValue ?? 0
    return "checkpoint \(number) of the journal" + (figure.checkpoint["digest"]?.stringValue.map { ", \($0)" } ?? "")
  }

  /// As `mainstay whatif` takes it.
  static func question(_ figure: OfferFigure) -> String { JSON.object(["curve": figure.question]).canonical }

  /// `Tickets opened from 2026-08-01 until 2026-11-30, as they stood ...`
  static func span(_ figure: OfferFigure, for reader: Reader) -> String {
    func day(_ name: String) -> String? {
      figure.question[name]?.stringValue.flatMap { CivilDate(parsing: $0) }.map { Words.date($0) }
    }
    let from = day("from").map { "from \($0)" } ?? "from the beginning"
    let to = day("to").map { " to \($0)" } ?? ""
    let at = figure.question["asOf"]?.stringValue.flatMap { try? Instant(parsing: $0) }
    return "tickets opened \(from)\(to)" + (at.map { ", as they stood \(Moments.text($0, .full, for: reader))" } ?? "")
  }
}
