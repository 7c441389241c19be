import Components
import Kernel
import Markup
import Tickets

extension TicketPage {
  /// The act that was refused and that the ticket, as it stands now, no longer offers. Others have changed it
  /// meanwhile, and what was typed must not go with the form.
  var missed: Attempt? {
    guard let attempted, attempted.act != .withdraw, !acts.contains(attempted.act) else { return nil }
    return attempted
  }

  /// That others were faster, and what they did; focus begins here.
  func conflict(_ html: HTML, _ conflict: Conflict, _ reader: Reader) {
    html.div(.class("notice warn"), .id("conflict"), .role("alert"), .tabindex(-1)) {
      html.icon(.warning)
      html.div {
        html.h2("This ticket changed while you were writing")
        if let missed {
          html.p {
            html.text("Nothing was saved, and nothing that you typed is lost: it stands under ")
            html.a("\u{201c}\(missed.title)\u{201d}", .href("#missed"))
            html.text(" below. Meanwhile:")
          }
        } else {
          html.p("Nothing was saved, and nothing that you typed is lost: it stands in the form below. Meanwhile:")
        }
        if conflict.more > 0 {
          html.p("\(Words.count(conflict.more, "change", "changes")), and then:")
        }
        html.ul {
          for entry in conflict.changes {
            html.li {
              html.strong { html.person(entry.actor) }
              html.text(" \(entry.did), ")
              html.moment(entry.at, for: reader)
            }
          }
        }
        html.p(missed.map { advice($0) } ?? "Send the form again if it still fits.")
      }
    }
  }

  /// What was typed for an act that is no longer on offer: its fields, with nothing to send them by.
  func missed(_ html: HTML, _ attempt: Attempt, _ reader: Reader) {
    html.part(attempt.title, id: "missed") {
      html.faults(attempt.form.faults, labels: TicketPage.labels, id: { "\(attempt.act.rawValue)-\($0)" })
      html.p(advice(attempt), .class("small"))
      if attempt.act == .reply || attempt.act == .note {
        html.textArea("text", "Text", attempt.form, id: "\(attempt.act.rawValue)-text")
      } else {
        fields(html, attempt.act, attempt.form, reader)
      }
    }
  }

  /// Why an act is no longer on offer, and what can be done with what was typed.
  private func advice(_ attempt: Attempt) -> String {
    let why = "\u{201c}\(attempt.act.title)\u{201d} is not possible now: this ticket \(standing(attempt.act))"
    let also = acts.contains(.reopen) ? ", or reopen it first" : ""
    guard attempt.isTyped else { return why + (acts.contains(.reopen) ? "; reopen it first." : ".") }
    return acts.contains(.note)
      ? "\(why). Copy what you still need, say into a note\(also)." : "\(why). Copy what you still need elsewhere."
  }
}

extension TicketPage {
  /// What of a ticket's standing stands in the way of an act.
  private func standing(_ act: TicketAct) -> String {
    guard ticket.state == .open else { return "is \(ticket.state.rawValue)" }
    return switch act {
    case .resume: "is on hold no more"
    case .acknowledge: "waits for no vendor's acknowledgement"
    case .handBack: "is with no vendor"
    default: "is open"
    }
  }
}

extension TicketPage.Attempt {
  var title: String { "\(act.title): what you typed" }

  /// What forms carry without anybody's typing.
  private static let carried: Set<String> = ["csrf", "version", "as", "then", "holding", "owner", "q", "sort", "at"]

  /// Whether there is anything to keep beside what every form carries.
  fileprivate var isTyped: Bool {
    form.values.contains { name, value in !TicketPage.Attempt.carried.contains(name) && !value.isEmpty }
  }
}
