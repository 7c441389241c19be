import Components
import Markup
import Tickets
import TicketsUseCases

extension Words {
  /// What pages call a field of a ticket.
  static func field(_ name: String) -> String { TicketField.labels[name] ?? capital(name) }
}

extension HTML {
  /// A field among a ticket's facts; nothing where it has no value.
  func fact(_ label: String, _ value: TicketField.Value, for reader: Reader) {
    switch value {
    case .none, .texts([]): break
    case .instant(let at): fact(label) { moment(at, for: reader) }
    case .flag(let flag): fact(label, flag ? "yes" : "no")
    case .text, .texts, .count: fact(label, value.text)
    }
  }

  /// Stands where words of an empty list would be chosen.
  func noWords(_ list: Word.List) {
    p("There are no \(list.many) yet. An administrator adds them under Words of the desk.", .class("soft small"))
  }
}
