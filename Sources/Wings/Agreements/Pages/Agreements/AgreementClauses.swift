import Agreements
import AgreementsUseCases
import BusinessTime
import Components
import Kernel

/// Everything that a version of an agreement says, a clause each: what two versions are compared by.
extension AgreementWords {
  /// - Parameter calendars: The versions of the calendars that it rests on, by their keys.
  package static func clauses(_ terms: AgreementTerms, calendars: [String: Int], for reader: Reader) -> [Clause] {
    let agreement = terms.agreement
    var clauses = [
      Clause("Name", agreement.name), Clause("Covers", scope(terms.scope)),
      Clause("Clocks pause", pauses(agreement.pauseReasons, terms.exclusions)),
    ]
    func instant(_ name: String, _ instant: Instant?) {
      if let instant { clauses.append(Clause(name, Moments.text(instant, .full, for: reader))) }
    }
    instant("In force from", terms.validFrom)
    instant("In force until", terms.validTo)
    clauses += self.clauses(terms.particulars)
    if let end = terms.termination {
      clauses.append(Clause("Ended", termination(end, terms.particulars.noticePeriod, for: reader)))
    }
    for objective in agreement.objectives { clauses += self.clauses(objective) }
    for measure in agreement.measures { clauses += self.clauses(measure) }
    for exclusion in terms.exclusions { clauses.append(clause(exclusion, reader)) }
    for (key, version) in calendars.sorted(by: { $0.key < $1.key }) {
      clauses.append(Clause("Open hours \(key)", "version \(version)"))
    }
    return clauses
  }

  package static func clauses(_ objective: Objective) -> [Clause] {
    let name = Words.capital(objective.name)
    var clauses: [Clause] = objective.targets.enumerated().map { index, target in
      Clause(name + tickets(target.when, isFirst: index == 0), Words.length(target.length))
    }
    if objective.targets.count > 1 {
      let order = objective.targets.map { conditions($0.when) }.joined(separator: "; then ")
      clauses.append(Clause("\(name): which row decides", order))
    }
    func add(_ clause: String, _ text: String?) {
      if let text { clauses.append(Clause("\(name): \(clause)", text)) }
    }
    add("measures", objective.metric.words)
    add("open hours", objective.calendar)
    add("team", objective.team)
    add("vendor", objective.vendor)
    add("paused by", objective.pauseReasons.map(reasons))
    add("when its target changes", change(objective.onChange))
    add("when reopened", reopen(objective.reopen))
    add("stops when", stop(objective.stopAt))
    if !objective.thresholds.isEmpty {
      add("thresholds", objective.thresholds.map { ClockWords.rung($0.text) }.joined(separator: ", "))
    }
    add("promised share", objective.compliance.map(share))
    return clauses
  }

  /// ` for P1 or P2`, ` where service is mail`; of rows behind others, ` for any other ticket`.
  static func tickets(_ conditions: [Condition], isFirst: Bool) -> String {
    if conditions.isEmpty { return isFirst ? "" : " for any other ticket" }
    if conditions.count == 1, conditions[0].attribute == "priority" {
      return " for " + conditions[0].values.joined(separator: " or ")
    }
    return " where " + self.conditions(conditions)
  }

  /// What stops all clocks: reasons to be on hold, and times that are left out.
  static func pauses(_ reasons: [String], _ exclusions: [Exclusion]) -> String {
    switch (reasons.isEmpty, exclusions.isEmpty) {
    case (true, true): "never"
    case (false, true): self.reasons(reasons)
    case (true, false): "only in times that are left out"
    case (false, false): self.reasons(reasons) + "; and in times that are left out"
    }
  }

  private static func reasons(_ reasons: [String]) -> String {
    reasons.isEmpty ? "never" : "on hold: " + reasons.map(Words.plain).joined(separator: ", ")
  }

  /// `Left out from 27 Nov to 5 Dec`, and why.
  package static func clause(_ exclusion: Exclusion, _ reader: Reader) -> Clause {
    let from = Moments.text(exclusion.from, .full, for: reader)
    let to = Moments.text(exclusion.to, .full, for: reader)
    let why = Words.plain(exclusion.reason) + (exclusion.clause.map { ", by \($0)" } ?? "")
    return Clause("Left out from \(from) to \(to)", why)
  }
}

extension [ClauseChange] {
  /// What one version of an agreement says that the other did not.
  static func between(_ old: AgreementVersion, _ new: AgreementVersion, for reader: Reader) -> [ClauseChange] {
    func clauses(_ version: AgreementVersion) -> [Clause] {
      AgreementWords.clauses(version.terms, calendars: version.calendarVersions, for: reader)
    }
    return ClauseChange.between(clauses(old), clauses(new))
  }
}
