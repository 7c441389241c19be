import Agreements
import AgreementsPages
import AgreementsUseCases
import BusinessTime
import Components
import Core
import EditorsUseCases
import Kernel
import Markup

/// What saving would change, in words, before anything is saved.
public struct EditorReview: Sendable {
  public var changes: [Change]
  /// Of exactly these changes.
  public var digest: String
  /// Whether somebody else has to approve them.
  public var needsApproval: Bool
  /// What `/definition-file` calls it.
  public var key: String
  /// The file that says the same.
  public var file: String

  /// What becomes of a calendar or an agreement.
  public struct Change: Sendable {
    /// `Agreement Gold`.
    public var name: String
    /// `version 2 becomes version 3`, `new`.
    public var versions: String
    public var clauses: [ClauseChange]
    /// What is to be looked at, a sentence each.
    public var remarks: [String]
    public init(name: String, versions: String, clauses: [ClauseChange], remarks: [String] = []) {
      (self.name, self.versions, self.clauses, self.remarks) = (name, versions, clauses, remarks)
    }
  }

  public init(changes: [Change], digest: String, needsApproval: Bool, key: String, file: String) {
    (self.changes, self.digest, self.needsApproval) = (changes, digest, needsApproval)
    (self.key, self.file) = (key, file)
  }
}

extension EditorReview {
  init(
    _ found: (changes: [PlannedChange], digest: String), _ facts: EditorFacts, key: String, file: String,
    for reader: Reader
  ) {
    self.init(
      changes: found.changes.filter(\.isChange).map { Change($0, facts, for: reader) }, digest: found.digest,
      needsApproval: facts.needsApproval, key: key, file: file)
  }
}

extension EditorReview.Change {
  init(_ change: PlannedChange, _ facts: EditorFacts, for reader: Reader) {
    let versions = change.oldVersion.map { "version \($0) becomes version \(change.newVersion)" } ?? "new"
    var remarks = change.unknownWords + change.remarks.map { "\($0.sentence)." }
    if let broken = change.unreadable { remarks.append("What changes is not known: \(broken)") }
    switch change.subject {
    case .calendar:
      let old = facts.calendars.first { $0.key == change.key }.map { CalendarWords.clauses($0.definition) }
      let new = (try? CalendarDefinition(json: change.body)).map(CalendarWords.clauses)
      self.init(
        name: "Calendar \(change.key)", versions: versions, clauses: ClauseChange.between(old ?? [], new ?? []),
        remarks: remarks + change.assumptions)
    case .agreement:
      let old = facts.agreements.first { $0.key == change.key }.map {
        AgreementWords.clauses($0.terms, calendars: $0.calendarVersions, for: reader)
      }
      let terms = try? AgreementTerms(json: change.body)
      // One that began while somebody was at the form has not begun in the past.
      if terms?.validFrom.map({ reader.now - $0 > .hours(1) }) ?? true { remarks += change.assumptions }
      let calendars = (try? AgreementTerms.calendars(in: change.body)) ?? [:]
      let new = terms.map { AgreementWords.clauses($0, calendars: calendars, for: reader) }
      self.init(
        name: "Agreement \(terms?.agreement.name ?? change.key)", versions: versions,
        clauses: ClauseChange.between(old ?? [], new ?? []), remarks: remarks)
    }
  }
}

extension HTML {
  /// What somebody else saved while a form stood open.
  func othersSaved(_ version: Int, _ clauses: [ClauseChange]) {
    notice(.warn) {
      p(
        "Somebody else saved version \(version) while you were at it. Nothing was saved over it, and nothing of yours is "
          + "lost: it stands below, and what it would change in version \(version) is said anew.")
      if !clauses.isEmpty { changes(clauses, caption: "What they changed") }
    }
  }

  /// What saving would change, and the buttons that do it. They belong to the form of that id.
  func review(_ review: EditorReview, form: String, state: FormState, isChanged: Bool, reader: Reader) {
    part("What would change", id: "review") {
      if isChanged {
        notice(.warn) {
          p("Something changed after you looked at it, so nothing is saved yet. This is what it means now.")
        }
      }
      if review.changes.isEmpty { p("Nothing: this is in force already, word for word.") }
      for change in review.changes {
        h3("\(change.name): \(change.versions)")
        changes(change.clauses, caption: "What \(change.name) would say")
        notes(change.remarks)
      }
      if !review.changes.isEmpty {
        p("Tickets that are open keep the clocks that they have.", .class("soft"))
        if review.needsApproval {
          notice(.plain) { p("On this desk somebody else approves changes. Yours is in force once they have.") }
          field("title", "What the proposal is about", state) { tied in
            void("input", tied + [.type("text"), .form(form), .value(state["title"]), .maxlength(120)])
          }
          field("reason", "Why", state, optional: true) { tied in
            element("textarea", tied + [.form(form), .rows(3), .directionAuto]) { text(state["reason"]) }
          }
        }
        div(.class("actions decision")) {
          button(
            review.needsApproval ? "Propose it" : "Put it in force", .class("button main"), .form(form), .name("step"),
            .value(review.needsApproval ? "propose" : "apply"), .aria("describedby", "review"))
        }
      }
      details(.class("more")) {
        summary("The file that says the same")
        p(
          "mainstay apply FILE puts the same in force, here or on another installation. The calendars that it names stand "
            + "in it.", .class("soft"))
        pre(review.file, .class("file-text"), .tabindex(0))
        postForm("/definition-file", reader: reader, [Attribute("target", "_blank")]) {
          input(.type("hidden"), .name("key"), .value(review.key))
          input(.type("hidden"), .name("text"), .value(review.file))
          button("Download it", .class("button"))
        }
      }
    }
  }

  /// Values that lines of text offer.
  func offers(_ id: String, _ choices: [Choice]) {
    element("datalist", [.id(id)]) {
      for choice in choices { option(choice.title == choice.value ? "" : choice.title, .value(choice.value)) }
    }
  }
}
