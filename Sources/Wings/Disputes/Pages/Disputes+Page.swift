import Components
import Core
import Disputes
import DisputesUseCases
import Kernel
import Markup
import Services

/// What is contested, and what became of it.
public struct DisputesPage: Page {
  public var title: String { "Disputes" }
  public var words: [Term] { [.dispute, .verdict, .clock, .compliance] }
  public var place: Place? { .disputes }

  /// Which of them stand here.
  public enum Which: String, CaseIterable, Sendable { case open, ended, all }

  public var found: ListDisputes.Answer
  public var which: Which
  /// The same as a file.
  public var csv = "/disputes.csv"
  /// The filters as they are set: `about`, `waitsFor`.
  public var form: FormState
  public var pager: Pager

  public init(_ found: ListDisputes.Answer, which: Which = .open, form: FormState = FormState(), pager: Pager) {
    (self.found, self.which, self.form, self.pager) = (found, which, form, pager)
  }

  public var keys: [KeyHint] { found.disputes.isEmpty ? [] : KeyHint.rows(of: "dispute") }
}

/// One dispute.
public struct DisputePage: Page {
  public var title: String { shown.dispute.name }
  public var words: [Term] { [.dispute, .verdict, .clock, .deadline, .exclusion, .journal] }
  public var place: Place? { .disputes }
  public var crumbs: [Crumb] { [Crumb(Place.disputes.title, Place.disputes.path)] }

  public var shown: DisputeShown
  /// Each form by itself: what was typed, and what is wrong with it.
  public var statement: FormState
  public var decision: FormState
  public var withdrawal: FormState

  public init(
    _ shown: DisputeShown, statement: FormState = FormState(), decision: FormState = FormState(),
    withdrawal: FormState = FormState()
  ) {
    (self.shown, self.statement, self.decision, self.withdrawal) = (shown, statement, decision, withdrawal)
  }
}

/// The form by which somebody contests something.
public struct NewDisputePage: Page {
  public var title: String { "Contest a verdict" }
  public var words: [Term] { [.dispute, .verdict, .clock, .exclusion, .agreement, .compliance] }
  public var place: Place? { .disputes }
  public var crumbs: [Crumb] { [Crumb(Place.disputes.title, Place.disputes.path)] }

  /// Nil: nothing was said to be contested yet.
  public var found: ShowContestable.Answer?
  public var form: FormState

  public init(_ found: ShowContestable.Answer?, form: FormState = FormState()) {
    (self.found, self.form) = (found, form)
  }
}
