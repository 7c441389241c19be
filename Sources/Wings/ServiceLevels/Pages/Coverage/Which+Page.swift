import AgreementsPages
import Components
import Kernel
import Markup

/// Which agreement applies to a ticket, and why none of the others does.
public struct WhichAgreementPage: Page {
  public static let path = "/which-agreement"

  public var title: String { "Which agreement applies" }
  public var place: Place? { .agreements }
  public var crumbs: [Crumb] { [Crumb("Agreements", Place.agreements.path)] }
  public var words: [Term] { [.agreement, .objective, .target] }

  public var form: FormState
  public var choices: Choices
  public var found: Found?

  /// What a made-up ticket can have.
  public struct Choices: Sendable {
    public var kinds: [Choice]
    public var priorities: [Choice]
    public var categories: [Choice]
    public init(kinds: [Choice], priorities: [Choice], categories: [Choice]) {
      (self.kinds, self.priorities, self.categories) = (kinds, priorities, categories)
    }
  }

  public struct Found: Sendable {
    /// `INC-12, opened 3 Nov 2026, 09:12`.
    public var subject: String
    /// The name of the agreement that applies, and its page; nil: none does.
    public var applying: (name: String, path: String)?
    /// What else has to be known, a sentence each.
    public var remarks: [String]
    public var agreements: [Row]
    public var clocks: [Clock]
    /// Versions that cannot be read, a line each.
    public var unreadable: [String]
    public init(
      subject: String, applying: (name: String, path: String)?, remarks: [String], agreements: [Row], clocks: [Clock],
      unreadable: [String] = []
    ) {
      (self.subject, self.applying, self.remarks) = (subject, applying, remarks)
      (self.agreements, self.clocks, self.unreadable) = (agreements, clocks, unreadable)
    }
  }

  public struct Row: Sendable {
    public var name: String
    public var path: String
    public var applies: Bool
    /// Why, in words.
    public var reason: String
    public init(name: String, path: String, applies: Bool, reason: String) {
      (self.name, self.path, self.applies, self.reason) = (name, path, applies, reason)
    }
  }

  public struct Clock: Sendable {
    public var objective: String
    public var target: String
    public var because: String
    public var due: Instant?
    public init(objective: String, target: String, because: String, due: Instant?) {
      (self.objective, self.target, self.because, self.due) = (objective, target, because, due)
    }
  }

  public init(form: FormState, choices: Choices, found: Found? = nil) {
    (self.form, self.choices, self.found) = (form, choices, found)
  }

  static let labels = [
    "ticket": "Ticket", "kind": "Kind", "priority": "Priority", "category": "Category", "more": "Further attributes",
    "at": "Opened",
  ]

  public func write(_ html: HTML, for reader: Reader) {
    html.heading(
      title,
      lead: "Of a ticket that there is, or of one that you make up: which agreement covers it, and why not the others.")
    html.faults(form.faults, labels: WhichAgreementPage.labels)
    if let found { self.found(html, found, reader) }
    html.part(found == nil ? "Which ticket" : "Another ticket", id: "ask") { ask(html, reader) }
  }

  private func ask(_ html: HTML, _ reader: Reader) {
    html.form(.class("form"), .action(WhichAgreementPage.path), .method("get")) {
      html.textField(
        "ticket", "Ticket", form, hint: "Its number, such as INC-12. Empty for one that you make up below.",
        optional: true, limit: 64)
      html.div(.class("inline-fields")) {
        html.selectField("kind", "Kind", choices.kinds, form)
        html.selectField("priority", "Priority", choices.priorities, form, optional: true, none: "none")
        html.selectField("category", "Category", choices.categories, form, optional: true, none: "none")
      }
      html.textArea(
        "more", "Further attributes", form, hint: "One a line: service = mail, organisation = Northwind.",
        optional: true, rows: 3)
      html.momentField("at", "Opened (empty: now)", form, for: reader, optional: true)
      html.div(.class("actions")) { html.button("Say which applies", .class("button main")) }
    }
  }

  private func found(_ html: HTML, _ found: Found, _ reader: Reader) {
    html.unreadable(found.unreadable, "Not every version can be read, and what these would say is not known.")
    html.part("For \(found.subject)", id: "answer") {
      html.p {
        if let applying = found.applying {
          html.a(applying.name, .href(applying.path))
          html.text(" applies.")
        } else {
          html.text("No agreement applies: it stands without clocks.")
        }
      }
      for remark in found.remarks { html.notice(.warn) { html.p(remark) } }
      html.table(
        "Agreements and why they apply or not", columns: [Column("Agreement"), Column("Applies"), Column("Why")],
        stacks: true
      ) {
        for row in found.agreements {
          html.tr {
            html.th(.scope("row")) { html.a(row.name, .href(row.path)) }
            html.td(.data("label", "Applies")) {
              html.chip(row.applies ? .good : .plain, nil, row.applies ? "yes" : "no")
            }
            html.td(row.reason, .data("label", "Why"))
          }
        }
      }
    }
    guard !found.clocks.isEmpty else { return }
    html.part("What it promises then", id: "clocks") {
      let columns = [Column("Objective"), Column("Target"), Column("Because"), Column("Due, if nothing happens")]
      html.table("Clocks as they begin", columns: columns, stacks: true) {
        for clock in found.clocks {
          html.tr {
            html.th(Words.capital(clock.objective), .scope("row"))
            html.td(clock.target, .data("label", "Target"))
            html.td(clock.because, .data("label", "Because"))
            html.td(.data("label", "Due, if nothing happens")) {
              if let due = clock.due { html.moment(due, .full, for: reader) } else { html.text("never") }
            }
          }
        }
      }
    }
  }
}
