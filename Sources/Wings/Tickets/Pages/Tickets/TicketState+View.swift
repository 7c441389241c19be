import Components
import Kernel
import Markup
import Tickets

extension TicketState {
  var tone: Tone {
    switch self {
    case .open: .live
    case .resolved: .good
    case .closed, .cancelled, .merged: .plain
    }
  }

  var icon: Icon {
    switch self {
    case .open: .inbox
    case .resolved: .done
    case .closed: .lock
    case .cancelled: .dash
    case .merged: .link
    }
  }
}

extension HTML {
  /// Where a ticket stands, with what keeps it waiting.
  public func ticketState(
    _ state: TicketState, holds: [String] = [], vendors: [String] = [], isReturned: Bool = false,
    isUndecided: Bool = false
  ) {
    span(.class("chips")) {
      if isUndecided { chip(.warn, .question, "agreement undecided") }
      if isReturned { chip(.warn, .question, "answered since") }
      if holds.isEmpty || state != .open { chip(state.tone, state.icon, state.rawValue) }
      for hold in holds { chip(.rest, .pause, Words.plain(hold)) }
      for vendor in vendors { chip(.plain, .exchange, "with \(vendor)") }
    }
  }

  /// A priority; the two most urgent stand out by weight.
  public func priority(_ priority: String?) {
    guard let priority, !priority.isEmpty else { return span("none", .class("soft")) }
    span(priority, .class(priority.lowercased()))
  }
}
