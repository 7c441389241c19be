import Agreements
import AgreementsPages
import Components
import Kernel
import Markup
import ServiceLevels
import ServiceLevelsUseCases

/// Verdicts and where their numbers lead.
enum LevelWords {
  static func tone(_ verdict: ComplianceVerdict) -> (tone: Tone, icon: Icon) {
    switch verdict {
    case .holds: (.good, .done)
    case .short(_, byChance: false): (.bad, .warning)
    case .short(_, byChance: true): (.warn, .warning)
    case .tooFew, .noPromise, .nothingEnded: (.plain, .question)
    }
  }

  static func words(_ verdict: ComplianceVerdict) -> String {
    switch verdict {
    case .holds: "holds"
    case .tooFew: "too few to say"
    case .short(let lacking, _): "short by \(Words.grouped(lacking))"
    case .noPromise: "no share is promised"
    case .nothingEnded: "nothing ended"
    }
  }

  /// What it leaves open, in a line; nil where that says nothing more.
  static func more(_ verdict: ComplianceVerdict) -> String? {
    switch verdict {
    case .holds(let room): self.room(room)
    case .tooFew(let room): "kept so far, " + self.room(room)
    case .short(_, byChance: true): "so few that it may be luck"
    case .short(_, byChance: false), .noPromise, .nothingEnded: nil
    }
  }

  private static func room(_ room: Int) -> String {
    room == 0 ? "the next late one breaks it" : "\(Words.grouped(room)) more may end late"
  }

  /// All of it in sentences.
  static func sentence(_ objective: ObjectiveLevel) -> String {
    let (met, ended) = (objective.present.met.part, objective.present.met.whole)
    let counted = "\(Words.grouped(met)) of \(Words.grouped(ended)) that ended this month were in time"
    let share = objective.promised.map(AgreementWords.share) ?? ""
    switch objective.verdict {
    case .noPromise:
      return ended == 0
        ? "Nothing has ended this month, and the agreement promises no share of clocks that are met."
        : "\(counted). The agreement promises no share, so this is neither good nor bad."
    case .nothingEnded: return "Nothing has ended this month yet. \(share) are promised."
    case .holds(let room):
      return
        "\(counted), and \(share) are promised: it holds, more surely than luck explains. \(Words.capital(self.room(room)))."
    case .tooFew(let room):
      return
        "\(counted), and \(share) are promised: it is kept so far. Too few have ended to say whether it would hold with as "
        + "many more. \(Words.capital(self.room(room)))."
    case .short(let lacking, let byChance):
      return
        "\(counted), and \(share) are promised: \(Words.count(lacking, "more", "more")) in time would have kept it."
        + (byChance ? " With so few, luck alone may explain it." : "")
    }
  }

  /// `SLA`, `OLA of network`, `supplier contract with fernline`.
  static func kind(_ objective: ObjectiveLevel) -> String {
    let kind = AgreementWords.kind(objective.metric.promise)
    switch objective.metric.promise {
    case .service: return kind
    case .operational: return kind + (objective.team.map { " of \($0)" } ?? "")
    case .supplier: return kind + (objective.vendor.map { " with \($0)" } ?? " with each vendor")
    }
  }

  /// `for every ticket`, `where service is mail or web`.
  static func scope(_ agreement: AgreementLevel) -> String {
    (agreement.scope.isEmpty ? "for " : "where ") + AgreementWords.scope(agreement.scope)
  }

  /// `Mar 2026`.
  static func month(_ month: MonthLevel) -> String {
    "\(Words.months[month.firstDay.month - 1]) \(month.firstDay.year)"
  }

  /// The same of `2026-03`.
  static func month(_ name: String) -> String {
    guard let day = CivilDate(parsing: name + "-01") else { return name }
    return "\(Words.months[day.month - 1]) \(day.year)"
  }

  static func attainment(_ month: MonthLevel, _ promised: PromisedShare?) -> Attainment {
    Attainment(
      met: month.met.part, breached: month.breached, low: month.met.interval?.low ?? 0,
      high: month.met.interval?.high ?? 1, goal: promised?.fraction)
  }

  /// - Parameter agreement: Whose clocks each month leads to: to those that were late, else to those in time; nil: to none.
  static func trend(_ objective: ObjectiveLevel, of agreement: AgreementLevel? = nil) -> TrendFigure {
    TrendFigure(
      objective.months.map { month in
        let slice: ComplianceSlice = month.breached > 0 ? .breached : .met
        let source = agreement.flatMap { agreement in
          month.met.whole == 0
            ? nil
            : ChartSource(
              slice == .met ? "those in time" : "those that were late", drill(slice, month, objective, of: agreement))
        }
        return .init(self.month(month), attainment(month, objective.promised), source: source)
      })
  }

  static func path(_ objective: ObjectiveLevel, of agreement: AgreementLevel) -> String {
    "/service-levels/\(Address.encoded(agreement.key))/\(Address.encoded(objective.name))"
  }

  /// The clocks of a month behind a number.
  static func drill(
    _ slice: ComplianceSlice, _ month: MonthLevel, _ objective: ObjectiveLevel, of agreement: AgreementLevel
  ) -> String {
    Address.path(
      "/compliance/tickets",
      [
        "slice": slice.rawValue, "objective": objective.name, "by": "agreement", "group": agreement.key,
        "from": month.firstDay.iso8601, "to": month.lastDay.iso8601, "zone": objective.zone,
      ])
  }

  /// The clocks of the present behind a number.
  /// - Parameter near: Those alone that are due within `ShowServiceLevels.near`.
  static func drill(
    _ slice: ComplianceSlice, near: Bool = false, _ objective: ObjectiveLevel, of agreement: AgreementLevel
  ) -> String {
    Address.path(
      "/compliance/tickets",
      [
        "slice": slice.rawValue, "objective": objective.name, "by": "agreement", "group": agreement.key,
        "due": near ? String(nearHours) : nil,
      ])
  }

  static let nearHours = ShowServiceLevels.near.milliseconds / 3_600_000
}

extension HTML {
  /// That figures are of some tickets alone.
  func bounded(_ isBounded: Bool) {
    guard isBounded else { return }
    notice(.plain) {
      p("You see the compliance of some tickets alone: these figures are of them, and not of the whole desk.")
    }
  }
}
