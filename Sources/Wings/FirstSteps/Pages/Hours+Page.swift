import AgreementsPages
import AgreementsUseCases
import BusinessTime
import Components
import FirstSteps
import FirstStepsUseCases
import Kernel
import Markup

/// Opening hours as a form, with what they would do beside it.
public struct HoursStepPage: Page {
  public var title: String { FirstStep.hours.title }
  public var place: Place? { .firstSteps }
  public var crumbs: [Crumb] { [Crumb("First steps", FirstStepsShown.path)] }
  public var form: FormState
  /// The days on which it is closed.
  public var closures = ClosureRows.editor("")
  /// Zones to choose from.
  public var zones: [String]
  /// What there is already, a line each.
  public var existing: [String]
  /// What a calendar file that was chosen says besides.
  public var remarks: [String]
  /// Something was changed after it was looked at, so that nothing was put in force.
  public var isChanged = false
  /// Why somebody else approves it first; nil where nobody has to.
  public var approval: String?
  public var review: Review?

  /// What the hours would do, before anything is written.
  public struct Review: Sendable {
    /// `Mon to Fri 08:00-17:00`.
    public var week: String
    /// What happened when, and when it is due, by the calendar's own clock.
    public var examples: [String]
    /// What of a night goes on into the next day, and how many closures there are.
    public var notes: [String]
    /// What putting it in force does.
    public var plan: String
    public var year: YearFigure?
    /// The file that says the same.
    public var file: String
    /// Tells this content from another that is typed after it.
    public var digest: String

    public init(
      week: String, examples: [String], notes: [String], plan: String, year: YearFigure? = nil, file: String,
      digest: String
    ) {
      (self.week, self.examples, self.notes, self.plan) = (week, examples, notes, plan)
      (self.year, self.file, self.digest) = (year, file, digest)
    }
  }

  public init(
    form: FormState, zones: [String], existing: [String] = [], remarks: [String] = [], review: Review? = nil
  ) {
    (self.form, self.zones, self.existing, self.remarks, self.review) = (form, zones, existing, remarks, review)
  }
}

extension HoursStepPage {
  private static let formID = "hours-form"

  public func write(_ html: HTML, for reader: Reader) {
    html.stepHeading(.hours, lead: "When time counts. Clocks rest while the desk is closed.")
    html.faults(form.faults, labels: HoursStepPage.labels.merging(ClosureRows.labels(closures)) { $1 })
    if !existing.isEmpty { html.p("There is already: \(existing.joined(separator: "; ")).", .class("soft")) }
    if let review { write(html, review, reader) }
    html.fileForm(FirstStep.hours.path, reader: reader, .id(HoursStepPage.formID)) {
      html.defaultButton("step", "look")
      if let review { html.input(.type("hidden"), .name("seen"), .value(review.digest)) }
      html.div(.class("form")) {
        html.zoneField("timeZone", "Time zone", form, zones, autofocus: review == nil && !closures.isEdited)
      }
      days(html)
      html.rowEditor(
        closures, "Days on which it is closed", form,
        hint: "2026-12-24; 12-25 for every year; 2026-08-03 to 2026-08-14; 2026-12-31 12:00-24:00 for a part of it.")
      html.div(.class("form")) {
        html.details(.class("more"), .open(!form.faults(of: "more").isEmpty)) {
          html.summary("Paste several")
          html.textArea(
            "more", "More days, a line each", form,
            hint: "As above, with the name behind: 2026-12-24 Christmas Eve. They become rows, to look through.",
            optional: true, rows: 4)
        }
        html.filePick(
          "file", "Or a file of holidays", form, accept: ".ics,text/calendar",
          hint: "An .ics file, as calendars of public holidays come. Its days become rows, to look through.",
          optional: true)
        html.textField(
          "key", "What agreements call it", form, hint: "Small letters, digits, dashes. It stays.", limit: 40)
        html.div(.class("actions")) {
          html.button(
            review == nil ? "Look at it" : "Look again", .class(review == nil ? "button main" : "button"),
            .name("step"), .value("look"))
        }
      }
    }
  }

  private func days(_ html: HTML) {
    html.element("fieldset", [.class("week")]) {
      html.legend("Open")
      html.p(
        "Leave a day empty on which it is closed. 22:00 to 06:00 goes on into the next day; 00:00 to 24:00 is all of it.",
        .class("soft small"))
      html.table("Opening hours by day", columns: HoursStepPage.columns) {
        for (index, day) in Weekday.allCases.enumerated() {
          html.tr {
            html.th(Words.weekdays[index], .scope("row"))
            for number in 1...HoursForm.windows {
              for (end, words) in [("from", "from"), ("to", "to")] {
                html.td { time(html, day, HoursForm.field(day, end, number), index, "\(words) \(number)") }
              }
            }
          }
        }
      }
    }
  }

  private static let columns = [Column("Day"), Column("From"), Column("To"), Column("And from"), Column("To")]

  private func time(_ html: HTML, _ day: Weekday, _ name: String, _ index: Int, _ words: String) {
    let faults = form.faults(of: name)
    html.input(
      .type("text"), .class("clock-time"), .id(Forms.id(name)), .name(name), .value(form[name]), .maxlength(5),
      .autocomplete("off"), .aria("label", "\(Words.longWeekdays[index]) \(words)"),
      faults.isEmpty ? .none : .aria("invalid", "true"))
  }

  private static var labels: [String: String] {
    var labels = [
      "key": "What agreements call it", "timeZone": "Time zone", "closures": "Days on which it is closed",
      "more": "More days", "file": "File of holidays",
    ]
    for (index, day) in Weekday.allCases.enumerated() {
      for number in 1...HoursForm.windows {
        for end in ["from", "to"] {
          labels[HoursForm.field(day, end, number)] = "\(Words.longWeekdays[index]), \(end)"
        }
      }
    }
    return labels
  }

  private func write(_ html: HTML, _ review: Review, _ reader: Reader) {
    html.part("What it means", id: "review") {
      if isChanged { html.changedSinceSeen() }
      html.p(.class("verdict")) { html.text("\(review.week).") }
      html.ul { for example in review.examples { html.li(example) } }
      for note in review.notes { html.p(note, .class("soft")) }
      if !remarks.isEmpty {
        html.notice(.warn) {
          html.p("Of the file:")
          html.ul { for remark in remarks { html.li(remark) } }
        }
      }
      html.p(review.plan)
      if approval != nil {
        html.proposing("Opening hours", review.file, reader)
      } else {
        html.div(.class("actions decision")) {
          html.button(
            "Put it in force", .class("button main"), .form(HoursStepPage.formID), .name("step"), .value("apply"),
            .aria("describedby", "review"), .flag("autofocus", !closures.isEdited))
        }
      }
      html.fileText(review.file)
      if let year = review.year {
        html.details(.class("more")) {
          html.summary("The whole of \(year.year)")
          html.year(year)
        }
      }
    }
  }
}

extension HTML {
  /// What is to be done with what a step makes where somebody else approves it first: it is proposed from here.
  func proposing(_ title: String, _ file: String, _ reader: Reader) {
    notice(.plain) {
      p("On this desk somebody else approves agreements and opening hours before they are in force: propose them.")
    }
    postForm(AgreementsPage.proposals, reader: reader) {
      input(.type("hidden"), .name("title"), .value(title))
      input(.type("hidden"), .name("reason"), .value("First steps"))
      input(.type("hidden"), .name("text"), .value(file))
      div(.class("actions decision")) { button("Propose it", .class("button main"), .aria("describedby", "review")) }
    }
  }

  /// The file that says the same as a form, to be kept.
  func fileText(_ text: String) {
    details(.class("more")) {
      summary("The file that says the same")
      p(
        "Keep this beside your configuration: mainstay apply FILE puts the same in force on another installation.",
        .class("soft"))
      pre(text, .class("file-text"), .tabindex(0))
    }
  }
}
