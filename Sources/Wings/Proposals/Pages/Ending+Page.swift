import Agreements
import AgreementsPages
import AgreementsUseCases
import Components
import Kernel
import Markup

/// A form that ends an agreement, or takes its end back.
public struct EndingPage: Page {
  public var title: String { termination == nil ? "End \(name)" : "The end of \(name)" }
  public var place: Place? { .agreements }
  public var crumbs: [Crumb] { [Crumb("Agreements", Place.agreements.path), Crumb(name, path)] }
  public var words: [Term] { [.agreement, .clock, .breach] }

  public var key: String
  public var name: String
  /// The newest version.
  public var version: Int
  public var noticePeriod: NoticePeriod?
  /// That it was ended already, and when that takes effect.
  public var termination: AgreementTermination?
  /// Whether it would be a proposal.
  public var needsApproval: Bool
  public var form: FormState

  public init(
    key: String, name: String, version: Int, noticePeriod: NoticePeriod? = nil,
    termination: AgreementTermination? = nil, needsApproval: Bool = false, form: FormState = FormState()
  ) {
    (self.key, self.name, self.version, self.noticePeriod) = (key, name, version, noticePeriod)
    (self.termination, self.needsApproval, self.form) = (termination, needsApproval, form)
  }

  var path: String { "/agreements/" + Address.encoded(key) }
}

extension EndingPage {
  private static let labels = [
    "effective": "It ends", "toldAt": "The other side was told", "reason": "Why it ends",
  ]

  public func write(_ html: HTML, for reader: Reader) {
    html.heading(
      title,
      lead:
        "Clocks that run under it when it ends are ended with it: they count neither as met nor as missed. A breach that "
        + "happened stands.")
    html.faults(form.faults, labels: EndingPage.labels)
    if needsApproval {
      html.notice(.plain) { html.p("Somebody else approves this. Nothing has changed before they have.") }
    }
    if let termination {
      html.part("It was ended") {
        html.facts {
          html.fact("With effect from") { html.moment(termination.effective, .full, for: reader) }
          html.fact("Told") { html.moment(termination.toldAt, .full, for: reader) }
          html.fact("Why", termination.reason)
          html.fact("Notice", termination.noticeWords(noticePeriod) { reader.zone.local($0).date })
        }
        html.postForm(path + "/end", reader: reader) {
          html.input(.type("hidden"), .name("version"), .value(String(version)))
          html.input(.type("hidden"), .name("act"), .value("keep"))
          html.button("Take the end back", .class("button"))
        }
      }
    }
    html.postForm(path + "/end", reader: reader, draft: "end-" + key) {
      html.input(.type("hidden"), .name("version"), .value(String(version)))
      html.div(.class("form")) {
        html.momentField("effective", "It ends", form, for: reader, isAhead: true)
        html.p("A day that is named alone, like 31 Jan 2027, is the last on which it holds.", .class("soft small"))
        html.momentField("toldAt", "The other side was told", form, for: reader, optional: true)
        html.p(
          noticePeriod.map { "The period of notice is \($0.words); whether it is kept is said." }
            ?? "No period of notice is agreed.", .class("soft small"))
        html.textArea("reason", "Why it ends", form, rows: 3)
      }
      html.div(.class("actions")) {
        html.button(
          needsApproval ? "Propose to end it" : termination == nil ? "End it" : "End it so instead",
          .class("button main"))
        html.a("Leave it", .class("button plain"), .href(path))
      }
    }
  }
}
