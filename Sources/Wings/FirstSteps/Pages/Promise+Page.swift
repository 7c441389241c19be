import AgreementsPages
import Components
import FirstSteps
import FirstStepsUseCases
import Kernel
import Markup

/// An agreement as a form, with what it would do beside it.
public struct PromiseStepPage: Page {
  public var title: String { FirstStep.agreement.title }
  public var place: Place? { .firstSteps }
  public var crumbs: [Crumb] { [Crumb("First steps", FirstStepsShown.path)] }
  public var form: FormState
  /// Keys of calendars and what they say.
  public var calendars: [Choice]
  /// Priorities of the desk, and the reasons for which it holds tickets.
  public var priorities: [Choice]
  public var holdReasons: [Choice]
  /// What there is already, a line each.
  public var existing: [String]
  public var review: Review?
  /// Something was changed after it was looked at, so that nothing was put in force.
  public var isChanged = false
  /// Why somebody else approves it first; nil where nobody has to.
  public var approval: String?

  /// What the agreement would do, before anything is written.
  public struct Review: Sendable {
    /// What it means, in sentences.
    public var sentences: [String]
    /// By when tickets of each priority would be answered and done, by the calendar's own clock.
    public var rows: [Row]
    public var plan: String
    /// What of it is hardly meant, a sentence each.
    public var remarks: [String] = []
    public var file: String
    public var digest: String

    public struct Row: Sendable {
      public var priority: String
      /// Of a ticket opened now.
      public var now: Due
      /// Of one opened late on the last Friday.
      public var late: Due
      public init(priority: String, now: Due, late: Due) {
        (self.priority, self.now, self.late) = (priority, now, late)
      }
    }

    /// By when a ticket is answered and resolved, in words.
    public struct Due: Sendable {
      public var response: String
      public var resolution: String
      public init(response: String, resolution: String) { (self.response, self.resolution) = (response, resolution) }
    }

    public init(sentences: [String], rows: [Row], plan: String, file: String, digest: String) {
      (self.sentences, self.rows, self.plan, self.file, self.digest) = (sentences, rows, plan, file, digest)
    }
  }

  public init(
    form: FormState, calendars: [Choice], priorities: [Choice], holdReasons: [Choice], existing: [String] = [],
    review: Review? = nil
  ) {
    (self.form, self.calendars, self.priorities) = (form, calendars, priorities)
    (self.holdReasons, self.existing, self.review) = (holdReasons, existing, review)
  }

  static func pause(_ reason: String) -> String { "pause:" + reason }
}

extension PromiseStepPage {
  private static let formID = "promise-form"

  public func write(_ html: HTML, for reader: Reader) {
    html.stepHeading(
      .agreement, lead: "By when tickets are answered and resolved. It holds for tickets opened from then on.")
    guard !calendars.isEmpty else {
      return html.empty(
        .calendar, "Opening hours come first",
        "An agreement counts the open hours of a calendar, and there is none yet."
      ) { html.a("Say when the desk is open", .class("button main"), .href(FirstStep.hours.path)) }
    }
    html.faults(form.faults, labels: labels)
    if !existing.isEmpty { html.p("There is already: \(existing.joined(separator: "; ")).", .class("soft")) }
    if let review { write(html, review, reader) }
    html.postForm(FirstStep.agreement.path, reader: reader, draft: "agreement", .id(PromiseStepPage.formID)) {
      if let review { html.input(.type("hidden"), .name("seen"), .value(review.digest)) }
      html.div(.class("form")) {
        html.textField(
          "name", "Name", form, hint: "As it stands on pages and reports.", limit: 100,
          .when(review == nil, .autofocus))
        html.selectField(
          "attribute", "It covers", PromiseStepPage.covered, form,
          hint: "Where several agreements cover a ticket, the one that asks for more decides.", optional: true,
          none: "every ticket")
        html.textField(
          "values", "Which ones", form, hint: "Only where it does not cover every ticket; with commas between.",
          optional: true)
        html.selectField("calendar", "Hours that count", calendars, form)
      }
      lengths(html)
      html.div(.class("form")) {
        if !holdReasons.isEmpty {
          html.element("fieldset") {
            html.legend("The time to resolve rests while a ticket is on hold for")
            for reason in holdReasons {
              html.checkField(PromiseStepPage.pause(reason.value), reason.title, form)
            }
          }
        }
        html.checkField("requests", "Requests are to be done by the same times", form)
        html.div(.class("actions")) {
          html.button(
            review == nil ? "Look at it" : "Look again", .class(review == nil ? "button main" : "button"),
            .name("step"), .value("look"))
        }
      }
    }
  }

  private static let covered = [
    Choice("organisation", "tickets of an organisation"), Choice("category", "tickets of a category"),
    Choice("service", "tickets about a service"),
  ]

  private func lengths(_ html: HTML) {
    html.element("fieldset") {
      html.legend("Times")
      html.p(
        "Open time, like 30 min, 4 h, 1 h 30 min or 2 d; a day is as long as the hours above are open on one. Leave a field empty where "
          + "nothing is promised.", .class("soft small"))
      let columns = [Column("Priority"), Column("First response"), Column("Resolved")]
      html.table("Times by priority", columns: columns) {
        for priority in priorities {
          html.tr {
            html.th(priority.title, .scope("row"))
            for (what, words) in PromiseStepPage.lengths {
              html.td { length(html, PromiseForm.field(what, priority.value), "\(priority.title), \(words)") }
            }
          }
        }
      }
    }
  }

  private static let lengths = [("response", "first response within"), ("resolution", "resolved within")]

  private func length(_ html: HTML, _ name: String, _ words: String) {
    html.input(
      .type("text"), .class("length"), .id(Forms.id(name)), .name(name), .value(form[name]), .maxlength(20),
      .autocomplete("off"), .aria("label", words),
      form.faults(of: name).isEmpty ? .none : .aria("invalid", "true"))
  }

  private var labels: [String: String] {
    var labels = ["name": "Name", "attribute": "It covers", "values": "Which ones", "calendar": "Hours that count"]
    for priority in priorities {
      for (what, words) in PromiseStepPage.lengths {
        labels[PromiseForm.field(what, priority.value)] = "\(priority.title), \(words)"
      }
    }
    return labels
  }

  private func write(_ html: HTML, _ review: Review, _ reader: Reader) {
    html.part("What it means", id: "review") {
      if isChanged { html.changedSinceSeen() }
      for sentence in review.sentences { html.p(sentence) }
      if !review.rows.isEmpty {
        let columns = [
          Column("Priority"), Column("Opened now: answered by"), Column("resolved by"),
          Column("Opened last Friday at 17:55: answered by"), Column("resolved by"),
        ]
        html.table("When tickets would be due", columns: columns, stacks: true) {
          for row in review.rows {
            html.tr {
              html.th(row.priority, .scope("row"))
              html.td(row.now.response, .data("label", "Opened now: answered by"))
              html.td(row.now.resolution, .data("label", "resolved by"))
              html.td(row.late.response, .data("label", "Last Friday at 17:55: answered by"))
              html.td(row.late.resolution, .data("label", "resolved by"))
            }
          }
        }
      }
      html.notes(review.remarks)
      html.p(review.plan, .class("decision"))
      if approval != nil {
        html.proposing("Agreement \(form["name"])", review.file, reader)
      } else {
        html.div(.class("actions decision")) {
          html.button(
            "Put it in force", .class("button main"), .form(PromiseStepPage.formID), .name("step"), .value("apply"),
            .aria("describedby", "review"), .autofocus)
        }
      }
      html.fileText(review.file)
    }
  }
}
