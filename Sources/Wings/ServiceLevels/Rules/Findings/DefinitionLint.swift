import Agreements
import BusinessTime
import Kernel

/// An agreement as it is held against others: what it promises, to whom, and from when until when.
public struct LintedAgreement: Sendable {
  /// A word of the desk that it names.
  public struct NamedWord: Hashable, Sendable {
    public enum Standing: Hashable, Sendable { case known, retired, unknown }
    /// Of which list, in a sentence: `hold reason`.
    public var list: String
    public var key: String
    /// Where it stands in the agreement: `objectives[0].targets[1].when.priority`.
    public var path: String
    public var standing: Standing

    public init(_ list: String, _ key: String, at path: String, _ standing: Standing) {
      (self.list, self.key, self.path, self.standing) = (list, key, path, standing)
    }
  }

  public var key: String
  public var agreement: Agreement
  public var scope: [String: [String]]
  public var from: Instant
  /// The first instant at which it no longer holds.
  public var to: Instant?
  /// By key, those that can be computed with.
  public var calendars: [String: BusinessCalendar]
  public var words: [NamedWord] = []
  /// Times that count for no ticket under it.
  public var exclusions: [Exclusion] = []
  /// When the first of its versions was applied; nil of one that was not.
  public var since: Instant?

  public init(
    key: String, agreement: Agreement, scope: [String: [String]] = [:], from: Instant = .earliest, to: Instant? = nil,
    calendars: [String: BusinessCalendar] = [:]
  ) {
    (self.key, self.agreement, self.scope) = (key, agreement, scope)
    (self.from, self.to, self.calendars) = (from, to, calendars)
  }

  /// The tickets that its scope fits.
  public var box: TicketBox {
    TicketBox(scope.mapValues { .among(Set($0)) }, from: from, to: to)
  }

  /// As `AgreementTerms.goesBefore` decides it.
  public func goesBefore(_ other: LintedAgreement) -> Bool {
    (-scope.count, key) < (-other.scope.count, other.key)
  }

  var name: String { agreement.name }
}

/// Holds definitions against each other and against themselves. Pure: the same answer for the same definitions and the
/// same `now`.
public struct DefinitionLint: Sendable {
  public var agreements: [LintedAgreement]
  /// How long the desk waits before it closes what is resolved by itself; nil: it does not.
  public var closesAfter: Duration?
  /// The teams that there are; nil: not known.
  public var teams: Set<String>?
  public var now: Instant

  /// - Parameter agreements: Those that are over by `now` are left out.
  public init(
    _ agreements: [LintedAgreement], closesAfter: Duration? = nil, teams: Set<String>? = nil, now: Instant
  ) {
    self.agreements = agreements.filter { $0.to.map { now < $0 } ?? true }.sorted { $0.key < $1.key }
      .map { agreement in
        // What held before is past.
        var agreement = agreement
        agreement.from = max(agreement.from, now)
        return agreement
      }
    (self.closesAfter, self.teams, self.now) = (closesAfter, teams, now)
  }

  public func report() -> FindingsReport {
    var report = FindingsReport()
    choice(&report)
    for agreement in agreements {
      words(agreement, &report)
      rows(agreement, &report)
      rungs(agreement, &report)
      parts(agreement, &report)
      stops(agreement, &report)
      openTime(agreement, &report)
    }
    closures(&report)
    if report.workLeft < 0 {
      // What was not decided is too much to be named one by one.
      report.bounds.removeAll { $0.hasSuffix("was not decided.") }
      report.bounds.append(
        "Agreements and their rows fall into more than \(FindingLimits.work) cases in all: not all was decided.")
    }
    keepFew(&report)
    report.sort()
    return report
  }

  /// No agreement fills the list alone.
  private func keepFew(_ report: inout FindingsReport) {
    struct Group: Hashable {
      var kind: AgreementFinding.Kind
      var agreement: String?
    }
    var seen: [Group: Int] = [:]
    report.findings = report.findings.filter { finding in
      let group = Group(kind: finding.kind, agreement: finding.agreement)
      seen[group, default: 0] += 1
      return (seen[group] ?? 0) <= FindingLimits.ofOneKind
    }
    for (group, count) in seen where count > FindingLimits.ofOneKind {
      let place = group.agreement.map { " of \($0)" } ?? ""
      report.bounds.append(
        "Only \(FindingLimits.ofOneKind) of \(count) findings of the kind \(group.kind.rawValue)\(place) are named.")
    }
    report.bounds.sort()
  }
}

// MARK: Which agreement holds

extension DefinitionLint {
  /// Agreements of which others take every ticket, and those that are chosen by their keys alone.
  private func choice(_ report: inout FindingsReport) {
    let all = agreements.sorted { $0.goesBefore($1) }
    guard all.count <= FindingLimits.agreements else {
      report.bounds.append(
        "There are more than \(FindingLimits.agreements) agreements: none was held against the others.")
      return
    }
    for (place, one) in all.enumerated() {
      let before = all[..<place].filter { !$0.box.intersection(one.box).isEmpty }
      guard let left = one.box.without(before.map(\.box), limit: FindingLimits.pieces, work: &report.workLeft) else {
        report.bounds.append(
          "Whether others always go before \(one.key) falls into more than \(FindingLimits.pieces) cases and was not decided."
        )
        continue
      }
      if left.isEmpty, !one.box.isEmpty {
        report.findings.append(
          AgreementFinding(
            .neverApplies, agreement: one.key,
            "\(one.name) never applies: \(DefinitionLint.names(before.map(\.name))) "
              + "\(before.count == 1 ? "covers" : "cover") each of its tickets and \(before.count == 1 ? "goes" : "go") first.",
            evidence: before.prefix(FindingLimits.counted).map {
              AgreementFinding.Evidence(
                $0.scope.count > one.scope.count
                  ? "\($0.key): its scope names more of a ticket" : "\($0.key): it comes first by its key")
            }))
        continue
      }
      for other in before where other.scope.count == one.scope.count {
        overlap(of: other, with: one, among: all[..<place], &report)
      }
    }
  }

  /// Tickets that both cover and none more specific takes: the key alone decides.
  private func overlap(
    of first: LintedAgreement, with second: LintedAgreement, among before: ArraySlice<LintedAgreement>,
    _ report: inout FindingsReport
  ) {
    let shared = first.box.intersection(second.box)
    let ahead = before.filter { $0.goesBefore(first) }.map(\.box)
    guard let left = shared.without(ahead, limit: FindingLimits.pieces, work: &report.workLeft) else {
      report.bounds.append(
        "Whether \(first.key) and \(second.key) share tickets falls into more than \(FindingLimits.pieces) cases and was not decided."
      )
      return
    }
    guard let example = left.first else { return }
    var evidence = [
      AgreementFinding.Evidence("Such tickets: \(example.words)"),
      AgreementFinding.Evidence("\(first.key) comes before \(second.key) by its key, so that \(first.key) holds"),
    ]
    if shared.from > now { evidence.append(.init("From \(shared.from.rfc3339) on")) }
    report.findings.append(
      AgreementFinding(
        .overlap, agreement: second.key,
        "\(first.name) and \(second.name) cover the same tickets and name as much of them: \(first.name) holds, because its "
          + "key comes first.", evidence: evidence))
  }

  static func names(_ names: [String]) -> String {
    switch names.count {
    case 0: "others"
    case 1: names[0]
    case 2...3: names.dropLast().joined(separator: ", ") + " and " + (names.last ?? "")
    default: names.prefix(3).joined(separator: ", ") + " and \(names.count - 3) more"
    }
  }
}

// MARK: Words and rows

extension DefinitionLint {
  private func words(_ one: LintedAgreement, _ report: inout FindingsReport) {
    for word in one.words where word.standing != .known {
      let isRetired = word.standing == .retired
      report.findings.append(
        AgreementFinding(
          isRetired ? .retiredWord : .unknownWord, agreement: one.key,
          "\(one.name) names the \(word.list) \(word.key), which "
            + (isRetired ? "is retired: no new ticket gets it." : "this desk does not have: no ticket gets it."),
          evidence: [.init("At \(word.path)")]))
    }
    guard let teams else { return }
    for objective in one.agreement.objectives {
      guard let team = objective.team, !teams.contains(team) else { continue }
      report.findings.append(
        AgreementFinding(
          .unknownTeam, agreement: one.key, objective: objective.name,
          "\(objective.name) of \(one.name) counts the time of the team \(team), which this desk does not have."))
    }
  }

  private func rows(_ one: LintedAgreement, _ report: inout FindingsReport) {
    for objective in one.agreement.objectives {
      let boxes = objective.targets.map { TicketBox($0.when) }
      for (row, box) in boxes.enumerated().dropFirst() {
        guard let left = box.without(boxes[..<row], limit: FindingLimits.pieces, work: &report.workLeft) else {
          report.bounds.append(
            "Whether row \(row + 1) of \(objective.name) of \(one.key) is reached falls into more than "
              + "\(FindingLimits.pieces) cases and was not decided.")
          continue
        }
        guard left.isEmpty else { continue }
        let taking = boxes[..<row].indices.filter { !boxes[$0].intersection(box).isEmpty }
        let rows = objective.targets
        report.findings.append(
          AgreementFinding(
            .rowNeverReached, agreement: one.key, objective: objective.name, row: row + 1,
            "Row \(row + 1) of \(objective.name) of \(one.name) (\(rows[row].when.words): \(TargetText.text(rows[row].length))) is never "
              + "reached: the rows before it take its tickets.",
            evidence: taking.prefix(FindingLimits.counted).map {
              .init("Row \($0 + 1): \(rows[$0].when.words), \(TargetText.text(rows[$0].length))")
            }))
      }
    }
  }
}
