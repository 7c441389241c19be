import Agreements
import Components
import Kernel
import Testing
@testable import AgreementsPages
@testable import AgreementsUseCases

@Suite("A difference in words", .timeLimit(.minutes(10)))
struct ClauseChangesTests {
  private static let terms = AgreementTerms(key: "gold", agreement: Sample.gold, scope: ["organisation": ["Northwind"]])

  private func changes(_ edit: (inout AgreementTerms) -> Void, calendars: [String: Int] = ["paris": 1])
    -> [ClauseChange]
  {
    var new = Self.terms
    edit(&new)
    let reader = Sample.reader(.manager)
    return ClauseChange.between(
      AgreementWords.clauses(Self.terms, calendars: ["paris": 1], for: reader),
      AgreementWords.clauses(new, calendars: calendars, for: reader))
  }

  @Test("says a target by its objective and the tickets that it is for")
  func target() {
    let found = changes {
      $0.agreement.objectives[0].targets[0].length = .open(ISO8601Duration(time: .minutes(15)))
      $0.agreement.objectives[1].targets[1].length = .open(ISO8601Duration(days: 2, time: .zero))
    }
    #expect(
      found == [
        ClauseChange("First response for P1 or P2", before: "30\u{202f}min", after: "15\u{202f}min"),
        ClauseChange("Resolution for any other ticket", before: "3 working days", after: "2 working days"),
      ])
  }

  /// An edit of each thing that a version holds.
  private static let edits: [@Sendable (inout AgreementTerms) -> Void] = [
    { $0.agreement.name = "Silver" }, { $0.scope = [:] }, { $0.scope["organisation"] = ["Northwind", "Sales"] },
    { $0.agreement.pauseReasons = [] }, { $0.validFrom = Sample.now }, { $0.validTo = Sample.now },
    { $0.exclusions = [Exclusion(from: Sample.now, to: Sample.now + .hours(1), reason: "maintenance")] },
    { $0.agreement.objectives.removeLast() }, { $0.agreement.objectives[0].calendar = "always" },
    { $0.agreement.objectives[0].metric = .nextResponse }, { $0.agreement.objectives[0].team = "network" },
    { $0.agreement.objectives[0].vendor = "acme" }, { $0.agreement.objectives[0].pauseReasons = ["parts"] },
    { $0.agreement.objectives[0].onChange = .restart }, { $0.agreement.objectives[0].reopen = .restart },
    { $0.agreement.objectives[1].stopAt = .resolved },
    { $0.agreement.objectives[0].compliance = PromisedShare(tenThousandths: 9500) },
    { $0.agreement.objectives[0].thresholds = [try? Rung(parsing: "75%")].compactMap(\.self) },
    { $0.agreement.objectives[0].targets.reverse() }, { $0.agreement.objectives[0].targets.removeLast() },
    { $0.agreement.objectives[0].targets[0].when[0].values = ["P1"] },
    { $0.agreement.objectives[0].targets[0].when.append(Condition("service", anyOf: ["mail"])) },
  ]

  @Test("says each thing that a version holds", arguments: edits.indices)
  func each(_ index: Int) {
    #expect(!changes(Self.edits[index]).isEmpty, "edit \(index)")
    var new = Self.terms
    Self.edits[index](&new)
    #expect(new.json(calendars: ["paris": 1]) != Self.terms.json(calendars: ["paris": 1]), "edit \(index) is none")
  }

  @Test("says the version of the hours, and nothing where nothing differs; what is there twice is told apart")
  func rest() {
    #expect(changes({ _ in }).isEmpty)
    #expect(
      changes({ _ in }, calendars: ["paris": 2])
        == [ClauseChange("Open hours paris", before: "version 1", after: "version 2")])
    let twice = ClauseChange.between([Clause("A", "1"), Clause("A", "2")], [Clause("A", "1"), Clause("A", "3")])
    #expect(twice == [ClauseChange("A (2)", before: "2", after: "3")])
    #expect(
      ClauseChange.between([Clause("A", "1")], [Clause("B", "2")])
        == [ClauseChange("A", before: "1", after: nil), ClauseChange("B", before: nil, after: "2")])
  }
}
